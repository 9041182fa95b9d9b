"""Needs that are announced and not said ("on a un problème en mairie")."""

from functools import lru_cache

from bot.orientation.text import stem, stems, tokens
from bot.reading.groups import ASKERS
from bot.reading.words import FUNCTION_WORDS, tag
from bot.texts import texts


@lru_cache(maxsize=1)
def _vague() -> frozenset[str]:
    """Stems that announce a need without saying what it is about."""
    return frozenset(stems(texts(__file__).get("changer.mots_vagues")))


def vague(text: str) -> bool:
    """Whether a text announces a need and says nothing of it."""
    return all(stem in _vague() for stem in stems(text))


def names_something(text: str) -> bool:
    """Whether a noun of a text says what it is about: neither who asks nor an announcement.

    A plural that no file knows ("frelons") is taken for one.
    """
    said = (word for word in tokens(text) if len(word) > 3 and word not in ASKERS and word not in FUNCTION_WORDS)
    return any(tag(word) == "N" or word.endswith("s") and not tag(word) for word in said if stem(word) not in _vague())
