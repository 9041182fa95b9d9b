"""``orientation bench``: time of a match, of whole turns and of Rasa's starter bot in the same run; memory.

Needs of 10 to 40 words of the development set, each once; a service and a starter bot of our own, one after the other.
"""

import json
import secrets
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

import httpx

from bot.folders import ROOT
from bot.impact.record import PROBE
from bot.orientation import Need, Ranker
from bot.runtime.apart import NotStarted, free_port, throwaway
from bot.settings import get_settings

FOLLOW_UPS = ("le 1", "c’est gratuit ?", "autre chose", "merci")
"""Said in turn after needs: one message in two is a need."""

STARTER_TURNS = ("hi", "I am great", "bye", "I am so sad", "yes", "are you a bot?")
WORDS = range(10, 41)
ROUTE = "/webhooks/rest/webhook"
PATIENCE = 300.0


@dataclass(frozen=True)
class Times:
    """What was timed, in milliseconds."""

    count: int
    p50: float
    p95: float

    @classmethod
    def of(cls, seconds: Sequence[float]) -> "Times":
        """From each call's seconds."""
        values = [value * 1000 for value in seconds]
        return cls(len(values), statistics.median(values), statistics.quantiles(values, n=20)[18])


def timed(work: Callable[[str], object], texts: Sequence[str]) -> Times:
    """Time a call for each text, in order."""
    seconds = []
    for text in texts:
        started = time.perf_counter()
        work(text)
        seconds.append(time.perf_counter() - started)
    return Times.of(seconds)


def needs(count: int) -> list[str]:
    """Texts of the development set, 10 to 40 words long."""
    lines = (get_settings().data_dir / "evaluation" / "needs.jsonl").read_text(encoding="utf-8").splitlines()
    texts = [json.loads(line)["text"] for line in lines]
    return [text for text in texts if len(text.split()) in WORDS][:count]


def memory(root: int) -> dict[str, float]:
    """PSS in MB of a process and of all its descendants, by module (Linux)."""
    children: dict[int, list[int]] = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            parent = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
        except (OSError, ValueError):
            continue
        children.setdefault(parent, []).append(int(folder.name))
    found: dict[str, float] = {}
    waiting = [root]
    while waiting:
        pid = waiting.pop()
        waiting += children.get(pid, [])
        command = Path(f"/proc/{pid}/cmdline").read_bytes().decode(errors="replace").split("\0")
        name = next((command[place + 1] for place, part in enumerate(command[:-1]) if part == "-m"), command[0])
        rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
        pss = next(line for line in rollup.splitlines() if line.startswith("Pss:"))
        label = "superviseur" if pid == root else name
        found[label] = found.get(label, 0.0) + int(pss.split()[1]) / 1024
    return found


def _post(client: httpx.Client, sender: str, text: str) -> object:
    """One message, which no statistics keep."""
    body = {"sender": sender, "message": text, "input_channel": PROBE}
    return client.post(ROUTE, json=body).raise_for_status()


def _asker(client: httpx.Client) -> Callable[[str], object]:
    """Each text in a conversation of its own."""

    def ask(text: str) -> object:
        return _post(client, secrets.token_hex(8), text)

    return ask


def _mixed(client: httpx.Client, texts: Sequence[str]) -> Times:
    """Needs and follow-ups in turn, eight messages a conversation."""
    sender, place = "", 0

    def ask(text: str) -> object:
        nonlocal sender, place
        sender, place = (secrets.token_hex(8) if place % 8 == 0 else sender), place + 1
        return _post(client, sender, text)

    return timed(ask, texts)


def _service(texts: Sequence[str], turns: int) -> tuple[dict[str, Times], dict[str, float]]:
    """Turns of our own service, and its memory after them."""
    with throwaway() as service, httpx.Client(base_url=service.address, timeout=40, trust_env=False) as client:
        ask = _asker(client)
        for text in texts[:5]:
            ask(text)
        lists = timed(ask, texts)
        mixed = [
            texts[(number // 2) % len(texts)] if number % 2 == 0 else FOLLOW_UPS[(number // 2) % 4]
            for number in range(turns)
        ]
        found = {"tour avec liste": lists, "tours mêlés": _mixed(client, mixed)}
        return found, memory(service.process.pid)


@contextmanager
def _starter(folder: Path) -> Iterator[str]:
    """Address of a running starter bot (trained first, one to three minutes, when it isn't yet)."""
    port = free_port()
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "starter.log").open("wb") as log:
        command = [sys.executable, "-W", "ignore", "-m", "bot.engine.starter", str(folder.resolve()), str(port)]
        process = subprocess.Popen(command, cwd=ROOT, stdout=log, stderr=log)
    address = f"http://127.0.0.1:{port}"
    try:
        end = time.monotonic() + PATIENCE
        while True:
            try:
                httpx.get(address, timeout=2, trust_env=False)
                break
            except httpx.HTTPError:
                if process.poll() is not None or time.monotonic() > end:
                    raise NotStarted(str(folder / "starter.log")) from None
                time.sleep(1)
        yield address
    finally:
        process.terminate()
        process.wait()


def bench(turns: int) -> int:
    """Measure and print; status 2 when something can't be started."""
    settings = get_settings()
    texts = needs(turns)
    ranker = Ranker.load(settings.models_dir / "orientation")
    ranker.match(Need(texts[0]))
    rows = {"match": timed(lambda text: ranker.match(Need(text)), texts)}
    try:
        found, used = _service(texts, turns)
        rows.update(found)
        with _starter(settings.var_dir / "bench" / "starter") as address:
            with httpx.Client(base_url=address, timeout=40, trust_env=False) as client:
                ask = _asker(client)
                for text in STARTER_TURNS:
                    ask(text)
                rows["bot de départ de Rasa"] = timed(ask, [STARTER_TURNS[n % 6] for n in range(turns)])
    except NotStarted as error:
        sys.stderr.write(f"orientation: not started: {error}\n")
        return 2
    ratio = rows["tour avec liste"].p50 / rows["bot de départ de Rasa"].p50
    for name, row in rows.items():
        sys.stdout.write(f"{name:26s} {row.count:4d}  p50 {row.p50:6.1f} ms  p95 {row.p95:6.1f} ms\n")
    sys.stdout.write(f"{'rapport (tour avec liste)':26s}       {ratio:6.2f}\n")
    for name, size in sorted(used.items()):
        sys.stdout.write(f"{name:26s}       {size:6.0f} Mo (PSS)\n")
    sys.stdout.write(f"{'mémoire en tout':26s}       {sum(used.values()):6.0f} Mo (PSS)\n")
    content = {"times": {name: asdict(row) for name, row in rows.items()}, "ratio": ratio, "memory": used}
    target = settings.var_dir / "bench" / "bench.json"
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return 0
