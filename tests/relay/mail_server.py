"""A real SMTP server that keeps what it takes."""

from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller


@dataclass
class Inbox:
    """What arrived, and how the server behaves."""

    messages: list[EmailMessage] = field(default_factory=list)
    recipients: list[list[str]] = field(default_factory=list)
    answer: str = "250 OK"
    refused: set[str] = field(default_factory=set)
    """Dossiers whose message is turned down."""

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:
        message = message_from_bytes(envelope.content, policy=policy.default)
        assert isinstance(message, EmailMessage)
        if str(message["X-Dossier"]) in self.refused:
            return "550 no"
        if self.answer.startswith("250"):
            self.messages.append(message)
            self.recipients.append(list(envelope.rcpt_tos))
        return self.answer

    @property
    def numbers(self) -> list[str]:
        return [str(message["X-Dossier"]) for message in self.messages]


def mail_server(inbox: Inbox, port: int) -> Controller:
    """A server that is listening."""
    controller = Controller(inbox, hostname="127.0.0.1", port=port)
    controller.start()
    return controller
