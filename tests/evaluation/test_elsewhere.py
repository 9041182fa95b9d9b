"""Needs and turns go out without their right answers, and what comes back is measured as a whole or not at all."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from bot.cli import main
from bot.evaluation.answer_lines import BadAnswers, Known, read_answers
from bot.evaluation.elsewhere import needs_report, turns_report
from bot.evaluation.needs import Case
from bot.evaluation.requests import Requests, need_cases, turn_cases
from bot.evaluation.turns import Turn
from bot.orientation.ranker import Match, Need, Ranker
from bot.reading.state import State
from bot.settings import get_settings

KNOWN = Known(
    ("needs/1", "needs/2", "voices/1", "turns/1", "turns/2"), {"ban", "dora", "deveco"}, {"handicap"},
    {"ban", "dora", "porte:handicap"}, ("besoin", "question"),
)  # fmt: skip

FINE: Sequence[dict[str, Any]] = (
    {"id": "needs/2", "decision": "none", "solutions": [], "door": "handicap"},
    {"id": "needs/1", "decision": "answer", "solutions": ["dora", "ban"], "why": "une remarque"},
)


def _file(folder: Path, *rows: object) -> Path:
    path = folder / "reponses.jsonl"
    written = [row if isinstance(row, str) else json.dumps(row) for row in rows]
    path.write_text("\n".join(written) + "\n", encoding="utf-8")
    return path


def test_whole_sets_are_read(tmp_path: Path) -> None:
    turns = [{"id": "turns/1", "act": "besoin"}, {"id": "turns/2", "act": "question", "refers": ["porte:handicap"]}]
    found = read_answers(_file(tmp_path, *FINE, "", *turns), KNOWN)
    assert found.sets == ["needs", "turns"]
    assert found.needs["needs/1"] == Match("answer", 2, (("dora", 1.0), ("ban", 0.5)))
    assert (found.needs["needs/2"].decision, found.needs["needs/2"].door) == ("none", "handicap")
    assert found.turns == {"turns/1": ("besoin", None), "turns/2": ("question", frozenset({"porte:handicap"}))}


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("{", "ce n’est pas du JSON"),
        ("[1]", "ce n’est pas un objet JSON"),
        ({"decision": "none"}, "« id » inconnu : None"),
        ({"id": "needs/9", "decision": "none"}, "« id » inconnu : needs/9"),
        ({"id": "needs/1", "decision": "none"}, "needs/1 a déjà sa réponse ligne 2"),
        ({"id": "voices/1"}, "« decision » manque"),
        ({"id": "voices/1", "decision": "oui"}, "« decision » inconnu : oui"),
        ({"id": "voices/1", "decision": "answer"}, "demande une solution au moins"),
        ({"id": "voices/1", "decision": "answer", "solutions": ["zzz"]}, "« solutions » inconnu : zzz"),
        ({"id": "voices/1", "decision": "answer", "solutions": ["ban", "ban"]}, "contient deux fois ban"),
        ({"id": "voices/1", "decision": "answer", "solutions": "ban"}, "n’est pas une liste"),
        ({"id": "voices/1", "decision": "none", "door": "zzz"}, "« door » inconnu : zzz"),
        ({"id": "turns/1", "decision": "none"}, "« act » manque"),
        ({"id": "turns/1", "act": "danse"}, "« act » inconnu : danse"),
        ({"id": "turns/1", "act": "besoin", "refers": ["deveco"]}, "« refers » inconnu : deveco"),
    ],
)
def test_a_fault_is_told_with_its_line_and_nothing_is_kept(tmp_path: Path, row: object, said: str) -> None:
    path = _file(tmp_path, *FINE, row)
    with pytest.raises(BadAnswers) as caught:
        read_answers(path, KNOWN)
    first, last = str(caught.value).splitlines()
    assert first.startswith(f"{path}, ligne 3 : ") and said in first
    assert last == "rien n’est compté"


def test_what_lacks_is_told_once_all_can_be_read(tmp_path: Path) -> None:
    with pytest.raises(BadAnswers, match=r"ligne 1 : fin du fichier, il manque 1 réponses du jeu « needs » : needs/1"):
        read_answers(_file(tmp_path, FINE[0]), KNOWN)
    with pytest.raises(BadAnswers, match=r"^[^\n]*JSON[^\n]*\nrien n’est compté$"):
        read_answers(_file(tmp_path, FINE[0], "{"), KNOWN)
    with pytest.raises(BadAnswers, match="aucune réponse"):
        read_answers(_file(tmp_path), KNOWN)
    with pytest.raises(BadAnswers, match="illisible"):
        read_answers(tmp_path / "absent", KNOWN)


def test_many_faults_are_counted(tmp_path: Path) -> None:
    with pytest.raises(BadAnswers, match="et 5 autres fautes"):
        read_answers(_file(tmp_path, *["{"] * 25), KNOWN)


class Fixed:
    """A ranking that always says the same."""

    def __init__(self, match: Match) -> None:
        self._match = match

    def match(self, _need: Need) -> Match:
        return self._match


def test_both_are_in_the_same_table(tmp_path: Path) -> None:
    cases = {
        "needs/1": Case("1", Need("a"), frozenset({"dora"}), ""),
        "needs/2": Case("2", Need("b"), frozenset(), ""),
    }
    ranker: Any = Fixed(Match("answer", 1, (("ban", 0.9), ("deveco", 0.1))))
    lines = needs_report(cases, read_answers(_file(tmp_path, *FINE), KNOWN), ranker)
    ours, theirs = lines[1].split(), lines[2].split()
    assert (ours[:2], theirs[:2]) == (["needs,", "nous"], ["needs,", "ailleurs"])
    assert (ours[3], theirs[3]) == ("0.000", "1.000"), "R@1"
    assert (ours[-1], theirs[-1]) == ("0.000", "1.000"), "refused rightly"
    assert lines[-2:] == [
        "needs : bonnes premières réponses gagnées 1, perdues 0",
        "Réponses avec une solution hors des dix candidats : 1",
    ]


def test_turns_ours_and_theirs() -> None:
    turns = {
        "turns/1": Turn("c", State(), "a", "besoin", frozenset()),
        "turns/2": Turn("c", State(), "b", "question", frozenset({"ban"})),
    }
    right, wrong = frozenset({"ban"}), frozenset[str]()
    theirs = {"turns/1": ("besoin", None), "turns/2": ("besoin", right)}
    lines = turns_report(turns, theirs, {"turns/1": ("question", wrong), "turns/2": ("question", wrong)})
    assert [line.split() for line in lines[1:3]] == [
        ["besoin", "1", "0.000", "1.000"], ["question", "1", "1.000", "0.000"],
    ]  # fmt: skip
    assert lines[-2].startswith("Services visés, nous : 0/1") and lines[-1].startswith("Services visés, ailleurs : 1/1")


@pytest.fixture(scope="module")
def requests() -> Requests:
    """What makes the lines, with the trained ranking."""
    from bot.catalogue import load_valid
    from bot.catalogue.doors import read_doors

    settings = get_settings()
    ranker = Ranker.load(settings.models_dir / "orientation")
    return Requests(ranker, load_valid(settings.data_dir / "catalogue"), read_doors(settings.data_dir / "doors"))


def test_a_need_goes_out_with_candidates_and_without_its_answer(requests: Requests) -> None:
    for key, case in list(need_cases(get_settings()).items())[::200]:
        row = requests.need(key, case)
        assert set(row) == {
            "id", "kind", "text", "audience", "territory", "population", "decisions", "candidates", "doors",
        }  # fmt: skip
        assert len(row["candidates"]) == 10 and len(row["doors"]) == 5
        assert set(row["candidates"][0]) == {"id", "name", "purpose", "audiences", "limits", "score"}


def test_a_turn_goes_out_with_its_state_and_passages(requests: Requests) -> None:
    turns = turn_cases(get_settings())
    assert list(turns)[:2] == ["turns/1", "turns/2"]
    rows = [requests.turn(key, turn) for key, turn in turns.items()]
    assert all(row["state"] and all(len(line) > 5 for line in row["state"]) for row in rows)
    assert all({"act", "line"} == set(row["acts"][0]) and "refers" not in row for row in rows)
    shown = next(row for key, row in zip(turns, rows) if turns[key].state.on_screen)
    assert {"id", "question", "text"} == set(shown["passages"][0])
    assert any("Dernier message de l’assistant" in line for line in shown["state"])


@pytest.mark.parametrize("text", ["", "{\n"])
def test_bad_answers_are_a_refusal(tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str) -> None:
    path = tmp_path / "reponses.jsonl"
    path.write_text(text)
    assert main(["evaluate", "--import-answers", str(path)]) == 2
    out, err = capsys.readouterr()
    assert out == "" and err.startswith(f"orientation : {path}") and "rien n’est compté" in err
