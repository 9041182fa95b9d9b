"""From the catalogue's files to the lexicon of a reading."""

import math
from collections import Counter
from collections.abc import Iterable, Mapping
from urllib.parse import urlparse

from bot.catalogue.schema import Solution
from bot.reading.lexicon import Lexicon
from bot.reading.naming import Known, plain, without_note
from bot.reading.words import FUNCTION_WORDS, root, roots, words

_SPOKEN_TIMES = 2
"""Example needs that must hold a word for it to be an everyday one."""

_PROBLEM_TIMES = 3
"""Examples of a service that must hold a root for it to be a word of its problem."""

_SHORTEST_OPERATOR = 3


def build(solutions: Iterable[Solution]) -> Lexicon:
    """The lexicon of these solutions."""
    items = {item.id: item for item in solutions}
    held = {key: frozenset(roots(_file_text(item))) for key, item in items.items()}
    counts = Counter(told for roots_of in held.values() for told in roots_of)
    everyday, said = _everyday(items)
    return Lexicon(
        known=_known(items),
        words=held,
        vocabulary={key: _problem(item) for key, item in items.items()},
        operators={key: _operators(item) for key, item in items.items()},
        weights={told: math.log(1 + len(items) / (0.5 + count)) for told, count in counts.items()},
        everyday=everyday,
        spoken=frozenset(name for name in _plain_names(items) if f" {name} " in said),
    )


def _known(items: Mapping[str, Solution]) -> dict[str, Known]:
    sites = Counter(host for item in items.values() for host in _hosts(item))
    return {
        key: Known(_names(item), tuple(host for host in _hosts(item) if sites[host] == 1))
        for key, item in items.items()
    }


def _hosts(item: Solution) -> list[str]:
    """The host of its site: what a pasted link begins with."""
    host = (urlparse(str(item.links.site)).hostname or "") if item.links.site else ""
    return [host.removeprefix("www.")] if host and not host.endswith("beta.gouv.fr") or host.count(".") > 2 else []


def _plain_names(items: Mapping[str, Solution]) -> list[str]:
    return [plain(without_note(name)) for item in items.values() for name in _names(item)]


def _names(item: Solution) -> tuple[str, ...]:
    """Its displayed name first; what stands before a comma in it ("POP, la Plateforme…") and its aliases."""
    short, comma, _ = item.name.partition(",")
    return tuple(dict.fromkeys((item.name, *([short.strip()] if comma else []), *item.aliases)))


def _everyday(items: Mapping[str, Solution]) -> tuple[frozenset[str], str]:
    """Words that several needs hold, and all needs as one plain text."""
    needs = [plain(text) for item in items.values() for text in item.examples]
    counts = Counter(word for text in needs for word in set(text.split()))
    return frozenset(word for word, count in counts.items() if count >= _SPOKEN_TIMES), f" {' | '.join(needs)} "


def _file_text(item: Solution) -> str:
    """Everything that the file says, its examples apart."""
    parts = [item.name, *item.aliases, item.purpose, item.summary, item.details, item.status_note, item.access]
    parts += [item.cost.text, item.getting_started, item.prerequisites, item.accompaniment, item.operator]
    parts += [item.usage.text if item.usage else None, item.eligibility.conditions, *item.limits, *item.vocabulary]
    parts += [text for question in item.questions for text in (question.q, question.a)]
    return " ".join(part for part in parts if part)


def _problem(item: Solution) -> frozenset[str]:
    """Roots of the words that its problem is told in."""
    counts = Counter(told for text in item.examples for told in set(roots(text)))
    often = {told for told, count in counts.items() if count >= _PROBLEM_TIMES}
    return frozenset({*roots(" ".join([item.purpose, *item.vocabulary])), *often})


def _operators(item: Solution) -> frozenset[str]:
    told = {root(word) for word in words(item.operator or "") if word not in FUNCTION_WORDS}
    return frozenset(word for word in told if len(word) >= _SHORTEST_OPERATOR)
