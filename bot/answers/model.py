"""What is learnt of questions and files, put together: reading, kinds, affinity, and whether a file answers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.answers.affinity import Affinity, Block
from bot.answers.answered import AnsweredModel, Scored
from bot.answers.asks import ASKED, AsksModel, Contrasts
from bot.answers.examples import Asked
from bot.answers.kinds import KindModel, QuestionReader
from bot.answers.likeness import likenesses
from bot.answers.sheets import KINDS, Encode, Sheet, Words, types
from bot.catalogue.doors import PREFIX
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
    contrasts: Contrasts

    @property
    def services(self) -> list[str]:
        """The files of the catalogue, on which there are questions to learn from: doors have none."""
        return [key for key in self.sheets if not key.startswith(PREFIX)]

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
        self,
        question: str,
        vector: Vectors,
        sheets: Sequence[Sheet],
        words: Words,
        read: NDArray[np.float32] | None = None,
    ) -> list[Scored]:
        """What a question (and its embedding, 1 x 384) scores on each file; ``read``: its reading, if made already."""
        read = self.reader.read([question], vector) if read is None else read
        centred, shares = self.reader.centre(vector)[0], self.kinds.shares(read)[0]
        return [self._scored(question, read, centred, shares, sheet, words) for sheet in sheets]

    def scored_known(self, asked: Sequence[Asked], vectors: Vectors, lessons: "Lessons") -> list[Scored]:
        """What each of some known questions (and embeddings, one row each) scores on its file."""
        texts = [one.question for one in asked]
        read, centred = self.reader.read(texts, vectors), self.reader.centre(vectors)
        shares = self.kinds.shares(read)
        return [
            self._scored(
                one.question,
                read[at : at + 1],
                centred[at],
                shares[at],
                lessons.sheets[one.service],
                lessons.words,
                one.by,
            )
            for at, one in enumerate(asked)
        ]

    def _scored(
        self, question: str, read: NDArray[np.float32], centred: Vectors, shares: NDArray[np.float64], sheet: Sheet,
        words: Words, writer: str = "",
    ) -> Scored:  # fmt: skip
        said = frozenset(stems(question))
        plain = likenesses(centred, said, sheet, words, writer)
        scores, none = self.affinity.scores(_block(read, sheet, plain[None]))
        return Scored(scores[0], float(none[0]), plain, shares, said)


@dataclass
class Trained:
    """What a training writes."""

    sheets: dict[str, Sheet]
    words: Words
    judge: Judge
    answered: AnsweredModel
    asks: AsksModel


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
    blocks, right = [], []
    for service, some in _by_service(asked).items():
        sheet = lessons.sheets[service]
        places = [place[one.question] for one in some]
        plain = [
            likenesses(centred[at], frozenset(stems(one.question)), sheet, lessons.words, one.by)
            for at, one in zip(places, some)
        ]
        blocks.append(_block(read[places], sheet, np.stack(plain), sheet.judged))
        right.append(np.stack([marked(one, sheet) for one in some])[:, sheet.judged])
    return Judge(reader, kinds, Affinity(len(types())).fit(blocks, right))


def fit_asks(lessons: Lessons, reader: QuestionReader) -> AsksModel:
    """Learn to tell a question on a service from other messages."""
    typed, others = [one.question for one in lessons.asked], lessons.contrasts
    read = np.vstack([reader.read(typed, lessons.encode(typed)), reader.read(others.texts, others.vectors)])
    asks, weights = [*[True] * len(typed), *others.asks], [*[ASKED] * len(typed), *others.weights]
    return AsksModel().fit([*typed, *others.texts], read, asks, weights)


def _by_service(asked: Sequence[Asked]) -> dict[str, list[Asked]]:
    found: dict[str, list[Asked]] = {}
    for one in asked:
        found.setdefault(one.service, []).append(one)
    return found


def marked(one: Asked, sheet: Sheet) -> NDArray[np.bool_]:
    """Which passages answer a question."""
    return np.array([passage.key in one.right for passage in sheet.passages])


def _block(
    read: NDArray[np.float32], sheet: Sheet, plain: NDArray[np.float32], kept: NDArray[np.bool_] | None = None
) -> Block:
    """A file's passages, or those ``kept``, with questions and their likenesses."""
    at = slice(None) if kept is None else kept
    return Block(read, sheet.narrow_asked[at], sheet.narrow_text[at], sheet.types[at], plain[:, at])
