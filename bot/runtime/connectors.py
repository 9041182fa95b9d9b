"""Which connectors the service starts: those whose settings are there, in an environment of their own."""

import subprocess
from collections.abc import Callable, Iterator, Mapping

from bot.connectors.common.settings import ConnectorSettings, WrongSetting
from bot.connectors.mattermost.settings import MattermostSettings
from bot.connectors.tchap.settings import TchapSettings
from bot.folders import ROOT
from bot.runtime.supervisor import Command

CONNECTORS: Mapping[str, type[ConnectorSettings]] = {"tchap": TchapSettings, "mattermost": MattermostSettings}
"""Each runs as ``bot.connectors.<name>``."""

ENVIRONMENT = {"PYTHONUNBUFFERED": "1", "MALLOC_ARENA_MAX": "2"}
_PYTHON = ROOT / ".venv-connectors" / "bin" / "python"
_MAKE_SECONDS = 900.0

Say = Callable[..., None]


class Connectors:
    """Read at the start of the service: a wrong setting is said before anything runs."""

    def __init__(self) -> None:
        """Read the settings.

        Raises:
            WrongSetting: in one line, naming the connector and the key.
        """
        self.configured: list[str] = []
        for name, kind in CONNECTORS.items():
            try:
                if kind.load() is not None:
                    self.configured.append(name)
            except WrongSetting as error:
                raise WrongSetting(f"{name}: {error}") from None

    def commands(self, say: Say, secret: Mapping[str, str]) -> Iterator[Command]:
        """What to start, the environment made if it has to be; says of each connector whether it starts.

        ``secret`` is the environment that tells this run's secret, which the gateway knows too.
        """
        ready = bool(self.configured) and prepare()
        for name in CONNECTORS:
            if name not in self.configured:
                say("connecteur_absent", nom=name)
            elif not ready:
                say("connecteur_sans_bibliotheques", nom=name)
            else:
                say("connecteur", nom=name)
                yield Command(name, [str(_PYTHON), "-m", f"bot.connectors.{name}"], {**ENVIRONMENT, **secret})


def prepare() -> bool:
    """Make the connectors' environment, or find it up to date; whether it is there."""
    script = ROOT / "scripts" / "environment"
    try:
        return subprocess.run([str(script), "connectors"], cwd=ROOT, timeout=_MAKE_SECONDS, check=False).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False
