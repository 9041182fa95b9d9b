"""What nobody has compared with its source for a year: files of the catalogue, doors, emergencies; said, no fault."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.catalogue.doors import DoorError, read_doors
from bot.catalogue.files import Catalogue, Fault
from bot.catalogue.overrides import day_in_words
from bot.catalogue.sync.emergency_files import read_emergencies
from bot.catalogue.sync.reading import say

KINDS = ("fiches", "portes", "urgences")
"""What is dated, in the order in which it is told."""


@dataclass(frozen=True)
class Dated:
    """A file and the day when somebody last read its source."""

    name: str
    day: dt.date


def a_year_before(day: dt.date) -> dt.date:
    """The same day of the year before; 28 February for the 29th."""
    try:
        return day.replace(year=day.year - 1)
    except ValueError:
        return day.replace(year=day.year - 1, day=28)


def old(found: Sequence[Dated], today: dt.date) -> list[Dated]:
    """Those read more than twelve months ago, oldest first."""
    bound = a_year_before(today)
    return sorted((one for one in found if one.day < bound), key=lambda one: (one.day, one.name))


def warnings(catalogue: Catalogue, folder: Path, today: dt.date) -> Iterator[str]:
    """One line for each kind of file that has old ones."""
    for kind, found in _dated(catalogue, folder).items():
        late = old(found, today)
        if late:
            named = ", ".join(say("fraicheur.un", nom=one.name, jour=day_in_words(one.day)) for one in late)
            yield say(f"fraicheur.{kind}", nombre=len(late), noms=named)


def emergency_faults(folder: Path) -> list[Fault]:
    """Emergencies that can't be dated."""
    return read_emergencies(folder.with_name("emergencies"))[1]


def _dated(catalogue: Catalogue, folder: Path) -> Mapping[str, Sequence[Dated]]:
    try:
        doors = read_doors(folder.with_name("doors"))
    except DoorError:  # told among the faults
        doors = {}
    emergencies, _faults = read_emergencies(folder.with_name("emergencies"))
    groups = (
        [Dated(entry.name, entry.snapshot) for entry in catalogue.entries()],
        [Dated(door.title, door.checked) for door in doors.values()],
        # An emergency is as old as the source that was read longest ago.
        [Dated(one.kind, min(source.checked for source in one.sources)) for one in emergencies],
    )
    return dict(zip(KINDS, groups))
