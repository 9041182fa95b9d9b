"""Names that follow a civility: « Mme Dupont », « M. le maire Alain Delmas », « mr durand ».

Bare names aren't recognised: no list of names tells « Martin » from a place, and a wrong mask would lose the need.
Functions (« M. le maire »), greetings (« Bonjour Madame, Monsieur ») and streets (« rue Madame ») stay.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from bot.folding import fold
from bot.gateway.name_words import (
    FIRST_NAMES,
    FOREIGN,
    FUNCTIONS,
    NOT_NAMES,
    PARTICLES,
    PRONOUNS,
    QUALITIES,
    SIGNS,
    TITLED,
)

Span = tuple[int, int]

_TITLE = re.compile(
    r"(?<![\w\-'’])(?P<title>(?i:mmes?|mlles?|mrs?|madame|monsieur|mademoiselle|mesdames|messieurs)\b\.?|MM?(?!\w)\.?|m\.)"
    r"(?P<gap>\s{0,3})(?=[^\W\d_])"
    r"|(?<![\w\-])(?P<glued>Mmes?|Mlles?)(?=[A-ZÀ-ÖØ-Þ][a-zà-ÿ])"
)
_WORD = re.compile(r"(?:[^\W\d_]\.-?){1,3}(?=[ \u00a0]?[^\W\d_])|[^\W\d_]+(?:['’\-][^\W\d_]+)*")
_BETWEEN = re.compile(r"[ \t\u00a0\u202f\u2009]+|\n(?!\n)|(?<=\.)|(?<=['’])")
_JOINED = re.compile(r"\s+(?:et|&|ou)\s+|\s*,\s+")
_BORN = re.compile(r",?\s+\(?(?:n[ée]e?|[ée]pouse|[ée]p\.|veuve|vve|dite?|alias)\s+", re.IGNORECASE)
_STREET = re.compile(
    r"\b(?:rue|place|avenue|boulevard|impasse|chemin|allee|square|quai|cours|ecole|lycee|college|salle|stade|passage"
    r"|hotel|faubourg)s? (?:de )?$"
)
_BARE_M = re.compile(
    r"(?:\d|\b(?:batiment|station|ligne|bloc|hall|taille|zone|lot|du|le|metro|piece|type|quai|a))[ -]$"
)
_GREETING = re.compile(r"(?:bonjour|bonsoir|merci|oui|non|salut|cordialement|d'accord|madame,?|monsieur,?)[ ,]+$")
_SOME = re.compile(r"\b(?:une?|du|ce|cet|cette|ces|des|le|la|les|vieux|vieille|jeune|chaque|aucune?|quelle?|bon) $")
_INVERTED = re.compile(r"-(?:vous|t-ils?|t-elles?|ils?|elles?|on|je|nous|moi|ce|la|le|les|y|en)$")
_MOST_WORDS = 7


@dataclass(frozen=True)
class _Word:
    """A word of the text, and where it stands."""

    text: str
    start: int
    end: int
    folded: str
    """Without case, accents and the initial's point."""

    @property
    def capital(self) -> bool:
        """Whether it begins with a capital, an elision aside (« d'Ornano »)."""
        return self.text[0].isupper() or (self.text[1:2] in {"'", "’"} and self.text[2].isupper())

    @property
    def initial(self) -> bool:
        return self.text.endswith(".") or self.text.endswith(".-")

    @property
    def name(self) -> bool:
        """Whether it can be (a part of) a name."""
        folded = self.folded
        if folded in NOT_NAMES or _INVERTED.search(folded) or folded.split("-")[0] in FUNCTIONS:
            return False
        head, apostrophe, rest = folded.partition("'")
        if not apostrophe:
            return True
        # « n'est » and « l'Adjointe » are no names, « N'Diaye » and « L'Hermite » are.
        return self.text[len(head) + 1].isupper() and rest not in NOT_NAMES


def _word(text: str, start: int, end: int) -> _Word:
    return _Word(text, start, end, fold(text).rstrip("."))


def _next(text: str, position: int) -> _Word | None:
    """The word that begins at a place, if one does."""
    match = _WORD.match(text, position)
    return _word(match[0], match.start(), match.end()) if match else None


def _after(text: str, word: _Word) -> _Word | None:
    """The word that follows another with a space only between them."""
    gap = _BETWEEN.match(text, word.end)
    return _next(text, gap.end()) if gap else None


def names(text: str) -> Iterator[Span]:
    """Where the names after civilities stand."""
    for match in _TITLE.finditer(text):
        span = _named(text, match)
        if not span:
            continue
        yield span
        end = span[1]
        born = _BORN.match(text, end)
        if born and (other := _run(text, born.end())):
            yield other
            end = other[1]
        yield from _others(
            text, end, plural=fold(match[0]).strip(". ") in {"mm", "mmes", "mlles", "mesdames", "messieurs"}
        )


def _others(text: str, end: int, plural: bool) -> Iterator[Span]:
    """The names that « et » joins to the first, and « , » too after a plural."""
    while joined := _JOINED.match(text, end):
        if "," in joined[0] and not plural:
            return
        span = None if _TITLE.match(text, joined.end()) else _run(text, joined.end())
        if not span:
            return
        yield span
        end = span[1]


