"""The masking set keeps its size, its variety and its floors; the measure itself is shown to fail."""

import json
from pathlib import Path

import pytest

from bot.evaluation.masking import CHANGED_CEILING, RECALL_FLOOR, main, measure, read
from bot.gateway.masking import mask
from bot.settings import get_settings

PHRASES = read(get_settings().data_dir / "evaluation" / "masking.jsonl")


def test_floors() -> None:
    holding, plain = measure(PHRASES)
    assert holding.share >= RECALL_FLOOR, holding.faults
    assert 1 - plain.share <= CHANGED_CEILING, plain.faults


def test_set_is_large_and_varied() -> None:
    holding, plain = measure(PHRASES)
    assert holding.count >= 200
    assert plain.count >= 300
    assert set(holding.total) == {"email", "phone", "nir", "iban", "name", "mixed"}
    assert {"postal", "insee", "population", "amount", "siren", "date", "commune", "civility"} <= set(plain.total)
    assert len({phrase.text for phrase in PHRASES}) == len(PHRASES)


def test_no_kind_is_left_behind() -> None:
    holding, plain = measure(PHRASES)
    for figures in (holding, plain):
        for kind, total in figures.total.items():
            assert figures.right[kind] / total >= 0.9, kind


def test_masking_twice_changes_nothing() -> None:
    once = [mask(phrase.text) for phrase in PHRASES]
    assert [mask(text) for text in once] == once


def test_faults_are_shown(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = [
        {"text": "ma ville", "masked": "[nom]", "kind": "name"},
        {"text": "tel 06 12 34 56 78", "masked": None, "kind": "plain"},
    ]
    file = tmp_path / "bad.jsonl"
    file.write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    assert main([str(file)]) == 1
    said = capsys.readouterr().out
    assert "recall 0.000 of 1" in said
    assert "changed 1.000 of 1" in said
    assert "! ma ville" in said
