"""How the connectors say they are: what each posts every 15 s, shown in ``/health``.

Kept in memory: with several gateways, each shows the connectors that report to it.
"""

import asyncio
import datetime as dt
import json
import re
from typing import Any

from bot.gateway.identity import LOCAL_CALLER
from bot.gateway.refusals import Refusal

SILENCE = 45.0
"""Seconds without a report after which a connector isn't shown any more: three reports missed."""
MOST = 20
"""Connectors that can be shown."""

_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}")


class Connectors:
    """The last report of each connector."""

    def __init__(self) -> None:
        self._reports: dict[str, tuple[float, dict[str, Any]]] = {}

    def post(self, caller: str, name: str, body: bytes) -> None:
        """Take a report: ``{"connected": true|false, "since": ISO date with zone, or null}``.

        A caller with a secret speaks for the connector of its own name only.

        Raises:
            Refusal: 400 the report is no report, 401 it is another's, 404 the name is none.
        """
        if not _NAME.fullmatch(name):
            raise Refusal(404, "not_found")
        if caller not in (LOCAL_CALLER, name):
            raise Refusal(401, "unauthorized")
        try:
            data = json.loads(body)
        except (ValueError, RecursionError):
            raise Refusal(400, "bad_json") from None
        if not isinstance(data, dict):
            raise Refusal(400, "bad_json")
        connected, since = data.get("connected"), data.get("since")
        if not isinstance(connected, bool):
            raise Refusal(400, "missing_field")
        report = {"connected": connected, "since": _date(since)}
        if name not in self.states() and len(self._reports) >= MOST:
            raise Refusal(429, "too_many", retry_after=int(SILENCE))
        self._reports[name] = (_now(), report)

    def states(self) -> dict[str, dict[str, Any]]:
        """What ``/health`` shows: the connectors heard of lately."""
        now = _now()
        self._reports = {name: one for name, one in self._reports.items() if now - one[0] < SILENCE}
        return {name: report for name, (_at, report) in sorted(self._reports.items())}


def _now() -> float:
    return asyncio.get_running_loop().time()


def _date(since: Any) -> str | None:
    """A date as posted, in UTC and to the second.

    Raises:
        Refusal: 400, it is no date or has no zone.
    """
    if since is None:
        return None
    try:
        date = dt.datetime.fromisoformat(since.replace("Z", "+00:00"))
        if date.tzinfo is None:
            raise ValueError("no zone")
        return date.astimezone(dt.timezone.utc).isoformat(timespec="seconds")
    except (AttributeError, ValueError, OverflowError):
        raise Refusal(400, "missing_field") from None
