"""The payloads of the contract, each with its complete plain text."""

import re
import secrets
from collections.abc import Mapping, Sequence
from typing import Any

from bot.catalogue.doors import Door
from bot.catalogue.schema import Investigation, Solution
from bot.conversation import ways
from bot.conversation.facts import audience_labels, cost_known, status
from bot.conversation.nearby import near_said
from bot.conversation.reply import button, numbered
from bot.conversation.similar import kinship, near, partners
from bot.conversation.wording import say
from bot.orientation import Clarification
from bot.reading.state import NONE_OF_THESE, State
from bot.settings import Settings
from bot.texts import texts

CARD_WORDS = 60
"""Words of one service in a list, beside its name, link and contact."""

STUDY_WORDS = 25
"""Words of what came out of a study, beside a list."""

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


def in_short(text: str, words: int = STUDY_WORDS) -> str:
    """The first sentences of a text within so many words; the first one whatever its length."""
    sentences = re.split(r"(?<=[.!?])\s+", text.strip())
    kept = sentences[:1]
    for sentence in sentences[1:]:
        if len(" ".join([*kept, sentence]).split()) > words:
            break
        kept.append(sentence)
    return " ".join(kept)


def _experience(study: Investigation) -> dict[str, Any]:
    return {
        "id": study.id,
        "name": study.name,
        "lesson": in_short(study.lesson) if study.lesson else None,
        "with": study.with_,
        "url": study.url,
    }


def experience_line(study: Investigation, state: State) -> str:
    """One line on a study: what it was, with whom (and whether they are like the person's), what came out."""
    partner = ""
    if study.with_:
        like = near(kinship(state, partners(study.with_)))
        partner = " " + say("liste.experience_avec", avec=study.with_ + like)
    lesson = in_short(study.lesson) if study.lesson else say("aucun.sans_lecon")
    return say("liste.experience", nom=study.name, avec=partner, lecon=lesson)


def _solution(item: Solution, reason: str, position: int) -> dict[str, Any]:
    return {
        "id": item.id, "position": position, "name": item.name, "summary": item.summary, "reason": reason,
        "status": item.status, "status_label": status(item), "audiences": item.audiences,
        "audience_labels": audience_labels(item), "cost": cost_known(item), "url": item.url,
        "contact": item.contact.email or item.contact.url, "operator": item.operator, "actions": ways.on_card(item),
    }  # fmt: skip


def cards(items: Sequence[Solution]) -> list[dict[str, Any]]:
    """Services as in a list, numbered from 1, without what needs a conversation (the reason, choices)."""
    drawn = [_solution(item, "", rank) for rank, item in enumerate(items, start=1)]
    return [{**card, "reason": None, "actions": ways.addresses(card["actions"])} for card in drawn]


def _line(rank: int, item: Solution, reason: str) -> str:
    """One service in a list: within :data:`CARD_WORDS` words beside its name, link and contact."""
    contact = item.contact.email or (item.contact.url if item.contact.url not in (item.url, item.source) else None)
    cost, conditions = cost_known(item), item.eligibility.conditions
    parts = [
        reason,
        item.summary,
        say("liste.cout", cout=cost.rstrip(".")) if cost else None,
        say("liste.reserve", conditions=conditions) if conditions else None,
    ]
    kept, words = [], 0
    for part in parts:
        if part and words + len(part.split()) <= CARD_WORDS:
            kept.append(part)
            words += len(part.split())
    head = say("liste.entete", rang=rank, nom=item.name, etat=status(item))
    links = [say("liste.lien", lien=item.url), *([say("liste.contact", contact=contact)] if contact else [])]
    return "\n".join([head, *kept, *links])


def solutions(
    state: State, need: str, items: Sequence[Solution], reasons: Mapping[str, str],
    experiences: Sequence[Investigation], first_rank: int = 1, *, title: str, outro: str | None = None,
    follow: Sequence[Mapping[str, Any]] = (),
) -> dict[str, Any]:  # fmt: skip
    """A short list; its numbers start at ``first_rank`` (a second list of the same turn goes on counting).

    ``follow``: what may be done with the list as a whole; its numbers go on from those of the services.
    """
    ranked = list(enumerate(items, start=first_rank))
    lines = [title, *(_line(rank, item, reasons[item.id]) for rank, item in ranked)]
    lines += [experience_line(study, state) for study in experiences]
    listed = numbered(follow, first_rank + len(ranked))
    lines += ["\n".join([*([outro] if outro else []), *choice_lines(listed)])] if outro or listed else []
    list_id = secrets.token_hex(8)
    return {
        "type": "solutions", "decision": "answer", "text": "\n\n".join(lines),
        "intro": title, "outro": outro, "list_id": list_id, "need": need, "territory": _territory(state),
        "solutions": [_solution(item, reasons[item.id], rank) for rank, item in ranked],
        "experiences": [_experience(study) for study in experiences],
        "feedback": feedback_choices(list_id, [item.id for item in items]), "next": listed,
    }  # fmt: skip


def choice_lines(listed: Sequence[Mapping[str, Any]]) -> list[str]:
    """Numbered choices as lines of the plain text."""
    return [say("question.choix", rang=item["position"], titre=item["title"]) for item in listed]


def feedback_choices(list_id: str, keys: Sequence[str]) -> list[dict[str, str]]:
    """The two opinions on a list; each says which list it is about."""
    about = {"liste_id": list_id, "services": ",".join(keys)}
    return [
        button(say("feedback.oui"), "avis_utile", **about), button(say("feedback.non"), "avis_inutile", **about)
    ]  # fmt: skip


def _territory(state: State) -> dict[str, Any] | None:
    place = state.place
    return {"kind": place.kind, "code": place.code, "name": place.name} if place else None


