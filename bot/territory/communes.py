"""Communes in a text: names with the evidence that they are names, and misspelt ones where a name must stand."""

from bot.folding import fold
from bot.territory.cues import words
from bot.territory.gazetteer import Gazetteer, without_article
from bot.territory.nearest import nearest
from bot.territory.reading import BARE, CUED, NAMED, SEATS, TITLES, TRAILS, WEAK, WHOLE, Mention, Reading
from bot.territory.whose import someone_elses
from bot.territory.words import CONNECTORS, name_key

_ARTICLES = frozenset("le la les l un une du des".split())
_AT = frozenset("a au aux".split())
_NEAR = frozenset("de d du des sur vers depuis".split())
_SMALL_TOWN, _TOWN, _BIG_TOWN = 1_000, 2_000, 10_000
"""Inhabitants from which a doubtful writing (lower case, no cue) is still taken for the town."""

_OFFICIALS = frozenset("maire mairie mairesse maires".split())
"""Nouns that nothing but a commune's name follows ("maire de X"), at the end of a clause at least."""

_CLOSING = CONNECTORS | frozenset("dans depuis qui que nous je on cherche cherchons".split())
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
        if key not in CONNECTORS and not key.isdigit() and not _kind_only(reading, position, last, key)
    ]
    if not matches:
        return None
    # The longest name; as long, a present commune before a former one.
    negative, _, key, names = min(matches, key=lambda match: match[:2])
    rows = names.get(key)
    judge = _Judge(reading, gazetteer, position, -negative, key, max(map(gazetteer.size, rows)), around)
    return Mention(tuple(map(gazetteer.commune, rows)), position, -negative, judge.strength())


def _kind_only(reading: Reading, first: int, last: int, key: str) -> bool:
    """Whether the words say a kind, a role, a size ("maire", "petite ville"), and not Mairé nor Villeneuve."""
    if not words("kinds").issuperset(set(key.split(" ")) - CONNECTORS):
        return False
    named = reading.before(first) in ("de", "d", "a") and reading.before(first, 2) in SEATS
    accented = any(fold(word.raw) != word.raw.lower() for word in reading.words[first:last])
    return not (named or reading.keys[first] == "du" or accented and reading.capital(first, last))


class _Judge:
    """Weighs one match: how it is typed and what stands around it."""

    def __init__(
        self, reading: Reading, gazetteer: Gazetteer, first: int, last: int, key: str, size: int, around: frozenset[str]
    ) -> None:
        self.reading, self.first, self.last, self.key, self.size = reading, first, last, key, size
        self.around = around
        rows = gazetteer.communes.get(key) or gazetteer.second_names.get(key)
        self.names = [gazetteer.names[row] for row in rows]
        # A town that is only called so ("Champs" for Champs-sur-Marne) doesn't make a word a name.
        own = [gazetteer.size(row) for row in rows if name_key(gazetteer.names[row]) == key]
        self.own_size = max(own, default=0)
        # A small commune that bears the name of a river or a région ("Loiré", "Bretagne") is as doubtful as a word.
        river = bool(gazetteer.area_names.get(key)) and size < _BIG_TOWN
        self.ordinary = key in gazetteer.ordinary or len(key) < 3 or river or key in words("first_names")
        self.second = not gazetteer.communes.get(key)
        self.capital = reading.capital(first, last)
        contracted = reading.keys[first] in ("du", "au", "des", "aux")
        self.preposition = reading.keys[first] if contracted else reading.before(first)
        self.telling = [word for word in key.split(" ") if word not in CONNECTORS]

    def strength(self) -> int:
        """How plainly the text names the commune."""
        reading = self.reading
        if someone_elses(reading, self.first, self.last, self.key):
            return WEAK
        seat = reading.noun_before(self.first, SEATS) or self.preposition in SEATS
        if seat and self._credible(seat=True):
            return NAMED
        if reading.whole(self.first, self.last, self.around):
            return WHOLE if self._credible_whole() else WEAK
        if self.preposition in _AT:
            return CUED if self._credible(seat=False) else WEAK
        if self.preposition in _NEAR:
            said = not self.ordinary or self.size >= _BIG_TOWN or self.capital and self._from_there()
            near = self._credible(seat=False) and said
            return (CUED if self.capital else BARE) if near else WEAK
        return BARE if self._credible_alone() else WEAK

    def _credible(self, seat: bool) -> bool:
        """After "commune de" or "à": an ordinary word needs its capital, lower case needs a town of some size."""
        if self.capital:
            return not (self.ordinary and self.key in _REFUSED and not self.reading.words[self.first].raw[0].isupper())
        if self.key in _REFUSED or seat and self.key in words("kinds"):
            return False
        if self.ordinary:
            return seat and (self.size >= _BIG_TOWN or self._officially())
        return seat or len(self.telling) > 1 or self.size >= _SMALL_TOWN and len(self.key) >= 4

    def _from_there(self) -> bool:
        """Whether the author is, writes or comes from there ("on est de Langres")."""
        return self.preposition in ("de", "d") and self.reading.before(self.first, 2) in words("own_verbs")

    def _officially(self) -> bool:
        """Whether "maire de" stands before and nothing goes on after ("je suis maire de ramasse")."""
        after = self.reading.after(self.last)
        return self.reading.noun_before(self.first, _OFFICIALS) and (not after or after in _CLOSING)

    def _credible_whole(self) -> bool:
        """As the whole answer; the question « Quelle est votre collectivité ? » makes ordinary words credible."""
        if self.key in _REFUSED and not (self.reading.asked and self.capital):
            return False
        if self.ordinary and self.reading.before(self.first) in _ARTICLES and not self.capital:
            return False
        if self.ordinary and self._otherwise_accented():
            return False
        awaited = self.reading.asked and (self.capital or not self.second)
        if not self.ordinary or awaited or self.capital and self._from_there():
            return True
        titled = self.key != self.telling[-1] and self.capital and self.reading.words[self.first].capital
        size = self.size if self.capital and not self.second else self.own_size
        return titled or size >= _BIG_TOWN

    def _otherwise_accented(self) -> bool:
        """Whether accents that no commune of that name has say that it is the word ("marchés", and not Marches)."""
        typed = [word.raw.lower() for word in self.reading.words[self.first : self.last]]
        names = " ".join(self.names).lower()
        return any(fold(word) != word and word not in names for word in typed)

    def _credible_alone(self) -> bool:
        """With no cue at all: a capital that the sentence doesn't explain, or a name of several words."""
        if self.ordinary or not (self.capital or len(self.telling) > 2 and not self.reading.shouted):
            return False
        if len(self.telling) > 1:
            return True
        heading = self.first == 0 and self.reading.text[self.reading.words[self.last - 1].end :].lstrip()[:1] == ":"
        if self.second and not heading:  # a first word ("Albert", of a commune that begins so) is too often a person
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
            rows = _nearest(reading, gazetteer, first, last, strength)
            if rows and not someone_elses(reading, first, last, ""):
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
            places.append((first, _end_of_answer(reading, first, around), WHOLE))
        elif seat or at:
            places.append((first, end, NAMED if seat else CUED))
    return places[:_MOST_PLACES]


