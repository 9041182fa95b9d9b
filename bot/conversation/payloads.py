"""The three payloads of the contract, each with its complete plain text."""

import re
import secrets
from collections.abc import Mapping, Sequence
from typing import Any

from bot.catalogue.models import EntryRow
from bot.conversation.facts import audiences, cost, say, status
from bot.conversation.reply import button
from bot.conversation.similar import kinship, near, partners
from bot.conversation.state import State
from bot.orientation import Clarification
from bot.settings import Settings
from bot.texts import texts

_SAID_CHARACTERS = 90
"""A need is recalled in at most this many characters."""


def recalled(need: str) -> str:
    """The need as recalled in a sentence: one line, cut at a word."""
    line = " ".join(re.sub(r"[«»\"]", " ", need).split()).strip(" .!?")
    return line if len(line) <= _SAID_CHARACTERS else line[:_SAID_CHARACTERS].rsplit(" ", 1)[0] + "…"


def human_contact(settings: Settings) -> str:
    """How to reach people, as one sentence; what is unset is not said."""
    where = " ou ".join(part for part in (settings.contact_email, settings.contact_url) if part)
    sentence = say("contact.complet", label=settings.contact_label, coordonnees=where)
    if settings.contact_delay:
        sentence += " " + say("contact.delai", delai=settings.contact_delay)
    return sentence


def _experience(row: EntryRow) -> dict[str, Any]:
    return {
        "id": row.id, "name": row.name, "lesson": row.lesson, "with": row.studied_with, "url": row.site or row.source,
    }  # fmt: skip


def experience_line(row: EntryRow, state: State) -> str:
    """One line on a study: what it was, with whom (and whether they are like the person's), what came out."""
    partner = ""
    if row.studied_with:
        like = near(kinship(state, partners(row.studied_with)))
        partner = " " + say("liste.experience_avec", avec=row.studied_with + like)
    return say("liste.experience", nom=row.name, avec=partner, lecon=row.lesson or say("aucun.sans_lecon"))


def _solution(row: EntryRow, reason: str) -> dict[str, Any]:
    return {
        "id": row.id, "name": row.name, "summary": row.summary, "reason": reason, "status": row.status,
        "status_label": status(row), "audiences": [item.audience for item in row.audiences],
        "cost": row.cost or (None if row.free is None else cost(row)), "url": row.site or row.source,
        "contact": row.contact_email or row.contact_url, "operator": row.operator,
    }  # fmt: skip


def _line(rank: int, row: EntryRow, reason: str) -> str:
    contact = row.contact_email or (row.contact_url if row.contact_url not in (row.site, row.source) else None)
    text = say(
        "liste.ligne", rang=rank, nom=row.name, etat=status(row), raison=reason, resume=row.summary, cout=cost(row),
        pour=audiences(row), lien=row.site or row.source,
        operateur=say_operator(row), contact="\n" + say("liste.contact", contact=contact) if contact else "",
    )  # fmt: skip
    if row.conditions:
        text += "\n" + say("liste.reserve", conditions=row.conditions)
    return text


def say_operator(row: EntryRow) -> str:
    """Who carries it, or nothing."""
    return " " + say("liste.operateur", operateur=row.operator.rstrip(".")) if row.operator else ""


def solutions(
    state: State, need: str, rows: Sequence[EntryRow], reasons: Mapping[str, str],
    experiences: Sequence[EntryRow], first_rank: int = 1, title: str | None = None,
) -> dict[str, Any]:  # fmt: skip
    """A short list; its numbers start at ``first_rank`` (a second list of the same turn goes on counting)."""
    key = "liste.titre_un" if len(rows) == 1 else "liste.titre"
    lines = [title or say(key, besoin=recalled(need), nombre=len(rows))]
    lines += [_line(first_rank + number, row, reasons[str(row.id)]) for number, row in enumerate(rows)]
    lines += [experience_line(row, state) for row in experiences]
    list_id = secrets.token_hex(8)
    return {
        "type": "solutions", "decision": "answer", "text": "\n\n".join([*lines, say("liste.suite")]),
        "list_id": list_id, "need": need, "territory": _territory(state),
        "solutions": [_solution(row, reasons[str(row.id)]) for row in rows],
        "experiences": [_experience(row) for row in experiences],
        "feedback": feedback_choices(list_id, [str(row.id) for row in rows]),
    }  # fmt: skip


