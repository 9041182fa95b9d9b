"""The action server: rasa_sdk on loopback only, warmed up before it listens, no text of people in its log."""

import logging

from rasa_sdk.endpoint import create_app
from rasa_sdk.executor import ActionExecutor

from actions import resources
from bot.settings import get_settings


def main() -> None:
    """Serve until stopped."""
    logging.basicConfig(level=logging.ERROR, format="%(message)s")
    for name in ("rasa_sdk", "sanic"):
        logging.getLogger(name).setLevel(logging.CRITICAL)
    resources.warm()
    ActionExecutor().register_package("actions")
    app = create_app("actions")
    app.run("127.0.0.1", get_settings().actions_port, single_process=True, access_log=False, motd=False)


if __name__ == "__main__":
    main()
