"""Messages read in their context: the set's form, the figures, what is printed and written."""

import json
from collections.abc import Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from bot.cli import main
from bot.evaluation import turns as measured
from bot.evaluation.replay import as_json
from bot.evaluation.turns import CONFUSIONS, Guess, confusions, measure, read_turns, report, shares
from bot.reading.state import Last, Need, State
from bot.settings import get_settings

FIXTURE = Path(__file__).parent / "turns.jsonl"


def reader(state: State, text: str) -> Sequence[str]:
    """Sure of what has no context, lost in a list without it, and never of a rejection."""
    if "logements" in state.said:
        return ["question", "rejet"]
    return ["salutation", "besoin"] if "bonjour" in text else ["besoin", "question"]


def services(state: State, text: str) -> Sequence[str]:
    return state.shown[::-1] if "deux " in text else state.shown[:1]


def test_a_turn_has_the_whole_state() -> None:
    turns = read_turns(FIXTURE)
    assert [turn.conversation for turn in turns] == ["c1", "c1", "c2", "c2"]
    first = turns[0].state
    assert (first.role, first.population) == ("commune", 25000)
    assert first.territoire is not None and first.territoire["code"] == "18279"
    assert first.on_screen == ("zero-logement-vacant", "histologe")
    assert turns[3].refers == frozenset()


def test_a_state_is_read_as_it_is_written(tmp_path: Path) -> None:
    state = State(
        (Need("des logements vides", "« logements »", ("a", "b")),), current="a", last=Last("liste", ("a", "b")),
        role="commune", territoire={"kind": "commune", "code": "18279", "name": "Vierzon"}, population=12.0,
    )  # fmt: skip
    file = tmp_path / "one.jsonl"
    row = {"conv": 1, "state": as_json(state), "text": "ça\u2028va", "act": "accord", "refers": None}
    file.write_text(json.dumps(row, ensure_ascii=False), encoding="utf-8")
    (turn,) = read_turns(file)
    assert turn.state == state and turn.text == "ça\u2028va"


def test_figures_with_the_state_and_without() -> None:
    result = measure(read_turns(FIXTURE), {"words": reader}, services)
    assert (result["turns"], result["conversations"]) == (4, 2)
    words = result["readers"]["words"]
    assert words["all"]["accuracy"] == 0.75 and words["all"]["accuracy without state"] == 0.5
    assert words["all"]["top 2"] == 1.0
    assert words["acts"]["question"]["accuracy"] == 1 and words["acts"]["question"]["accuracy without state"] == 0
    assert words["acts"]["rejet"]["accuracy"] == 0 and words["acts"]["rejet"]["top 2"] == 1
    assert list(words["acts"]) == ["besoin", "question", "rejet", "salutation"]
    assert words["confusions"] == [{"act": "rejet", "read": "question", "turns": 1}]


def test_referents_are_equal_as_sets_where_there_are_some() -> None:
    result = measure(read_turns(FIXTURE), {}, services)
    assert result["referents"] == {"turns": 2, "right": 1}


def test_the_commonest_confusions() -> None:
    guesses = [Guess("besoin", (f"a{number}",), ("besoin",)) for number in range(12) for _ in range(number + 1)]
    found = confusions(guesses)
    assert len(found) == CONFUSIONS
    assert found[0] == {"act": "besoin", "read": "a11", "turns": 12}
    assert shares(guesses)["accuracy"] == 0 and shares(guesses)["accuracy without state"] == 1


def test_what_is_printed() -> None:
    said = report(measure(read_turns(FIXTURE), {"words": reader, "sentences": reader}, services))
    rows = [line.split() for line in said.splitlines()]
    assert ["tous", "4", "0.750", "0.500", "1.000"] in rows
    assert ["1", "rejet", "->", "question"] in rows
    assert said.count("Actes bien lus : 3/4  0.750 [0.30 0.95]") == 2
    assert "1/2" in said.splitlines()[-1]


@pytest.fixture
def apart(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Folders of its own, and no training."""
    settings = SimpleNamespace(data_dir=tmp_path / "data", models_dir=tmp_path / "models", var_dir=tmp_path / "var")
    monkeypatch.setattr(measured, "get_settings", lambda: settings)
    return tmp_path


def test_the_verb_prints_and_writes(
    apart: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(measured, "trained_readers", lambda settings, messages: ({"words": reader}, services))
    assert main(["evaluate", "--turns", str(FIXTURE)]) == 0
    assert "4 messages de 2 conversations" in capsys.readouterr().out
    written = json.loads((apart / "var" / "evaluation" / "turns.json").read_text(encoding="utf-8"))
    assert written["readers"]["words"]["all"]["right"] == 3


def test_the_default_file_may_be_missing(apart: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["evaluate", "--turns"]) == 2
    missing = apart / "data" / "evaluation" / "turns.jsonl"
    assert capsys.readouterr().err == f"orientation: {missing}: No such file or directory\n"


def test_a_missing_training_is_told(apart: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["evaluate", "--turns", str(FIXTURE)]) == 2
    assert "run `make train`" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"act": "danser"}, "act 'danser' is none of besoin"),
        ({"state": None}, "state isn't an object"),
        ({"text": 3}, "text isn't a text"),
        ({"refers": "histologe"}, "refers isn't a list of texts"),
    ],
)
def test_a_bad_line_is_told_by_its_number(
    apart: Path, capsys: pytest.CaptureFixture[str], change: dict[str, Any], reason: str
) -> None:
    lines = FIXTURE.read_text(encoding="utf-8").splitlines()
    lines[1] = json.dumps({**json.loads(lines[1]), **change})
    file = apart / "bad.jsonl"
    file.write_text("\n".join(lines), encoding="utf-8")
    assert main(["evaluate", "--turns", str(file)]) == 2
    assert f"line 2: {reason}" in capsys.readouterr().err


def test_the_trained_reading_reads_the_fixture() -> None:
    settings = get_settings()
    turns = read_turns(FIXTURE)
    try:
        readers, pointed = measured.trained_readers(settings, [turn.text for turn in turns])
    except measured.ReadingMissing as error:
        pytest.skip(str(error))
    result = measure(turns, readers, pointed)
    assert list(result["readers"]) == ["words", "sentences"]
    assert result["readers"]["words"]["all"]["turns"] == 4
