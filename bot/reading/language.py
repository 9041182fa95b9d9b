"""The language of a message, as far as it changes the answer: French, English or another."""

from bot.folding import fold

FRENCH, ENGLISH = "fr", "en"

_ENGLISH = frozenset(
    """the is are we our you your they their have has had what where when which who how would could should can do does
    did need needs want to of and for with from this that these those there about an in on at it i my me please thanks
    thank hello hi help any some not no don t im we re us bye good morning by or if be been was were will""".split()
)
_FRENCH = frozenset(
    """le la les l un une des du de d et est sont on nous vous notre nos votre vos je j il elle ils ce c ca cette pour
    avec dans sur qui que qu quoi comment ou a au aux en pas ne n plus bonjour merci mairie commune""".split()
)
_FEWEST = 3
"""Words under which a message is read as French: "ok", "help" and "forum" are said here too."""


def language_of(text: str) -> str:
    """``en`` when a message is plainly English, else ``fr``."""
    words = "".join(char if char.isalnum() else " " for char in fold(text[:600])).split()
    english = sum(word in _ENGLISH for word in words)
    french = sum(word in _FRENCH for word in words)
    return ENGLISH if len(words) >= _FEWEST and english >= 2 and english > 2 * french else FRENCH
