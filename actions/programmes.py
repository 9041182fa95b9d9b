"""What the gateway asks without a conversation, served where the ranker and the catalogue are: routes beside Rasa's."""

import asyncio
import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

from sqlalchemy.exc import SQLAlchemyError

from actions import resources
from bot.conversation.programs import UnknownChoice

PATH = "/api/v1/orientation"
CARDS = "/cards"
"""Cards of services by their ids: a list that somebody shared."""

logger = logging.getLogger(__name__)

_WORKERS = ThreadPoolExecutor(max_workers=2, thread_name_prefix="programmes")
"""Not those of the conversations: programs that ask a lot must not make people wait."""


async def orient(request: Any) -> Any:
    """The payload of a need. The gateway has checked who asks, the form and the bounds."""
    from sanic import response

    asked = request.json
    if not isinstance(asked, dict) or not isinstance(asked.get("need"), str):
        return response.json({"error": "missing_field"}, status=400)
    who, choice = {name: asked.get(name) for name in ("territory", "audience")}, asked.get("choice")
    work = partial(resources.desk().programs.orient, asked["need"], **who, choice=choice)
    return await _answered(work)


async def cards(request: Any) -> Any:
    """``{"ids": […]}`` in, ``{"solutions": […]}`` out. The gateway has checked the form."""
    from sanic import response

    ids = request.json.get("ids") if isinstance(request.json, dict) else None
    if not isinstance(ids, list) or not all(isinstance(key, str) for key in ids):
        return response.json({"error": "missing_field"}, status=400)
    return await _answered(lambda: {"solutions": resources.desk().programs.of_ids(ids)})


async def _answered(work: Callable[[], dict[str, Any]]) -> Any:
    """The response of some work for programs."""
    from sanic import response

    try:
        running = asyncio.get_running_loop().run_in_executor(_WORKERS, work)
        return response.json(await asyncio.wait_for(running, resources.GIVE_UP_SECONDS))
    except UnknownChoice:
        return response.json({"error": "unknown_choice"}, status=409)
    except (SQLAlchemyError, OSError, asyncio.TimeoutError) as error:
        logger.error("orientation: %s", type(error).__name__)
        return response.json({"error": "slow" if isinstance(error, asyncio.TimeoutError) else "storage"}, status=503)
