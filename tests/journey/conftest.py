"""The whole service, as ``make run`` starts it, on ports and files of its own."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator

import httpx
import pytest
from network import free_port
from whole_service import Service

from bot.engine.training import manifest
from bot.folders import ROOT
from bot.settings import get_settings


def _trained() -> bool:
    models = get_settings().models_dir
    return (models / "orientation" / "ranker.joblib").exists() and bool(manifest(models / "dialogue"))


@pytest.fixture(scope="session")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """Started once, stopped at the end."""
    if not _trained():
        if os.environ.get("CI") == "true":
            raise AssertionError("no trained models: `make test` makes them")
        pytest.skip("no trained models: run `make train`")
    folder = tmp_path_factory.mktemp("service")
    ports = {name: str(free_port()) for name in ("PORT", "RASA_PORT", "ACTIONS_PORT")}
    environment = {**os.environ, **ports, "VAR_DIR": str(folder), "DATABASE_URL": "", "HOST": "127.0.0.1"}
    subprocess.run([sys.executable, "-m", "bot", "catalogue", "load"], cwd=ROOT, env=environment, check=True)
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "bot", "serve"], cwd=ROOT, env=environment, stdout=log, stderr=log
        )
    with httpx.Client(base_url=f"http://127.0.0.1:{ports['PORT']}", timeout=40, trust_env=False) as client:
        running = Service(process, folder, client)
        try:
            running.recovered()
            yield running
        finally:
            process.send_signal(signal.SIGINT)
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()


@pytest.fixture
def timed(service: Service) -> Callable[[str, str], tuple[str, float]]:
    """A turn's whole text and its seconds."""

    def turn(text: str, sender: str) -> tuple[str, float]:
        started = time.monotonic()
        found = service.say(text, sender)
        return " ".join(str(item.get("text", "")) for item in found), time.monotonic() - started

    return turn
