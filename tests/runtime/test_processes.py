"""``orientation serve``: ports, readiness, signals."""

import asyncio
import os
import signal
import socket
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.runtime import processes as module
from bot.runtime.supervisor import Command, Supervisor
from bot.settings import Settings

SERVER = """
import http.server, json, sys
class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        body = json.dumps({answer!r}).encode()
        self.send_response(200); self.end_headers(); self.wfile.write(body)
    def log_message(self, *args): pass
http.server.HTTPServer(("127.0.0.1", int(sys.argv[1])), Handler).serve_forever()
"""


def free_ports(count: int) -> list[int]:
    sockets = [socket.socket() for _ in range(count)]
    for one in sockets:
        one.bind(("127.0.0.1", 0))
    numbers = [int(one.getsockname()[1]) for one in sockets]
    for one in sockets:
        one.close()
    return numbers


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    gateway, rasa, actions = free_ports(3)
    return Settings(_env_file=None, port=gateway, rasa_port=rasa, actions_port=actions, var_dir=tmp_path)


@pytest.fixture
def taken() -> Iterator[int]:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield int(listener.getsockname()[1])


def fakes(settings: Settings, answer: dict[str, object]) -> list[Command]:
    code = SERVER.replace("{answer!r}", repr(answer))
    return [
        Command(name, [sys.executable, "-c", code, str(port)])
        for name, port in (("rasa", settings.rasa_port), ("actions", settings.actions_port), ("gateway", settings.port))
    ]


def test_free_ports_are_no_obstacle(settings: Settings) -> None:
    assert module.obstacle(settings) is None


@pytest.mark.parametrize("name", ["port", "rasa_port", "actions_port"])
def test_a_taken_port_is_said_in_one_line(
    settings: Settings, taken: int, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert module.serve(settings.copy(update={name: taken})) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.count("\n") == 1
    assert str(taken) in said.err
    assert f"{name.upper()}=" in said.err


def test_one_port_for_two_is_taken(settings: Settings) -> None:
    line = module.obstacle(settings.copy(update={"actions_port": settings.rasa_port}))
    assert line is not None
    assert "ACTIONS_PORT=" in line


def test_a_foreign_address_is_said(settings: Settings) -> None:
    line = module.obstacle(settings.copy(update={"host": "203.0.113.7"}))
    assert line is not None
    assert "HOST" in line


async def test_ready_is_said_once_when_health_is_ok(settings: Settings) -> None:
    lines: list[str] = []
    supervisor = Supervisor(fakes(settings, {"status": "ok"}), show=lambda _name, line: lines.append(line))
    task = asyncio.create_task(supervisor.run())
    await asyncio.wait_for(module.say_ready(settings, supervisor), 20)
    supervisor.stop()
    assert await task == 0
    assert [line for line in lines if "prêt" in line] == [
        f"L’assistant est prêt : http://localhost:{settings.port} (Ctrl-C pour arrêter)"
    ]


async def test_what_is_waited_for_is_named(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "PATIENCE", 1.5)
    lines: list[str] = []
    answer: dict[str, object] = {"status": "down", "rasa": "down", "actions": "ok", "database": "ok"}
    supervisor = Supervisor(fakes(settings, answer), show=lambda _name, line: lines.append(line))
    task = asyncio.create_task(supervisor.run())
    ready = asyncio.create_task(module.say_ready(settings, supervisor))
    for _ in range(200):
        await asyncio.sleep(0.05)
        if any("attente" in line for line in lines):
            break
    ready.cancel()
    supervisor.stop()
    await task
    assert any("attente de : rasa." in line for line in lines)
    assert not any("prêt" in line for line in lines)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
async def test_a_signal_stops_everything(settings: Settings, number: signal.Signals) -> None:
    code = (
        "import json, os, sys\n"
        "from bot.runtime import processes as module\n"
        "from bot.runtime.supervisor import Command\n"
        f"module.commands = lambda secret: [Command('gateway', [sys.executable, '-c', {SERVER!r}.replace('{{answer!r}}', '1'), '{settings.port}'])]\n"  # noqa: E501
        "sys.exit(module.serve())\n"
    )
    ports = {"PORT": settings.port, "RASA_PORT": settings.rasa_port, "ACTIONS_PORT": settings.actions_port}
    environment = {**os.environ, **{name: str(port) for name, port in ports.items()}}
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", code, env=environment, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT
    )
    for _ in range(200):
        await asyncio.sleep(0.05)
        try:
            _reader, writer = await asyncio.open_connection("127.0.0.1", settings.port)
            writer.close()
            break
        except OSError:
            continue
    process.send_signal(number)
    out, _ = await asyncio.wait_for(process.communicate(), 15)
    assert process.returncode == 0, out.decode()
    assert "Tout est arrêté." in out.decode()
    with socket.socket() as probe:
        assert probe.connect_ex(("127.0.0.1", settings.port)) != 0


def test_the_children_are_ours_and_quiet() -> None:
    commands = module.commands({"SECRET": "x"})
    modules = {command.name: command.argv[-1] for command in commands}
    assert modules == {"rasa": "bot.engine.launcher", "actions": "actions.server", "gateway": "bot.gateway"}
    for command in commands:
        assert command.env["SECRET"] == "x"
        assert command.env["RASA_TELEMETRY_ENABLED"] == "false"
