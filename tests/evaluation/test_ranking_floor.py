"""The development needs through the trained ranker: a floor against falling back, and the files that are written."""

import json
from pathlib import Path
from typing import Any

import pytest

from bot.evaluation.needs import read
from bot.evaluation.ranking import evaluate
from bot.orientation import ModelMissing
from bot.settings import get_settings

FLOOR = {"R@1": 0.92, "R@3": 0.96, "after": 0.965, "refused_rightly": 0.55}
CEILING = {"refused_wrongly": 0.04, "asked": 0.25}


WHOLE = pytest.mark.slow("the whole development set through eleven methods")


@pytest.fixture(scope="module")
def measured(tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, Any], Path]:
    """One evaluation, for all tests."""
    folder = tmp_path_factory.mktemp("evaluation")
    try:
        return evaluate(get_settings().data_dir / "evaluation" / "needs.jsonl", folder), folder
    except ModelMissing as error:
        pytest.skip(str(error))


def test_the_set_is_large_enough() -> None:
    cases = read(get_settings().data_dir / "evaluation" / "needs.jsonl")
    testimonies = sum(case.manner == "témoignages" for case in cases)
    assert len(cases) >= 500 and testimonies / len(cases) >= 0.5


@WHOLE
def test_no_falling_back(measured: tuple[dict[str, Any], Path]) -> None:
    row = measured[0]["decisions"]["tous"]
    assert {key: row[key] for key, bound in FLOOR.items() if row[key] < bound} == {}
    assert {key: row[key] for key, bound in CEILING.items() if row[key] > bound} == {}
    assert measured[0]["calibration_error"] <= 0.06


@WHOLE
def test_ours_is_above_every_simpler_method(measured: tuple[dict[str, Any], Path]) -> None:
    methods = measured[0]["methods"]
    ours = methods.pop("notre classement")
    assert max(row["R@1"] for row in methods.values()) <= ours["R@1"] + 0.01


@WHOLE
def test_everything_is_written(measured: tuple[dict[str, Any], Path]) -> None:
    folder = measured[1]
    assert json.loads((folder / "evaluation.json").read_text(encoding="utf-8"))["decisions"]
    for name in ("methodes.svg", "calibration.svg", "refus.svg"):
        assert "<svg" in (folder / name).read_text(encoding="utf-8")
