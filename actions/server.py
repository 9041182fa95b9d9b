"""The action server (``python -m actions.server``): loopback only, warm before it listens, silent about texts."""

import inspect
import logging
import sys
from typing import Any

from bot.runtime import logs
from bot.runtime.private import keep_files_private
from bot.settings import get_settings

HOST = "127.0.0.1"
"""Only Rasa and the gateway, on this machine, call the actions; rasa_sdk listens everywhere unless told."""

logger = logging.getLogger("actions.server")


def _leaves_only(executor: Any) -> None:
    """Leave out the classes that actions derive from: rasa_sdk takes every class for an action."""
    register = executor.register_action

    def register_leaf(self: Any, action: Any) -> None:
        if not (inspect.isclass(action) and action.__subclasses__()):
            register(self, action)

    executor.register_action = register_leaf


async def _failed(_request: Any, error: Exception) -> Any:
    """The answer to any fault: its class. rasa_sdk's own returns the request, that is the whole conversation."""
    from sanic import response
    from sanic.exceptions import SanicException

    status = error.status_code if isinstance(error, SanicException) else 500
    if status >= 500:
        logger.error("action failed: %s", logs.fault(error))
    return response.json({"error": type(error).__name__}, status=status)


def make_app() -> Any:
    """The Sanic application with every action of the package."""
    from rasa_sdk.endpoint import create_app
    from rasa_sdk.executor import ActionExecutor

    from actions import programmes, reading

    _leaves_only(ActionExecutor)
    app = create_app("actions", cors_origins="")
    app.error_handler.add(Exception, _failed)
    app.add_route(programmes.orient, programmes.PATH, methods=["POST"])
    app.add_route(programmes.cards, programmes.CARDS, methods=["POST"])
    app.add_route(reading.read, reading.PATH, methods=["POST"])
    return app


def main() -> int:
    """Serve until stopped."""
    keep_files_private()
    logs.install()
    try:
        from actions import resources

        resources.warm()
        resources.forum().start()
        app = make_app()
    except Exception as error:  # nobody has written anything yet: the message may be shown
        logger.error("%s: %s | %s", type(error).__name__, error, logs.fault(error))
        return 1
    logs.adopt()
    app.run(HOST, get_settings().actions_port, workers=1, access_log=False, motd=False)
    return 0


if __name__ == "__main__":
    sys.exit(main())
