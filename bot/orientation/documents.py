"""What the ranker knows of each solution: its example needs and the several views of its file."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.catalogue.doors import Door
from bot.catalogue.files import themes
from bot.catalogue.schema import Question, Solution


@dataclass(frozen=True)
class Document:
    """One solution, as texts."""

    id: str
    examples: tuple[str, ...]
    """Needs as people say them."""
    views: tuple[str, ...]
    """Sentences of the file: what it does, the words of the problem, questions, themes."""

    keys: tuple[str, ...] = ()
    """The shortest ways to name what it answers: its purpose, each word of the problem, each question."""


def _views(solution: Solution) -> Iterable[str]:
    labels = ", ".join(themes()[theme] for theme in solution.themes)
    yield f"{solution.name}. {solution.summary}"
    yield solution.details
    yield ", ".join(solution.vocabulary)
    yield f"{labels}. {solution.eligibility.conditions or ''}".strip()
    for question in _about(solution):
        yield f"{question.q} {question.a}"


def _about(solution: Solution) -> list[Question]:
    """The questions on what it does: those on its price or its login are asked of any service (measured: no better)."""
    return [question for question in solution.questions if question.kind == "other"]


def _keys(solution: Solution) -> tuple[str, ...]:
    return (solution.purpose, *solution.vocabulary, *(question.q for question in _about(solution)))


def documents(solutions: Iterable[Solution]) -> list[Document]:
    """The documents of the solutions, sorted by id: a position in this list is the ranker's class."""
    return sorted(
        (Document(item.id, tuple(item.examples), tuple(_views(item)), _keys(item)) for item in solutions),
        key=lambda document: document.id,
    )


def door_documents(doors: Iterable[Door]) -> list[Document]:
    """The documents of the doors, sorted by id: in the ranker their classes come after those of the solutions."""
    return sorted(
        (Document(door.id, tuple(door.examples), (f"{door.title}. {door.advice}",), (door.title,)) for door in doors),
        key=lambda document: document.id,
    )


def labelled_examples(items: Sequence[Document]) -> tuple[list[str], list[int]]:
    """Every example need with the position of its solution."""
    texts: list[str] = []
    labels: list[int] = []
    for position, document in enumerate(items):
        texts += document.examples
        labels += [position] * len(document.examples)
    return texts, labels


def labelled_views(items: Sequence[Document]) -> tuple[list[str], list[int]]:
    """Every view with the position of its solution."""
    texts: list[str] = []
    labels: list[int] = []
    for position, document in enumerate(items):
        texts += document.views
        labels += [position] * len(document.views)
    return texts, labels
