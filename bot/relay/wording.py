"""A dossier in words: the e-mail, and the columns of a table."""

from collections.abc import Mapping, Sequence
from typing import Any

from bot.relay.queue import Dossier
from bot.relay.times import local
from bot.texts import texts

FIELDS = ("need", "territory", "role", "population", "wish", "proposed", "refused")
"""What a dialogue may say in a summary, in the order in which it is shown; each value is a text."""

ADDED = ("remark", "replaces")
"""What the gateway adds: what was said beside the contact detail, and the number of the request that it corrects."""
_LONGEST = 4_000


def summary_of(said: Any) -> dict[str, str]:
    """What a dialogue handed over, with what the relay knows of it only."""
    if not isinstance(said, Mapping):
        return {}
    known = {name: said.get(name) for name in FIELDS}
    # On one line: a need with line breaks could pass for a mail's other fields.
    lines = {name: " ".join(value.split())[:_LONGEST] for name, value in known.items() if isinstance(value, str)}
    return {name: line for name, line in lines.items() if line}


def _say(key: str, **values: object) -> str:
    return texts(__file__).say(key, **values)


def sender() -> str:
    """The name that mails come under."""
    return _say("courriel.expediteur")


def subject(dossier: Dossier) -> str:
    """One line, without anything of what the person gave."""
    place = " ".join(str(dossier.summary.get("territory") or "").split())
    ending = " " + _say("courriel.objet_lieu", lieu=place[:80]) if place else ""
    return _say("courriel.objet", numero=dossier.number) + ending


def body(dossier: Dossier) -> str:
    """All that is handed over."""
    means: str = texts(__file__).get("moyens")[dossier.means]
    lines = [_say("courriel.debut", numero=dossier.number, date=local(dossier.at)), ""]
    lines += [_say("courriel.contact", moyen=means, contact=dossier.contact), ""]
    lines += [f"{label} : {value}" for label, value in described(dossier.summary)]
    return "\n".join([*lines, "", _say("courriel.fin", numero=dossier.number)]) + "\n"


def number_column() -> str:
    """The column that a row is known by."""
    return str(texts(__file__).get("colonnes")["number"])


def row(dossier: Dossier) -> dict[str, str]:
    """The columns of a table; a column is there even when nothing is known."""
    labels: dict[str, str] = texts(__file__).get("colonnes")
    means: dict[str, str] = texts(__file__).get("moyens")
    known = {
        "number": dossier.number, "at": local(dossier.at), "means": means[dossier.means], "contact": dossier.contact,
    }  # fmt: skip
    known.update({name: str(dossier.summary.get(name) or "") for name in FIELDS})
    # Tables that are there already have no column for these, and would refuse the row.
    also = [f"{label} : {value}" for label, value in described(dossier.summary, ADDED)]
    known["wish"] = " ; ".join(part for part in (known["wish"], *also) if part)
    return {labels[name]: value for name, value in known.items()}


def described(summary: Mapping[str, Any], names: Sequence[str] = (*FIELDS, *ADDED)) -> list[tuple[str, str]]:
    """Label and value of each thing that a summary says: the same for the person and for the team."""
    labels: dict[str, str] = texts(__file__).get("resume")
    return [(labels[name], str(summary[name])) for name in names if summary.get(name)]
