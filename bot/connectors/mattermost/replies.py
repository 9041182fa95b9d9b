"""What the bot says to one message: its own few words of command, or what the gateway answers."""

from dataclasses import dataclass

from bot.connectors import common
from bot.connectors.common.gateway import GatewayClient, conversation_id
from bot.connectors.common.render import Message, plain_message, render
from bot.connectors.common.settings import product
from bot.texts import texts

HELP, ERASE, RESTART = "!aide", "!effacer", "!recommencer"


@dataclass(frozen=True)
class Question:
    """A message or a choice of one person in one conversation."""

    conversation: tuple[str, str, str]
    text: str
    message_id: str
    files: bool = False


class Replies:
    """Speaks to the gateway."""

    def __init__(self, gateway: GatewayClient) -> None:
        self._gateway = gateway

    async def to(self, question: Question) -> list[Message]:
        """The answer; never empty, and the same for the same message."""
        sender = conversation_id("mattermost", *question.conversation)
        command = question.text.strip().casefold()
        if command in (ERASE, RESTART):
            erased = await self._gateway.erase(sender)
            if erased.error is not None:
                return render(erased.entries)
            return [said("efface" if command == ERASE else "recommence")]
        if not question.text.strip():
            return [plain_message(texts(__file__).say("fichiers"))] if question.files else [said("aide")]
        if command == HELP:
            return [said("aide")]
        reply = await self._gateway.ask(sender, question.text, question.message_id)
        return render(reply.entries) or [said("passerelle.vide")]


def said(key: str, **values: object) -> Message:
    """A sentence that every connector says the same way."""
    return plain_message(texts(common.__file__).say(key, **values))


def notice() -> Message:
    """That a machine answers, and its limits."""
    return said("premier_contact", jours=product().transcript_days)
