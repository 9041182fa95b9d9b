"""Communes in a text: names with the evidence that they are names, and misspelt ones where a name must stand."""

import re

from rapidfuzz import process
from rapidfuzz.distance import OSA

from bot.territory.gazetteer import Gazetteer, without_article
from bot.territory.reading import (
    BARE,
    CUED,
    ELSEWHERE,
    NAMED,
    SEATS,
    TITLES,
    TRAILS,
    WEAK,
    WHOLE,
    Mention,
    Reading,
)
from bot.territory.words import CONNECTORS

_ARTICLES = frozenset("le la les l un une du des".split())
_AT = frozenset("a au aux".split())
_NEAR = frozenset("de d du des sur vers depuis".split())
_SMALL_TOWN, _TOWN, _BIG_TOWN = 1_000, 2_000, 10_000
"""Inhabitants from which a doubtful writing (lower case, no cue) is still taken for the town."""

_COMPARED = frozenset("comme contre voisin voisine voisins voisines face".split())
_MOST_PLACES = 8
"""A long text has many places where a misspelling could be looked for; each look takes a millisecond."""
_REFUSED = frozenset(
    """y us on a o oui non ok ri ou or si en et au eu les la le une un ce ces sa son tout rien aucun aucune autre
    montagne plage plaine province""".split()
)


def find_communes(reading: Reading, gazetteer: Gazetteer, around: frozenset[str]) -> list[Mention]:
    """Every stretch that bears a commune's name, with the strength of what says so.

    Args:
        reading: the text.
        gazetteer: the names.
        around: words of the text that are known to be départements or codes (they don't make an answer less bare).
    """
    found: list[Mention] = []
    position = 0
    while position < len(reading.words):
        mention = _at(reading, gazetteer, position, around)
        found += [mention] if mention else []
        position = mention.last if mention and mention.strength > WEAK else position + 1
    return found


def _at(reading: Reading, gazetteer: Gazetteer, position: int, around: frozenset[str]) -> Mention | None:
    matches = [
        (-last, rank, key, names)
        for rank, names in enumerate((gazetteer.communes, gazetteer.second_names))
        for last, key in names.matches(reading.words, position)
        if key not in CONNECTORS and not key.isdigit()
    ]
    if not matches:
        return None
    # The longest name; as long, a present commune before a former one.
    negative, _, key, names = min(matches, key=lambda match: match[:2])
    rows = names.get(key)
    judge = _Judge(reading, gazetteer, position, -negative, key, max(map(gazetteer.size, rows)), around)
    return Mention(tuple(map(gazetteer.commune, rows)), position, -negative, judge.strength())


class _Judge:
    """Weighs one match: how it is typed and what stands around it."""

    def __init__(
        self, reading: Reading, gazetteer: Gazetteer, first: int, last: int, key: str, size: int, around: frozenset[str]
    ) -> None:
        self.reading, self.first, self.last, self.key, self.size = reading, first, last, key, size
        self.around = around
        # A small commune that bears the name of a river or a région ("Loiré", "Bretagne") is as doubtful as a word.
        river = bool(gazetteer.area_names.get(key)) and size < _BIG_TOWN
        self.ordinary = key in gazetteer.ordinary or len(key) < 3 or river
        self.second = not gazetteer.communes.get(key)
        self.capital = reading.capital(first, last)
        contracted = reading.keys[first] in ("du", "au", "des", "aux")
        self.preposition = reading.keys[first] if contracted else reading.before(first)
        self.telling = [word for word in key.split(" ") if word not in CONNECTORS]

    def strength(self) -> int:
        """How plainly the text names the commune."""
        reading = self.reading
        if self._belongs_elsewhere():
            return WEAK
        seat = reading.noun_before(self.first, SEATS) or self.preposition in SEATS
        if seat and self._credible(seat=True):
            return NAMED
        if reading.whole(self.first, self.last, self.around):
            return WHOLE if self._credible_whole() else WEAK
        if self.preposition in _AT:
            return CUED if self._credible(seat=False) else WEAK
        if self.preposition in _NEAR:
            near = self._credible(seat=False) and (not self.ordinary or self.size >= _BIG_TOWN)
            return (CUED if self.capital else BARE) if near else WEAK
        return BARE if self._credible_alone() else WEAK

    def _belongs_elsewhere(self) -> bool:
        """A street, a school, a person, another's town."""
        reading, before = self.reading, self.reading.before(self.first)
        # "rue de Vannes" isn't Vannes; "une école à Vannes" is.
        nouns = _COMPARED if self.preposition in _AT else ELSEWHERE
        if self._titled() or reading.noun_before(self.first, nouns) or self.preposition in ELSEWHERE:
            return True
        if not before or len(self.telling) > 1 or before in SEATS | CONNECTORS:
            return False
        # A capital just before a single word: a full name ("Jean Moulin"), not a place.
        return self.first > 0 and reading.words[self.first - 1].capital and self.capital and not reading.shouted

    def _titled(self) -> bool:
        """Whether a title stands before ("Mme Martin", "M. Martin")."""
        return self.first > 0 and self.reading.keys[self.first - 1] in TITLES

    def _credible(self, seat: bool) -> bool:
        """After "commune de" or "à": an ordinary word needs its capital, lower case needs a town of some size."""
        if self.capital:
            return not (self.ordinary and self.key in _REFUSED and not self.reading.words[self.first].raw[0].isupper())
        if self.key in _REFUSED:
            return False
        if self.ordinary:
            return seat and self.size >= _BIG_TOWN
        return seat or len(self.telling) > 1 or self.size >= _SMALL_TOWN and len(self.key) >= 4

    def _credible_whole(self) -> bool:
        """As the whole answer; the question « Quelle est votre collectivité ? » makes ordinary words credible."""
        if self.key in _REFUSED and not (self.reading.asked and self.capital):
            return False
        if self.ordinary and self.reading.before(self.first) in _ARTICLES and not self.capital:
            return False
        if not self.ordinary or self.reading.asked:
            return True
        titled = self.key != self.telling[-1] and self.capital and self.reading.words[self.first].capital
        return titled or self.size >= _BIG_TOWN

    def _credible_alone(self) -> bool:
        """With no cue at all: a capital that the sentence doesn't explain, or a name of several words."""
        if self.ordinary or not (self.capital or len(self.telling) > 2 and not self.reading.shouted):
            return False
        if len(self.telling) > 1:
            return True
        if self.second:  # a first word ("Albert", of a commune that begins so) is too often a person
            return False
        following = self.reading.after(self.last)
        pair = bool(following) and self.reading.words[self.last].capital
        return self.size >= _TOWN and not pair


