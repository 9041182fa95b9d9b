"""``python -m bot.connectors.tchap``: the connector's process, started by the supervisor."""

import asyncio
import sys

from bot.connectors.common.settings import WrongSetting
from bot.connectors.tchap.settings import TchapSettings
from bot.runtime import logs
from bot.runtime.private import keep_files_private


def main() -> int:
    """Run; 0 stopped, 1 refused by the server, 2 could not start."""
    keep_files_private()
    logs.install()
    try:
        settings = TchapSettings.load()
    except WrongSetting as error:
        sys.stderr.write(f"tchap: {error}\n")
        return 2
    if settings is None:
        sys.stderr.write("tchap: no TCHAP_ setting (see .env.example)\n")
        return 2
    from bot.connectors.tchap.app import run  # after the settings: the libraries take a second to load

    logs.adopt()
    return asyncio.run(run(settings))


if __name__ == "__main__":
    sys.exit(main())
