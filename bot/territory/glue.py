"""Apostrophes left out in lower case: "dans lallier", "maire daix en provence"."""

from collections.abc import Sequence

from bot.territory.gazetteer import Gazetteer
from bot.territory.reading import PEOPLE
from bot.territory.words import PhraseIndex, Token, tokens, unglued

_VOWELS = frozenset("aeiouyh")
_ONE = frozenset(("dun", "dune"))
"""« D'un », « d'une » without their apostrophe: Dun is a commune too."""

_NAMES_IT = frozenset("sur le les en dans et mais ou a".split())
"""What follows a commune called Dun rather than "d'un"."""


def read_words(text: str, gazetteer: Gazetteer) -> list[Token]:
    """The words of a text, a small word set apart where its apostrophe was left out and a name stands behind it."""
    words: list[Token] = []
    typed = tokens(text)
    for at, word in enumerate(typed):
        before = [typed[at - 1]] if at and not word.breaks else []
        if before and word.key in _ONE and _is_article(before[0], word, typed[at + 1 :]):
            words += unglued(word)
            continue
        parted = len(word.key) > 3 and word.key[0] in "dl" and word.key[1] in _VOWELS
        if parted and before and _stands_behind(before[0].key, word, typed[at + 1 :], gazetteer):
            words += unglued(word)
        else:
            words.append(word)
    return words


def _is_article(before: Token, word: Token, following: Sequence[Token]) -> bool:
    """Whether a word stands before "dun" and a noun after it ("maire dun petit village"); "à dun" is Dun."""
    called = word.raw.islower() and before.key not in ("a", "de", "sur")
    return called and bool(following) and not following[0].breaks and following[0].key not in _NAMES_IT


def _stands_behind(before: str, word: Token, following: Sequence[Token], gazetteer: Gazetteer) -> bool:
    """Whether the word before calls for a small word, and a name begins after that one."""
    _, rest = unglued(word)
    behind = [rest, *following]
    if word.key[0] == "l":
        # "commune de lain" is Lain; nobody is "dans Lain".
        return before == "dans" and _reach(gazetteer.area_names, behind) > 0
    if before in ("departement", "region"):
        return _reach(gazetteer.area_names, behind) > 0
    called = before in PEOPLE
    return called and _reach(gazetteer.communes, behind) > _reach(gazetteer.communes, [word, *following])


def _reach(names: PhraseIndex, words: Sequence[Token]) -> int:
    """Words of the longest name that begins there."""
    return max((end for end, _ in names.matches(words, 0)), default=0)
