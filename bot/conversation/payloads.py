"""The three payloads of the contract, each with its complete plain text."""

import re
import secrets
from collections.abc import Mapping, Sequence
from typing import Any

from bot.catalogue.schema import Investigation, Solution
from bot.conversation.facts import audience_labels, audiences, cost, cost_known, operator, say, status
from bot.conversation.reply import button, numbered
from bot.conversation.similar import kinship, near, partners
from bot.conversation.state import State
from bot.orientation import Clarification
from bot.settings import Settings
from bot.texts import texts

OTHER = "autre"
"""The choice "none of these" of the one question."""

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


def _experience(study: Investigation) -> dict[str, Any]:
    return {"id": study.id, "name": study.name, "lesson": study.lesson, "with": study.with_, "url": study.url}


def experience_line(study: Investigation, state: State) -> str:
    """One line on a study: what it was, with whom (and whether they are like the person's), what came out."""
    partner = ""
    if study.with_:
        like = near(kinship(state, partners(study.with_)))
        partner = " " + say("liste.experience_avec", avec=study.with_ + like)
    return say("liste.experience", nom=study.name, avec=partner, lecon=study.lesson or say("aucun.sans_lecon"))


def _solution(item: Solution, reason: str, position: int) -> dict[str, Any]:
    return {
        "id": item.id, "position": position, "name": item.name, "summary": item.summary, "reason": reason,
        "status": item.status, "status_label": status(item), "audiences": item.audiences,
        "audience_labels": audience_labels(item), "cost": cost_known(item), "url": item.url,
        "contact": item.contact.email or item.contact.url, "operator": item.operator,
    }  # fmt: skip


def _line(rank: int, item: Solution, reason: str) -> str:
    contact = item.contact.email or (item.contact.url if item.contact.url not in (item.url, item.source) else None)
    carrier = operator(item)
    text = say(
        "liste.ligne", rang=rank, nom=item.name, etat=status(item), raison=reason, resume=item.summary,
        cout=cost(item), pour=audiences(item), lien=item.url,
        operateur=" " + say("liste.operateur", operateur=carrier).strip() if carrier else "",
        contact="\n" + say("liste.contact", contact=contact).strip() if contact else "",
    )  # fmt: skip
    if item.eligibility.conditions:
        text += "\n" + say("liste.reserve", conditions=item.eligibility.conditions)
    return text


def solutions(
    state: State, need: str, items: Sequence[Solution], reasons: Mapping[str, str],
    experiences: Sequence[Investigation], first_rank: int = 1, title: str | None = None, outro: str | None = None,
) -> dict[str, Any]:  # fmt: skip
    """A short list; its numbers start at ``first_rank`` (a second list of the same turn goes on counting)."""
    key = "liste.titre_un" if len(items) == 1 else "liste.titre"
    intro = title or say(key, besoin=recalled(need), nombre=len(items))
    ranked = list(enumerate(items, start=first_rank))
    lines = [intro, *(_line(rank, item, reasons[item.id]) for rank, item in ranked)]
    lines += [experience_line(study, state) for study in experiences]
    list_id = secrets.token_hex(8)
    return {
        "type": "solutions", "decision": "answer", "text": "\n\n".join([*lines, *([outro] if outro else [])]),
        "intro": intro, "outro": outro, "list_id": list_id, "need": need, "territory": _territory(state),
        "solutions": [_solution(item, reasons[item.id], rank) for rank, item in ranked],
        "experiences": [_experience(study) for study in experiences],
        "feedback": feedback_choices(list_id, [item.id for item in items]),
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


def question(clarification: Clarification) -> dict[str, Any]:
    """The one useful question and its choices."""
    last = len(clarification.choices) - 1
    choices = [
        button(choice.title, "choisir", choix=OTHER if number == last else choice.solutions[0][0])
        for number, choice in enumerate(clarification.choices)
    ]
    return asked(clarification.text, choices, say("question.libre"))


def asked(
    intro: str, choices: Sequence[Mapping[str, Any]], outro: str | None = None, expects: str | None = None
) -> dict[str, Any]:
    """A question with its numbered choices; ``expects`` is what the answer to it is, when it is no ordinary message."""
    listed = numbered(choices)
    lines = [intro, *(say("question.choix", rang=item["position"], titre=item["title"]) for item in listed)]
    return {
        "type": "question", "decision": "ask", "text": "\n".join([*lines, *([outro] if outro else [])]),
        "intro": intro, "outro": outro, "choices": listed, "expects": expects,
    }  # fmt: skip


def _known_of(entry: Solution | Investigation) -> str:
    """What exists on the subject without being usable today: a study that ended, or a service not open."""
    if isinstance(entry, Solution):
        return say(f"aucun.{entry.status}", nom=entry.name, resume=entry.summary)
    partner = " " + say("liste.experience_avec", avec=entry.with_).strip() if entry.with_ else ""
    return say("aucun.experience", avec=partner, nom=entry.name, lecon=entry.lesson or say("aucun.sans_lecon"))


def nothing(
    need: str, experiences: Sequence[Solution | Investigation], settings: Settings, forum: str | None
) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """Nothing fits: said plainly, with the ways on; ``forum`` is where to ask others, None while nobody can."""
    ways = texts(__file__).get("aucun.voies")
    listed: list[dict[str, Any]] = [
        {"kind": "rephrase", "title": ways["rephrase"], "payload": "/changer_besoin"},
        {"kind": "human", "title": ways["human"].format(label=settings.contact_label), "payload": "/contact_humain"},
        *([{"kind": "forum", "title": ways["forum"], "url": forum}] if forum else []),
        {"kind": "funding", "title": ways["funding"], "payload": "/financement"},
        {"kind": "themes", "title": ways["themes"], "payload": "/themes"},
    ]
    listed += to_read(experiences)
    payload = none_of(need, experiences, listed, settings)
    buttons = [
        {key: way[key] for key in ("title", "payload", "position")} for way in payload["ways_on"] if "payload" in way
    ]
    return payload, buttons


def to_read(entries: Sequence[Solution | Investigation]) -> list[dict[str, Any]]:
    """A way on for each study: its page."""
    title = texts(__file__).get("aucun.voies.experience")
    return [{"kind": "experience", "title": title.format(nom=entry.name), "url": entry.url} for entry in entries]


def none_of(
    need: str, experiences: Sequence[Solution | Investigation], ways: Sequence[dict[str, Any]], settings: Settings
) -> dict[str, Any]:
    """The payload of a need that nothing answers, with these ways on."""
    listed = numbered(ways)
    known = [_known_of(entry) for entry in experiences]
    intro = "\n".join([say("aucun.texte", besoin=recalled(need)), *known, say("aucun.suite")])
    lines = [f"{way['position']}. {way['title']}" + (f" : {way['url']}" if "url" in way else "") for way in listed]
    outro = human_contact(settings)
    return {
        "type": "none", "decision": "none", "text": "\n".join([intro, *lines, outro]), "intro": intro, "outro": outro,
        "ways_on": listed,
    }  # fmt: skip
