"""``orientation evaluate --intents``: the trained pipeline on the development phrases."""

import asyncio
import json
import sys
from collections import Counter

from sklearn.metrics import classification_report

from bot.engine import speed
from bot.engine.launcher import newest_model
from bot.settings import get_settings


async def _parse(texts: list[str], archive: str) -> list[str]:
    speed.before_tensorflow()
    from rasa.core.agent import Agent

    from bot.engine import patches

    patches.apply()  # Rasa would print each message
    speed.apply()
    agent = Agent.load(archive)
    return [(await agent.parse_message(text))["intent"]["name"] for text in texts]


def evaluate_intents() -> int:
    """Print precision, recall and F1 an intent, and the commonest confusions; status 2 without a model."""
    settings = get_settings()
    archive = newest_model(settings)
    if archive is None:
        sys.stderr.write("orientation: no dialogue model: run `make train`\n")
        return 2
    lines = (settings.data_dir / "evaluation" / "intents.jsonl").read_text(encoding="utf-8").splitlines()
    rows = [json.loads(line) for line in lines]
    gold = [row["intent"] for row in rows]
    found = asyncio.run(_parse([row["text"] for row in rows], str(archive)))
    sys.stdout.write(classification_report(gold, found, digits=3, zero_division=0))
    wrong = Counter((right, said) for right, said in zip(gold, found) if right != said)
    for (right, said), count in wrong.most_common(15):
        sys.stdout.write(f"{count:3d}  {right} -> {said}\n")
    return 0
