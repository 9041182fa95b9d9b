"""A dossier as an e-mail. The same dossier is the same message, Message-ID and date included."""

import logging
import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime

from bot.relay import wording
from bot.relay.channels import Failed
from bot.relay.contact import EMAIL
from bot.relay.queue import Dossier
from bot.relay.times import aware
from bot.settings import Settings

logger = logging.getLogger(__name__)

_SECONDS = 15.0
"""Of one exchange with the server; a whole sending has some ten, less than a claim lasts."""


class Mail:
    """A server that takes mail."""

    name = "mail"

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._sender = settings.relay_sender
        self._to = settings.relay_recipients
        # Braces would be read as a place to fill.
        self.form = "<{number}@" + self._sender.rpartition("@")[2].replace("{", "").replace("}", "") + ">"

    def message(self, dossier: Dossier) -> EmailMessage:
        """The dossier as it is sent."""
        message = EmailMessage()
        message["From"] = Address(wording.sender(), addr_spec=self._sender)
        message["To"] = tuple(Address(addr_spec=address) for address in self._to)
        if dossier.means == EMAIL:
            message["Reply-To"] = Address(addr_spec=dossier.contact)
        message["Subject"] = wording.subject(dossier)
        message["Date"] = format_datetime(aware(dossier.at))
        message["Message-ID"] = dossier.key
        message["X-Dossier"] = dossier.number
        message["Auto-Submitted"] = "auto-generated"
        message.set_content(wording.body(dossier), cte="quoted-printable")
        return message

    def deliver(self, dossier: Dossier) -> None:
        """Send it.

        Raises:
            Failed: no recipient was accepted, or the server didn't answer.
        """
        message = self.message(dossier)
        try:
            with self._server() as server:
                refused = server.send_message(message, self._sender, list(self._to))
        except smtplib.SMTPResponseException as error:
            raise Failed(f"mail: {type(error).__name__} {error.smtp_code}") from None
        except (smtplib.SMTPException, OSError, ValueError) as error:
            # The class only: smtplib quotes addresses.
            raise Failed(f"mail: {type(error).__name__}") from None
        if refused:
            logger.warning("relay: mail, %d recipient(s) of %d refused", len(refused), len(self._to))

    @contextmanager
    def _server(self) -> Iterator[smtplib.SMTP]:
        """A session with the server, closed without a goodbye: what it took is ours to write down at once."""
        settings = self._settings
        context = ssl.create_default_context()
        if settings.smtp_tls == "ssl":
            server: smtplib.SMTP = smtplib.SMTP_SSL(
                settings.smtp_host, settings.smtp_port, timeout=_SECONDS, context=context
            )
        else:
            server = smtplib.SMTP(settings.smtp_host, settings.smtp_port, timeout=_SECONDS)
        try:
            if settings.smtp_tls == "starttls":
                server.starttls(context=context)
            if settings.smtp_user:
                server.login(settings.smtp_user, settings.smtp_password)
            yield server
        finally:
            server.close()
