"""The supervisor, on small real processes."""

import asyncio
import os
import signal
import sys
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import pytest

from bot.runtime.exits import NO_USE_RESTARTING
from bot.runtime.supervisor import Command, Pace, Supervisor

QUICK = Pace(first=0.05, last=0.2, healthy=60, grace=0.5)
SLEEPER = "import time; print('là', flush=True); time.sleep(60)"
STUBBORN = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('là', flush=True); time.sleep(60)"


def python(code: str, name: str = "enfant") -> Command:
    return Command(name, [sys.executable, "-c", code])


def alive(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"


async def until(condition: Callable[[], object], seconds: float = 10.0) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "did not happen in time"
        await asyncio.sleep(0.02)


class Lines(list[tuple[str, str]]):
    def show(self, name: str, line: str) -> None:
        self.append((name, line))

    def of(self, name: str) -> list[str]:
        return [line for who, line in self if who == name]


@asynccontextmanager
async def running(commands: list[Command], lines: Lines, pace: Pace = QUICK) -> AsyncIterator[Supervisor]:
    supervisor = Supervisor(commands, pace, lines.show)
    task = asyncio.create_task(supervisor.run())
    try:
        yield supervisor
    finally:
        supervisor.stop()
        await asyncio.wait_for(task, 10)


async def test_restarts_what_dies_and_leaves_the_others() -> None:
    lines = Lines()
    async with running([python(SLEEPER, "a"), python(SLEEPER, "b")], lines) as supervisor:
        await until(lambda: len(lines) == 2)
        first, other = supervisor.pids["a"], supervisor.pids["b"]
        os.kill(first, signal.SIGKILL)
        await until(lambda: len(lines.of("a")) == 2)
        assert supervisor.pids["a"] != first
        assert supervisor.pids["b"] == other
        assert supervisor.restarts == {"a": 1, "b": 0}


async def test_waits_longer_each_time_up_to_a_bound() -> None:
    lines = Lines()
    async with running([python("raise SystemExit(3)")], lines) as supervisor:
        await until(lambda: supervisor.restarts["enfant"] >= 4)
    waits = [line.rpartition("dans ")[2] for line in lines.of("service")]
    assert waits[:4] == ["0.05 s", "0.1 s", "0.2 s", "0.2 s"]
    assert "code 3" in lines.of("service")[0]


async def test_a_long_life_brings_the_wait_back() -> None:
    lines = Lines()
    async with running([python("import time; time.sleep(0.3)")], lines, Pace(0.05, 5, 0.2, 0.5)) as supervisor:
        await until(lambda: supervisor.restarts["enfant"] >= 3)
    assert {line.rpartition("dans ")[2] for line in lines.of("service")} == {"0.05 s"}


async def test_stops_all_even_the_stubborn() -> None:
    lines = Lines()
    started = time.monotonic()
    async with running([python(SLEEPER, "a"), python(STUBBORN, "b")], lines) as supervisor:
        await until(lambda: len(lines) == 2)
        pids = list(supervisor.pids.values())
    assert not any(map(alive, pids))
    assert time.monotonic() - started < 5


async def test_ends_what_a_child_started() -> None:
    code = f"import subprocess, sys, time; p = subprocess.Popen([sys.executable, '-c', {SLEEPER!r}]); print(p.pid, flush=True); time.sleep(60)"  # noqa: E501
    lines = Lines()
    async with running([python(code)], lines):
        await until(lambda: len(lines) == 2)
        grandchild = next(int(line) for line in lines.of("enfant") if line.isdigit())
        assert alive(grandchild)
    await until(lambda: not alive(grandchild))


async def test_gives_up_when_a_restart_is_of_no_use() -> None:
    lines = Lines()
    supervisor = Supervisor([python(f"raise SystemExit({NO_USE_RESTARTING})"), python(SLEEPER, "b")], QUICK, lines.show)
    assert await asyncio.wait_for(supervisor.run(), 10) == 1
    assert supervisor.gave_up == "enfant"
    assert supervisor.pids == {}


async def test_an_endless_line_is_cut() -> None:
    lines = Lines()
    async with running([python("print('é' * 200_000, flush=True); import time; time.sleep(60)")], lines):
        await until(lambda: lines)
    assert all(len(line) <= 4000 for line in lines.of("enfant"))


async def test_stops_when_nobody_reads_its_log() -> None:
    def broken(_name: str, _line: str) -> None:
        raise BrokenPipeError

    supervisor = Supervisor([python(SLEEPER)], QUICK, broken)
    assert await asyncio.wait_for(supervisor.run(), 10) == 0


async def test_the_environment_says_more_than_the_defaults(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ESSAI_A", "dehors")
    lines = Lines()
    code = "import os, time; print(os.environ['ESSAI_A'], os.environ['ESSAI_B'], flush=True); time.sleep(60)"
    command = Command("enfant", [sys.executable, "-c", code], {"ESSAI_A": "défaut", "ESSAI_B": "défaut"})
    async with running([command], lines):
        await until(lambda: lines)
    assert lines[0] == ("enfant", "dehors défaut")


@pytest.mark.skipif(sys.platform != "linux", reason="the kernel's tie between parent and child is Linux's")
async def test_children_die_with_a_killed_supervisor() -> None:
    code = (
        "import asyncio, sys\n"
        "from bot.runtime.supervisor import Command, Supervisor\n"
        f"child = [sys.executable, '-c', 'import os; print(os.getpid(), flush=True); ' + {SLEEPER!r}]\n"
        "asyncio.run(Supervisor([Command('enfant', child)]).run())\n"
    )
    process = await asyncio.create_subprocess_exec(sys.executable, "-c", code, stdout=asyncio.subprocess.PIPE)
    assert process.stdout is not None
    try:
        line = await asyncio.wait_for(process.stdout.readline(), 10)
        pid = int(line.rpartition(b"|")[2])
        assert alive(pid)
    finally:
        with suppress(ProcessLookupError):
            process.kill()
        await process.wait()
    await until(lambda: not alive(pid))
