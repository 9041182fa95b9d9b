"""A turn under way, as those who wait for its answer follow it."""

import asyncio
from typing import Any, NamedTuple

from bot.gateway.refusals import Refusal


class Event(NamedTuple):
    """One event of a stream; ``id`` is the line's, when it shows one."""

    name: str
    data: dict[str, Any]
    id: int | None = None


class Live:
    """What a turn has told so far; who comes late hears it from the beginning."""

    def __init__(self) -> None:
        self.events: list[Event] = []
        self.ended = False
        self.refusal: Refusal | None = None
        """Why the turn didn't begin, while no event was told."""
        self._told = asyncio.Event()

    def tell(self, event: Event) -> None:
        """Add an event."""
        self.events.append(event)
        self._wake()

    def end(self) -> None:
        """Nothing more will come."""
        self.ended = True
        self._wake()

    def _wake(self) -> None:
        told, self._told = self._told, asyncio.Event()
        told.set()

    async def more(self, known: int, seconds: float) -> bool:
        """Wait until there are more events than those known, or the end; whether that came in time."""
        if len(self.events) > known or self.ended:
            return True
        try:
            await asyncio.wait_for(self._told.wait(), seconds)
        except asyncio.TimeoutError:
            return False
        return True
