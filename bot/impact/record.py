"""From a turn to its events: pure, and nothing that was written goes in."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

NEED, LISTED, ASKED, NOTHING = "need_sent", "list_shown", "question_asked", "no_result"
OPENED, FOLLOWED, CONTACT = "card_opened", "link_followed", "contact_shown"
RELAY_ASKED, RELAY_ANSWERED, FEEDBACK, EMERGENCY = "relay_asked", "relay_answered", "feedback", "emergency"
NEAR, FILE_ANSWERED, FILE_SILENT = "near_shown", "file_answered", "file_silent"
"""Services that come near without answering; questions on a service that its file answers, and doesn't."""
POSTED = (OPENED, FOLLOWED, CONTACT)
"""Those that a page with cards posts."""

USEFUL, NOT_USEFUL, REASON = "avis_utile", "avis_inutile", "avis_raison"
"""Intents of the feedback's choices; the first two stand in every list."""
REASONS = ("ne_repond_pas", "taille", "deja_connu", "information_fausse")
HUMAN = "contact_humain"

PEOPLE = ("widget", "page", "tchap", "mattermost")
"""Channels where people write; the others are programs'."""
PROBE = "sonde"
"""Channel of our own probes and measures: nothing of them is kept."""
CHANNELS = (*PEOPLE, "api")
QUESTIONS = (
    "open_to", "cost", "start", "who_signs_up", "skills", "account", "hosting", "security", "delay", "phone",
    "territories", "obligation", "editors", "operator", "users", "neighbour", "other",
)  # fmt: skip
"""Kinds of questions on a service (``QuestionKind`` of the catalogue, which a gateway does without)."""
OTHER_CHANNEL = "autre"
"""For any other name that a caller gives itself: it would stand on a public page."""

_CHOICE = re.compile(r"/(\w+)\s*(\{.*\})?", re.DOTALL)
_KINDS = ("commune", "epci", "departement", "region")
_LONGEST = {"list_id": 40, "solution": 120}


@dataclass(frozen=True)
class Event:
    """One event, before it is known of which visit."""

    type: str
    list_id: str | None = None
    solution: str | None = None
    rank: int | None = None
    answer: str | None = None
    reason: str | None = None
    """Of feedback, why not; of an emergency, its kind; of a question on a service, its kind."""


@dataclass(frozen=True)
class Turn:
    """What a turn was: what was shown, the choice that was taken, and what the actions noted."""

    entries: Sequence[Mapping[str, Any]]
    choice: str | None = None
    """Payload of the dialogue's, not the token."""
    channel: str | None = None
    notes: Sequence[Mapping[str, Any]] = ()


@dataclass(frozen=True)
class Record:
    """The events of a turn and what they have in common."""

    events: tuple[Event, ...]
    channel: str
    audience: str | None = None
    size: str | None = None
    place: tuple[str, str] | None = field(default=None)


def record_of(turn: Turn) -> Record:
    """The events of a turn, in order."""
    if turn.channel == PROBE:
        return Record((), PROBE)
    payloads = [entry["custom"] for entry in turn.entries if isinstance(entry.get("custom"), dict)]
    events = [*_taken(turn.choice), *_needs(turn, payloads)]
    events += [*_opened(turn.notes), *_urgent(turn.notes), *_questions(turn.notes)]
    again = any(note.get("relay_again") is True for note in turn.notes)
    for payload in payloads:
        events += [event for event in _shown(payload) if not (again and event.type == RELAY_ASKED)]
    place = _place(turn.notes, payloads)
    noted = _noted(turn.notes, "audience") or (place[0] if place else None)
    return Record(tuple(events), channel_of(turn.channel), noted, _noted(turn.notes, "size"), place)


def channel_of(name: str | None) -> str:
    """The channel as counted."""
    if not name or name == "rest":
        return "api"
    return name if name in CHANNELS else OTHER_CHANNEL


def choice_of(payload: str | None) -> tuple[str, dict[str, Any]]:
    """Intent and entities of a choice's payload; an empty intent for anything else."""
    form = _CHOICE.fullmatch(payload or "")
    if form is None:
        return "", {}
    try:
        entities = json.loads(form[2] or "{}")
    except ValueError:
        return form[1], {}
    return form[1], entities if isinstance(entities, dict) else {}


