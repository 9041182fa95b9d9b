"""``orientation evaluate --export-requests FILE``: the needs and the turns of the sets, for somebody else to answer.

A person, an engine or a language model reads one JSON line a need (with the ten solutions that we find likest) or a
turn (with the state of its conversation), and writes one a need or a turn (:mod:`bot.evaluation.elsewhere`). No right
answer is in the file. Its form is told in ``docs/repondre-ailleurs.md``.
"""

import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from bot.answers.passages import passages_of
from bot.catalogue import Catalogue, Investigation, Solution, load_valid
from bot.catalogue.doors import PREFIX, Door, read_doors
from bot.catalogue.sync.edits import replace_file
from bot.evaluation.lines import BadSet
from bot.evaluation.needs import Case, read
from bot.evaluation.refit import Remembered
from bot.evaluation.turns import Turn, read_turns
from bot.orientation.fusion import softmax
from bot.orientation.ranker import ModelMissing, Need, Ranker
from bot.reading import acts
from bot.reading.state import State
from bot.sentences.embedding import Embedder
from bot.settings import Settings, get_settings
from bot.texts import texts

SETS = ("needs", "voices", "real-needs")
TURNS = "turns"

LIKELY_DOORS = 5
MOST_SERVICES = 4
"""Services on the screen whose passages are given."""


def need_cases(settings: Settings) -> dict[str, Case]:
    """Every need, by the id of its request."""
    folder = settings.data_dir / "evaluation"
    return {f"{name}/{case.key}": case for name in SETS for case in read(folder / f"{name}.jsonl")}


def turn_cases(settings: Settings) -> dict[str, Turn]:
    """Every turn, by the id of its request.

    Raises:
        BadSet: the set can't be read.
    """
    turns = read_turns(settings.data_dir / "evaluation" / "turns.jsonl")
    return {f"{TURNS}/{number}": turn for number, turn in enumerate(turns, start=1)}


class Requests:
    """Makes the lines, from what the service knows."""

    def __init__(self, ranker: Ranker, catalogue: Catalogue, doors: Mapping[str, Door]) -> None:
        self._ranker, self._catalogue, self._doors = ranker, catalogue, doors

    def need(self, key: str, case: Case) -> dict[str, Any]:
        """A need with its candidates, best first."""
        need = case.need
        place = need.territory.name if need.territory else None
        return {
            "id": key, "kind": "need", "text": need.text, "audience": need.audience, "territory": place,
            "population": need.population, "decisions": ["answer", "ask", "none"],
            "candidates": [self._candidate(one, score) for one, score in self._ranker.match(need).solutions],
            "doors": [{"id": one, "title": self._doors[one].title} for one in self._likely_doors(need)],
        }  # fmt: skip

    def turn(self, key: str, turn: Turn) -> dict[str, Any]:
        """A message in its conversation."""
        return {
            "id": key, "kind": "turn", "conversation": turn.conversation, "state": list(self._state(turn.state)),
            "text": turn.text, "acts": [{"act": act.name, "line": act.line} for act in acts.acts()],
            "passages": list(self._passages(turn.state.on_screen[:MOST_SERVICES])),
        }  # fmt: skip

    def _candidate(self, key: str, score: float) -> dict[str, Any]:
        item = self._catalogue.solutions[key]
        return {
            "id": key, "name": item.name, "purpose": item.purpose, "audiences": list(item.audiences),
            "limits": list(item.limits), "score": score,
        }  # fmt: skip

    def _likely_doors(self, need: Need) -> list[str]:
        model = self._ranker.trained
        text = model.prepare(need.text)
        fused, _ = model.read([text], self._ranker.embedder.queries([text]))
        shares = softmax(fused)[0, len(model.ids) :]
        return [model.doors[int(place)] for place in np.argsort(-shares, kind="stable")[:LIKELY_DOORS]]

    def _entry(self, key: str) -> Solution | Investigation | Door | None:
        if key.startswith(PREFIX):
            return self._doors.get(key.removeprefix(PREFIX))
        return self._catalogue.solutions.get(key) or self._catalogue.investigations.get(key)

    def _passages(self, services: Sequence[str]) -> Iterator[dict[str, str]]:
        for entry in map(self._entry, services):
            for passage in passages_of(entry) if entry else ():
                yield {"id": passage.mark, "question": passage.question, "text": passage.text}

    def _named(self, keys: Sequence[str]) -> str:
        named = []
        for key in keys:
            entry = self._entry(key)
            name = entry.title if isinstance(entry, Door) else entry.name if entry else key
            named.append(_say("service", nom=name, id=key))
        return ", ".join(named)

    def _state(self, state: State) -> Iterator[str]:
        """The conversation so far, in a few French lines."""
        last = state.last
        quoted = [f"« {need.text} »" for need in state.needs[1:]]
        known = {
            "besoin": f"« {state.said} »" if state.said else "",
            "autres_besoins": " ; ".join(quoted),
            "liste": self._named(state.shown),
            "ecartes": self._named(state.aside),
            "service_en_cours": self._named([state.current] if state.current else ()),
            "deja_connus": self._named(state.known),
            "dernier_message": _say(f"genres.{last.kind}"),
            "nommes": self._named(last.shown),
            "choix": " ; ".join(f"« {choice.title} »" for choice in last.choices),
            "attend": _say(f"attentes.{last.awaits}") if last.awaits else "",
            "personne": ", ".join(filter(None, [state.role, str((state.territoire or {}).get("name", ""))])),
            "habitants": str(state.size or ""),
        }
        yield from (_say(f"etat.{key}", valeur=value) for key, value in known.items() if value)


def export(path: Path, settings: Settings) -> dict[str, int]:
    """Write every request; returns how many of each kind.

    Raises:
        ModelMissing: there is no trained ranker to find candidates.
        BadSet: a set can't be read.
        OSError: the file can't be written.
    """
    ranker = Ranker(Ranker.load(settings.models_dir / "orientation").trained, Remembered(Embedder()))
    made = Requests(ranker, load_valid(settings.data_dir / "catalogue"), read_doors(settings.data_dir / "doors"))
    rows = [made.need(key, case) for key, case in need_cases(settings).items()]
    needs = len(rows)
    rows += [made.turn(key, turn) for key, turn in turn_cases(settings).items()]
    replace_file(path, "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows))
    return {"besoins": needs, "tours": len(rows) - needs}


def export_command(path: Path) -> int:
    """The verb; status 2 when nothing could be written."""
    from bot.console.saying import fail, line

    try:
        done = export(path, get_settings())
    except ModelMissing:
        return fail(line("sans_classement"))
    except BadSet as error:
        return fail(str(error))
    except OSError:
        return fail(_say("pas_ecrit", fichier=path))
    sys.stdout.write(_say("ecrit", fichier=path, **done) + "\n")
    return 0


def _say(key: str, **values: object) -> str:
    return texts(__file__).say(f"ailleurs.{key}", **values)
