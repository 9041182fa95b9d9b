"""One way to compare what people write: without case, accents, ligatures and typographic apostrophes."""

import unicodedata

_OPENED = str.maketrans({"œ": "oe", "æ": "ae", "’": "'"})


def fold(text: str) -> str:
    """Lower case, accents removed, ligatures opened, apostrophes straight; spaces as they are."""
    if text.isascii():
        return text.lower()
    decomposed = unicodedata.normalize("NFD", text.lower().translate(_OPENED))
    return "".join(char for char in decomposed if not unicodedata.combining(char))
