"""What can't wait: an emergency under way, told by rules that a person can read (``data/emergencies``)."""

import re
from dataclasses import dataclass
from functools import lru_cache

import yaml

from bot import folders
from bot.folding import fold

LONGEST = 600
"""Characters that are read: whoever calls for help does it at once."""


_DENIED = re.compile(
    r"\b(?:pas|plus|jamais|aucune?|ni) (?:de |d'|encore |vraiment )?(?:bless\w+|accident\w*|feu|incendie|armes?)\b"
)
"""What a message says that there isn't."""


@dataclass(frozen=True)
class Emergency:
    """A kind of emergency."""

    kind: str
    advice: str
    """What to do now and whom to call, in French."""

    sources: tuple[str, ...]
    after: str | None
    """Id of the service that helps once it is over."""

    checked: str | None
    """When the team read the advice and signed it."""


@dataclass(frozen=True)
class _Rules:
    emergency: Emergency
    signs: re.Pattern[str]
    plain: re.Pattern[str]
    """Says by itself that it is happening."""


def _any(patterns: list[str]) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(patterns)})")


@lru_cache(maxsize=1)
def _rules() -> tuple[tuple[_Rules, ...], re.Pattern[str], re.Pattern[str]]:
    raw = yaml.safe_load((folders.data() / "emergencies" / "emergencies.yml").read_text(encoding="utf-8"))
    rules = tuple(
        _Rules(
            Emergency(item["sorte"], item["consigne"].strip(), tuple(item["sources"]), item["suite"], item["relu"]),
            _any(item["signes"]),
            _any(item["forts"]),
        )
        for item in raw["sortes"]
    )
    return rules, _any(raw["general"]["maintenant"]), _any(raw["general"]["passe"])


def emergencies() -> tuple[Emergency, ...]:
    """All kinds, in the order in which they are looked for."""
    return tuple(rule.emergency for rule in _rules()[0])


def emergency_said(text: str) -> Emergency | None:
    """The emergency that a message says is under way; None for a past, general or feared one."""
    plain = " ".join(fold(text[:LONGEST]).replace("’", "'").split())
    plain = _DENIED.sub(" ", plain)
    rules, now, past = _rules()
    if past.search(plain):
        return None
    for rule in rules:
        if rule.plain.search(plain) or rule.signs.search(plain) and now.search(plain):
            return rule.emergency
    return None