def find_misspelt(
    reading: Reading, gazetteer: Gazetteer, around: frozenset[str], taken: list[Mention]
) -> Mention | None:
    """A commune whose name is nearly what stands where a name must stand (bare answer, "mairie de", "à" + capital).

    ``taken``: what is understood already, where no misspelling is looked for.
    """
    for first, limit, strength in _places(reading, around):
        for last in range(limit, first, -1) if strength != WHOLE else (limit,):
            if any(mention.first < last and first < mention.last for mention in taken):
                continue
            rows = _nearest(reading, gazetteer, first, last)
            if rows:
                return Mention(tuple(map(gazetteer.commune, rows)), first, last, strength)
    return None


def _places(reading: Reading, around: frozenset[str]) -> list[tuple[int, int, int]]:
    """Where a misspelt name is looked for: first word, end of the stretch, strength."""
    places = []
    for first in range(len(reading.words)):
        end = first + 1
        while end < len(reading.words) and end - first < 6 and not reading.words[end].breaks:
            end += 1
        before = reading.before(first)
        seat = before in ("de", "d", "a") and reading.before(first, 2) in SEATS
        at = before == "a" and reading.words[first].capital and not reading.shouted
        if reading.keys[first] in CONNECTORS - {"la", "le", "les", "l"}:
            continue
        if reading.whole(first, len(reading.words), around) and len(reading.words) - first <= 6:
            last = len(reading.words)
            while last > first + 1 and reading.keys[last - 1] in around | TRAILS:
                last -= 1
            places.append((first, last, WHOLE))
        elif seat or at:
            places.append((first, end, NAMED if seat else CUED))
    return places[:_MOST_PLACES]


def _nearest(reading: Reading, gazetteer: Gazetteer, first: int, last: int) -> tuple[int, ...]:
    """Rows of the commune one letter away (two in a long name), when no other is as near unless far smaller."""
    key = " ".join(reading.keys[first:last])
    bare = without_article(key)
    single = " " not in bare
    if (
        reading.keys[first] in TITLES
        or len(bare) < 6
        or len(reading.keys[last - 1]) < 3
        or key.split(" ")[-1] in CONNECTORS
        or single
        and bare in gazetteer.near_words
    ):
        return ()
    if not reading.capital(first, last) and not single and len(key) < 10:
        return ()
    allowed = 1 if len(key) < 8 else 2
    near = process.extract(
        key, gazetteer.names_near(len(key), allowed), scorer=OSA.distance, score_cutoff=allowed, limit=6
    )
    if not near:
        return ()
    ranked = [(OSA.distance(_sound(key), _sound(name)), distance, name) for name, distance, _ in near]
    if not reading.capital(first, last):
        ranked = [rank for rank in ranked if rank[2] not in gazetteer.ordinary]
    if not ranked:
        return ()
    best = min(ranked)[:2]
    if best[1] == 0 or _capital_follows(reading, first, last):
        return ()
    rows = {row for *rank, name in ranked if tuple(rank) == best for row in gazetteer.communes.get(name)}
    return tuple(sorted(rows, key=gazetteer.size, reverse=True))


def _capital_follows(reading: Reading, first: int, last: int) -> bool:
    """Whether the stretch is the beginning of a longer proper noun ("France Travail")."""
    follows = bool(reading.after(last)) and reading.words[last].capital
    return follows and reading.words[first].capital and not reading.shouted


_SOUNDS = ((re.compile(r"ph"), "f"), (re.compile(r"[zç]"), "s"), (re.compile(r"qu|k"), "c"), (re.compile("y"), "i"))
_SILENT = re.compile(r"(?<=\w\w\w)[tdsxe]+(?= |$)")
_DOUBLED = re.compile(r"(.)\1+")


def _sound(key: str) -> str:
    """A name roughly as heard: misspellings keep the sound ("vierson", "dragignan" aside)."""
    for pattern, sound in _SOUNDS:
        key = pattern.sub(sound, key)
    return _SILENT.sub("", _DOUBLED.sub(r"\1", key))
