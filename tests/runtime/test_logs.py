"""No text of people in logs, whoever writes them and however."""

import io
import logging
import subprocess
import sys
import threading
import warnings
from collections.abc import Iterator

import pytest

from bot.runtime import logs

MARK = "zébulon-7391"
"""Stands for what a person wrote."""


@pytest.fixture
def out() -> Iterator[io.StringIO]:
    """What the installed handler writes; the process's own logging comes back after."""
    root = logging.getLogger()
    kept = (root.handlers[:], root.level, logging.lastResort, logging.raiseExceptions)
    hooks = (warnings.showwarning, sys.excepthook, threading.excepthook)
    stream = io.StringIO()
    logs.install(stream)
    yield stream
    root.handlers[:], root.level, logging.lastResort, logging.raiseExceptions = kept
    warnings.showwarning, sys.excepthook, threading.excepthook = hooks


def fail() -> None:
    try:
        raise ValueError(f"bad {MARK}")
    except ValueError as error:
        raise RuntimeError(f"turn of {MARK}") from error


def test_a_foreign_message_is_reduced_to_its_place(out: io.StringIO) -> None:
    logging.getLogger("rasa.core.processor").error("could not handle %s", MARK)
    assert out.getvalue().startswith("ERROR rasa.core.processor runtime/test_logs.py:")
    assert MARK not in out.getvalue()


def test_exceptions_are_named_with_their_causes(out: io.StringIO) -> None:
    try:
        fail()
    except RuntimeError:
        logging.getLogger("sanic.error").exception("handling %s", MARK)
        logging.getLogger("bot.engine.channel").exception("turn failed")
    assert out.getvalue().count("RuntimeError at ") == 2
    assert out.getvalue().count("ValueError at ") == 2
    assert MARK not in out.getvalue()


def test_our_own_messages_are_kept(out: io.StringIO) -> None:
    logging.getLogger("bot.gateway.dialogue").info("Rasa: %s", "slow")
    assert out.getvalue() == "INFO bot.gateway.dialogue Rasa: slow\n"


def test_only_warnings_of_others(out: io.StringIO) -> None:
    logging.getLogger("rasa").info(MARK)
    assert out.getvalue() == ""


def test_a_record_that_cannot_be_formatted_says_nothing(out: io.StringIO, capsys: pytest.CaptureFixture[str]) -> None:
    logging.getLogger("bot.gateway").error("%d", MARK)
    assert MARK not in out.getvalue() + capsys.readouterr().err


def test_a_logger_cut_off_from_the_root_is_filtered_too(out: io.StringIO, capsys: pytest.CaptureFixture[str]) -> None:
    logger = logging.getLogger("apscheduler.scheduler")
    logger.propagate = False
    try:
        logger.error("job of %s", MARK)
        assert "apscheduler.scheduler" in out.getvalue()
        assert MARK not in out.getvalue() + capsys.readouterr().err
    finally:
        logger.propagate = True


def test_handlers_of_libraries_are_taken_away(out: io.StringIO, capsys: pytest.CaptureFixture[str]) -> None:
    logger = logging.getLogger("quelque.bibliotheque")
    logger.addHandler(logging.StreamHandler(sys.stderr))
    logs.adopt()
    logger.error(MARK)
    assert MARK not in capsys.readouterr().err
    assert "quelque.bibliotheque" in out.getvalue()


def test_warnings_are_reduced_to_their_place(out: io.StringIO, capsys: pytest.CaptureFixture[str]) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        warnings.showwarning = logs._warned
        warnings.warn(f"odd {MARK}", UserWarning, stacklevel=1)
        warnings.warn(f"old {MARK}", DeprecationWarning, stacklevel=1)
    assert out.getvalue().count("\n") == 1
    assert "UserWarning at " in out.getvalue()
    assert MARK not in out.getvalue() + capsys.readouterr().err


@pytest.mark.parametrize(
    "ending",
    [
        f"raise ValueError('{MARK}')",
        f"import threading; t = threading.Thread(target=lambda: int('{MARK}')); t.start(); t.join()",
        f"import asyncio\nasync def f():\n t = asyncio.ensure_future(g()); await asyncio.sleep(0); del t\n"
        f"async def g(): raise KeyError('{MARK}')\nasyncio.run(f()); import gc; gc.collect()",
    ],
    ids=["main", "thread", "task"],
)
def test_uncaught_exceptions_are_named_only(ending: str) -> None:
    code = f"from bot.runtime import logs\nlogs.install()\n{ending}\n"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert MARK not in done.stdout + done.stderr
    assert "Error" in done.stderr