def _end_of_answer(reading: Reading, first: int, around: frozenset[str]) -> int:
    """End of a bare answer's name: what surrounds it left out."""
    last = len(reading.words)
    while last > first + 1 and (reading.keys[last - 1] in around | TRAILS or last - 1 in reading.noise):
        last -= 1
    return last


def _nearest(reading: Reading, gazetteer: Gazetteer, first: int, last: int, strength: int) -> tuple[int, ...]:
    """Rows of the commune one letter away (two in a long name), when no other is as near unless far smaller."""
    key = " ".join(reading.keys[first:last])
    bare = without_article(key)
    single = " " not in bare
    capital = reading.capital(first, last)
    if reading.keys[first] in TITLES or len(bare) < 6 or _no_name(reading, gazetteer, first, last, bare):
        return ()
    if not capital and not single and len(key) < 10:
        return ()

    def meant(name: str) -> bool:
        return (capital or name not in gazetteer.ordinary) and _only_misspelt(gazetteer, key, name)

    rows = nearest(gazetteer, key, meant)
    if not rows or _capital_follows(reading, first, last):
        return ()
    # A word alone that nothing asked for: only a town, of which people write nothing but the name.
    alone = single and strength == WHOLE and not reading.asked and not _called(reading, first)
    return () if alone and gazetteer.size(rows[0]) < _BIG_TOWN else rows


def _no_name(reading: Reading, gazetteer: Gazetteer, first: int, last: int, bare: str) -> bool:
    """Whether the stretch can't be a misspelt name: ordinary words, a landmark, a kind of place, a small word last."""
    keys = set(reading.keys[first:last]) - CONNECTORS
    return (
        bare in gazetteer.near_words
        or bare in gazetteer.landmarks
        or words("kinds").issuperset(keys)
        or len(reading.keys[last - 1]) < 3
        or reading.keys[last - 1] in CONNECTORS
    )


def _only_misspelt(gazetteer: Gazetteer, key: str, name: str) -> bool:
    """Whether the words that differ are no words of names: "du mont" isn't "du pont" misspelt."""
    typed, meant = key.split(" "), name.split(" ")
    if len(typed) < 2 or len(typed) != len(meant):
        return True
    changed = {word for word, other in zip(typed, meant) if word != other}
    return gazetteer.vocabulary.isdisjoint(changed)


def _called(reading: Reading, first: int) -> bool:
    """Whether a cue calls for a place ("mairie de", "je suis à")."""
    before = reading.before(first)
    return before in SEATS or before in ("de", "d", "a") or reading.noun_before(first, SEATS)


def _capital_follows(reading: Reading, first: int, last: int) -> bool:
    """Whether the stretch is the beginning of a longer proper noun ("France Travail")."""
    follows = bool(reading.after(last)) and reading.words[last].capital
    return follows and reading.words[first].capital and not reading.shouted
