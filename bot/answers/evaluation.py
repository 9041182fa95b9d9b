"""How well questions on a service are answered: ``python -m bot.answers.evaluation [FILE]``.

With a file of questions, the trained model is measured on it, beside two plain rankings. Without one, the training
questions are, each by models that haven't seen its file.
"""

import sys
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from sklearn.metrics import roc_auc_score

from bot.answers import likeness
from bot.answers.answered import Scored
from bot.answers.examples import Asked, read_asked
from bot.answers.model import Trained
from bot.answers.ranking import NOT_SAID, SURE, Answers
from bot.answers.sheets import Sheet
from bot.answers.training import fit_answered, kept_files, lessons_of, unseen
from bot.catalogue import load_valid
from bot.orientation.lexical import Bm25
from bot.sentences.embedding import Embedder
from bot.sentences.embedding_store import KEPT_FILE, EmbeddingStore
from bot.settings import get_settings


@dataclass(frozen=True)
class Judged:
    """One question with what was found."""

    kind: str
    """Kind of the first right passage, or of the question as it is read when nothing answers."""

    place: int | None
    """Place of the best right passage (0: first); None when nothing answers."""

    answered: float


@dataclass(frozen=True)
class Figures:
    """Shares of questions."""

    count: int
    first: float
    """A right passage is first, among the questions that have one; ``second``: first or second."""

    second: float
    auc: float
    """Of ``answered``; 0.5 when all the questions are alike."""

    false_silence: float
    """Answered questions that are said not to be."""

    false_answer: float
    """Unanswered ones that a passage is surely said to answer."""


def figures(judged: Sequence[Judged]) -> Figures:
    """Figures of some questions."""
    held = [one for one in judged if one.place is not None]
    others = [one for one in judged if one.place is None]
    auc = 0.5
    if held and others:
        auc = float(roc_auc_score([one.place is not None for one in judged], [one.answered for one in judged]))
    return Figures(
        len(judged),
        _share([one.place == 0 for one in held]),
        _share([(one.place or 0) < 2 for one in held]),
        auc,
        _share([one.answered < NOT_SAID for one in held]),
        _share([one.answered >= SURE for one in others]),
    )


def _share(marks: Sequence[bool]) -> float:
    return float(np.mean(marks)) if marks else 0.0


def place(asked: Asked, sheet: Sheet, scores: Sequence[float]) -> int | None:
    """Place of the best right passage among those that the questions mark; None when there is none."""
    order = [number for number in np.argsort(-np.asarray(scores), kind="stable") if sheet.judged[number]]
    return next((rank for rank, at in enumerate(order) if sheet.passages[at].key in asked.right), None)


def judge(asked: Asked, sheet: Sheet, scored: Scored, answered: float) -> Judged:
    """A question by what was scored."""
    found = place(asked, sheet, [float(score) for score in scored.scores])
    kinds = [passage.kind for passage in sheet.passages if passage.key in asked.right]
    return Judged(kinds[0] if kinds else "unanswered", found, answered)


def plain(asked: Sequence[Asked], sheets: Sequence[Sheet], scored: Sequence[Scored]) -> dict[str, list[Judged]]:
    """The same questions by the cosine with question and text alone, and by BM25 alone."""
    found: dict[str, list[Judged]] = {"cosine": [], "BM25": []}
    lexical: dict[int, Bm25] = {}
    for one, sheet, score in zip(asked, sheets, scored):
        if id(sheet) not in lexical:
            lexical[id(sheet)] = Bm25([f"{passage.question} {passage.text}" for passage in sheet.passages])
        cosines = [float(value) for value in score.likeness[:, likeness.BOTH]]
        shared = [float(value) for value in lexical[id(sheet)].scores(one.question)]
        for name, scores in (("cosine", cosines), ("BM25", shared)):
            found[name].append(Judged("", place(one, sheet, scores), max(scores)))
    return found


def measure(path: Path) -> tuple[list[Judged], dict[str, list[Judged]]]:
    """The trained model on a file of questions."""
    settings = get_settings()
    embedder = Embedder()
    answers = Answers.load(settings.models_dir / "answers", embedder)
    model: Trained = answers.trained
    asked = read_asked(path, {service: sheet.passages for service, sheet in model.sheets.items()})
    sheets = [model.sheets[one.service] for one in asked]
    vectors = embedder.queries([one.question for one in asked])
    scored = [
        model.judge.scored(one.question, vectors[number : number + 1], [sheet], model.words)[0]
        for number, (one, sheet) in enumerate(zip(asked, sheets))
    ]
    told = [answers.find(one.question, [one.service], vectors[n : n + 1]).answered for n, one in enumerate(asked)]
    return [judge(*row) for row in zip(asked, sheets, scored, told)], plain(asked, sheets, scored)


def cross_validated() -> tuple[list[Judged], dict[str, list[Judged]]]:
    """The training questions on the files held out, by models that haven't seen them."""
    settings = get_settings()
    store = EmbeddingStore([settings.models_dir / "answers" / KEPT_FILE, *kept_files(settings)], Embedder())
    lessons = lessons_of(load_valid(settings.data_dir / "catalogue"), settings.data_dir, store.encode)
    asked, scored = unseen(lessons)
    sheets = [lessons.sheets[one.service] for one in asked]
    told = [float(chance) for chance in fit_answered(lessons, asked, scored)[1]]
    return [judge(*row) for row in zip(asked, sheets, scored, told)], plain(asked, sheets, scored)


def report(judged: Sequence[Judged], others: dict[str, list[Judged]]) -> str:
    """A table, all kinds then each."""
    by_kind: dict[str, list[Judged]] = defaultdict(list)
    for one in judged:
        by_kind[one.kind].append(one)
    rows = [("model", judged), *others.items(), *sorted(by_kind.items())]
    lines = [f"{'':16}{'n':>5}{'first':>7}{'second':>7}{'AUC':>7}{'false no':>10}{'false yes':>10}"]
    for name, some in rows:
        got = figures(some)
        line = f"{name:16}{got.count:5}{got.first:7.3f}{got.second:7.3f}{got.auc:7.3f}"
        lines.append(line if name in others else f"{line}{got.false_silence:10.3f}{got.false_answer:10.3f}")
    lines.append("")
    for low, high in ((0.0, NOT_SAID), (NOT_SAID, SURE), (SURE, 1.01)):
        some = [one for one in judged if low <= one.answered < high]
        held, first = _share([one.place is not None for one in some]), _share([one.place == 0 for one in some])
        lines.append(f"answered {low:.2f}-{min(high, 1):.2f}: {len(some)}, held {held:.3f}, first right {first:.3f}")
    return "\n".join(lines)


def main(arguments: Sequence[str]) -> int:
    """Print the table."""
    print(report(*(measure(Path(arguments[0])) if arguments else cross_validated())))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