def feedback_choices(list_id: str, keys: Sequence[str]) -> list[dict[str, str]]:
    """The two opinions on a list; each says which list it is about."""
    about = {"liste_id": list_id, "services": ",".join(keys)}
    return [
        button(say("feedback.oui"), "avis_utile", **about), button(say("feedback.non"), "avis_inutile", **about)
    ]  # fmt: skip


def _territory(state: State) -> dict[str, Any] | None:
    place = state.place
    return {"kind": place.kind, "code": place.code, "name": place.name} if place else None


def question(clarification: Clarification) -> tuple[dict[str, Any], list[dict[str, str]]]:
    """The one useful question and its choices (the same as the payload's)."""
    choices = [
        button(choice.title, "choisir", choix=choice.solutions[0][0] if last is False else "autre")
        for choice, last in (
            (choice, number == len(clarification.choices) - 1) for number, choice in enumerate(clarification.choices)
        )
    ]
    lines = [say("question.choix", rang=rank, titre=item["title"]) for rank, item in enumerate(choices, start=1)]
    text = "\n".join([clarification.text, *lines, say("question.libre")])
    return {"type": "question", "decision": "ask", "text": text, "choices": choices, "expects": None}, choices


def _known_of(row: EntryRow) -> str:
    """What exists on the subject without being usable today: a study that ended, or a service not open."""
    if row.status in ("a_l_etude", "ferme"):
        return say(f"aucun.{row.status}", nom=row.name, resume=row.summary)
    partner = " " + say("liste.experience_avec", avec=row.studied_with).strip() if row.studied_with else ""
    return say("aucun.experience", avec=partner, nom=row.name, lecon=row.lesson or say("aucun.sans_lecon"))


def nothing(
    need: str, experiences: Sequence[EntryRow], settings: Settings, forum: str | None
) -> tuple[dict[str, Any], list[dict[str, str]]]:
    """Nothing fits: said plainly, with the ways on; ``forum`` is where to ask others, None while nobody can."""
    ways = texts(__file__).get("aucun.voies")
    listed: list[dict[str, str]] = [
        {"kind": "rephrase", "title": ways["rephrase"], "payload": "/changer_besoin"},
        {"kind": "human", "title": ways["human"].format(label=settings.contact_label), "payload": "/contact_humain"},
        *([{"kind": "forum", "title": ways["forum"], "url": forum}] if forum else []),
        {"kind": "funding", "title": ways["funding"], "payload": "/financement"},
        {"kind": "themes", "title": ways["themes"], "payload": "/themes"},
    ]
    listed += studies_to_read(experiences)
    buttons = [{"title": way["title"], "payload": way["payload"]} for way in listed if "payload" in way]
    return none_of(need, experiences, listed, settings), buttons


def studies_to_read(experiences: Sequence[EntryRow]) -> list[dict[str, str]]:
    """A way on for each study: its page."""
    title = texts(__file__).get("aucun.voies.experience")
    return [
        {"kind": "experience", "title": title.format(nom=row.name), "url": str(row.site or row.source)}
        for row in experiences
    ]


def none_of(
    need: str, experiences: Sequence[EntryRow], listed: list[dict[str, str]], settings: Settings
) -> dict[str, Any]:
    """The payload of a need that nothing answers, with these ways on."""
    lines = [say("aucun.texte", besoin=recalled(need))]
    lines += [_known_of(row) for row in experiences]
    lines.append(say("aucun.suite"))
    lines += [
        f"{rank}. {way['title']}" + (f" : {way['url']}" if "url" in way else "") for rank, way in enumerate(listed, 1)
    ]
    lines.append(human_contact(settings))
    return {"type": "none", "decision": "none", "text": "\n".join(lines), "ways_on": listed}
