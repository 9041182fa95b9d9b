"""Figures of a round of played conversations, and the page that says how it is played."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from bot.cli import main
from bot.evaluation.played import BESIDE, fault_names, follow_ups, questions_in_a_row, read_round, report
from bot.folders import ROOT
from bot.settings import get_settings

PAGE = (ROOT / "docs" / "mesurer-les-conversations.md").read_text(encoding="utf-8")


def turn(*failures: str, asks: bool = False, text: str = "Un mot ou deux.") -> dict[str, Any]:
    custom = [{"custom": {"type": "question", "text": "Pour qui ?"}}] if asks else []
    return {"user": "bonjour", "bot": [{"text": text}, *custom], "failures": list(failures)}


def conversation(*turns: dict[str, Any], **values: Any) -> dict[str, Any]:
    return {"conv": "p1", "kind": "catalogue", "served": "yes", "score": 8, "turns_to_right": 1, "turns": list(turns),
            **values}  # fmt: skip


@pytest.fixture
def played(tmp_path: Path) -> Any:
    def written(*rows: dict[str, Any]) -> Path:
        file = tmp_path / "round.jsonl"
        file.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
        return file

    return written


def figures(path: Path) -> list[list[str]]:
    return [line.split() for line in report(read_round(path)).splitlines()]


def test_served_and_scores_by_kind(played: Any) -> None:
    rows = figures(
        played(
            conversation(turn()),
            conversation(turn(), turn(), turn(), served="half", score=5, turns_to_right=3),
            conversation(turn(), kind="none", served="no", score=1.5, turns_to_right=None),
        )
    )
    assert ["tous", "3", "1", "1", "1", "4.8", "2", "(2)"] in rows
    assert ["un", "service", "y", "répond", "2", "1", "1", "0", "6.5", "2", "(2)"] in rows
    assert ["rien", "n’y", "répond", "1", "0", "0", "1", "1.5", "–"] in rows


@pytest.mark.parametrize("code", [f"K{number}" for number in range(1, 24)])
def test_a_follow_up_beside_the_point(played: Any, code: str) -> None:
    beside = code not in {"K4", "K5", "K7", "K9", "K11", "K12", "K20", "K21"}
    said = report(read_round(played(conversation(turn(), turn(code)))))
    assert (code in BESIDE) is beside
    assert ("Suites à propos : 0/1" in said) is beside


def test_the_first_turn_is_no_follow_up(played: Any) -> None:
    file = played(conversation(turn("K1"), turn(), turn("K4", "K7"), turn("K2", "K4")))
    assert len(follow_ups(read_round(file))) == 3
    assert "Suites à propos : 2/3  0.667 [0.21 0.94]" in report(read_round(file))


def test_faults_are_counted_the_commonest_first(played: Any) -> None:
    said = report(read_round(played(conversation(turn("K11"), turn("K2", "K11", "K11"), turn("K11", "K1")))))
    rows = [line.split()[:3] for line in said.splitlines() if re.match(r" +\d+  K", line)]
    assert rows == [["3", "K11", "réponse"], ["1", "K1", "*"], ["1", "K2", "*"]]


def test_questions_and_two_in_a_row(played: Any) -> None:
    file = played(
        conversation(turn(asks=True), turn(asks=True), turn(), turn(asks=True)),
        conversation(turn(asks=True), turn()),
        conversation(turn(asks=True), turn(asks=True), turn(asks=True)),
    )
    assert questions_in_a_row(read_round(file)) == 3
    said = report(read_round(file))
    assert "une question de l’assistant : 4/6" in said and "Deux questions de suite : 3" in said


@pytest.mark.parametrize(
    ("bot", "kind", "words"),
    [
        ([{"text": "Un mot ou deux."}, {"custom": {"type": "solutions"}}], "solutions", 4),
        ([{"text": "Un mot."}, {"custom_type": "question"}], "question", 2),
        ([{"type": "none", "text": "Rien ne convient."}], "none", 3),
        (["Bonjour à vous"], "texte", 3),
        ([{"custom": {"type": "solutions"}}, {"custom": {"type": "question", "text": "Qui ?"}}], "question", 2),
        ([], "texte", 0),
    ],
)
def test_an_answer_in_each_form_that_it_is_noted_in(played: Any, bot: list[Any], kind: str, words: int) -> None:
    (one,) = read_round(played(conversation({"user": "a", "bot": bot, "failures": []})))
    assert (one.turns[0].type, one.turns[0].words) == (kind, words)


def test_the_first_round(capsys: pytest.CaptureFixture[str]) -> None:
    file = get_settings().data_dir / "evaluation" / "played.jsonl"
    assert main(["evaluate", "--played", str(file), str(file)]) == 0
    said = capsys.readouterr().out
    assert said.count("28 conversations, 146 tours") == 2
    assert ["tous", "28", "5", "17", "6", "3.5", "1", "(20)"] in [line.split() for line in said.splitlines()]
    assert "Suites à propos : 35/118  0.297 [0.22 0.38]" in said and "   32  K1  *" in said


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"kind": "autre"}, "kind 'autre' is none of"),
        ({"served": True}, "served isn't a text"),
        ({"score": 11}, "score isn't a number from 0 to 10"),
        ({"score": None}, "score isn't a number from 0 to 10"),
        ({"turns_to_right": 2}, "turns_to_right isn't the number of a turn"),
        ({"turns": []}, "turns isn't a list that holds something"),
        ({"turns": [turn("K24")]}, "turn 1: unknown fault K24"),
        ({"turns": [{"user": "a", "bot": "b"}]}, "turn 1: bot isn't a list"),
    ],
)
def test_a_bad_line_is_told_by_its_number(
    played: Any, capsys: pytest.CaptureFixture[str], change: dict[str, Any], reason: str
) -> None:
    file = played(conversation(turn()), conversation(turn(), **change) if "turns" not in change else {
        **conversation(turn()), **change})  # fmt: skip
    assert main(["evaluate", "--played", str(file)]) == 2
    assert f"{file}: line 2: {reason}" in capsys.readouterr().err


def test_the_page_tells_every_fault_as_the_measure_does() -> None:
    rows = re.findall(r"^\| (K\d+) \| (.+) \| (oui|non) \|$", PAGE, flags=re.MULTILINE)
    assert rows == [(code, one["sens"], "oui" if code in BESIDE else "non") for code, one in fault_names().items()]
    assert len(rows) == 23


def test_the_page_is_linked_and_names_options_that_exist(capsys: pytest.CaptureFixture[str]) -> None:
    assert "docs/mesurer-les-conversations.md" in (ROOT / "README.md").read_text(encoding="utf-8")
    with pytest.raises(SystemExit):
        main(["evaluate", "--help"])
    said = capsys.readouterr().out
    assert {option for option in re.findall(r"evaluate (--\w+)", PAGE) if option not in said} == set()
