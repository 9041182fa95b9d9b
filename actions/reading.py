"""A message read before its action comes: a route for the gateway, which sends what it sends to Rasa."""

import asyncio
import logging
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from actions import resources

PATH = "/reading"

_WORKERS = ThreadPoolExecutor(max_workers=1, thread_name_prefix="reading")
"""One: when many write at once, the second core is needed for their turns."""


logger = logging.getLogger(__name__)


def _read(text: str) -> None:
    try:
        resources.desk().read_ahead(text)
    except Exception as error:  # the action that comes will meet it, and say it to the person
        logger.error("reading ahead: %s", type(error).__name__)


async def read(request: Any) -> Any:
    """Start the reading of a text and answer at once (202)."""
    from sanic import response

    asked = request.json
    if not isinstance(asked, dict) or not isinstance(asked.get("text"), str):
        return response.json({"error": "missing_field"}, status=400)
    asyncio.get_running_loop().run_in_executor(_WORKERS, _read, asked["text"])
    return response.empty(status=202)
