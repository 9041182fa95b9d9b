"""Keeps processes alive: restarts what dies, with backoff, and stops all together.

Plain asyncio on purpose: honcho stops everything when one process ends, supervisord wants a daemon and a
configuration file, circus brings ZeroMQ and a control socket; what is needed here fits on two screens.
"""

import asyncio
import contextlib
import ctypes
import os
import signal
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from bot.runtime.exits import NO_USE_RESTARTING
from bot.texts import texts

SUPERVISOR = "service"
"""Prefix of the supervisor's own lines."""

_LONGEST_LINE = 4000
_PR_SET_PDEATHSIG = 1
_LIBC = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None


@dataclass(frozen=True)
class Command:
    """One process to keep alive."""

    name: str
    argv: Sequence[str]
    env: Mapping[str, str] = field(default_factory=dict)
    """Added to the supervisor's environment, which wins where it says something already."""


@dataclass(frozen=True)
class Pace:
    """Seconds."""

    first: float = 0.5
    """Wait before the first restart; doubled each time."""
    last: float = 30.0
    """Longest wait before a restart."""
    healthy: float = 60.0
    """A process that lived this long starts again from the first wait."""
    grace: float = 5.0
    """Between SIGTERM and SIGKILL."""


def show(name: str, line: str) -> None:
    """Print a line under the name of who says it."""
    sys.stdout.write(f"{name:<8} | {line}\n")
    sys.stdout.flush()


def _tie_to(parent: int) -> Callable[[], None]:
    """What a child runs before its program: the kernel kills it when the supervisor dies, even by SIGKILL."""

    def tie() -> None:
        if _LIBC is not None:
            _LIBC.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
            if os.getppid() != parent:  # it died in between: the signal will never come
                os._exit(1)

    return tie


class Supervisor:
    """Runs commands until :meth:`stop`, or until one says that a restart is of no use."""

    def __init__(
        self, commands: Sequence[Command], pace: Pace | None = None, show: Callable[[str, str], None] = show
    ) -> None:
        self._commands = commands
        self._pace = pace or Pace()
        self._show = show
        self._stopping = asyncio.Event()
        self._hurry = False
        self.pids: dict[str, int] = {}
        """Process ids of what runs now."""
        self.restarts: dict[str, int] = {command.name: 0 for command in commands}
        self.gave_up: str | None = None
        """Name of the command that ended with :data:`NO_USE_RESTARTING`."""

    def stop(self) -> None:
        """Ask all to end; asked twice, they are killed at once."""
        self._hurry = self._stopping.is_set()
        self._stopping.set()
        if self._hurry:
            for pid in self.pids.values():
                self._signal(pid, signal.SIGKILL)

    def say(self, key: str, **values: object) -> None:
        """Print one of the supervisor's own lines."""
        try:
            self._show(SUPERVISOR, texts(__file__).say(key, **values))
        except OSError:  # nobody reads any more
            self._stopping.set()

    async def run(self) -> int:
        """Run all; returns when every child has ended.

        Returns:
            0 when stopped, 1 when a command gave up.
        """
        await asyncio.gather(*(self._keep(command) for command in self._commands))
        return 1 if self.gave_up else 0

    async def _keep(self, command: Command) -> None:
        wait, loop = self._pace.first, asyncio.get_running_loop()
        while not self._stopping.is_set():
            began = loop.time()
            code = await self._run_once(command)
            if self._stopping.is_set():
                return
            if code == NO_USE_RESTARTING:
                self.gave_up = command.name
                self.say("inutile", nom=command.name)
                self._stopping.set()
                return
            wait = self._pace.first if loop.time() - began >= self._pace.healthy else wait
            self.say("relance", nom=command.name, code=code, secondes=f"{wait:g}")
            with contextlib.suppress(asyncio.TimeoutError):
                await asyncio.wait_for(self._stopping.wait(), wait)
            wait = min(wait * 2, self._pace.last)
            self.restarts[command.name] += 1

    async def _run_once(self, command: Command) -> int:
        """Run a command to its end, or to ours; its exit status (negative: the signal that ended it)."""
        process = await asyncio.create_subprocess_exec(
            *command.argv,
            env={**command.env, **os.environ},
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
            # Ctrl-C reaches the whole group of the terminal: only the supervisor must hear it.
            start_new_session=True,
            preexec_fn=_tie_to(os.getpid()),
        )
        self.pids[command.name] = process.pid
        assert process.stdout is not None
        output = asyncio.create_task(self._copy(command.name, process.stdout))
        ended, stopping = asyncio.ensure_future(process.wait()), asyncio.ensure_future(self._stopping.wait())
        await asyncio.wait({ended, stopping}, return_when=asyncio.FIRST_COMPLETED)
        stopping.cancel()
        await self._end(process, ended)
        # A grandchild may hold the pipe open: what it says later is of no interest.
        await asyncio.wait({output}, timeout=1.0)
        output.cancel()
        self.pids.pop(command.name, None)
        return int(process.returncode or 0)

    async def _end(self, process: asyncio.subprocess.Process, ended: "asyncio.Future[int]") -> None:
        """End a process and what it started: SIGTERM, then SIGKILL."""
        if not ended.done():
            self._signal(process.pid, signal.SIGKILL if self._hurry else signal.SIGTERM)
            await asyncio.wait({ended}, timeout=self._pace.grace)
        self._signal(process.pid, signal.SIGKILL)
        await ended

    @staticmethod
    def _signal(pid: int, number: signal.Signals) -> None:
        """Send a signal to a child's whole group."""
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(pid, number)

    async def _copy(self, name: str, stream: asyncio.StreamReader) -> None:
        """Print what a child says, line by line, cut where a line is endless."""
        waiting = b""
        while chunk := await stream.read(65536):
            *lines, waiting = (waiting + chunk).split(b"\n")
            if len(waiting) > _LONGEST_LINE:
                lines, waiting = [*lines, waiting], b""
            for line in lines:
                self._print(name, line)
        self._print(name, waiting)

    def _print(self, name: str, line: bytes) -> None:
        text = line[:_LONGEST_LINE].decode("utf-8", "replace").rstrip()
        if text:
            try:
                self._show(name, text)
            except OSError:  # nobody reads any more: a service without a log stops
                self._stopping.set()
