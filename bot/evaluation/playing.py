"""Scripts played on a running service, and what is printed of them."""

import secrets
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import httpx

from bot.evaluation.judging import Answer, Fault, faults
from bot.evaluation.metrics import proportion
from bot.evaluation.scripts import Script
from bot.impact.record import PROBE

CHANNEL = "/webhooks/rest/webhook"

REFUSED = (413, 422)
"""Statuses of a message that isn't taken: the sentence that comes with them is what the person reads."""


@dataclass(frozen=True)
class Played:
    """A script with all that was wrong."""

    script: Script
    faults: tuple[Fault, ...]

    @property
    def bad_turns(self) -> int:
        """Turns where something was."""
        return len({fault.turn for fault in self.faults})


def play(script: Script, client: httpx.Client) -> Played:
    """Play one script in a conversation of its own."""
    sender = secrets.token_hex(8)
    answers = [say(client, sender, turn.user) for turn in script.turns]
    return Played(script, tuple(faults(script, answers)))


def say(client: httpx.Client, sender: str, message: str) -> Answer:
    """Send a message; what came back, or why nothing did."""
    try:
        response = client.post(CHANNEL, json={"sender": sender, "message": message, "input_channel": PROBE})
        if response.is_error and response.status_code not in REFUSED:
            return Answer(error=str(response.status_code))
        body = response.json()
    except (httpx.HTTPError, ValueError) as error:
        return Answer(error=type(error).__name__)
    if response.is_error and not (isinstance(body, dict) and body.get("text")):
        return Answer(error=str(response.status_code))
    messages = [body] if isinstance(body, dict) else body
    return Answer(tuple(message for message in messages if isinstance(message, dict)))


def report(played: Sequence[Played]) -> str:
    """Scripts that fail, then by kind, by turn and in all."""
    lines = [
        f"{one.script.key} {one.script.kind}: {'; '.join(f'{fault.turn}: {fault.what}' for fault in one.faults)}"
        for one in played
        if one.faults
    ]
    kinds: dict[str, list[bool]] = defaultdict(list)
    for one in played:
        kinds[one.script.kind].append(not one.faults)
    lines += [f"{kind:32s} {sum(passed)}/{len(passed)}" for kind, passed in sorted(kinds.items())]
    turns = sum(len(one.script.turns) for one in played)
    met = turns - sum(one.bad_turns for one in played)
    lines.append(f"{'turns that meet every expectation':34s} {proportion(met, turns)}")
    lines.append(f"{'scripts that pass':34s} {proportion(sum(not one.faults for one in played), len(played))}")
    return "\n".join(lines) + "\n"
