"""The payloads about known services: one in full, and the answer to a question; each with its complete plain text."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote, urlparse

from bot.answers import Passage
from bot.catalogue.schema import NOT_USABLE, Solution
from bot.conversation import facts, ways
from bot.conversation.payloads import choice_lines
from bot.conversation.reply import numbered
from bot.conversation.wording import say
from bot.settings import Settings
from bot.texts import texts

CODE_HOSTS = ("github.com", "gitlab.com")
"""Where services publish their code, and with it the words of their pages."""

_SECTIONS = ("for", "start", "needs", "cost", "users", "limits")
"""Parts of a service in full, in the order in which they are read: whether it is for one, then how to begin."""


def _parts(item: Solution) -> dict[str, list[str | None]]:
    """What the file says of each part."""
    usable = item.status not in NOT_USABLE
    audiences = ", ".join(facts.audience_labels(item))
    return {
        "for": [
            f"{audiences[:1].upper()}{audiences[1:]}." if audiences else None,
            item.eligibility.conditions,
            item.status_note,
        ],
        "start": [item.getting_started if usable else None],
        "needs": [item.prerequisites if usable else None],
        "cost": [facts.cost_known(item)],
        "users": [facts.usage(item)],
        "limits": list(item.limits),
    }


def _day(date: dt.date) -> str:
    months = texts(__file__).get("dates.mois")
    day = say("dates.premier") if date.day == 1 else str(date.day)
    return say("dates.jour", jour=day, mois=months[date.month - 1], an=date.year)


def _report(item: Solution, settings: Settings) -> dict[str, str] | None:
    """Where a mistake on the file is told; the operator gets a copy when it asked for one. None without any contact."""
    if not settings.contact_email:
        return {"title": say("detail.signaler"), "url": settings.contact_url} if settings.contact_url else None
    copy = settings.copied_on(item.id, item.contact.email)
    fields = {
        "cc": copy,
        "subject": say("detail.signaler_objet", nom=item.name),
        "body": say("detail.signaler_corps", nom=item.name, lien=item.source),
    }
    query = "&".join(f"{name}={quote(value, safe='@')}" for name, value in fields.items() if value)
    return {"title": say("detail.signaler"), "url": f"mailto:{settings.contact_email}?{query}"}


def detail(item: Solution, settings: Settings, verdict: str | None = None) -> dict[str, Any]:
    """All that matters on one service, in short sections; the rest is asked for.

    ``verdict``: whether it is for this person, when something of them tells.
    """
    parts = _parts(item)
    parts["for"].insert(0, verdict)
    sections: list[dict[str, Any]] = [
        {"key": key, "title": say(f"detail.{key}"), "items": items}
        for key in _SECTIONS
        if (items := [part for part in parts[key] if part])
    ]
    contact = item.contact.email or (item.contact.url if item.contact.url != item.url else None)
    checked = say("detail.verifiee", jour=_day(item.snapshot))
    report = _report(item, settings)
    where = settings.contact_email or settings.contact_url
    blocks = [
        [say("detail.intro", nom=item.name, etat=facts.status(item)), item.summary],
        [f"{part['title']} : {' '.join(part['items'])}" for part in sections],
        [say("liste.lien", lien=item.url), *([say("liste.contact", contact=contact)] if contact else [])],
        [f"{checked} {say('detail.erreur', ou=where)}" if report else checked],
    ]
    outro = say("detail.suite")
    text = "\n\n".join([*("\n".join(block) for block in blocks if block), outro])
    return {
        "type": "detail", "decision": "answer", "text": text,
        "id": item.id, "name": item.name, "summary": item.summary, "status": item.status,
        "status_label": facts.status(item), "url": item.url, "contact": contact, "intro": None, "sections": sections,
        "checked": {"date": item.snapshot.isoformat(), "label": checked}, "report": report,
        "actions": ways.on_card(item, opens=False), "outro": outro, "next": [],
    }  # fmt: skip


def answer(
    about: Sequence[Solution], passages: Sequence[tuple[Passage, str]], intro: str | None = None,
    outro: str | None = None,
) -> dict[str, Any]:  # fmt: skip
    """The file's own words on a question; each passage with its text as shown."""
    items = {item.id: item for item in about}
    shown: list[dict[str, Any]] = [
        {
            "id": passage.service, "kind": passage.kind, "question": passage.question or None, "text": text,
            "source": _source(items[passage.service], passage),
        }
        for passage, text in passages
    ]  # fmt: skip
    lines = [intro, *(_said_of(items[part["id"]], part, len(items) > 1) for part in shown), outro]
    return {
        "type": "answer", "decision": "answer", "text": "\n".join(line for line in lines if line), "intro": intro,
        "about": [{"id": item.id, "name": item.name, "url": item.url} for item in about], "passages": shown,
        "outro": outro, "next": [],
    }  # fmt: skip


def followed_by(payload: Mapping[str, Any], choices: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """A payload without any choice yet (``detail``, ``answer``), with what may be asked next."""
    listed = numbered(choices)
    return {**payload, "text": "\n".join([payload["text"], *choice_lines(listed)]), "next": listed}


def _said_of(item: Solution, part: Mapping[str, Any], named: bool) -> str:
    said = f"{item.name} : {part['text']}" if named else str(part["text"])
    source = part["source"]
    return f"{said} {read_at(source['url'], source['date'])}" if source else said


def read_at(url: str, date: str) -> str:
    """Where an answer was read, and when, shortly: a site says more than a long address, which the payload keeps."""
    host = (urlparse(url).hostname or url).removeprefix("www.")
    site = say("reponse.code") if host in CODE_HOSTS else host
    try:
        day = _day(dt.date.fromisoformat(date))
    except ValueError:  # a year, or a month
        day = date
    return say("reponse.source", site=site, date=day)


def _source(item: Solution, passage: Passage) -> dict[str, str] | None:
    """Where a question's answer was read, when it isn't the service's page."""
    if not passage.key.startswith("q:"):
        return None
    number = int(passage.key[2:])
    source = item.questions[number].source if number < len(item.questions) else None
    return {"url": str(source.url), "date": source.date} if source else None
