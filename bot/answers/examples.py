"""Questions that people ask on a service, with the passages of its file that answer them."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.answers.passages import Passage, passages_of
from bot.catalogue.doors import Door
from bot.catalogue.files import Catalogue

UNJUDGED = frozenset({"problem", "lesson"})
"""Fields of the ended studies that those who wrote the questions weren't asked to mark: neither right nor wrong."""


FITTED = "premieres"
"""Writers whose questions the sentence model is fitted on, but for those on the files held out."""


class ExamplesError(Exception):
    """A line that isn't a question on a file of the catalogue; the message says which."""


@dataclass(frozen=True)
class Asked:
    """A question on one file."""

    service: str
    question: str
    right: frozenset[str]
    """Keys of the passages that answer it; empty: the file doesn't hold the answer."""

    by: str = ""
    """Who wrote it: the name of its file. A writer's questions on a file tell of what others ask, not of each other:
    they were made to differ."""


def read_asked(path: Path, known: Mapping[str, Sequence[Passage]]) -> list[Asked]:
    """Lines ``{"id", "q", "passages"}`` of a file.

    ``known`` holds the passages of each file of the catalogue.

    Raises:
        ExamplesError: a line has no question, or names a service or passage that isn't there.
    """
    found = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        if not line.strip():
            continue
        row = json.loads(line)
        keys = {passage.key for passage in known.get(row["id"], ())}
        if not row["q"].strip() or not keys.issuperset(row["passages"]) or not keys:
            raise ExamplesError(f"{path}:{number}: no question, or a passage that {row['id']} doesn't have")
        found.append(Asked(row["id"], row["q"], frozenset(row["passages"]), path.stem))
    return found


def fitted_file(folder: Path) -> Path:
    """The one file of questions that the sentence model is fitted on: it never sees the others."""
    return folder / "questions" / f"{FITTED}.jsonl"


def question_files(folder: Path) -> list[Path]:
    """The files of questions of ``data/answers``: one a group of writers."""
    return sorted((folder / "questions").glob("*.jsonl"))


def read_all(folder: Path, known: Mapping[str, Sequence[Passage]]) -> list[Asked]:
    """Every question of ``data/answers``.

    Raises:
        ExamplesError: a line of a file isn't a question on a file of the catalogue.
    """
    return [one for path in question_files(folder) for one in read_asked(path, known)]


def all_passages(catalogue: Catalogue, doors: Iterable[Door] = ()) -> dict[str, tuple[Passage, ...]]:
    """The passages of every file, by service; those of doors by their keys."""
    known = {entry.id: passages_of(entry) for entry in catalogue.entries()}
    return known | {door.key: passages_of(door) for door in doors}
