"""The parts of a catalogue file that may answer a question, each with the kind of question that it answers."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import yaml

from bot.catalogue.schema import Contact, Investigation, Solution
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


def passages_of(entry: Solution | Investigation) -> tuple[Passage, ...]:
    """Every passage of a file, in a steady order; what is unknown gives none."""
    parts = _solution_parts(entry) if isinstance(entry, Solution) else _study_parts(entry)
    known = fields()
    asked = [
        Passage(entry.id, f"q:{number}", item.kind, item.q, item.a)
        for number, item in enumerate(entry.questions if isinstance(entry, Solution) else [])
    ]
    others = [
        Passage(
            entry.id, key, known[key.partition(":")[0]].kind, "", " ".join(text.split()) if key != "contact" else text
        )
        for key, text in parts
        if text
    ]
    return (*asked, *others)


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
