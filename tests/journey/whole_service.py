"""The running service, as tests talk to it."""

import subprocess
import time
import uuid
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

MODULES = {"rasa": b"bot.engine.launcher", "actions": b"actions.server", "gateway": b"bot.gateway"}


@dataclass
class Service:
    """The running service."""

    process: "subprocess.Popen[bytes]"
    folder: Path
    client: httpx.Client

    def say(self, text: str, sender: str | None = None) -> list[dict[str, Any]]:
        """A turn; what is refused comes as one message."""
        body = {"sender": sender or uuid.uuid4().hex, "message": text}
        answer = self.client.post("/webhooks/rest/webhook", json=body).json()
        return answer if isinstance(answer, list) else [answer]

    def pid(self, name: str) -> int:
        """Process id of a child."""
        for folder in Path("/proc").glob("[0-9]*"):
            try:
                command = (folder / "cmdline").read_bytes().split(b"\0")
                parent = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
            except (OSError, ValueError):
                continue
            if MODULES[name] in command and parent == self.process.pid:
                return int(folder.name)
        raise AssertionError(f"{name} does not run")

    def recovered(self, seconds: float = 120.0) -> None:
        """Wait until a turn goes through every process (``/health`` may be as old as its last turn)."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            try:
                if "1. " in self.say("trop de logements vides")[0].get("text", ""):
                    return
            except httpx.HTTPError:
                pass
            time.sleep(0.5)
        raise AssertionError(self.said())

    def said(self) -> str:
        """All that the processes have printed."""
        return (self.folder / "log").read_text(encoding="utf-8", errors="replace")
