"""``/stats``, ``/stats.csv`` and their style sheet: open to all, computed at most every ten minutes."""

import asyncio
import datetime as dt
import logging
import re
import time
from pathlib import Path
from typing import TYPE_CHECKING, Optional

from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, Response

from bot.gateway.refusals import Failure
from bot.impact.export import export
from bot.impact.figures import Figures, figures
from bot.impact.page import render
from bot.impact.writing import when

if TYPE_CHECKING:
    from bot.gateway.app import Gateway

logger = logging.getLogger(__name__)

LIFE = 600.0
"""Seconds that figures are kept: nobody needs statistics of the minute, and a count reads many lines."""
_MONTH = re.compile(r"20[0-9]{2}-(?:0[1-9]|1[0-2])")
_SHEET = Path(__file__).parent / "static" / "stats.css"
_PUBLIC = {"Cache-Control": "public, max-age=300"}


class Statistics:
    """The figures of now, counted in a thread of their own, once at a time.

    Only the first request after a start waits for the count; later ones get the former figures while it goes on.
    """

    def __init__(self) -> None:
        self._known: Optional[tuple[str, Figures]] = None
        self._until = 0.0
        self._counting: Optional[asyncio.Task[None]] = None

    async def get(self, gateway: "Gateway") -> tuple[str, Figures]:
        """The month of the count and the figures.

        Raises:
            Failure: the database doesn't answer.
        """
        if time.monotonic() >= self._until and self._counting is None:
            self._counting = asyncio.create_task(self._count(gateway))
        if self._known is None and self._counting is not None:
            await asyncio.shield(self._counting)
        if self._known is None:
            raise Failure("storage")
        return self._known

    async def _count(self, gateway: "Gateway") -> None:
        today = str(when(gateway.turns.store.clock())["month"])
        try:
            counted = await asyncio.to_thread(_count, gateway, today)
        except Exception as error:  # the class only: an error of SQLAlchemy's quotes its values
            logger.error("statistics: %s", type(error).__name__)
        else:
            self._known, self._until = (today, counted), time.monotonic() + LIFE
        finally:
            self._counting = None


def _count(gateway: "Gateway", today: str) -> Figures:
    with gateway.turns.store.sessions() as session:
        return figures(session, today)


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
