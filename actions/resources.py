"""What the actions share, opened once by :func:`warm` before the server listens; nothing is opened at import."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache

from bot.answers import Answers
from bot.connectors.discourse import ForumSettings, Index
from bot.conversation import Desk, Reply
from bot.database import sessions
from bot.orientation import Ranker
from bot.reading.model import VECTORS_FILE
from bot.reading.read import Trained
from bot.settings import get_settings

GIVE_UP_SECONDS = 3.0
"""An action gives up by itself: the gateway's own deadline to a first message is 5 s."""

_WORKERS = ThreadPoolExecutor(max_workers=4, thread_name_prefix="desk")


@lru_cache(maxsize=1)
def desk() -> Desk:
    """The desk of this process."""
    settings = get_settings()
    models = settings.models_dir
    ranker = Ranker.load(models / "orientation")
    answers = Answers.load(models / "answers", ranker.embedder)
    reading = Trained.load(models / "reading", VECTORS_FILE)
    return Desk(ranker, answers, reading, sessions(settings.database), settings, forum())


@lru_cache(maxsize=1)
def forum() -> Index:
    """The forum's topics."""
    return Index(ForumSettings.of(get_settings()))


def warm() -> None:
    """Load the ranker and run one need through it, so that the first person doesn't wait."""
    from bot.conversation import Reading, State

    desk().serve(State(), "logements vides", Reading("besoin", 1.0, need="logements vides"))


async def serve(work: Callable[[], Reply]) -> Reply:
    """Run a turn off the event loop.

    Raises:
        asyncio.TimeoutError: after 3 s; the thread's result is dropped.
    """
    return await asyncio.wait_for(asyncio.get_running_loop().run_in_executor(_WORKERS, work), GIVE_UP_SECONDS)
