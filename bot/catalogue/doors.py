"""Doors: needs that no service of the catalogue covers, and who sees to each; one file a door in ``data/doors``."""

import datetime as dt
from functools import lru_cache
from pathlib import Path

import yaml
from pydantic import Field, HttpUrl, ValidationError, validator

from bot import folders
from bot.catalogue.schema import Question, Strict

FEWEST_EXAMPLES = 15

PREFIX = "porte:"
"""How a door's key begins; no id of the catalogue holds a colon."""


class DoorSource(Strict):
    """The public page that says who sees to it."""

    url: HttpUrl
    title: str


class Door(Strict):
    """A need of somebody else's."""

    id: str
    title: str
    """The subject in a few words, as after "pour" (« la paie des agents »)."""

    who: str
    """Who sees to it, with its article (« le centre de gestion de votre département »)."""

    advice: str
    """What they do for it, in a sentence or two."""

    limits: list[str]
    """What isn't behind this door."""

    url: HttpUrl
    """Where to begin, an official address."""

    source: DoorSource
    checked: dt.date
    """When somebody last read the source."""

    reviewed: dt.date | None
    """When the team read the door and signed it."""

    examples: list[str] = Field(min_items=FEWEST_EXAMPLES)
    """Messages of people who need it."""

    citizens: bool = False
    """Whether it is a person's own business: services made for agents are no answer to what follows."""

    questions: list[Question] = []
    """What people ask next, with answers that a public page supports."""

    @property
    def key(self) -> str:
        """What names it among the services whose files answer questions: never an id of the catalogue."""
        return f"{PREFIX}{self.id}"

    @validator("examples")
    def _different(cls, value: list[str]) -> list[str]:
        if len(set(value)) < len(value):
            raise ValueError("an example is there twice")
        return value


class DoorError(Exception):
    """A door's file that can't be read; the message says which and why, on one line."""


def read_door(path: Path) -> Door:
    """One door.

    Raises:
        DoorError
    """
    try:
        door = Door(**yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader))  # noqa: S506
    except (yaml.YAMLError, ValidationError, TypeError) as error:
        raise DoorError(f"{path}: {' '.join(str(error).split())}") from error
    if door.id != path.stem:
        raise DoorError(f"{path}: its id is {door.id}")
    return door


def read_doors(folder: Path) -> dict[str, Door]:
    """The doors of a folder by id, sorted; none when there is no folder.

    Raises:
        DoorError
    """
    return {path.stem: read_door(path) for path in sorted(folder.glob("*.yml"))}


def door_of(key: str) -> Door | None:
    """The door of a key (:attr:`Door.key`); None for anything else.

    Raises:
        DoorError
    """
    return doors().get(key.removeprefix(PREFIX)) if key.startswith(PREFIX) else None


@lru_cache(maxsize=1)
def doors() -> dict[str, Door]:
    """The doors of the data folder.

    Raises:
        DoorError
    """
    return read_doors(folders.data() / "doors")
