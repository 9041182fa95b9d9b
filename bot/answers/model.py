"""What is learnt of questions and files, put together: reading, kinds, affinity, and whether a file answers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.answers.affinity import Affinity, Pairs
from bot.answers.answered import AnsweredModel, Scored
from bot.answers.examples import Asked
from bot.answers.kinds import KindModel, QuestionReader
from bot.answers.likeness import likenesses
from bot.answers.sheets import KINDS, Encode, Sheet, Words, types
from bot.orientation.text import stems
from bot.sentences.embedding import Vectors

FILE_WEIGHT = 0.4
"""Of the files' own questions when kinds are learnt: they are better written than what people type."""

Kinded = tuple[str, int, float, str]
"""A question, the position of its kind, its weight, and the service that it is on ("" for none)."""


@dataclass(frozen=True)
class Lessons:
    """All that there is to learn from."""

    sheets: Mapping[str, Sheet]
    words: Words
    asked: Sequence[Asked]
    typical: Sequence[tuple[str, int]]
    """Questions of each kind, on no service."""

    encode: Encode

    def kinded(self) -> list[Kinded]:
        """Questions with their kinds: those of the passages that answer them share the weight."""
        rows: list[Kinded] = [(text, kind, 1.0, "") for text, kind in self.typical]
        for service, sheet in self.sheets.items():
            rows += [(p.question, KINDS.index(p.kind), FILE_WEIGHT, service) for p in sheet.passages if p.question]
        for one in self.asked:
            right = [passage for passage in self.sheets[one.service].passages if passage.key in one.right]
            chosen = [passage for passage in right if passage.question] or right
            rows += [(one.question, KINDS.index(p.kind), 1 / len(chosen), one.service) for p in chosen]
        return rows


@dataclass(frozen=True)
class Judge:
    """Scores the passages of a file for a question."""

    reader: QuestionReader
    kinds: KindModel
    affinity: Affinity

    def scored(
        self, question: str, vector: Vectors, sheets: Sequence[Sheet], words: Words, known: Asked | None = None
    ) -> list[Scored]:
        """What a question (and its embedding, 1 x 384) scores on each file; ``known``: which of those known it is."""
        read, centred = self.reader.read([question], vector), self.reader.centre(vector)[0]
        shares, said = self.kinds.shares(read)[0], frozenset(stems(question))
        found = []
        for sheet in sheets:
            plain = likenesses(centred, said, sheet, words, known.by if known else "")
            scores, none = self.affinity.scores(_pairs(read, [sheet], [plain]))
            found.append(Scored(scores, float(none[0]), plain, shares, said))
        return found


@dataclass
class Trained:
    """What a training writes."""

    sheets: dict[str, Sheet]
    words: Words
    judge: Judge
    answered: AnsweredModel


def fit_judge(lessons: Lessons, without: frozenset[str] = frozenset()) -> Judge:
    """Learn from all the files but those ``without``."""
    asked = [one for one in lessons.asked if one.service not in without]
    rows = [row for row in lessons.kinded() if row[3] not in without]
    typed = list(dict.fromkeys(one.question for one in asked))
    texts = list(dict.fromkeys([*typed, *(row[0] for row in rows)]))
    place = {text: number for number, text in enumerate(texts)}
    vectors = lessons.encode(texts)
    reader = QuestionReader().fit(texts, vectors, len(typed))
    read, centred = reader.read(texts, vectors), reader.centre(vectors)
    kinds = KindModel().fit(read[[place[row[0]] for row in rows]], [row[1] for row in rows], [row[2] for row in rows])
    sheets = [lessons.sheets[one.service] for one in asked]
    plain = [
        likenesses(centred[place[one.question]], frozenset(stems(one.question)), sheet, lessons.words, one.by)
        for one, sheet in zip(asked, sheets)
    ]
    pairs = _pairs(read[[place[one.question] for one in asked]], sheets, plain)
    kept = np.concatenate([sheet.judged for sheet in sheets])
    right = np.concatenate([marked(one, sheet) for one, sheet in zip(asked, sheets)])
    return Judge(reader, kinds, Affinity(len(types())).fit(_only(pairs, kept), right[kept]))


def marked(one: Asked, sheet: Sheet) -> NDArray[np.bool_]:
    """Which passages answer a question."""
    return np.array([passage.key in one.right for passage in sheet.passages])


def _pairs(read: NDArray[np.float32], sheets: Sequence[Sheet], plain: Sequence[NDArray[np.float32]]) -> Pairs:
    """Each question with the passages of its file."""
    owner = np.repeat(np.arange(len(sheets)), [len(sheet.passages) for sheet in sheets])
    return Pairs(
        read,
        np.vstack([sheet.narrow_asked for sheet in sheets]),
        np.vstack([sheet.narrow_text for sheet in sheets]),
        np.concatenate([sheet.types for sheet in sheets]),
        np.vstack(plain),
        owner,
    )


def _only(pairs: Pairs, kept: NDArray[np.bool_]) -> Pairs:
    """Some of the pairs; every question keeps one at least."""
    return Pairs(
        pairs.questions, pairs.asked[kept], pairs.texts[kept], pairs.types[kept], pairs.likeness[kept],
        pairs.question_of[kept],
    )  # fmt: skip
