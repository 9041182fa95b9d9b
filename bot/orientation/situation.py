"""A need without who asks, where, and the greeting: none of them says what the problem is, and they blur it."""

import re
from functools import lru_cache

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
_GREETING = re.compile(
    r"\W*(?:bonjour|bonsoir|salut|bjr|hello|coucou|madame|monsieur|svp|stp|s['’]il (?:vous|te) pla[iî]t|"
    r"merci(?: d['’]avance)?|cordialement)\b(?:[\s,!.:;]+(?:à tous|madame|monsieur|l['’]équipe|et)\b)*[\s,!.:;]*",
    re.IGNORECASE,
)
_INTRODUCTION = re.compile(
    r"\W*(?:(?:je suis|nous sommes|on est|ici|moi c['’]est|moi)\s+)?(?:(?:l[ea]|une?|l['’])\s*)?"
    r"(?:maire|mairie|[ée]lue?s?|adjointe?|conseill[eè]re? municipale?|dst|dgs|dga|dsi|drh|dpo|agente?|"
    r"secr[ée]taire(?: g[ée]n[ée]rale?)?|directeur|directrice|charg[ée]e? de mission|animatrice|animateur)"
    r"(?:\s+(?:de|en|à la|au|du)\s+(?:la\s+)?(?:mairie|commune|ccas|ville|services?))?"
    r"(?:\s+(?:à|de|d['’]|en|dans)?\s*)?[,:;.]\s*",
    re.IGNORECASE,
)


def _cut(text: str, start: int, end: int, before: "re.Pattern[str]") -> str:
    """The text less a span and the linking words just before it."""
    found = before.search(text[:start])
    return f"{text[: found.start() if found else start]} {text[end:]}"


def _bare(text: str) -> str:
    """The text less population, territory, greeting and introduction; possibly nothing."""
    population = find_population(text)
    if population:
        text = _cut(text, population[1], population[2], _BEFORE_SIZE)
    found = resolve(text)
    if found.territory and found.span:
        text = _cut(text, *found.span, _BEFORE_PLACE)
    text = re.sub(r"\(\s*[,;]?\s*\)", "", text)
    text = re.sub(r"\s+([,.])", r"\1", " ".join(text.split()))
    for pattern in (_GREETING, _INTRODUCTION, _GREETING):
        opening = pattern.match(text)
        text = text[opening.end() :] if opening else text
    return text.strip(" ,")


@lru_cache(maxsize=8)  # a turn reads the same text several times; no more of what people say is kept than that
def without_situation(text: str) -> str:
    """The need alone; the text itself when nothing of substance would remain."""
    rest = _bare(text)
    return rest if len(stems(rest)) >= 2 or rest == text else text


def only_situation(text: str) -> bool:
    """Whether a text says who or where, and nothing else ("c'est Guingamp")."""
    return not stems(_bare(text)) and bool(stems(text))


def prepare_need(text: str) -> str:
    """What the ranking reads of a need: without its situation, cut to length, acronyms expanded."""
    return prepare(without_situation(text))
