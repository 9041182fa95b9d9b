"""A need without who asks and where: a place or a size says nothing of the problem, and blurs what does."""

import re

from bot.orientation.text import prepare, stems
from bot.territory import find_population, resolve

_BEFORE_PLACE = re.compile(
    r"[\s,(]*\b(?:[àa]|au|aux|en|dans(?: l[ea]s?)?|sur|pr[eè]s d[eu]|dans l|de|d|l)?[\s’']*$", re.IGNORECASE
)
_BEFORE_SIZE = re.compile(
    r"[\s,(]*\b(?:(?:et|car|alors qu[e’'])?\s*)?(?:(?:on|nous) (?:est|sommes|a|avons|fait|compte|n['’]est que)|"
    r"(?:pour|dans|ici|je suis dans|nous sommes|on est|c['’]est)?\s*(?:(?:une?|notre|la|ma)\s+)?(?:petite?\s+)?"
    r"(?:commune|village|bourg|ville|mairie|communaut[ée] de communes)\s+(?:rurale\s+)?de)?\s*$",
    re.IGNORECASE,
)


def _cut(text: str, start: int, end: int, before: "re.Pattern[str]") -> str:
    """The text less a span and the linking words just before it."""
    found = before.search(text[:start])
    return f"{text[: found.start() if found else start]} {text[end:]}"


def without_situation(text: str) -> str:
    """The text less its author's territory and population; the text itself when nothing would remain."""
    rest = text
    population = find_population(rest)
    if population:
        rest = _cut(rest, population[1], population[2], _BEFORE_SIZE)
    found = resolve(rest)
    if found.territory and found.span:
        rest = _cut(rest, *found.span, _BEFORE_PLACE)
    rest = re.sub(r"\(\s*[,;]?\s*\)", "", rest)
    rest = re.sub(r"\s+([,.])", r"\1", " ".join(rest.split())).strip(" ,")
    return rest if len(stems(rest)) >= 2 or rest == text else text


def prepare_need(text: str) -> str:
    """What the ranking reads of a need: without its situation, cut to length, acronyms expanded."""
    return prepare(without_situation(text))
