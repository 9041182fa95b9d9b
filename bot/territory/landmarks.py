"""Well-known places that are no territory ("les Cévennes"): recognized as such, never corrected into a commune."""

from bot.folding import fold
from bot.territory.gazetteer import Gazetteer
from bot.territory.reading import NAMED, Mention, Reading
from bot.territory.words import CONNECTORS

_ARTICLES = frozenset("le la les l du des".split())
_LONGEST = 4
_TOWN = 2_000
"""From that size a commune that bears the landmark's name is meant by it ("Roussillon"), unless an article is said."""

Landmark = tuple[int, int, str]
"""First word, end, key."""


def find_landmark(reading: Reading, known: Gazetteer) -> Landmark | None:
    """The first landmark that the text names, with a capital or as the whole answer."""
    for first in range(len(reading.words)):
        for last in range(min(first + _LONGEST, len(reading.words)), first, -1):
            key = " ".join(reading.keys[first:last])
            if key in known.landmarks and (reading.capital(first, last) or reading.whole(first, last)):
                return first, last, key
    return None


def over(landmark: Landmark, mention: Mention, reading: Reading) -> bool:
    """Whether what was read as a small commune is the landmark ("la Beauce", and not Beaucé)."""
    first, last, _ = landmark
    shares = mention.first < last and first < mention.last
    if not shares or mention.length > last - first + 1 or mention.strength >= NAMED:
        return False
    size = max(territory.population or 0 for territory in mention.territories)
    article = reading.before(first) in _ARTICLES
    typed = [word.raw.lower() for word in reading.words[first:last] if word.key not in CONNECTORS]
    accented = any(fold(word) != word for word in typed) and mention.territories[0].name.lower() == " ".join(typed)
    return (article or size < _TOWN) and not accented
