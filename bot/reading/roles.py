"""Who speaks: the audience that a text plainly says ("je suis secrétaire de mairie", "on est un CCAS")."""

import re
from functools import lru_cache
from pathlib import Path

import yaml

from bot.folding import fold

_NOT_US = re.compile(r"\b(?:pas|ni) (?:une?|la|le|l|les|des|d|du|de la) \w+(?: d[eu]? \w+)?")
"""« une commune, pas une intercommunalité »: what they are not."""


@lru_cache(maxsize=1)
def _patterns() -> list[tuple[re.Pattern[str], str]]:
    """Compiled patterns of ``roles.yml``, the most particular audience first."""
    raw = yaml.safe_load((Path(__file__).parent / "roles.yml").read_text(encoding="utf-8"))
    return [(re.compile(pattern), audience) for audience, patterns in raw.items() for pattern in patterns]


def role_said(text: str) -> str | None:
    """The audience said, or None: precision first, a body that is only mentioned is not the person's."""
    plain = _NOT_US.sub(" ", " ".join(re.findall(r"[a-z0-9]+", fold(text))))
    for pattern, audience in _patterns():
        if pattern.search(plain):
            return audience
    return None
