"""Whether a place named is somebody else's: a neighbour's, an institution's, a person's name, an example."""

import re

from bot.territory.cues import words
from bot.territory.reading import ELSEWHERE, SEATS, TITLES, Reading
from bot.territory.words import CONNECTORS

_AT = frozenset("a au aux".split())
_OF = frozenset("de d du des".split())
_COMPARED = frozenset("comme contre voisin voisine voisins voisines face".split())
_OURS = frozenset("notre nos mon ma mes".split())
_LONGEST_ACRONYM = 5
_GROUP, _LONGEST_GROUP = CONNECTORS | SEATS, 12
"""Words that stand between a name and where its group begins, and how many may."""
_DOES_IT = re.compile(
    r"(?:(?:le |la )?(?:fait|font) (?:ca|cela|comme|pareil|mieux|bien|deja)|l (?:a|utilise|ont|avait)|"
    r"(?:utilise|a|fait|propose|dispose|gere) deja|le (?:fait|font))\b"
)
"""What is said of others: "fait ça", "l'a déjà", "utilise déjà"."""

_SMALL = r"(?:d['’]|de\s+)?(?:la\s+|les?\s+|l['’])?"
_DENIED = re.compile(
    r"\b(?:[Pp]as|[Pp]lus|[Nn]i|PAS|NI)\s+(?:du tout\s+)?(?:[àa]|aux?|en|dans|sur|dit|parl[ée]|demand[ée])\s+"
    rf"{_SMALL}[^\s,.;:!?]+(?:[- ](?:d[eu]|des|la|le|les|sur|sous|en|l['’])?[- ]?[A-ZÉÈÎ][^\s,.;:!?]*)*"
)
"""« Pas à Dun », « ni en Ariège », « pas dans le 23 »."""


def without_denied(text: str) -> str:
    """A text with the places where its author says not to be blanked ("je suis pas à Dun ni en Ariège")."""
    return _DENIED.sub(lambda found: " " * len(found.group()), text)


def someone_elses(reading: Reading, first: int, last: int, key: str) -> bool:
    """Whether what stands around a name says that the author isn't there."""
    contracted = reading.keys[first] in ("du", "des", "au", "aux")
    preposition = reading.keys[first] if contracted else reading.before(first)
    noun_at = first - (1 if contracted else 2)
    told = (
        _street_or_person(reading, first, last, preposition)
        or _acronym(reading, first, last)
        or _their_doing(reading, first, last)
    )
    if told or preposition in _OF and _of_another(reading, noun_at):
        return True
    if preposition in _AT and _away(reading, noun_at):
        return True
    return key in words("first_names") and not _seated(reading, first) and not reading.whole(first, last)


def _seated(reading: Reading, first: int) -> bool:
    return reading.noun_before(first, SEATS) or reading.before(first) in SEATS


def _street_or_person(reading: Reading, first: int, last: int, preposition: str) -> bool:
    """ "rue de Vannes", "Mme Martin", "Jean Moulin"; "une école à Vannes" is in Vannes."""
    nouns = _COMPARED if preposition in _AT else ELSEWHERE
    if reading.noun_before(first, nouns) or preposition in ELSEWHERE:
        return True
    if first > 0 and reading.keys[first - 1] in TITLES:
        return True
    before = reading.before(first)
    telling = [word for word in reading.keys[first:last] if word not in CONNECTORS]
    if not before or len(telling) > 1 or before in SEATS | CONNECTORS or reading.shouted:
        return False
    # A capital just before a single word: a full name ("Jean Moulin"), not a place.
    return reading.words[first - 1].capital and reading.capital(first, last)


def _acronym(reading: Reading, first: int, last: int) -> bool:
    """ "notre PIA", "le COEX": capitals in a text that has small letters."""
    word = reading.words[last - 1]
    if last - first > 2 or reading.shouted or not word.raw.isupper() or len(word.raw) > _LONGEST_ACRONYM:
        return False
    return not _seated(reading, first) and not reading.whole(first, last) and reading.before(first) not in ("a", "sur")


def _their_doing(reading: Reading, first: int, last: int) -> bool:
    """ "à X ils font…", "comment fait X", "par la ville de X", "X l'a déjà"."""
    after = reading.keys[last : last + 6]
    if not words("they").isdisjoint(after[:2]) or _DOES_IT.match(" ".join(after)):
        return True
    start = _phrase_start(reading, first)
    led = [reading.before(start, back) for back in (1, 2, 3)]
    if led[0] in ("fait", "font") or led[0] in words("about_them"):
        return True
    if led[0] == "pour" and led[1] in words("away"):
        return True
    if led[0] in ("que", "qu") and led[1] in words("about_them"):
        return True
    # "la commune voisine, X, …", "des villes comme X"
    near = reading.keys[max(0, first - 3) : first]
    return (
        bool({"voisin", "voisine", "voisins", "voisines"} & set(near)) or reading.keys[:2] == ["et", "a"] and first == 2
    )


def _phrase_start(reading: Reading, first: int) -> int:
    """Where the group of a name begins: "la ville de X", "X"."""
    at, least = first, max(0, first - _LONGEST_GROUP)
    while at > least and not reading.words[at].breaks and reading.keys[at - 1] in _GROUP:
        at -= 1
    return at


def _of_another(reading: Reading, noun_at: int) -> bool:
    """ "la moutarde de X", "la trésorerie de X": the noun is neither the author nor the author's service."""
    if noun_at < 0 or reading.words[noun_at + 1].breaks:
        return False
    nouns = reading.keys[max(0, noun_at - 1) : noun_at + 1]
    if nouns[-1] in CONNECTORS:
        return False
    if not words("away").isdisjoint(nouns) or nouns[0] in ELSEWHERE:
        return True
    if reading.before(noun_at + 1, 2) in _OURS:
        return False
    mine = words("own_nouns") | words("own_verbs") | SEATS | words("kinds")
    return mine.isdisjoint(nouns)


def _away(reading: Reading, noun_at: int) -> bool:
    """ "vu à X", "un congrès à X", "merci à X"; not "nous sommes basés à X"."""
    back = [reading.before(noun_at + 1, back) for back in range(1, 5)]
    return not words("away").isdisjoint(back) and (words("own_verbs") - {"est"}).isdisjoint(back)
