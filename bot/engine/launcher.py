"""Starts Rasa (``python -m bot.engine.launcher``): loopback, REST channel only, no HTTP API, one worker.

The model is loaded and has read one message before the port opens: who can connect is answered at once.
"""

import asyncio
import logging
import os
import sys
from pathlib import Path
from typing import Any

from bot.folders import ROOT
from bot.runtime import logs
from bot.runtime.exits import NO_USE_RESTARTING
from bot.runtime.private import keep_files_private
from bot.settings import Settings, get_settings
from bot.texts import texts

HOST = "127.0.0.1"
"""Rasa is reached from this machine only; the gateway is the one door."""

logger = logging.getLogger("bot.engine.launcher")


def newest_model(settings: Settings) -> Path | None:
    """The newest archive of the dialogue model, or None."""
    archives = (settings.models_dir / "dialogue").glob("*.tar.gz")
    return max(archives, key=lambda path: path.stat().st_mtime, default=None)


def read_endpoints(settings: Settings) -> Any:
    """Rasa's endpoints, from ``endpoints.yml``, where ``${ACTIONS_PORT}`` is the setting."""
    from rasa.core.utils import AvailableEndpoints

    os.environ["ACTIONS_PORT"] = str(settings.actions_port)
    return AvailableEndpoints.read_endpoints(str(ROOT / "endpoints.yml"))


def load_agent(settings: Settings, model: Path) -> Any:
    """Rasa's agent on a model, with our tracker store.

    Raises:
        Exception: the model can't be read, or the database can't be reached.
    """
    from rasa.core.agent import Agent

    from bot.engine.store import Trackers, tracker_url

    agent = Agent(action_endpoint=read_endpoints(settings).action)
    # Set afterwards: the constructor would wrap it in a store that goes on in memory when the database fails.
    agent.tracker_store = Trackers(tracker_url(settings))
    agent.load_model(model)
    # What is read at the first message (gazetteer, names) is read before people write; nothing of it is kept.
    asyncio.run(agent.parse_message("bonjour"))
    return agent


def make_app(settings: Settings, model: Path) -> Any:
    """The Sanic application, ready to answer.

    Raises:
        Exception: see :func:`load_agent`.
    """
    from bot.engine import speed

    speed.before_tensorflow()
    from rasa.core import run

    from bot.engine import patches

    patches.apply()
    channels = run.create_http_input_channels(None, str(ROOT / "credentials.yml"))
    app = run.configure_app(channels, enable_api=False, port=settings.rasa_port)
    app.ctx.agent = load_agent(settings, model)
    return app


def main() -> int:
    """Serve until stopped; status 78 when a new start would change nothing."""
    keep_files_private()
    logs.install()
    say = texts(__file__).say
    settings = get_settings()
    model = newest_model(settings)
    if model is None:
        logger.error(say("lanceur.sans_modele", dossier=settings.models_dir / "dialogue"))
        return NO_USE_RESTARTING
    try:
        app = make_app(settings, model)
    except Exception as error:  # nobody has written anything yet: the message may be shown
        logger.error(say("lanceur.impossible", erreur=f"{type(error).__name__}: {error} | {logs.fault(error)}"))
        return 1
    logs.adopt()
    app.run(host=HOST, port=settings.rasa_port, workers=1, access_log=False, motd=False)
    return 0


if __name__ == "__main__":
    sys.exit(main())
