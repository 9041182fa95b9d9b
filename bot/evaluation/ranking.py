"""``orientation evaluate``: our ranking and the simpler ones on the development needs, decisions, reliability, misses.

Prints tables; writes ``evaluation.json`` and the plots under the folder of runtime files.
"""

import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from bot.evaluation import metrics, plots, reliability, tables
from bot.evaluation.methods import Inputs, baselines
from bot.evaluation.misses import worst
from bot.evaluation.needs import Case, read
from bot.orientation.ranker import Match, ModelMissing, Ranker
from bot.sentences.embedding import Embedder, Vectors
from bot.settings import get_settings

MISSES = 15


class KnownVectors(Embedder):
    """Embeddings computed once for all methods; other texts are embedded as usual."""

    def __init__(self, real: Embedder, texts: Sequence[str]) -> None:
        self._real = real
        self._known = dict(zip(texts, real.queries(list(texts))))

    def queries(self, texts: Sequence[str]) -> Vectors:
        """The known rows."""
        if not all(text in self._known for text in texts):
            return self._real.queries(texts)
        return np.array([self._known[text] for text in texts], dtype=np.float32)


@dataclass(frozen=True)
class Outcome:
    """One need and what the service would do of it."""

    case: Case
    match: Match

    @property
    def rank(self) -> int:
        """Rank (0 first) of the best right answer among the ten."""
        places = [place for place, (key, _) in enumerate(self.match.solutions) if key in self.case.gold]
        return min(places, default=metrics.MISSED)

    @property
    def after(self) -> bool:
        """Whether a right answer is among three once the useful choice is made (if a question was asked)."""
        if self.match.question is None:
            return self.rank < 3
        return any(self.case.gold & {key for key, _ in choice.solutions[:3]} for choice in self.match.question.choices)


def outcomes(cases: Sequence[Case], ranker: Ranker) -> list[Outcome]:
    """What the ranker decides for each need."""
    return [Outcome(case, ranker.match(case.need)) for case in cases]


def ranker_on(cases: Sequence[Case]) -> tuple[Ranker, Inputs]:
    """The trained ranker with the needs' vectors at hand, and what the compared methods read.

    Raises:
        ModelMissing: there is no trained ranker.
    """
    loaded = Ranker.load(get_settings().models_dir / "orientation")
    texts = [loaded.trained.prepare(case.need.text) for case in cases]
    known = KnownVectors(Embedder(), texts)
    vectors = known.queries(texts)
    evidence = loaded.trained.evidence
    table, _ = evidence.table(texts, vectors, evidence.features(texts))
    return Ranker(loaded.trained, known), Inputs(texts, vectors, table[:, : len(loaded.trained.ids)])


def compare(ranker: Ranker, cases: Sequence[Case], inputs: Inputs) -> dict[str, dict[str, Any]]:
    """Recalls of every method on the needs that have an answer, for all and by manner."""
    position = {key: number for number, key in enumerate(ranker.trained.ids)}
    answered = [row for row, case in enumerate(cases) if case.gold]
    gold = [[position[key] for key in cases[row].gold] for row in answered]
    manners = np.array([cases[row].manner for row in answered])
    rows: dict[str, dict[str, Any]] = {}
    for name, scorer in baselines(ranker.trained).items():
        ranks = metrics.first_right(scorer(inputs)[answered], gold)
        rows[name] = tables.recalls(ranks)
        rows[name]["manner"] = {str(key): tables.recalls(ranks[manners == key]) for key in sorted(set(manners))}
    return rows


def _outcomes_of(path: Path) -> list[Outcome]:
    """What is decided of a set's needs."""
    cases = read(path)
    return outcomes(cases, ranker_on(cases)[0])


def evaluate(path: Path, folder: Path) -> dict[str, Any]:
    """Measure everything, print the tables, write the files; returns what the JSON holds.

    Raises:
        ModelMissing: there is no trained ranker.
    """
    cases = read(path)
    ranker, inputs = ranker_on(cases)
    found = outcomes(cases, ranker)
    compared = compare(ranker, cases, inputs)
    sets, bar = get_settings().data_dir / "evaluation", ranker.trained.decision.none_below
    said = found + _outcomes_of(sets / "voices.jsonl")
    reliable = reliability.measured({"needs": found, "voices": said[len(found) :], "needs + voices": said})
    curves = {"tuning": reliability.refusal_curve(_outcomes_of(sets / "needs-tuning.jsonl")),
              "measured": reliability.refusal_curve(said)}  # fmt: skip
    decided = tables.decisions(found)
    error, bins = reliable["needs"]["error"], reliable["needs + voices"]["bins"]
    result = {"needs": len(cases), "methods": compared, "decisions": decided, "calibration_error": error,
              "reliability": bins, "calibration": reliable, "refusal_curve_tuning": curves["tuning"],
              "refusal_curve": curves["measured"], "none_below": bar,
              "misses": worst(found, ranker, MISSES)}  # fmt: skip
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "evaluation.json").write_text(json.dumps(result, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    plots.recall_plot(compared, folder / "methodes.svg")
    whole = reliable["needs + voices"]
    plots.reliability_plot(bins, whole["error"], whole["95 %"], folder / "calibration.svg")
    plots.refusal_plot(curves, bar, folder / "refus.svg")
    sys.stdout.write(tables.text(result) + f"\n-> {folder}\n")
    return result


def evaluate_ranking(path: Path | None = None) -> int:
    """The verb; status 2 when there is no model."""
    settings = get_settings()
    try:
        evaluate(path or settings.data_dir / "evaluation" / "needs.jsonl", settings.var_dir / "evaluation")
    except ModelMissing as error:
        sys.stderr.write(f"orientation: {error}\n")
        return 2
    return 0