def question(clarification: Clarification, intro: str | None = None) -> dict[str, Any]:
    """The one useful question and its choices; ``intro``: its words, when they aren't those of the ranking."""
    last = len(clarification.choices) - 1
    choices = [
        button(choice.title, "choisir", choix=NONE_OF_THESE if number == last else choice.solutions[0][0])
        for number, choice in enumerate(clarification.choices)
    ]
    return asked(intro or clarification.text, choices, None if clarification.hedged else say("question.libre"))


def asked(
    intro: str, choices: Sequence[Mapping[str, Any]], outro: str | None = None, expects: str | None = None
) -> dict[str, Any]:
    """A question with its numbered choices; ``expects`` is what the answer to it is, when it is no ordinary message."""
    return asked_at(intro, numbered(choices), outro, expects)


def asked_at(
    intro: str, listed: Sequence[Mapping[str, Any]], outro: str | None = None, expects: str | None = None
) -> dict[str, Any]:
    """A question whose choices have numbers of their own, after those of the same answer."""
    lines = [intro, *choice_lines(listed)]
    return {
        "type": "question", "decision": "ask", "text": "\n".join([*lines, *([outro] if outro else [])]),
        "intro": intro, "outro": outro, "choices": list(listed), "expects": expects,
    }  # fmt: skip


def _known_of(entry: Solution | Investigation) -> str:
    """What exists on the subject without being usable today: a study that ended, or a service not open."""
    if isinstance(entry, Solution):
        return say(f"aucun.{entry.status}", nom=entry.name, resume=entry.summary)
    partner = " " + say("liste.experience_avec", avec=entry.with_).strip() if entry.with_ else ""
    ended = " " + say("aucun.experience_fin", date=entry.ended) if entry.ended else ""
    lesson = entry.lesson or say("aucun.sans_lecon")
    return say("aucun.experience", avec=partner, nom=entry.name, fin=ended, lecon=lesson)


def nothing(
    need: str, said: str, experiences: Sequence[Solution | Investigation], settings: Settings, forum: str | None,
    again: bool = False, door: Door | None = None, close: Sequence[tuple[Solution, str]] = (),
) -> tuple[dict[str, Any], list[dict[str, Any]]]:  # fmt: skip
    """Nothing fits: ``said`` so, with the ways on; ``forum`` is where to ask others, None while nobody can.

    ``again``: it isn't the first time, so that only people are proposed. ``door``: who sees to it instead.
    ``close``: what comes near, each with what it doesn't do.
    """
    ways = texts(__file__).get("aucun.voies")
    first = [{"kind": "rephrase", "title": ways["rephrase"], "payload": "/changer_besoin"}]
    last = [{"kind": "themes", "title": ways["themes"], "payload": "/themes"}]
    listed: list[dict[str, Any]] = [
        *([] if again else first),
        {"kind": "human", "title": ways["human"].format(label=settings.contact_label), "payload": "/contact_humain"},
        *([{"kind": "forum", "title": ways["forum"], "url": forum}] if forum else []),
        *([] if again else last),
    ]
    listed += to_read(experiences)
    payload = none_of(need, said, experiences, listed, settings, door, close)
    buttons = [
        {key: way[key] for key in ("title", "payload", "position")} for way in payload["ways_on"] if "payload" in way
    ]
    return payload, buttons


def to_read(entries: Sequence[Solution | Investigation]) -> list[dict[str, Any]]:
    """A way on for each study: its page."""
    title = texts(__file__).get("aucun.voies.experience")
    return [{"kind": "experience", "title": title.format(nom=entry.name), "url": entry.url} for entry in entries]


def none_of(
    need: str, said: str, experiences: Sequence[Solution | Investigation], ways: Sequence[dict[str, Any]],
    settings: Settings, door: Door | None = None, close: Sequence[tuple[Solution, str]] = (),
) -> dict[str, Any]:  # fmt: skip
    """The payload of a need that nothing answers, ``said`` so, with these ways on, the door's first.

    ``close``: what comes near, each with what it doesn't do; never with a door, which answers.
    """
    own = [{"kind": "door", "title": say("aucun.porte_lien", titre=door.title), "url": str(door.url)}] if door else []
    listed = numbered([*own, *ways])
    known = [_known_of(entry) for entry in experiences]
    near_by = (
        [] if door else [_solution(item, near_said(item, limit), place) for place, (item, limit) in enumerate(close, 1)]
    )
    near_lines = [say("aucun.proche_ligne", dit=card["reason"], lien=card["url"]) for card in near_by]
    intro = "\n".join([said, *known, *([] if near_by else [say("aucun.suite")])])
    before = [*near_lines, say("aucun.suite")] if near_by else []
    lines = [f"{way['position']}. {way['title']}" + (f" : {way['url']}" if "url" in way else "") for way in listed]
    outro = human_contact(settings)
    return {
        "type": "none", "decision": "none", "text": "\n".join([intro, *before, *lines, outro]), "need": need,
        "intro": intro, "outro": outro, "door": _door(door) if door else None, "near": near_by, "ways_on": listed,
    }  # fmt: skip


def door_said(door: Door) -> str:
    """That somebody else sees to it, and what they do."""
    return say("aucun.porte", titre=door.title, est=door_who(door), conseil=door.advice)


def door_who(door: Door) -> str:
    """Who sees to it, as the end of a sentence."""
    several = door.who.startswith("les ")
    return say(f"porte.{'ce_sont' if several else 'c_est'}", qui=door.who)


def _door(door: Door) -> dict[str, str]:
    """What a channel may show of a door."""
    return {
        "id": door.id, "title": door.title, "who": door.who, "url": str(door.url), "checked": door.checked.isoformat(),
    }  # fmt: skip
