"""A month of made-up conversations, to see the page before there are real ones.

``python -m bot.impact.simulate --database sqlite:////tmp/stats/orientation.db --month 2026-10``

Each conversation is drawn at random with the shares below, made into the payloads that the dialogue would answer
with, and goes through the very code that records real turns. The shares are guesses: they show how the page looks,
and say nothing of how the service does. It writes into an empty database only, and erases the conversations at the
end, as the purge does: what stays is what statistics keep of real ones.
"""

import argparse
import datetime as dt
import random
import sys
from collections.abc import Sequence
from typing import Any

from sqlalchemy import delete, func, insert, select, update

from bot.catalogue import load_valid
from bot.catalogue.files import themes
from bot.catalogue.loading import load
from bot.catalogue.schema import Solution
from bot.database import sessions, upgrade
from bot.gateway.models import ConversationRow
from bot.impact.models import EventRow, SinceRow
from bot.impact.record import POSTED, REASONS, Event, Record, Turn, record_of
from bot.impact.sizes import size_class
from bot.impact.wording import say
from bot.impact.writing import Kept, relay_answered, write, write_places
from bot.territory.gazetteer import gazetteer

CHANNELS = {"widget": 62, "tchap": 22, "mattermost": 9, "api": 7}
NEEDS = {0: 6, 1: 68, 2: 20, 3: 6}
"""Needs in a conversation; without any, the person only greets or asks what this is."""
SITUATED = {"commune": 34, "epci": 11, "departement": 4, "region": 1, "ccas": 4, "syndicat": 3, "association": 2,
            "habitant": 3, None: 38}  # fmt: skip
"""Who asks, as far as they say."""
OUTCOMES = {"list": 68, "question": 14, "nothing": 5, "door": 7, "near": 3, "emergency": 1, "about": 2}
"""A question is followed by a list, nine times in ten; ``about``: what is asked is about one service."""
ASKS, TOLD = 0.3, 0.8
"""Shares of the lists after which something is asked of a service, and of such questions that its file answers."""
LENGTHS = {1: 32, 2: 36, 3: 32}
OPENED, FOLLOWED, CONTACTED = 0.44, 0.27, 0.08
"""Shares of the lists of which a card is opened; on pages, of which a link is followed or a contact shown."""
OPINIONS, HELPED, REASON_GIVEN = 0.24, 0.71, 0.6
WHY = dict(zip(REASONS, (52, 18, 22, 8)))
ASKED_FOR_SOMEBODY, ANSWERED, CAME_BACK = 0.07, 0.86, 0.09


def _one(choice: random.Random, shares: dict[Any, Any]) -> Any:
    return choice.choices(list(shares), list(shares.values()))[0]


