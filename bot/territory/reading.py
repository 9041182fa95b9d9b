"""A text being read: its words, and the cues around a possible place name."""

import re
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass

from bot.territory.model import Territory
from bot.territory.words import CONNECTORS, Token, tokens

CONFIRMED, NAMED, WHOLE, CUED, BARE, WEAK = 5, 4, 3, 2, 1, 0
"""How plainly a text names a place: with its own code or département beside it; "commune de X"; the whole answer; after
a preposition; a mere mention; and WEAK, nothing but the word: it counts only when something else confirms it."""

SEATS = frozenset(
    """commune communes mairie maire maires ville village municipalite ccas cias municipal municipale mairesse
    maires deleguee nouvelle bourgade""".split()
)
"""Nouns before "de X" that say that X is a commune."""

PEOPLE = SEATS | frozenset(
    """village villages elu elus elue elues collectivite collectivites habitant habitants rural rurale rurales
    ruraux petite petit petites petits agent agents secretaire prefecture prefet syndicat departement territoire
    villes littorale association depute senateur conseiller conseillere""".split()
)
"""Nouns before "de la X", "du X" that say that X is a département or a région."""

ELSEWHERE = frozenset(
    """rue avenue boulevard bd av allee impasse chemin route quai pont place square ecole college lycee gare stade
    gymnase salle accord accords tribunal academie cour chu match contre traite convention rectorat bataille comme
    voisin voisine voisins voisines universite festival aeroport match rond-point cours faubourg couteau foire banque
    editions loi charte protocole hopital clinique maison parc residence quartier hameau croix""".split()
)
"""Nouns before "de X" where X isn't where the author is."""

TITLES = frozenset("m mme mr monsieur madame mlle dr docteur me maitre mesdames messieurs prefet abbe general".split())

LEADS = frozenset(
    """bonjour bonsoir salut c est cest ce nous sommes on je suis de du des d a au aux la le l les dans en mairie
    commune ville village ma mon ville notre pour oui alors euh donc ici moi depuis sur maire code postal cp insee
    numero deleguee nouvelle departement dpt dept dep region""".split()
)
TRAILS = frozenset(
    """svp stp merci mairie commune ville cedex arrondissement arrondissements france bonjour dans en de du d des le
    la l les et 1er departement""".split()
)
"""Words around the name in a bare answer."""

_BOXES = frozenset("cs bp tsa cedex".split())
_DIVIDED = frozenset("paris lyon marseille".split())
_ARRONDISSEMENT = re.compile(r"(?:1?\d|20|[ivx]{1,5})(?:er|e|eme|ieme)?")
_OF = frozenset("de du des d".split())
_SMALL = _OF | frozenset("la le l les".split())


@dataclass(frozen=True)
class Mention:
    """A place that a stretch of words may name.

    ``first`` and ``last`` are token positions (last exclusive); several territories are homonyms.
    """

    territories: tuple[Territory, ...]
    first: int
    last: int
    strength: int
    against: Territory | None = None
    """The département said beside it, when none of its communes is there."""

    def overlaps(self, other: "Mention") -> bool:
        """Whether the two share a word."""
        return self.first < other.last and other.first < self.last

    @property
    def length(self) -> int:
        """Number of words."""
        return self.last - self.first


class Reading:
    """The words of one text, and questions about what stands around them."""

    def __init__(self, text: str, asked: bool, words: Sequence[Token] | None = None) -> None:
        self.text = text
        self.asked = asked
        self.words = tokens(text) if words is None else list(words)
        self.keys = [word.key for word in self.words]
        letters = [char for char in text if char.isalpha()]
        self.shouted = len(letters) > 3 and all(char.isupper() for char in letters)
        self.noise = frozenset(self._noise())
        self._bounds: dict[frozenset[str], tuple[int, int]] = {}

    def _noise(self) -> Iterator[int]:
        """Positions of an address's numbers, which say nothing more: of a cedex, a box, an arrondissement."""
        for at, key in enumerate(self.keys):
            before = self.keys[at - 1] if at else ""
            if key in _BOXES or key.isdigit() and (before in _BOXES or before == "cedex" and len(key) < 3):
                yield at
            if before in _DIVIDED and _ARRONDISSEMENT.fullmatch(key) and (key[0].isdigit() or self.words[at].capital):
                yield at

    def capital(self, first: int, last: int) -> bool:
        """Whether a word of the stretch (small words aside) has a capital; a text all in capitals has none."""
        named = [word for word in self.words[first:last] if word.key not in CONNECTORS] or self.words[first:last]
        return not self.shouted and any(word.capital for word in named)

    def before(self, position: int, back: int = 1) -> str:
        """The word some places before a position in the same clause, or nothing."""
        at = position - back
        if at < 0 or any(word.breaks for word in self.words[at + 1 : position + 1]):
            return ""
        return self.keys[at]

    def after(self, position: int) -> str:
        """The word at a position when no punctuation precedes it, or nothing."""
        if position >= len(self.words) or self.words[position].breaks:
            return ""
        return self.keys[position]

    def bracketed(self, position: int) -> bool:
        """Whether a word stands alone in brackets ("(03)")."""
        word = self.words[position]
        after = self.text[word.end :].lstrip()[:1]
        return self.text[: word.start].rstrip().endswith("(") and after == ")"

    def noun_before(self, position: int, nouns: Container[str], deep: int = 1) -> bool:
        """Whether "noun de", "noun de la", "noun" (small words skipped) stands before a position.

        Args:
            position: where the name begins.
            nouns: what to look for.
            deep: how many other words may stand between (adjectives: "commune rurale de l'Ain").
        """
        at = position - 1
        while at >= 0 and self.keys[at] in _SMALL | {"a"} and not self.words[at].breaks:
            at -= 1
        return any(at - step >= 0 and self.keys[at - step] in nouns for step in range(deep))

    def whole(self, first: int, last: int, known: frozenset[str] = frozenset()) -> bool:
        """Whether the rest of the text is only what surrounds a bare answer ("bonjour", "mairie de", "svp")."""
        if known not in self._bounds:
            self._bounds[known] = self._substance(known)
        begins, ends = self._bounds[known]
        return first <= begins and last >= ends

    def _substance(self, known: frozenset[str]) -> tuple[int, int]:
        """First word that can't precede a bare answer, and the end of the last one that can't follow it."""
        count = len(self.keys)
        bearing = [(at, key) for at, key in enumerate(self.keys) if key not in known and at not in self.noise]
        begins = next((at for at, key in bearing if key not in LEADS), count)
        ends = next((at + 1 for at, key in reversed(bearing) if key not in TRAILS), 0)
        return begins, ends

    def span(self, first: int, last: int) -> tuple[int, int]:
        """Characters of a stretch of words."""
        return self.words[first].start, self.words[last - 1].end
