"""``/health``: what works, seen from the door."""

import asyncio
import logging
from contextlib import suppress
from typing import Any

import httpx

from bot.catalogue import queries
from bot.database import sessions
from bot.gateway.dialogue import Dialogue
from bot.gateway.identity import Identity
from bot.gateway.limits import Deadlines
from bot.gateway.presence import Connectors
from bot.gateway.refusals import Refusal
from bot.gateway.together import Together
from bot.gateway.turns import Turns
from bot.relay import requests
from bot.relay.channels import channel_names
from bot.settings import Settings

logger = logging.getLogger(__name__)

_LONG_WAIT = 86_400
"""Seconds after which a request that nobody has is a fault of the service."""

PROBE = "/sonde"
"""What the real turn sends: an intent that answers any text."""


class Health:
    """Reports the state of the gateway and of what stands behind it.

    ``down`` (503): Rasa or the database doesn't answer, so nobody gets an answer. ``degraded`` (200): the action
    server doesn't, or no catalogue is loaded, so people get an answer but no orientation; or Redis doesn't, so each
    gateway goes by its own limits; or somebody's request has waited for more than a day to be handed over. Requests
    that arrive while a report is made get that one.
    """

    def __init__(
        self,
        settings: Settings,
        identity: Identity,
        dialogue: Dialogue,
        turns: Turns,
        deadlines: Deadlines,
        together: Together,
    ) -> None:
        self._settings = settings
        self._identity = identity
        self._dialogue = dialogue
        self._turns = turns
        self._deadlines = deadlines
        self._together = together
        self._report: asyncio.Task[dict[str, Any]] | None = None
        self._probed: tuple[float, bool] | None = None
        self.connectors = Connectors()
        self._client = httpx.AsyncClient(timeout=deadlines.check, trust_env=False)

    async def close(self) -> None:
        """Close the client."""
        await self._client.aclose()

    async def report(self) -> dict[str, Any]:
        """The contract's object."""
        if self._report is None or self._report.done():
            self._report = asyncio.create_task(self._make())
        return dict(await asyncio.shield(self._report))

    async def _make(self) -> dict[str, Any]:
        rasa, actions, (database, catalogue, relay), redis = await asyncio.gather(
            self._rasa(), self._actions(), self._database(), self._redis()
        )
        if not (rasa and database):
            status = "down"
        elif not actions or catalogue["version"] is None or redis is False or (relay["oldest_s"] or 0) > _LONG_WAIT:
            status = "degraded"
        else:
            status = "ok"
        states = {"rasa": rasa, "actions": actions, "database": database}
        if redis is not None:
            states["redis"] = redis
        return {
            "status": status,
            **{name: "ok" if works else "down" for name, works in states.items()},
            "catalogue": catalogue,
            "relay": relay,
            "connectors": self.connectors.states(),
        }

    async def _rasa(self) -> bool:
        """A real turn at most every 30 s, in a conversation of its own that is erased after."""
        now = asyncio.get_running_loop().time()
        if self._probed and now - self._probed[0] < self._deadlines.probe:
            return self._probed[1]
        rasa_id = self._identity.probe_id()
        reply = await self._dialogue.ask(rasa_id, PROBE)
        works = reply.failure is None and any(message.get("text") for message in reply.messages)
        self._probed = (now, works)
        # A failure is logged already, and the next probe erases what is left: the id is always the same.
        with suppress(Refusal):
            await self._turns.in_thread(lambda: self._turns.tracker.forget([rasa_id]))
        return works

    async def _actions(self) -> bool:
        try:
            response = await self._client.get(f"http://127.0.0.1:{self._settings.actions_port}/health")
        except httpx.HTTPError as error:
            logger.warning("action server: %s", type(error).__name__)
            return False
        return response.status_code == 200

    async def _redis(self) -> bool | None:
        """Whether what gateways share answers; None where there is one gateway."""
        return await self._together.answers() if self._together.shared else None

    async def _database(self) -> tuple[bool, dict[str, Any], dict[str, Any]]:
        """Whether the database answers, the catalogue that it holds, and the requests that wait in it."""

        def read() -> tuple[tuple[str, int] | None, tuple[int, int | None]]:
            with sessions(self._settings.database)() as session:
                return queries.version(session), requests.waiting(session, self._turns.store.clock())

        names = list(channel_names(self._settings))
        try:
            loaded, (waiting, oldest) = await self._turns.in_thread(read)
        except Refusal:
            unknown = {"channels": names, "waiting": None, "oldest_s": None}
            return False, {"version": None, "solutions": 0}, unknown
        version, solutions = loaded or (None, 0)
        relay = {"channels": names, "waiting": waiting, "oldest_s": oldest}
        return True, {"version": version, "solutions": solutions}, relay
