"""Logs without anybody's text.

Rasa logs the text of a failed turn, and any library may quote in an error what it was given. So nothing of what
another package says is kept but its logger, its place in the code, and the class and place of the exception. Our own
loggers (``bot.*``, ``actions.*``) are believed: they never log a text.
"""

import logging
import sys
import threading
import traceback
import warnings
from types import TracebackType
from typing import Any, TextIO

OWN = ("bot", "actions")
"""Packages whose log messages are printed; every other logger is reduced to its place."""

_DEEPEST = 4
"""How many causes of an exception are named."""


def _short(path: str) -> str:
    """A path from the installed package on, without the machine's own folders."""
    return path.partition("site-packages/")[2] or "/".join(path.split("/")[-2:])


def fault(error: BaseException) -> str:
    """Class and place of an exception and of its causes, never its message."""
    parts: list[str] = []
    cause: BaseException | None = error
    while cause is not None and len(parts) < _DEEPEST:
        frames = traceback.extract_tb(cause.__traceback__)
        place = f" at {_short(frames[-1].filename)}:{frames[-1].lineno}" if frames else ""
        parts.append(type(cause).__name__ + place)
        cause = cause.__cause__ or cause.__context__
    return " from ".join(parts)


def is_own(name: str) -> bool:
    """Whether a logger is one of ours."""
    return name.partition(".")[0] in OWN


class PlaceOnly(logging.Formatter):
    """One line a record; for loggers of others, the place instead of the message."""

    def format(self, record: logging.LogRecord) -> str:
        """The line of a record."""
        place = getattr(record, "constant", None) or f"{_short(record.pathname)}:{record.lineno}"
        what = record.getMessage() if is_own(record.name) else place
        error = record.exc_info[1] if record.exc_info else None
        return f"{record.levelname} {record.name} {what}" + (f" | {fault(error)}" if error else "")


def _worth_it(record: logging.LogRecord) -> bool:
    """Ours from INFO on, the others' from WARNING on."""
    return record.levelno >= (logging.INFO if is_own(record.name) else logging.WARNING)


def _warned(
    message: Warning | str, category: type[Warning], filename: str, lineno: int, file: Any = None, line: Any = None
) -> None:
    if not issubclass(category, (DeprecationWarning, FutureWarning, PendingDeprecationWarning, ImportWarning)):
        logging.getLogger("bot.runtime.logs").warning("%s at %s:%d", category.__name__, _short(filename), lineno)


def _uncaught(_kind: type[BaseException], error: BaseException, _trace: TracebackType | None) -> None:
    if not isinstance(error, KeyboardInterrupt):
        logging.getLogger("bot.runtime.logs").critical("uncaught %s", fault(error))


def _uncaught_in_thread(args: threading.ExceptHookArgs) -> None:
    if args.exc_value is not None:
        _uncaught(args.exc_type, args.exc_value, args.exc_traceback)


def quiet_warnings() -> None:
    """Log warnings by class and place, and leave out those meant for the libraries' own authors."""
    warnings.showwarning = _warned


def install(stream: TextIO | None = None) -> logging.Handler:
    """Make this process's logs, warnings and uncaught exceptions free of text; call it before anything is read.

    Args:
        stream: where to write; standard error by default.

    Returns:
        The one handler.
    """
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(PlaceOnly())
    handler.addFilter(_worth_it)
    logging.basicConfig(level=logging.INFO, handlers=[handler], force=True)
    # A logger cut off from the root would print its raw message, and a record that can't be formatted its arguments.
    logging.lastResort = handler  # type: ignore[assignment]
    logging.raiseExceptions = False
    quiet_warnings()
    sys.excepthook = _uncaught
    threading.excepthook = _uncaught_in_thread
    return handler


def adopt() -> None:
    """Take away the handlers that libraries gave their loggers while they were imported."""
    for name in list(logging.Logger.manager.loggerDict):
        logger = logging.getLogger(name)
        logger.handlers.clear()
        logger.propagate = True
