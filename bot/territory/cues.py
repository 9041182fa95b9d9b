"""Lists of words that tell whose place a text names, from ``data/territories/cues.yml``."""

from functools import lru_cache

import yaml

from bot import folders
from bot.territory.words import name_key


@lru_cache(maxsize=32)
def words(name: str) -> frozenset[str]:
    """The words of one list, folded."""
    return _lists()[name]


@lru_cache(maxsize=1)
def _lists() -> dict[str, frozenset[str]]:
    content = yaml.safe_load((folders.data() / "territories" / "cues.yml").read_text(encoding="utf-8"))
    return {name: frozenset(map(name_key, listed.split())) for name, listed in content.items()}
