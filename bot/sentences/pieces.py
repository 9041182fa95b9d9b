"""Texts as the sentence model reads them: numbers of word pieces between the model's marks."""

import re
from pathlib import Path

from bot.sentences import encoder

LONGEST = 510
"""Pieces of a text that are read: the model takes 512, two of them its own marks."""

_QUERY = "query: "
"""What this model expects before what people say; its other mark, for passages, is of no use here."""

_SPACES = re.compile(" {2,}")


class Pieces:
    """The vocabulary of a folder that :func:`bot.sentences.encoder.ready` has made."""

    def __init__(self, folder: Path) -> None:
        import sentencepiece

        self._pieces = sentencepiece.SentencePieceProcessor(model_file=str(folder / encoder.PIECES_FILE))
        self._normalised = encoder.characters(folder)

    def numbers(self, text: str, longest: int = LONGEST) -> list[int]:
        """Numbers of a text's first ``longest`` pieces, and of the two marks."""
        plain = _SPACES.sub(" ", f"{_QUERY}{text}".translate(self._normalised))
        found: list[int] = self._pieces.encode(plain)
        return [self._pieces.bos_id(), *found[:longest], self._pieces.eos_id()]
