"""What the bot says to one message: its own few words of command, or what the gateway answers."""

from dataclasses import dataclass

from bot.connectors import common
from bot.connectors.common import erasing
from bot.connectors.common.gateway import GatewayClient, conversation_id
from bot.connectors.common.render import Message, plain_message, render
from bot.connectors.common.settings import product
from bot.connectors.mattermost.store import Store
from bot.texts import texts

HELP = "!aide"


@dataclass(frozen=True)
class Question:
    """A message or a choice of one person in one conversation."""

    conversation: tuple[str, str, str]
    text: str
    message_id: str
    files: bool = False


class Replies:
    """Speaks to the gateway."""

    def __init__(self, gateway: GatewayClient, store: Store) -> None:
        self._gateway = gateway
        self._store = store

    async def to(self, question: Question) -> list[Message]:
        """The answer; never empty, and the same for the same message."""
        command = question.text.strip().casefold()
        erasure = erasing.command_of(command)
        if erasure:
            return await self._erase(question.conversation, erasure)
        if not question.text.strip():
            return [plain_message(texts(__file__).say("fichiers"))] if question.files else [said("aide")]
        if command == HELP:
            return [said("aide")]
        self._store.talked(question.conversation)
        reply = await self._gateway.ask(_sender(question.conversation), question.text, question.message_id)
        return render(reply.entries) or [said("passerelle.vide")]

    async def _erase(self, conversation: tuple[str, str, str], command: erasing.Command) -> list[Message]:
        """Erase a conversation, or all those of the person in this channel, whatever their thread."""
        channel_id, _root_id, user_id = conversation
        others = self._store.conversations(channel_id, user_id) if command.name == erasing.ERASE else []
        wanted = {_sender(one): one for one in [*others, conversation]}
        done = await erasing.erase(self._gateway, list(wanted), command)
        for sender in done.erased:
            self._store.forget(wanted[sender])
        if done.refused:
            return render(done.refused.entries)
        return [done.message] if done.message else []


def _sender(conversation: tuple[str, str, str]) -> str:
    """The conversation's name for the gateway."""
    return conversation_id("mattermost", *conversation)


def said(key: str, **values: object) -> Message:
    """A sentence that every connector says the same way."""
    return plain_message(texts(common.__file__).say(key, **values))


def notice() -> Message:
    """That a machine answers, and its limits."""
    return said("premier_contact", jours=product().transcript_days)
