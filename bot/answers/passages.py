"""The parts of a file (of the catalogue, or of a door) that may answer a question, each with its kind of question."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import yaml

from bot.catalogue.doors import Door
from bot.catalogue.schema import Contact, Investigation, Question, Solution
from bot.settings import get_settings


@dataclass(frozen=True)
class Passage:
    """One part of a file."""

    service: str
    key: str
    """``q:<n>`` and ``limits:<n>`` for an item of a list, else the field's name (``conditions`` for that of the
    eligibility)."""

    kind: str
    """A :data:`bot.catalogue.schema.QuestionKind`."""

    question: str
    """The file's own question; empty for what isn't a question and its answer."""

    text: str
    """The file's own words. A cost that is only known to be free is ``free``; a contact is its addresses, one a line:
    whoever shows them says them."""

    @property
    def mark(self) -> str:
        """What names it among the passages of all files."""
        return f"{self.service}#{self.key}"

    @property
    def field(self) -> str:
        """The key without its number."""
        return self.key.partition(":")[0]


@dataclass(frozen=True)
class Field:
    """What is known of a field of the files (``data/answers/fields.yml``)."""

    kind: str
    questions: tuple[str, ...]
    """Ways of asking for it."""


@lru_cache(maxsize=1)
def fields() -> dict[str, Field]:
    """The fields that are passages, by name."""
    raw = yaml.safe_load((get_settings().data_dir / "answers" / "fields.yml").read_text(encoding="utf-8"))
    return {name: Field(value["kind"], tuple(value["questions"])) for name, value in raw.items()}


def passages_of(entry: Solution | Investigation | Door) -> tuple[Passage, ...]:
    """Every passage of a file, in a steady order; what is unknown gives none."""
    known, own = fields(), entry.key if isinstance(entry, Door) else entry.id
    parts, questions = _parts(entry)
    asked = [Passage(own, f"q:{number}", item.kind, item.q, item.a) for number, item in enumerate(questions)]
    others = [
        Passage(own, key, known[key.partition(":")[0]].kind, "", " ".join(text.split()) if key != "contact" else text)
        for key, text in parts
        if text
    ]
    return (*asked, *others)


def _parts(entry: Solution | Investigation | Door) -> tuple[Iterator[tuple[str, str | None]], Sequence[Question]]:
    """The fields of a file that are passages, with their texts, and its questions."""
    if isinstance(entry, Door):
        return _door_parts(entry), entry.questions
    if isinstance(entry, Solution):
        return _solution_parts(entry), entry.questions
    return _study_parts(entry), ()


def _door_parts(door: Door) -> Iterator[tuple[str, str | None]]:
    for number, text in enumerate(door.limits):
        yield f"limits:{number}", text
    yield "getting_started", door.advice
    yield "operator", door.who
    yield "contact", str(door.url)


def _solution_parts(entry: Solution) -> Iterator[tuple[str, str | None]]:
    for number, text in enumerate(entry.limits):
        yield f"limits:{number}", text
    yield "access", entry.access
    yield "summary", entry.summary
    yield "details", entry.details
    yield "conditions", entry.eligibility.conditions
    yield "cost", entry.cost.text or ("free" if entry.cost.free else None)
    yield "getting_started", entry.getting_started
    yield "prerequisites", entry.prerequisites
    yield "usage", entry.usage.text if entry.usage else None
    yield "accompaniment", entry.accompaniment
    yield "operator", entry.operator
    yield "contact", _addresses(entry.contact)
    yield "status_note", entry.status_note


def _study_parts(entry: Investigation) -> Iterator[tuple[str, str | None]]:
    yield "summary", entry.summary
    yield "problem", entry.problem
    yield "lesson", entry.lesson
    yield "operator", entry.operator
    yield "contact", _addresses(entry.contact)


def _addresses(contact: Contact) -> str:
    given: list[Any] = [contact.email, contact.url]
    return "\n".join(str(address) for address in given if address)