class Month:
    """Draws the conversations of a month and records them."""

    def __init__(self, session: Any, solutions: Sequence[Solution], month: str, seed: int) -> None:
        self._session = session
        self._random = random.Random(seed)
        self._by_theme: dict[str, list[str]] = {}
        self._services = [item.id for item in solutions]
        for item in solutions:
            self._by_theme.setdefault(item.themes[0], []).append(item.id)
        # A few themes are asked for much more than the others.
        names = [name for name in themes() if name in self._by_theme]
        self._random.shuffle(names)
        self._themes = {name: 1 / rank**0.8 for rank, name in enumerate(names, start=1)}
        first = dt.datetime.strptime(month, "%Y-%m")
        days = [first + dt.timedelta(days=number) for number in range(31)]
        self._days = {day: 1 if day.weekday() > 4 else 6 for day in days if day.month == first.month}

    def conversation(self, number: int) -> None:
        """One conversation from its first message to its last."""
        key = f"simulated-{number:06d}"
        day = _one(self._random, self._days)
        row = {"key": key, "generation": 1, "turn": 0, "started_at": day, "seen_at": day}
        self._session.execute(insert(ConversationRow).values(row))
        channel, note = _one(self._random, CHANNELS), self._note()
        needs = _one(self._random, NEEDS)
        if not needs:
            self._keep(key, day, Turn([{"text": "bonjour"}], "/contact_humain", channel))
        for rank in range(needs):
            if rank and self._random.random() < CAME_BACK * 2:
                day = min(day + dt.timedelta(days=self._random.randint(1, 6)), max(self._days))
            self._need(key, day, channel, note)
        if self._random.random() < ASKED_FOR_SOMEBODY:
            self._relay(key, day, channel)

    def _note(self) -> dict[str, Any]:
        """What the actions know of who asks."""
        who, place, size = _one(self._random, SITUATED), None, None
        known = gazetteer()
        if who == "commune":
            place = known.commune(self._random.randrange(len(known.codes)))
        elif who in ("epci", "departement", "region"):
            place = self._random.choice(
                known.epcis if who == "epci" else [area for area in known.areas if area.kind == who]
            )
        if place and place.kind in ("commune", "epci"):
            size = size_class(place.population)
        named = {"kind": place.kind, "code": place.code} if place else None
        return {"action": "note", "audience": who, "size": size, "place": named, "opened": None, "new_need": True}

    def _need(self, key: str, day: dt.datetime, channel: str, note: dict[str, Any]) -> None:
        outcome = _one(self._random, OUTCOMES)
        if outcome in ("nothing", "door", "near"):
            theirs: dict[str, Any] = {"door": {"id": "paie-des-agents"}} if outcome == "door" else {}
            theirs |= {"near": [{"id": self._services[0]}]} if outcome == "near" else {}
            self._keep(key, day, Turn([{"custom": {"type": "none", **theirs}}], None, channel, [note]))
            return
        if outcome == "emergency":
            self._keep(key, day, Turn([], None, channel, [{**note, "emergency": "incendie"}]))
            return
        if outcome == "about":
            asked = [self._asked(self._random.choice(self._services))]
            self._keep(key, day, Turn([], None, channel, [{**note, "asked": asked}]))
            return
        taken = None
        if outcome == "question":
            self._keep(key, day, Turn([{"custom": {"type": "question", "expects": None}}], None, channel, [note]))
            if self._random.random() < 0.1:
                return
            taken, note = "/choisir", {**note, "new_need": False}
        theme = _one(self._random, self._themes)
        keys = self._by_theme[theme]
        shown = self._random.sample(keys, min(len(keys), _one(self._random, LENGTHS)))
        list_id = f"{self._random.getrandbits(64):016x}"
        payload = {"type": "solutions", "list_id": list_id, "solutions": [{"id": key} for key in shown]}
        self._keep(key, day, Turn([{"custom": payload}], taken, channel, [note]))
        self._acts(key, day, channel, list_id, shown)
        if self._random.random() < ASKS:
            told = {**note, "new_need": False, "asked": [self._asked(shown[0])]}
            self._keep(key, day, Turn([], None, channel, [told]))
        self._opinion(key, day, channel, list_id)

    def _asked(self, service: str) -> dict[str, Any]:
        """A question on a service, as the actions note it."""
        kind = self._random.choice(("cost", "open_to", "start", "security"))
        return {"service": service, "kind": kind, "answered": self._random.random() < TOLD}

    def _acts(self, key: str, day: dt.datetime, channel: str, list_id: str, shown: Sequence[str]) -> None:
        """What is done with a list: the first of it most often."""
        solution = shown[0] if self._random.random() < 0.65 else self._random.choice(shown)
        for kind, share in zip(POSTED, (OPENED, FOLLOWED, CONTACTED)):
            if self._random.random() < share and (channel == "widget" or kind == POSTED[0]):
                self._write(key, day, Record((Event(kind, list_id, solution),), channel))

    def _opinion(self, key: str, day: dt.datetime, channel: str, list_id: str) -> None:
        if self._random.random() >= OPINIONS:
            return
        intent = "avis_utile" if self._random.random() < HELPED else "avis_inutile"
        self._keep(key, day, Turn([], f'/{intent}{{"liste_id": "{list_id}"}}', channel))
        if intent == "avis_inutile" and self._random.random() < REASON_GIVEN:
            reason = _one(self._random, WHY)
            said = f'/avis_raison{{"raison": "{reason}", "liste_id": "{list_id}"}}'
            self._keep(key, day, Turn([], said, channel))

    def _relay(self, key: str, day: dt.datetime, channel: str) -> None:
        self._keep(key, day, Turn([{"custom": {"type": "question", "expects": "contact"}}], "/x", channel))
        if self._random.random() < ANSWERED:
            relay_answered(self._session, min(day + dt.timedelta(days=self._random.randint(1, 5)), max(self._days)))

    def _keep(self, key: str, day: dt.datetime, turn: Turn) -> None:
        self._write(key, day, record_of(turn))

    def _write(self, key: str, day: dt.datetime, record: Record) -> None:
        write(self._session, Kept(key, 1, record), day)
        write_places(self._session, [record], day)


def simulate(address: str, month: str, conversations: int, seed: int) -> int:
    """Fill an empty database; how many events.

    Raises:
        ValueError: it holds events already.
    """
    upgrade(address)
    catalogue = load_valid()
    factory = sessions(address)
    with factory.begin() as session:
        if session.scalar(select(func.count()).select_from(EventRow)):
            raise ValueError(say("simulation.deja"))
        load(session, catalogue)
        # All that is made up is counted, whenever the month is.
        session.execute(update(SinceRow).where(SinceRow.month > month).values(month=month))
    with factory.begin() as session:
        drawn = Month(session, list(catalogue.solutions.values()), month, seed)
        for number in range(conversations):
            drawn.conversation(number)
        session.execute(delete(ConversationRow))
        return int(session.scalar(select(func.count()).select_from(EventRow)) or 0)


def main(arguments: Sequence[str] | None = None) -> int:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m bot.impact.simulate", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--database", required=True, help="address of an empty database")
    parser.add_argument("--month", required=True, help="for example 2026-10")
    parser.add_argument("--conversations", type=int, default=2_000)
    parser.add_argument("--seed", type=int, default=6)
    asked = parser.parse_args(arguments)
    try:
        events = simulate(asked.database, asked.month, asked.conversations, asked.seed)
    except ValueError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    sys.stdout.write(
        say("simulation.fait", conversations=asked.conversations, evenements=events, mois=asked.month) + "\n"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
