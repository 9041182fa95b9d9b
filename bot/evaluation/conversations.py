"""``orientation evaluate --conversations [FILE…]``: scripts of conversations, played on a service of our own.

Those of data/evaluation/conversations, or the JSON lines of each FILE (see :mod:`bot.evaluation.scripts`).
"""

import secrets
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import httpx
import yaml

from bot.evaluation import playing
from bot.evaluation.lines import BadSet
from bot.evaluation.scripts import Script, read_scripts
from bot.folding import fold
from bot.impact.record import PROBE
from bot.runtime.apart import NotStarted, throwaway
from bot.settings import get_settings

Turn = list[dict[str, Any]]


def flat(text: str) -> str:
    """Folded, no-break spaces made plain."""
    return " ".join(fold(text).split())


def faults(turn: Turn, expect: dict[str, Any]) -> list[str]:
    """What a turn lacks of what its script expects; empty when all holds."""
    payloads = [item["custom"] for item in turn if "custom" in item]
    text = flat(" ".join(str(item.get("text", "")) for item in turn))
    shown = {item["id"] for payload in payloads for item in payload.get("solutions", [])}
    kinds = [payload["type"] for payload in payloads] or ["text"]
    found = []
    if not text:
        found.append("no text")
    if "payload" in expect and expect["payload"] not in kinds:
        found.append(f"payload {kinds} instead of {expect['payload']}")
    if "any_of" in expect and not shown & set(expect["any_of"]):
        found.append(f"none of {expect['any_of']} among {sorted(shown)}")
    found += [f"{key} shown" for key in expect.get("not_in", []) if key in shown]
    found += [f"lacks «{word}»" for word in expect.get("contains", []) if flat(word) not in text]
    found += [f"holds «{word}»" for word in expect.get("lacks", []) if flat(word) in text]
    words = expect.get("contains_any", [])
    if words and not any(flat(word) in text for word in words):
        found.append(f"none of {words}")
    return found


def run(path: Path, client: httpx.Client) -> tuple[str, list[str]]:
    """Play one script in a conversation of its own; its kind and its faults, each with the number of its turn."""
    script = yaml.safe_load(path.read_text(encoding="utf-8"))
    sender, wrong = secrets.token_hex(8), []
    for number, step in enumerate(script["turns"], start=1):
        said = {"sender": sender, "message": step["say"], "input_channel": PROBE}
        body = client.post("/webhooks/rest/webhook", json=said).json()
        turn = [body] if isinstance(body, dict) else body
        wrong += [f"{number}: {fault}" for fault in faults(turn, step.get("expect") or {})]
    return str(script["kind"]), wrong


def evaluate_conversations(files: Sequence[Path] = ()) -> int:
    """Play every script; status 1 when one fails, 2 when a file is bad or the service doesn't start."""
    try:
        scripts = [script for file in files for script in read_scripts(file)]
        with throwaway() as service, httpx.Client(base_url=service.address, timeout=40, trust_env=False) as client:
            return _scripts(scripts, client) if files else _folder(client)
    except BadSet as error:
        sys.stderr.write(f"orientation: {error}\n")
    except (NotStarted, httpx.HTTPError) as error:
        sys.stderr.write(f"orientation: no service: {type(error).__name__}: {error}\n")
    return 2


def _scripts(scripts: Sequence[Script], client: httpx.Client) -> int:
    played = [playing.play(script, client) for script in scripts]
    sys.stdout.write(playing.report(played))
    return 1 if any(one.faults for one in played) else 0


def _folder(client: httpx.Client) -> int:
    passed: Counter[str] = Counter()
    total: Counter[str] = Counter()
    for path in sorted((get_settings().data_dir / "evaluation" / "conversations").glob("*.yml")):
        kind, wrong = run(path, client)
        total[kind] += 1
        passed[kind] += not wrong
        if wrong:
            sys.stdout.write(f"{path.stem}: {'; '.join(wrong)}\n")
    for kind in sorted(total):
        sys.stdout.write(f"{kind:32s} {passed[kind]}/{total[kind]}\n")
    sys.stdout.write(f"{'all':32s} {sum(passed.values())}/{sum(total.values())}\n")
    return 0 if passed == total else 1
