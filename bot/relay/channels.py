"""Where dossiers go: one interface, and the channels that the settings give."""

from collections.abc import Callable, Mapping, Sequence
from typing import Protocol
from urllib.parse import quote

import httpx

from bot.relay import wording
from bot.relay.queue import Dossier
from bot.settings import Settings

_SECONDS = 15.0


class Failed(Exception):
    """A channel didn't take a dossier; the message holds nothing of it."""


class Channel(Protocol):
    """Somewhere a dossier is handed to; the same one again, with the same key, must be seen as the same."""

    name: str
    form: str
    """Form of a delivery's key, with ``{number}``; the key is kept with the delivery."""

    def deliver(self, dossier: Dossier) -> None:
        """Hand it over; blocks.

        Raises:
            Failed: it wasn't taken, or nobody knows whether it was.
        """


class _Table:
    """A table behind an HTTP API that writes a row by its key."""

    name: str
    form = "{number}"

    def __init__(self, method: str, url: str, key: str) -> None:
        self._method, self._url = method, url
        self._headers = {"Authorization": f"Bearer {key}"}

    def _body(self, fields: Mapping[str, str], number_column: str) -> Mapping[str, object]:
        raise NotImplementedError

    def deliver(self, dossier: Dossier) -> None:
        """Write the row of this dossier's number, which is there once whatever is repeated."""
        body = self._body(wording.row(dossier), wording.number_column())
        try:
            with httpx.Client(timeout=_SECONDS, trust_env=True, follow_redirects=False) as client:
                answer = client.request(self._method, self._url, json=body, headers=self._headers)
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise Failed(f"{self.name}: {type(error).__name__}") from None
        if not answer.is_success:
            raise Failed(f"{self.name}: HTTP {answer.status_code}")


class Grist(_Table):
    """A Grist table, by « add or update records »."""

    name = "grist"

    def __init__(self, settings: Settings) -> None:
        base = settings.grist_url.rstrip("/")
        path = f"/api/docs/{settings.grist_doc}/tables/{settings.grist_table}/records"
        super().__init__("PUT", base + path, settings.grist_key)

    def _body(self, fields: Mapping[str, str], number_column: str) -> Mapping[str, object]:
        rest = {name: value for name, value in fields.items() if name != number_column}
        return {"records": [{"require": {number_column: fields[number_column]}, "fields": rest}]}


class Airtable(_Table):
    """An Airtable table, by upsert."""

    name = "airtable"

    def __init__(self, settings: Settings) -> None:
        base = settings.airtable_url.rstrip("/")
        path = f"/v0/{settings.airtable_base}/{quote(settings.airtable_table, safe='')}"
        super().__init__("PATCH", base + path, settings.airtable_key)

    def _body(self, fields: Mapping[str, str], number_column: str) -> Mapping[str, object]:
        upsert = {"fieldsToMergeOn": [number_column]}
        return {"performUpsert": upsert, "typecast": True, "records": [{"fields": dict(fields)}]}


def channel_names(settings: Settings) -> tuple[str, ...]:
    """Names of the channels whose settings are all there; none means that dossiers wait in the queue."""
    there = {
        "mail": settings.smtp_host and settings.relay_recipients,
        "grist": settings.grist_url and settings.grist_doc and settings.grist_table and settings.grist_key,
        "airtable": settings.airtable_base and settings.airtable_table and settings.airtable_key,
    }
    return tuple(name for name, complete in there.items() if complete)


def channels(settings: Settings) -> Sequence[Channel]:
    """The channels of the settings."""
    from bot.relay.mail import Mail

    made: Mapping[str, Callable[[Settings], Channel]] = {"mail": Mail, "grist": Grist, "airtable": Airtable}
    return [made[name](settings) for name in channel_names(settings)]
