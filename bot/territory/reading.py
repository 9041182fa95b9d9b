"""A text being read: its words, and the cues around a possible place name."""

from collections.abc import Container
from dataclasses import dataclass

from bot.territory.model import Territory
from bot.territory.words import CONNECTORS, tokens

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

    def overlaps(self, other: "Mention") -> bool:
        """Whether the two share a word."""
        return self.first < other.last and other.first < self.last

    @property
    def length(self) -> int:
        """Number of words."""
        return self.last - self.first


class Reading:
    """The words of one text, and questions about what stands around them."""

    def __init__(self, text: str, asked: bool) -> None:
        self.text = text
        self.asked = asked
        self.words = tokens(text)
        self.keys = [word.key for word in self.words]
        letters = [char for char in text if char.isalpha()]
        self.shouted = len(letters) > 3 and all(char.isupper() for char in letters)
        self._bounds: dict[frozenset[str], tuple[int, int]] = {}

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
        begins = next((at for at, key in enumerate(self.keys) if key not in LEADS and key not in known), count)
        after = next(
            (at for at, key in enumerate(reversed(self.keys)) if key not in TRAILS and key not in known), count
        )
        return begins, count - after

    def span(self, first: int, last: int) -> tuple[int, int]:
        """Characters of a stretch of words."""
        return self.words[first].start, self.words[last - 1].end
