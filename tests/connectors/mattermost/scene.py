"""The whole way on this machine: mock Mattermost server, connector, gateway, fake Rasa, each a real process."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, TypeVar

import httpx

ROOT = Path(__file__).resolve().parents[3]
HERE = Path(__file__).resolve().parent
CONNECTORS_PYTHON = ROOT / ".venv-connectors" / "bin" / "python"
SERVERS_PYTHON = ROOT / ".venv-synapse" / "bin" / "python"
TOKEN = "jeton-du-robot-tres-secret"
SECRET = "secret-de-la-passerelle"
COMMAND_TOKEN = "jeton-de-la-commande"
Found = TypeVar("Found")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(look: Callable[[], Found | None], seconds: float = 15.0, every: float = 0.03) -> Found:
    """What ``look`` finds, as soon as it finds something."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if (found := look()) is not None:
            return found
        time.sleep(every)
    raise AssertionError("nothing came in time")


class Scene:
    """Starts and stops the processes, speaks for the people and reads what the bot posts."""

    def __init__(self, folder: Path, shared: "Scene | None" = None, **settings: object) -> None:
        """``shared`` is a scene whose server and gateway this one uses; without it, the scene starts its own."""
        self.folder = folder
        self._gateway = shared or self
        self.ports = {name: free_port() for name in ("server", "gateway", "callback")}
        self.url = f"http://127.0.0.1:{self.ports['server']}"
        self.http = httpx.Client(timeout=30.0, trust_env=False)
        self._connections = 0
        self.running: dict[str, "subprocess.Popen[bytes]"] = {}
        self._settings = settings
        if shared is not None:
            self.ports.update({name: shared.ports[name] for name in ("server", "gateway")})
            self.url = shared.url
            self.mock("reset")
        self._skipped = len(self._journal())

    @property
    def environment(self) -> dict[str, str]:
        """Nothing of the developer's own settings reaches the processes."""
        kept = {key: value for key, value in os.environ.items() if key in ("PATH", "HOME", "LANG", "SYSTEMROOT")}
        values: dict[str, object] = {
            "VAR_DIR": self.folder, "DATABASE_URL": f"sqlite:///{self.folder}/orientation.db",
            "GATEWAY_CALLERS": f"mattermost={SECRET}", "RATE_PER_MINUTE": 100_000, "ADDRESS_RATE_PER_MINUTE": 0,
            "PYTHONPATH": ROOT, "PYTHONWARNINGS": "ignore", "PYTHONUNBUFFERED": 1,
        }  # fmt: skip
        return {**kept, **{key: str(value) for key, value in values.items()}}

    @property
    def connector_settings(self) -> dict[str, str]:
        values: dict[str, object] = {
            "MATTERMOST_URL": self.url, "MATTERMOST_TOKEN": TOKEN, "MATTERMOST_GATEWAY_SECRET": SECRET,
            "MATTERMOST_GATEWAY_URL": f"http://127.0.0.1:{self.ports['gateway']}",
            "MATTERMOST_CALLBACK_PORT": self.ports["callback"], "MATTERMOST_PERSON_PER_MINUTE": 100_000,
            **self._settings,
        }  # fmt: skip
        return {key: str(value) for key, value in values.items()}

    def start(self, name: str, argv: Sequence[object], environment: dict[str, str]) -> None:
        with (self.folder / f"{name}.log").open("ab") as log:
            self.running[name] = subprocess.Popen(
                [str(part) for part in argv], env=environment, stdout=log, stderr=log, cwd=ROOT
            )

    def start_server(self) -> None:
        self.start("server", [SERVERS_PYTHON, HERE / "mock_server.py", self.ports["server"], TOKEN], self.environment)
        self._listening("server")

    def start_gateway(self) -> None:
        self.start("gateway", [sys.executable, HERE / "gateway_program.py", self.ports["gateway"]], self.environment)
        self._listening("gateway")

    def start_connector(self, *, connected: bool = True) -> None:
        environment = {**self.environment, **self.connector_settings}
        self.start("connector", [CONNECTORS_PYTHON, "-m", "bot.connectors.mattermost"], environment)
        if connected:
            self.until_connected()

    def until_connected(self) -> None:
        """Until the connector of this scene says so itself (the gateway may remember another one)."""
        before = self._connections

        def look() -> bool | None:
            count = self.said("connector").count("bridge connected\n")
            if count > before:
                self._connections = count
                return True
            return None

        wait_for(look, 20.0)

    def health(self) -> dict[str, Any]:
        """What the gateway's /health says of the connector."""
        report: dict[str, Any] = self.http.get(f"http://127.0.0.1:{self.ports['gateway']}/health").json()
        return dict(report["connectors"].get("mattermost", {}))

    def _listening(self, name: str) -> None:
        def look() -> bool | None:
            assert self.running[name].poll() is None, self.said(name)
            with socket.socket() as probe:
                return True if probe.connect_ex(("127.0.0.1", self.ports[name])) == 0 else None

        wait_for(look, 60.0)

    def kill(self, name: str, number: signal.Signals = signal.SIGKILL) -> int:
        """End a process; its exit status."""
        process = self.running.pop(name)
        process.send_signal(number)
        return process.wait(15)

    def close(self) -> None:
        for process in self.running.values():
            process.kill()
        for process in self.running.values():
            process.wait()
        self.http.close()

    def said(self, name: str) -> str:
        """All that a process has printed."""
        return (self.folder / f"{name}.log").read_text(encoding="utf-8", errors="replace")

    def mock(self, verb: str, **data: Any) -> dict[str, Any]:
        """One of the mock server's own routes."""
        response = self.http.post(f"{self.url}/mock/{verb}", json=data)
        response.raise_for_status()
        return dict(response.json())

    def say(self, message: str, user: str = "anne", channel: str = "direct", **more: Any) -> dict[str, Any]:
        """A person writes."""
        return self.mock("say", user=user, channel=channel, message=message, **more)

    def posts(self, *, notices: bool = False) -> list[dict[str, Any]]:
        """What the bot has posted, oldest first."""
        state = self.mock("state")["posts"]
        mine = [post for post in state if "orientation_answer" in post["props"] and not post["delete_at"]]
        return [post for post in mine if notices or not post["props"]["orientation_answer"].endswith("/notice")]

    def answers_to(self, post: dict[str, Any], count: int = 1, seconds: float = 15.0) -> list[dict[str, Any]]:
        """The posts that answer a message, once there are so many."""

        def look() -> list[dict[str, Any]] | None:
            found = [one for one in self.posts() if one["props"]["orientation_answer"].startswith(post["id"] + "/")]
            return found if len(found) >= count else None

        return wait_for(look, seconds)

    def quiet(self, seconds: float = 0.5) -> int:
        """How many posts the bot has made, once it makes no more."""
        count = -1
        while count != (count := len(self.posts(notices=True))):
            time.sleep(seconds)
        return count

    def turns(self) -> list[str]:
        """What reached Rasa, health checks left out."""
        return [body["message"] for body in self.bodies() if body["message"] != "/sonde"]

    def bodies(self) -> list[dict[str, Any]]:
        """The same, whole."""
        return [json.loads(line) for line in self._journal()[self._skipped :]]

    def _journal(self) -> list[str]:
        path = self._gateway.folder / "rasa.jsonl"
        return path.read_text(encoding="utf-8").splitlines() if path.exists() else []

    def violations(self) -> list[str]:
        """What didn't fit the official description."""
        return list(self.mock("state")["violations"])

    def click(self, post: dict[str, Any], name: str, user: str = "anne", **changed: Any) -> httpx.Response:
        """Click a button as the server does, and apply the update that the answer asks for."""
        actions = post["props"]["attachments"][0]["actions"]
        action = next(action for action in actions if action["name"].endswith(name))
        people = self.mock("state")["people"]
        body = {
            "user_id": people[user], "user_name": user, "channel_id": post["channel_id"], "channel_name": "c",
            "team_id": "", "team_domain": "", "post_id": post["id"], "trigger_id": "t", "type": "button",
            "data_source": "", "context": {**action["integration"]["context"], **changed},
        }  # fmt: skip
        response = self.http.post(action["integration"]["url"], json=body)
        update = response.json().get("update") if response.status_code == 200 else None
        if update:
            self.mock("set", update={"id": post["id"], "message": update["message"], "props": update["props"]})
        return response

    def command(self, text: str, user: str = "anne", token: str = COMMAND_TOKEN, **more: str) -> httpx.Response:
        """Run the slash command as the server does."""
        form = {
            "channel_id": "c1townhall6d2vb9w4nkrx7yze", "channel_name": "mairie", "command": "/orientation",
            "response_url": f"{self.url}/hooks/commands/x", "team_domain": "equipe", "team_id": "t", "text": text,
            "token": token, "trigger_id": f"{time.time_ns()}", "user_id": f"id-{user}", "user_name": user, **more,
        }  # fmt: skip
        return self.http.post(f"http://127.0.0.1:{self.ports['callback']}/commande", data=form)


MakeScene = Callable[..., Scene]
