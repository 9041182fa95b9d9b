"""Plain likenesses of a question with each passage of a file: cosines, and words shared."""

import numpy as np
from numpy.typing import NDArray

from bot.answers.sheets import Sheet, Words
from bot.sentences.embedding import Vectors

NAMES = ("asked", "sentence", "both", "asked_words", "text_words", "words", "weight", "known", "lead")
"""Cosine with the nearest way of asking, the nearest sentence, and both together; shares of the question's words, by
weight, found in the way of asking, the text, or either; weight of the latter; cosine with the nearest question that
people asked and that the passage answers, and its lead on the nearest that it doesn't."""

BOTH, WORDS = NAMES.index("both"), NAMES.index("words")


def likenesses(
    vector: Vectors, said: frozenset[str], sheet: Sheet, words: Words, writer: str = ""
) -> NDArray[np.float32]:
    """One row a passage, one column a name of :data:`NAMES`; ``vector`` is centred (384), ``said`` holds stems.

    ``writer``: who wrote the question, when it is one of those known, whose own questions then tell nothing.
    """
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
        *_known(sheet, vector, writer),
    ]
    return np.column_stack(columns).astype(np.float32)


def _known(sheet: Sheet, vector: Vectors, writer: str) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """For each passage: cosine with the nearest known question that it answers, and its lead on the others."""
    cosines = np.maximum(sheet.known @ vector, 0.0)
    if writer:
        cosines = np.where(np.array(sheet.known_by) == writer, 0.0, cosines)
    right = np.where(sheet.known_right, cosines, 0.0).max(axis=1, initial=0.0)
    wrong = np.where(sheet.known_right, 0.0, cosines).max(axis=1, initial=0.0)
    return right, right - wrong
