"""Every address that the files hold (catalogue, doors, emergencies), with the files and fields that hold it."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from bot.catalogue.doors import Door, DoorError, read_door
from bot.catalogue.files import Fault, read_catalogue
from bot.catalogue.schema import Investigation, Question, Solution
from bot.catalogue.sync.emergency_files import read_emergencies

DOORS, EMERGENCIES = "doors", "emergencies"
"""Folders that stand beside the catalogue's."""


@dataclass(frozen=True)
class Holder:
    """A field of a file."""

    file: Path
    key: str

    @property
    def name(self) -> str:
        """The file as it is told: its folder and its name."""
        return f"{self.file.parent.name}/{self.file.name}"

    def __str__(self) -> str:
        return f"{self.name} : {self.key}"


Held = Mapping[str, list[Holder]]
"""Holders of each address."""


class UnknownFile(Exception):
    """A file that was asked for and isn't among those that hold addresses; the message is its name."""


def read_held(folder: Path) -> tuple[dict[str, list[Holder]], list[Fault]]:
    """All addresses of the catalogue's folder and of the two beside it, and what can't be read of them."""
    catalogue = read_catalogue(folder)
    faults = list(catalogue.faults)
    found: dict[str, list[Holder]] = defaultdict(list)

    def note(path: Path, addresses: Iterable[tuple[str, object]]) -> None:
        for key, address in addresses:
            if address:
                found[str(address)].append(Holder(path, key))

    for entry in catalogue.entries():
        note(folder / f"{entry.id}.yml", _of_entry(entry))
    for path in sorted(folder.with_name(DOORS).glob("*.yml")):
        try:
            note(path, _of_door(read_door(path)))
        except DoorError as error:
            faults.append(Fault(path, 1, str(error).partition(": ")[2]))
    emergencies, wrong = read_emergencies(folder.with_name(EMERGENCIES))
    for one in emergencies:
        path = folder.with_name(EMERGENCIES) / f"{one.kind}.yml"
        note(path, ((f"adresse {rank}", address) for rank, address in enumerate(dict.fromkeys(one.addresses), 1)))
    return dict(found), [*faults, *wrong]


def only(held: Held, asked: Iterable[str]) -> dict[str, list[Holder]]:
    """Addresses that some of these files hold, each named by its path, its name or its id.

    Raises:
        UnknownFile: one isn't there, or holds no address.
    """
    holders = {holder for some in held.values() for holder in some}
    wanted = set()
    for name in asked:
        files = {holder.file for holder in holders if _named(holder.file, name)}
        if not files:
            raise UnknownFile(name)
        wanted |= files
    kept = {address: [holder for holder in some if holder.file in wanted] for address, some in held.items()}
    return {address: some for address, some in kept.items() if some}


def _named(path: Path, name: str) -> bool:
    """Whether a file is meant: « deveco », « deveco.yml », « doors/handicap.yml »."""
    parts = Path(name if name.endswith(".yml") else f"{name}.yml").parts
    return path.parts[-len(parts) :] == parts or path.resolve() == Path(name).resolve()


def _of_entry(entry: Solution | Investigation) -> Iterator[tuple[str, object]]:
    yield "links.site", entry.links.site
    yield "links.statistics", entry.links.statistics
    yield "links.code", entry.links.code
    yield "contact.url", entry.contact.url
    yield "page", entry.source
    if isinstance(entry, Solution):
        yield from _of_questions(entry.questions)


def _of_door(door: Door) -> Iterator[tuple[str, object]]:
    yield "url", door.url
    yield "source.url", door.source.url
    yield from _of_questions(door.questions)


def _of_questions(questions: Iterable[Question]) -> Iterator[tuple[str, object]]:
    for number, question in enumerate(questions, start=1):
        yield f"questions.{number}.source", question.source.url if question.source else None
