"""What was found, as a page in French (Markdown) that a person reads from top to bottom."""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from bot.catalogue.files import Catalogue
from bot.catalogue.overrides import day_in_words
from bot.catalogue.sync.comparing import KINDS, Change
from bot.catalogue.sync.gathering import Gathered
from bot.catalogue.sync.reading import say
from bot.texts import texts


@dataclass
class Done:
    """What was done with the differences, besides telling them."""

    cut: dict[str, str] = field(default_factory=dict)
    """Ended products: id and what became of them in the database (a key of the texts)."""

    written: dict[str, str] = field(default_factory=dict)
    """Files whose edits were asked for: id and what became of them, in French."""

    read_already: int = 0


def render(
    day: dt.date, catalogue: Catalogue, gathered: Gathered, changes: Iterable[Change], done: Done, applied: bool
) -> str:
    """The whole report."""
    changes = list(changes)
    read = ", ".join(say("rapport.source", nom=name, nombre=count) for name, count in gathered.read)
    counts = {"solutions": len(catalogue.solutions), "etudes": len(catalogue.investigations)}
    lines = [say("rapport.titre", jour=day_in_words(day)), "", say("rapport.sources", sources=read)]
    lines += [say("rapport.catalogue", **counts)]
    if done.read_already:
        lines.append(say("rapport.deja_relus", nombre=done.read_already))
    lines += ["", say("rapport.rien" if not changes else "rapport.bilan", bilan=_summary(changes))]
    for kind in KINDS:
        lines += _section(kind, [change for change in changes if change.kind == kind], done)
    if any(change.edits for change in changes) and not applied:
        lines += ["", say("rapport.appliquer")]
    return "\n".join([*lines, *_unreadable(gathered)]) + "\n"


def _summary(changes: list[Change]) -> str:
    counted = [(kind, sum(change.kind == kind for change in changes)) for kind in KINDS]
    return ", ".join(say(f"sections.{kind}.bilan", nombre=count) for kind, count in counted if count)


def _section(kind: str, changes: list[Change], done: Done) -> Iterator[str]:
    if not changes:
        return
    yield from ("", say(f"sections.{kind}.titre", nombre=len(changes)), "", say(f"sections.{kind}.quoi"), "")
    for change in changes:
        yield _line(change)
        if change.id in done.cut and change.kind == "ended":
            yield "  - " + say(f"coupure.{done.cut[change.id]}")
        for edit in change.edits:
            held, after = (
                say("rapport.valeur", valeur=value) if value else say("rapport.vide")
                for value in (edit.before, edit.after)
            )
            yield "  - " + say("rapport.edition", champ=".".join(edit.path), avant=held, apres=after)
        if change.edits and change.id in done.written:
            yield "  - " + done.written[change.id]


def _line(change: Change) -> str:
    phases: Mapping[str, str] = texts(__file__).get("phases")
    before, after = change.before or "", change.after or ""
    values = {
        "avant": phases.get(before, before) or say("rapport.vide"),
        "apres": phases.get(after, after) or say("rapport.vide"),
        "champ": change.field,
        "depuis": say("rapport.depuis", jour=day_in_words(change.day)) if change.day else "",
    }
    said = say(f"sections.{change.kind}.ligne", **values)
    return say("rapport.ligne", nom=change.name, id=change.id, dit=" ".join(said.split()))


def _unreadable(gathered: Gathered) -> Iterator[str]:
    if gathered.faults:
        yield from ("", say("rapport.illisibles", nombre=len(gathered.faults)), "")
        yield from (f"- {fault}" for fault in gathered.faults)
