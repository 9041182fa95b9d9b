"""``orientation bench``: time of a turn through the gateway, and memory of each process."""

import json
import secrets
import statistics
import sys
import time
from pathlib import Path

import httpx

from bot.settings import get_settings

FOLLOW_UPS = ("le 1", "c’est gratuit ?", "autre chose", "merci")
"""Said in turn after needs: one message in two is a need."""


def memory() -> dict[str, float]:
    """PSS in MB of our processes, by module (Linux)."""
    found: dict[str, float] = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            command = (folder / "cmdline").read_bytes().split(b"\0")
            rollup = (folder / "smaps_rollup").read_text()
        except OSError:
            continue
        names = [part.decode() for part in command if part in _MODULES]
        if names:
            pss = next(line for line in rollup.splitlines() if line.startswith("Pss:"))
            found[names[0]] = found.get(names[0], 0) + int(pss.split()[1]) / 1024
    return found


_MODULES = {b"actions.server", b"bot.engine.launcher", b"bot.gateway", b"serve"}


def bench(turns: int) -> int:
    """Print median and p95 of the turns; status 2 when the server is away."""
    settings = get_settings()
    lines = (settings.data_dir / "evaluation" / "needs.jsonl").read_text(encoding="utf-8").splitlines()
    needs = [json.loads(line)["text"] for line in lines]
    times: list[float] = []
    with httpx.Client(base_url=f"http://127.0.0.1:{settings.port}", timeout=40) as client:
        for number in range(turns):
            if number % 8 == 0:
                sender = secrets.token_hex(8)
            text = needs[number % len(needs)] if number % 2 == 0 else FOLLOW_UPS[(number // 2) % len(FOLLOW_UPS)]
            started = time.perf_counter()
            try:
                answer = client.post("/webhooks/rest/webhook", json={"sender": sender, "message": text})
                answer.raise_for_status()
            except httpx.HTTPError as error:
                sys.stderr.write(f"orientation: no answer on port {settings.port}: {type(error).__name__}\n")
                return 2
            times.append((time.perf_counter() - started) * 1000)
    p95 = statistics.quantiles(times, n=20)[18]
    sys.stdout.write(f"{turns} turns: median {statistics.median(times):.0f} ms, p95 {p95:.0f} ms\n")
    for name, size in sorted(memory().items()):
        sys.stdout.write(f"{name:24s} {size:7.0f} MB (PSS)\n")
    return 0
