"""Differences that a person has read and left as they are, so that no report tells them again.

``catalogue-reviewed.yml`` beside the catalogue's folder: a list of ``id``, ``field``, ``value`` (what the source said
then) and ``why``. When the source says something else, the difference is told again.
"""

from collections.abc import Iterable
from pathlib import Path

import yaml
from pydantic import BaseModel, ValidationError, parse_obj_as

from bot.catalogue.sync.comparing import Change
from bot.catalogue.sync.facts import SourceError
from bot.catalogue.sync.reading import say

FILE = "catalogue-reviewed.yml"

SCOPE = "perimetre"
"""The field of a product that a person judged out of the catalogue's scope, whatever becomes of it."""


class Reviewed(BaseModel):
    """One difference that was read."""

    id: str
    field: str
    value: str = ""
    why: str

    class Config:
        """A misspelt key would pass for a decision."""

        extra = "forbid"


def read_reviewed(path: Path) -> list[Reviewed]:
    """The differences already read; none when there is no file.

    Raises:
        SourceError: when the file isn't a list of them.
    """
    if not path.exists():
        return []
    try:
        return parse_obj_as(list[Reviewed], yaml.safe_load(path.read_text(encoding="utf-8")) or [])
    except (ValidationError, yaml.YAMLError, UnicodeError):
        raise SourceError(say("source.relus", fichier=path.name)) from None


def left_to_read(changes: Iterable[Change], reviewed: Iterable[Reviewed]) -> list[Change]:
    """The differences that nobody has read yet; an ended product is always told."""
    read = {(item.id, item.field, item.value) for item in reviewed}
    out = {item.id for item in reviewed if item.field == SCOPE}
    return [
        change
        for change in changes
        if change.kind == "ended"
        or not ((change.id, change.field, change.value) in read or (change.id in out and change.kind in _ENTERING))
    ]


_ENTERING = ("new", "study", "to_check", "left")
