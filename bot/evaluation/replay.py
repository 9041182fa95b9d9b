"""States of conversations, made by playing them: ``python -m bot.evaluation.replay FILE``.

FILE holds JSON lines ``{"ctx", "before": [{"text", "act"}, …]}``: messages whose act is known. Each gets the ``state``
that the service leaves after them, so that the contexts of labelled turns are made, never typed. Needs a training of
the ranking, of the answers and of the lexicon, and a catalogue loaded; run again when the conversation's state changes.
"""

import json
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

from bot.answers import Answers
from bot.conversation import Desk, State
from bot.database import sessions
from bot.orientation import Ranker
from bot.reading.fields import fields_said
from bot.reading.model import VECTORS_FILE
from bot.reading.read import Trained, read_as
from bot.settings import Settings, get_settings

DOUBT = "doute"
"""A turn of ours that asks about the thing at hand, whatever was typed."""


class Replayer:
    """Plays messages whose act is known."""

    def __init__(self, settings: Settings) -> None:
        models = settings.models_dir
        reading = Trained.load(models / "reading", VECTORS_FILE)
        ranker = Ranker.load(models / "orientation")
        answers = Answers.load(models / "answers", ranker.embedder)
        self._lexicon = reading.lexicon
        self._desk = Desk(ranker, answers, reading, sessions(settings.database), settings)

    def after(self, state: State, text: str, act: str) -> State:
        """The state after one message."""
        state = _situated(state, text, act)
        if act == DOUBT:
            reply = self._desk.ask_about(state, text)
        else:
            reply = self._desk.serve(state, text, read_as(act, state, text, self._lexicon))
        return State() if reply.erase else reply.state

    def play(self, before: list[dict[str, str]]) -> State:
        """The state after these messages."""
        state = State()
        for message in before:
            state = self.after(state, message["text"], message["act"])
        needs = tuple(replace(need, at=0.0) for need in state.needs)
        return state.change(at=0.0, needs=needs)


def _situated(state: State, text: str, act: str) -> State:
    """Who and where, which the engine puts into slots."""
    found = fields_said(text, asked=act == "situation", place=state.place)
    return state.change(**{key: found[key] for key in ("role", "territoire", "population") if key in found})


def as_json(state: State) -> dict[str, Any]:
    """A state in one piece, the slots apart included."""
    return {**state.memory(), "role": state.role, "territoire": state.territoire, "population": state.population}


def main() -> int:
    """Rewrite each FILE with its states."""
    replayer = Replayer(get_settings())
    for name in sys.argv[1:]:
        path = Path(name)
        rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
        for row in rows:
            row["state"] = as_json(replayer.play(row["before"]))
        path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
