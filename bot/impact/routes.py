"""``/stats``, ``/stats.csv`` and their style sheet: open to all, computed at most every ten minutes."""

import asyncio
import datetime as dt
import logging
import re
import time
from pathlib import Path
from typing import TYPE_CHECKING, Optional

from sqlalchemy.exc import SQLAlchemyError
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, Response

from bot.gateway.refusals import Failure
from bot.impact.figures import Figures, figures
from bot.impact.page import export, render

if TYPE_CHECKING:
    from bot.gateway.app import Gateway

logger = logging.getLogger(__name__)

LIFE = 600.0
"""Seconds that figures are kept: nobody needs statistics of the minute, and a count reads many lines."""
_MONTH = re.compile(r"20[0-9]{2}-(?:0[1-9]|1[0-2])")
_SHEET = Path(__file__).parent / "static" / "stats.css"
_PUBLIC = {"Cache-Control": "public, max-age=300"}


class Statistics:
    """The figures of now, counted in a thread of their own, by one request at a time."""

    def __init__(self) -> None:
        self._known: Optional[tuple[float, str, Figures]] = None
        self._lock = asyncio.Lock()

    async def get(self, gateway: "Gateway") -> tuple[str, Figures]:
        """The month under way and the figures.

        Raises:
            Failure: the database doesn't answer.
        """
        async with self._lock:
            today = f"{gateway.turns.store.clock():%Y-%m}"
            if self._known is None or self._known[0] < time.monotonic() or self._known[1] != today:
                self._known = (time.monotonic() + LIFE, today, await asyncio.to_thread(_count, gateway, today))
            return today, self._known[2]


def _count(gateway: "Gateway", today: str) -> Figures:
    try:
        with gateway.turns.store.sessions() as session:
            return figures(session, today)
    except SQLAlchemyError as error:
        logger.error("statistics: %s", type(error).__name__)
        raise Failure("storage") from None


async def page(request: Request, gateway: "Gateway") -> Response:
    """GET of the page; ``mois`` chooses the month."""
    await gateway.admit_address(request)
    today, counted = await gateway.statistics.get(gateway)
    asked = request.query_params.get("mois", "")
    chosen = asked if _MONTH.fullmatch(asked) else ""
    html = await asyncio.to_thread(render, counted, gateway.settings, chosen, today)
    return HTMLResponse(html, headers=_PUBLIC)


async def table(request: Request, gateway: "Gateway") -> Response:
    """GET of the CSV."""
    await gateway.admit_address(request)
    today, counted = await gateway.statistics.get(gateway)
    name = f"statistiques-{dt.date.fromisoformat(today + '-01'):%Y-%m}.csv"
    headers = {**_PUBLIC, "Content-Disposition": f'attachment; filename="{name}"'}
    # The mark at the start is what spreadsheets tell UTF-8 by.
    return Response("\ufeff" + export(counted), media_type="text/csv", headers=headers)


async def sheet(_request: Request, _gateway: "Gateway") -> Response:
    """GET of the style sheet."""
    return FileResponse(_SHEET, media_type="text/css", headers=_PUBLIC)
