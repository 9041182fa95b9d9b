"""Starts Rasa: loopback, REST channel only, one worker, no HTTP API, telemetry off, no text of people in its log."""

import logging
import os
import sys
from pathlib import Path

os.environ["RASA_TELEMETRY_ENABLED"] = "false"

from sqlalchemy.engine import make_url  # noqa: E402

from bot.settings import Settings, get_settings  # noqa: E402

QUIET = ("rasa", "sanic", "sanic.root", "sanic.error", "sanic.access", "apscheduler", "asyncio")
"""Loggers that may print a message, a tracker or events."""


class NoText(logging.Filter):
    """Keeps where and what class of fault, drops the message: Rasa logs the text of a failed turn."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Rewrite the record in place."""
        fault = record.exc_info[0].__name__ if record.exc_info and record.exc_info[0] else record.levelname
        record.msg, record.args = f"{record.name}:{record.lineno} {fault}", ()
        record.exc_info = record.exc_text = record.stack_info = None
        return True


def silence() -> None:
    """No text of people in any handler; only warnings and above are kept."""
    logging.basicConfig(level=logging.WARNING, format="%(message)s", force=True)
    for handler in logging.getLogger().handlers:
        handler.addFilter(NoText())
    for name in QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)


def tracker_store(settings: Settings) -> dict[str, object]:
    """Keys of the SQL tracker store: a file of its own with SQLite, else the product's server."""
    if settings.on_sqlite:
        return {"type": "SQL", "dialect": "sqlite", "db": str(settings.var_dir / "tracker.db")}
    url = make_url(settings.database)
    return {
        "type": "SQL", "dialect": "postgresql", "url": url.host, "port": url.port or 5432,
        "db": url.database, "username": url.username, "password": url.password,
    }  # fmt: skip


def write_endpoints(settings: Settings) -> Path:
    """The endpoints file that Rasa reads, made at each start in var/ (it may hold a password: 0600)."""
    import yaml

    content = {
        "action_endpoint": {"url": f"http://127.0.0.1:{settings.actions_port}/webhook"},
        "tracker_store": tracker_store(settings),
    }
    settings.var_dir.mkdir(parents=True, exist_ok=True)
    path = settings.var_dir / "endpoints.yml"
    path.write_text(yaml.safe_dump(content), encoding="utf-8")
    path.chmod(0o600)
    return path


def newest_model(settings: Settings) -> Path:
    """The newest archive of models/dialogue.

    Raises:
        SystemExit: when there is none, with what to do.
    """
    found = sorted((settings.models_dir / "dialogue").glob("*.tar.gz"))
    if not found:
        sys.exit("launcher: no dialogue model, run `make train`")
    return found[-1]


def main() -> None:
    """Serve until stopped."""
    settings = get_settings()
    model = newest_model(settings)
    endpoints = write_endpoints(settings)
    credentials = settings.var_dir / "credentials.yml"
    credentials.write_text("rest:\n", encoding="utf-8")
    from rasa.core import run
    from rasa.core.utils import AvailableEndpoints
    from rasa.utils import log_utils

    log_utils.configure_structlog(logging.CRITICAL)
    silence()
    run.serve_application(
        model_path=str(model), channel="rest", interface="127.0.0.1", port=settings.rasa_port,
        credentials=str(credentials), endpoints=AvailableEndpoints.read_endpoints(str(endpoints)), enable_api=False,
    )  # fmt: skip


if __name__ == "__main__":
    main()