def _taken(payload: str | None) -> list[Event]:
    """What taking a choice says by itself."""
    intent, entities = choice_of(payload)
    list_id = text_of(entities.get("liste_id"), "list_id")
    if intent == USEFUL:
        return [Event(FEEDBACK, list_id, answer="oui")]
    if intent == NOT_USEFUL:
        return [Event(FEEDBACK, list_id, answer="non")]
    if intent == REASON and entities.get("raison") in REASONS:
        return [Event(FEEDBACK, list_id, answer="non", reason=entities["raison"])]
    return [Event(CONTACT)] if intent == HUMAN else []


def _needs(turn: Turn, payloads: Sequence[Mapping[str, Any]]) -> list[Event]:
    """A need was sent: as the actions noted, else a text that was answered by a payload."""
    if turn.notes:
        # Who is in danger has a need, whether or not the conversation goes on with it.
        sent = any(note.get("new_need") is True or note.get("emergency") for note in turn.notes)
    else:
        sent = turn.choice is None and any(payload.get("type") in ("solutions", "none") for payload in payloads)
    return [Event(NEED)] if sent else []


def _opened(notes: Sequence[Mapping[str, Any]]) -> list[Event]:
    opened = [text_of(note.get("opened"), "solution") for note in notes]
    return [Event(OPENED, solution=key) for key in opened if key]


def _urgent(notes: Sequence[Mapping[str, Any]]) -> list[Event]:
    kind = _noted(notes, "emergency")
    return [Event(EMERGENCY, reason=kind)] if kind else []


def _questions(notes: Sequence[Mapping[str, Any]]) -> list[Event]:
    """The questions on services, by service and kind; no word of them comes with the note."""
    found = []
    for item in (item for note in notes if isinstance(said := note.get("asked"), list) for item in said):
        if not isinstance(item, dict):
            continue
        service, kind = text_of(item.get("service"), "solution"), item.get("kind")
        if service and isinstance(kind, str) and kind in QUESTIONS:
            found.append(Event(FILE_ANSWERED if item.get("answered") else FILE_SILENT, solution=service, reason=kind))
    return found


def _shown(payload: Mapping[str, Any]) -> list[Event]:
    kind = payload.get("type")
    if kind == "none":
        door = payload.get("door")
        near = payload.get("near") if isinstance(payload.get("near"), list) else []
        keys = [text_of(item.get("id"), "solution") for item in near or () if isinstance(item, dict)]
        # The door stands where a solution's id does: no list has it, and the team reads what was asked for in vain.
        return [
            Event(NOTHING, solution=text_of(door.get("id"), "solution") if isinstance(door, dict) else None),
            *(Event(NEAR, solution=key, rank=rank) for rank, key in enumerate(keys, start=1) if key),
        ]
    if kind == "question":
        return [Event(RELAY_ASKED if payload.get("expects") == "contact" else ASKED)]
    if kind != "solutions" or not isinstance(payload.get("solutions"), list):
        return []
    list_id = text_of(payload.get("list_id"), "list_id")
    keys = [text_of(item.get("id"), "solution") for item in payload["solutions"] if isinstance(item, dict)]
    return [Event(LISTED, list_id, key, rank) for rank, key in enumerate(keys, start=1) if key]


def _noted(notes: Sequence[Mapping[str, Any]], name: str) -> str | None:
    return next((value[:20] for note in notes if isinstance(value := note.get(name), str)), None)


def _place(notes: Sequence[Mapping[str, Any]], payloads: Sequence[Mapping[str, Any]]) -> tuple[str, str] | None:
    """Kind and code of the territory that was said."""
    said = [note.get("place") for note in notes] + [payload.get("territory") for payload in payloads]
    for place in said:
        if isinstance(place, dict) and place.get("kind") in _KINDS and isinstance(place.get("code"), str):
            return place["kind"], place["code"][:9]
    return None


def text_of(value: Any, name: str) -> str | None:
    """A value that fits its column, else None: what is cut would be another id."""
    return value if isinstance(value, str) and 0 < len(value) <= _LONGEST[name] else None
