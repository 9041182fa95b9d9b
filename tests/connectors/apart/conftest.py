"""Synapse, the gateway and the connector, each a real process; run in the connectors' environment."""

import json
import os
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).parent))
from synapse import ROOT, Synapse, connectors_python, free_port, product_python  # noqa: E402


@dataclass
class Gateway:
    """The real gateway before the echoing Rasa."""

    folder: Path
    port: int = field(default_factory=free_port)
    process: "subprocess.Popen[bytes] | None" = None

    def start(self) -> "Gateway":
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(
                [product_python(), str(Path(__file__).with_name("real_gateway.py")), str(self.port), str(self.folder)],
                stdout=log, stderr=log, cwd=ROOT,
            )  # fmt: skip
        end = time.monotonic() + 60
        while time.monotonic() < end and self.process.poll() is None:
            try:
                self.health()
                return self
            except OSError:
                time.sleep(0.1)
        raise AssertionError((self.folder / "log").read_text()[-3000:])

    def health(self) -> Any:
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        with opener.open(f"http://127.0.0.1:{self.port}/health", timeout=10) as response:
            return json.loads(response.read())

    def turns(self) -> list[str]:
        """Messages that reached Rasa, health checks left out."""
        lines = (self.folder / "turns.jsonl").read_text(encoding="utf-8").splitlines()
        return [one for one in (json.loads(line)["message"] for line in lines) if one != "/sonde"]

    def stop(self) -> None:
        if self.process is not None:
            self.process.terminate()
            self.process.wait(15)
            self.process = None


@dataclass
class Bot:
    """The connector as the supervisor runs it."""

    folder: Path
    settings: dict[str, str]
    process: "subprocess.Popen[bytes] | None" = None

    def start(self) -> "Bot":
        environment = {key: value for key, value in os.environ.items() if not key.startswith("TCHAP_")}
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [connectors_python(), "-m", "bot.connectors.tchap"],
                env={**environment, **self.settings, "VAR_DIR": str(self.folder)}, stdout=log, stderr=log, cwd=ROOT,
            )  # fmt: skip
        return self

    @property
    def log(self) -> Path:
        return self.folder / "tchap.log"

    def said(self) -> str:
        return self.log.read_text(encoding="utf-8")

    def kill(self) -> None:
        assert self.process is not None
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def stop(self, seconds: float = 15.0) -> int:
        assert self.process is not None
        self.process.terminate()
        return int(self.process.wait(seconds))

    def memory(self) -> int:
        """Resident memory, in kB."""
        assert self.process is not None
        lines = Path(f"/proc/{self.process.pid}/status").read_text().splitlines()
        return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS"))


@pytest.fixture(scope="module")
def synapse(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Synapse]:
    server = Synapse(tmp_path_factory.mktemp("synapse")).start()
    yield server
    server.stop()


@pytest.fixture(scope="module")
def gateway(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Gateway]:
    one = Gateway(tmp_path_factory.mktemp("gateway")).start()
    yield one
    one.stop()


@pytest.fixture(scope="module")
def bot(synapse: Synapse, gateway: Gateway, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bot]:
    """The connector, connected; its name is Orientation."""
    one = make_bot(synapse, gateway, tmp_path_factory.mktemp("bot"))
    one.start()
    wait_connected(gateway)
    yield one
    if one.process is not None and one.process.poll() is None:
        one.stop()


def make_bot(synapse: Synapse, gateway: Gateway, folder: Path, name: str = "bot", **settings: str) -> Bot:
    user = synapse.register(name, display="Orientation")
    return Bot(
        folder,
        {
            "TCHAP_HOMESERVER": synapse.url, "TCHAP_USER": user, "TCHAP_PASSWORD": "motdepasse",
            "TCHAP_ALLOWED_DOMAINS": synapse.name, "TCHAP_GATEWAY_URL": f"http://127.0.0.1:{gateway.port}",
            "TCHAP_GATEWAY_SECRET": "secret", "TCHAP_CALLS_PER_SECOND": "0", "TCHAP_PERSON_PER_MINUTE": "10000",
            **settings,
        },
    )  # fmt: skip


def wait_connected(gateway: Gateway, seconds: float = 60.0) -> None:
    """Wait until ``/health`` shows the connector connected."""
    end = time.monotonic() + seconds
    while not gateway.health()["connectors"].get("tchap", {}).get("connected"):
        assert time.monotonic() < end, gateway.health()
        time.sleep(0.2)
