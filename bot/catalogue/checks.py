"""``orientation catalogue check``: what the schema alone can't see."""

from collections.abc import Iterator
from pathlib import Path

from bot.catalogue.doors import DoorError, read_door
from bot.catalogue.files import Catalogue, Fault, read_catalogue, themes
from bot.catalogue.schema import Investigation, Solution
from bot.folding import fold
from bot.settings import get_settings

FEWEST_EXAMPLES = 40
"""Example needs that an active solution has at least: with fewer, it is seldom found."""


def _entry_faults(entry: Solution | Investigation, path: Path, lines: dict[str, int]) -> list[Fault]:
    faults = [
        Fault(path, lines.get("themes", 1), f"unknown theme {theme}") for theme in entry.themes if theme not in themes()
    ]
    if isinstance(entry, Solution):
        if not (entry.links.site or entry.contact.email or entry.contact.url):
            faults.append(Fault(path, lines.get("links", 1), "an active solution needs a link or a contact"))
        if not entry.audiences:
            faults.append(Fault(path, lines.get("audiences", 1), "an active solution needs an audience"))
        if len(set(entry.examples)) != len(entry.examples):
            faults.append(Fault(path, lines.get("examples", 1), "an example need stands twice"))
        if not entry.questions or entry.questions[0].kind != "open_to":
            faults.append(Fault(path, lines.get("questions", 1), "the first question says who may use it (open_to)"))
        if not entry.limits:
            faults.append(Fault(path, lines.get("limits", 1), "an active solution says what it doesn't do"))
        if len(entry.examples) < FEWEST_EXAMPLES:
            few = f"{len(entry.examples)} example needs: an active solution needs {FEWEST_EXAMPLES}"
            faults.append(Fault(path, lines.get("examples", 1), few))
    return faults


def _shared_names(catalogue: Catalogue, folder: Path) -> Iterator[Fault]:
    """Names and aliases that two solutions have: nobody could say which is meant."""
    owners: dict[str, str] = {}
    for key, item in catalogue.solutions.items():
        for name in (item.name, *item.aliases):
            plain = " ".join(fold(name).split())
            if owners.setdefault(plain, key) != key:
                line = catalogue.lines[key].get("aliases", 1)
                yield Fault(folder / f"{key}.yml", line, f"{name} is a name of {owners[plain]} too")


def _door_faults(folder: Path) -> Iterator[Fault]:
    """Doors that can't be read."""
    for path in sorted(folder.glob("*.yml")):
        try:
            read_door(path)
        except DoorError as error:
            yield Fault(path, 1, str(error).partition(": ")[2])


def check(folder: Path | None = None) -> tuple[Catalogue, list[Fault]]:
    """Read the catalogue and list every fault, sorted by file and line."""
    folder = folder or get_settings().data_dir / "catalogue"
    catalogue = read_catalogue(folder)
    faults = list(catalogue.faults)
    for entry in catalogue.entries():
        faults += _entry_faults(entry, folder / f"{entry.id}.yml", catalogue.lines[entry.id])
    faults += _shared_names(catalogue, folder)
    faults += _door_faults(folder.with_name("doors"))
    return catalogue, sorted(faults, key=lambda fault: (str(fault.path), fault.line))
