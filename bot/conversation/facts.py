"""What a solution's file says of one question (cost, who uses it…), or an honest "I don't know" and where to ask."""

import re
from typing import Any

from bot.catalogue.models import EntryRow
from bot.conversation.state import State
from bot.folding import fold
from bot.orientation.text import STOP_WORDS, stems
from bot.texts import texts

_SHARED_STEMS = 0.5
"""Share of the question's stems that a question of the file must hold to be taken as the same."""


def say(key: str, /, **values: object) -> str:
    """A sentence of this package."""
    return texts(__file__).say(key, **values)


def plain(text: str) -> str:
    """Folded words between single spaces, to look for whole words in."""
    return " " + " ".join(re.findall(r"[a-z0-9]+", fold(text))) + " "


def aspect_of(question: str) -> str | None:
    """What the question is about: the aspect whose words it holds most of; None when it holds none."""
    said = plain(question)
    best, found = 0, None
    for aspect, entry in texts(__file__).get("aspects").items():
        hits = sum(len(plain(word).split()) for word in entry.get("mots", []) if plain(word) in said)
        if hits > best:
            best, found = hits, aspect
    return found


def where_to_ask(row: EntryRow) -> str:
    """The shortest way to the people of a solution."""
    return str(row.contact_email or row.contact_url or row.site or row.source)


def cost(row: EntryRow) -> str:
    """Price as known; unknown is said so."""
    if row.cost:
        return str(row.cost).rstrip(".")
    return say("cout.inconnu") if row.free is None else say("cout.gratuit" if row.free else "cout.payant")


def audiences(row: EntryRow) -> str:
    """Who it is for, in words."""
    labels = texts(__file__).get("audiences")
    return ", ".join(labels[item.audience] for item in row.audiences)


def status(row: EntryRow) -> str:
    """What its phase means for the person."""
    return str(texts(__file__).get("statuts")[row.status])


def _usage(row: EntryRow) -> str | None:
    if not row.usage:
        return None
    return f"{row.usage} ({row.usage_date})" if row.usage_date and row.usage_date[:4] not in row.usage else row.usage


def _eligibility(row: EntryRow, state: State) -> str | None:
    parts = [audiences(row) + "."]
    if row.conditions:
        parts.append(str(row.conditions))
    if state.role:
        role = texts(__file__).get("roles")[state.role]
        named = state.role in [item.audience for item in row.audiences]
        parts.append(say("eligibilite.audience_oui" if named else "eligibilite.audience_non", role=role))
    size = state.size
    if size is not None and (
        (row.min_population and size < row.min_population) or (row.max_population and size > row.max_population)
    ):
        parts.append(say("eligibilite.dit_taille_non", population=size))
    return " ".join(parts)


def fact(row: EntryRow, aspect: str, state: State) -> str | None:
    """The file's words on an aspect; None when it says nothing."""
    known: dict[str, str | None] = {
        "cout": row.cost or (None if row.free is None else cost(row)),
        "usage": _usage(row),
        "prerequis": row.prerequisites,
        "demarrer": row.getting_started,
        "eligibilite": _eligibility(row, state),
        "accompagnement": row.accompaniment,
        "operateur": row.operator and row.operator.rstrip("."),
        "contact": " ".join(str(part) for part in (row.contact_email, row.contact_url, row.site) if part) or None,
    }
    return known.get(aspect)


def _known_answer(row: EntryRow, question: str) -> str | None:
    """The answer of the file's question that shares most words with this one."""
    asked = {stem for stem in stems(question) if stem not in STOP_WORDS}
    best, answer = _SHARED_STEMS, None
    known: Any = row.questions
    for item in known:
        share = len(asked & set(stems(item["q"]))) / max(len(asked), 1)
        if share > best and len(asked) > 1:
            best, answer = share, item["a"]
    return answer


def answer(row: EntryRow, question: str, state: State) -> str:
    """Answer a question on a solution from its file only."""
    aspect = aspect_of(question)
    text = fact(row, aspect, state) if aspect else None
    if aspect and text:
        return say(f"aspects.{aspect}.dit", nom=row.name, texte=text)
    known = _known_answer(row, question)
    if known:
        return f"{row.name} — {known}"
    return say(f"aspects.{aspect or 'general'}.tait", nom=row.name, ou=where_to_ask(row))


def sheet(row: EntryRow) -> str:
    """All that matters on one solution, in a few lines."""
    lines = [say("detail.entete", nom=row.name, etat=status(row)), str(row.details or row.summary)]
    if row.status_note:
        lines.append(str(row.status_note))
    lines.append(say("detail.pour", pour=audiences(row)))
    lines.append(say("aspects.cout.dit", nom=row.name, texte=cost(row)))
    for key, text in (
        ("commencer", row.getting_started), ("prerequis", row.prerequisites), ("usage", _usage(row)),
        ("operateur", row.operator and row.operator.rstrip(".")),
    ):  # fmt: skip
        if text:
            lines.append(say(f"detail.{key}", texte=text))
    lines.append(say("detail.lien", lien=row.site or row.source))
    if row.contact_email or row.contact_url:
        lines.append(say("detail.contact", contact=row.contact_email or row.contact_url))
    return "\n".join([*lines, say("detail.suite")])
