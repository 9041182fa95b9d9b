"""Rooms: invitations, who is there, leaving."""

import logging
from collections.abc import Sequence

from nio import InviteMemberEvent, JoinError, MatrixRoom

from bot.connectors.tchap.client import Matrix
from bot.connectors.tchap.domains import AllowList, server_of
from bot.connectors.tchap.errors import ENDED, Refused
from bot.connectors.tchap.settings import TchapSettings

logger = logging.getLogger(__name__)


class RoomBook:
    """What is known of the account's rooms, from nio's state of them."""

    def __init__(self, client: Matrix, settings: TchapSettings) -> None:
        self._client = client
        self._allowed = AllowList(settings.allowed_domains)
        self._technical = settings.technical_room
        self.name = ""
        """How people call us."""

    def direct(self, room: str) -> bool:
        """Whether one other person is in it, or invited: two bodies make no salon."""
        known = self._client.rooms.get(room)
        return known is not None and len(known.users) == 2

    def encrypted(self, room: str) -> bool:
        """Whether it is encrypted."""
        known = self._client.rooms.get(room)
        return known is not None and bool(known.encrypted)

    def served(self, room: str) -> bool:
        """Whether people are answered in it: the technical room is for operators."""
        return room != self._technical

    def alone(self, room: str) -> bool:
        """Whether nobody else is there nor invited."""
        known: MatrixRoom | None = self._client.rooms.get(room)
        return known is not None and self.served(room) and set(known.users) <= {self._client.user_id}

    async def leave_if_alone(self, room: str) -> bool:
        """Leave a room where nobody else is, after asking the server; whether it was left."""
        if not self.alone(room):
            return False
        answer = await self._client.joined_members(room)
        members = getattr(answer, "members", None)
        if members is None or {one.user_id for one in members} - {self._client.user_id} or not self.alone(room):
            return False
        await self.leave(room)
        return True

    async def leave(self, room: str) -> None:
        """Leave a room, or decline an invitation, and forget it."""
        await self._client.room_leave(room)
        await self._client.room_forget(room)
        self._client.rooms.pop(room, None)

    async def invited(self, room: str, state: Sequence[object]) -> None:
        """Accept an invitation of a person of an allowed server; decline any other."""
        me = self._client.user_id
        inviters = [
            event.sender
            for event in state
            if isinstance(event, InviteMemberEvent) and event.state_key == me and event.membership == "invite"
        ]
        if not inviters or not self._allowed.allows(inviters[-1]):
            logger.warning("invitation declined, from %s", server_of(inviters[-1]) if inviters else "nobody")
            await self.leave(room)
            return
        answer = await self._client.join(room)
        if isinstance(answer, JoinError):
            if answer.status_code in ENDED:
                raise Refused(str(answer.status_code))
            logger.warning("a room couldn't be joined: %s", answer.status_code)
