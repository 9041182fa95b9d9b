"""Plain likenesses of a question with each passage of a file: cosines, and words shared."""

import numpy as np
from numpy.typing import NDArray

from bot.answers.sheets import Sheet, Words
from bot.sentences.embedding import Vectors

NAMES = ("asked", "sentence", "both", "asked_words", "text_words", "words", "weight")
"""Cosine with the nearest way of asking, the nearest sentence, and both together; shares of the question's words, by
weight, found in the way of asking, the text, or either; weight of the latter."""

BOTH, WORDS = NAMES.index("both"), NAMES.index("words")


def likenesses(vector: Vectors, said: frozenset[str], sheet: Sheet, words: Words) -> NDArray[np.float32]:
    """One row a passage, one column a name of :data:`NAMES`; ``vector`` is centred (384), ``said`` holds stems."""
    weight = {word: words.weight([word]) for word in said}
    total = sum(weight.values()) or 1.0

    def shared(found: frozenset[str]) -> float:
        return sum(weight[word] for word in said & found)

    in_asked = np.array([shared(found) for found in sheet.asked_words])
    in_text = np.array([shared(found) for found in sheet.text_words])
    either = np.array([shared(a | t) for a, t in zip(sheet.asked_words, sheet.text_words)])
    columns = [
        np.maximum.reduceat(sheet.asked @ vector, sheet.asked_starts),
        np.maximum.reduceat(sheet.sentences @ vector, sheet.sentence_starts),
        sheet.both @ vector,
        in_asked / total,
        in_text / total,
        either / total,
        either / 10,
    ]
    return np.column_stack(columns).astype(np.float32)