def _named(text: str, match: re.Match[str]) -> Span | None:
    """The name that a civility announces."""
    if _TITLE.match(text, match.end()):
        return None  # « Madame Monsieur », and the second has its own turn
    title = match["title"] or match["glued"]
    before = fold(text[max(0, match.start() - 40) : match.start()])
    if _STREET.search(before) or (title in {"M", "M.", "m."} and re.search(r"\d[ \u00a0]?$", before)):
        return None
    if title == "M" and _BARE_M.search(before) or not match["glued"] and not match["gap"] and not title.endswith("."):
        return None
    word = _next(text, match.end())
    if not word:
        return None
    if title == "m." and word.capital:
        title = "M."
    office = _office(text, word)
    if office:
        return _of_office(text, *office)
    if word.capital or (_opens(text, word) and not _SOME.search(before)):
        return _capitals(text, word, greeted=bool(_GREETING.search(before)))
    return _lower(text, word, title, before)


def _office(text: str, word: _Word) -> tuple[_Word, bool] | None:
    """The last word of an office (« le maire délégué »), and whether it was written without capitals."""
    article = word.folded in {"le", "la", "les", "l"}
    first = _after(text, word) if article else word
    if first is None:
        return None
    head, apostrophe, rest = first.folded.partition("'")
    office = rest if apostrophe and head == "l" else first.folded
    if office not in FUNCTIONS and office.split("-")[0] not in FUNCTIONS:
        return None
    last, small = (
        first,
        first.folded in TITLED
        or not first.capital
        or (bool(apostrophe) and first.text[0].islower() and not _upper(first)),
    )
    while (following := _after(text, last)) and (following.folded in QUALITIES | FUNCTIONS):
        last, small = following, small and not following.capital
    return last, small


def _upper(word: _Word) -> bool:
    """Whether an elided word has its capital: « l'Adjointe »."""
    return word.text[2:3].isupper()


def _of_office(text: str, last: _Word, small: bool) -> Span | None:
    """The name that follows an office: one word is enough after « le maire », two are needed after « le Maire »."""
    first = _after(text, last)
    if first is None or not first.capital or not first.name:
        return None
    span = _run(text, first.start)
    if span is None or (not small and len(text[span[0] : span[1]].split()) < 2):
        return None
    return span


def _opens(text: str, word: _Word) -> bool:
    """Whether a particle in small letters begins a name: « de La Tour », « d'Ornano », « le Goff »."""
    if word.folded not in PARTICLES:
        return False
    following = _after(text, word)
    while following and following.folded in PARTICLES and not following.capital:
        following = _after(text, following)
    if following is None or not following.capital:
        return False
    bare = following.folded in PARTICLES
    after = _after(text, following) if bare else following
    acronym = following.text.isupper() and 2 <= len(following.text) <= 6 and word.folded in {"le", "la", "les"}
    return bool(after and after.capital and after.name) and not acronym


def _capitals(text: str, word: _Word, greeted: bool) -> Span | None:
    """The run of words with a capital that begins here."""
    span = _run(text, word.start)
    if span is None or not greeted or " " in text[span[0] : span[1]]:
        return span
    # « Bonjour Madame Petite commune… » begins a sentence; « Bonjour Madame Durand nous… » names someone.
    following = _after(text, _word(text[span[0] : span[1]], *span))
    if following and not following.capital and following.folded not in PRONOUNS and not word.text.isupper():
        return None
    return span


def _run(text: str, start: int) -> Span | None:
    """From a place on, the words of one name; None when the first can't be one."""
    word = _next(text, start)
    end, count, first_name = start, 0, False
    for _ in range(_MOST_WORDS):
        if word is None:
            break
        following = _after(text, word)
        if not _continues(word, following, count, first_name):
            break
        if word.capital and word.name and not word.initial:
            end, count = word.end, count + 1
            first_name = word.folded in FIRST_NAMES and count == 1
        word = following
    return (start, end) if count else None


def _continues(word: _Word, following: _Word | None, count: int, first_name: bool) -> bool:
    """Whether a word is a part of the name, or a particle before one."""
    if word.initial or (word.capital and word.name):
        return word.initial is False or following is not None
    if following is None or not (following.capital or following.folded in PARTICLES):
        return False
    if word.capital:  # « Le Goff »; « Nous Voulons » isn't
        return word.folded in PARTICLES and following.name
    return word.folded in PARTICLES and (not count or first_name or word.folded in FOREIGN)


def _lower(text: str, word: _Word, title: str, before: str) -> Span | None:
    """The name written without capitals: after « mme » nearly every word is one, after « madame » few are."""
    last = word
    if _SOME.search(before):
        return None
    following = _after(text, word)
    particle = word.folded in FOREIGN or (word.folded == "de" and following and following.folded[0] in "aeiou")
    if particle and following and following.name:
        last = following
    elif not word.name or len(word.text) < 2 or word.folded in PARTICLES:
        return None
    following = _after(text, last)
    if title.lower().startswith(("mad", "mon", "mes")) and not _announced(text, last, following, before):
        return None
    if word.folded in FIRST_NAMES and following and following.name and following.folded not in SIGNS:
        last = following
    return word.start, last.end


def _announced(text: str, last: _Word, following: _Word | None, before: str) -> bool:
    """Whether « madame x » is said of someone, not to someone nor of a lady."""
    if _GREETING.search(before):
        return False
    if not before.strip() or before.rstrip()[-1] in ".!?:;\n":
        return bool(following and following.folded in SIGNS)
    return True
