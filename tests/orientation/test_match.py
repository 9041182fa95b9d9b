"""``orientation match``: the contract, on the real model."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from bot.catalogue import load_valid
from bot.folders import ROOT
from bot.orientation import Need, Ranker
from bot.orientation.match import match_lines
from bot.settings import get_settings
from bot.territory import resolve

LOCAL = {"epci", "departement", "region", "ccas", "syndicat"}
VACANT = "on n'arrive plus à suivre les logements vides du bourg, on est 900 habitants dans l'Allier"

HEDGE = "la haie du voisin déborde sur le trottoir et il refuse de la tailler"


def matched(ranker: Ranker, *rows: object) -> list[dict[str, Any]]:
    """The answers to these lines."""
    lines = [row if isinstance(row, str) else json.dumps(row) for row in rows]
    return [json.loads(answer) for answer, _ in match_lines(lines, ranker)]


def test_the_example_of_the_welcome_is_answered(ranker: Ranker) -> None:
    answer = matched(ranker, {"id": "a", "text": VACANT})[0]
    assert answer["decision"] == "answer"
    assert answer["solutions"][0]["id"] == "zero-logement-vacant"


@pytest.mark.parametrize("text", [VACANT, "eau", "une recette de tarte aux pommes", "🙂🙂🙂 ok", "mairie " * 560])
def test_the_form_of_an_answer(ranker: Ranker, text: str) -> None:
    answer = matched(ranker, {"id": "n1", "text": text})[0]
    assert set(answer) - {"question"} == {"id", "decision", "shown", "solutions", "door", "near"}
    assert answer["id"] == "n1"
    assert answer["decision"] in ("answer", "ask", "none")
    assert 1 <= answer["shown"] <= 3 if answer["decision"] == "answer" else answer["shown"] == 0
    assert len(answer["solutions"]) == 10
    scores = [item["score"] for item in answer["solutions"]]
    assert scores == sorted(scores, reverse=True)
    assert all(0 <= score <= 1 for score in scores)
    assert ("question" in answer) == (answer["decision"] == "ask")
    assert answer["near"] == [] or answer["decision"] == "none" and not answer["door"]
    assert answer["door"] is None or answer["decision"] == "none"


def test_nothing_under_the_bar_is_shown(ranker: Ranker) -> None:
    rows = [json.loads(line) for line in (get_settings().data_dir / "evaluation/needs-tuning.jsonl").open()][:200]
    answers = matched(ranker, *({"id": "x", "text": row["text"]} for row in rows))
    for answer in answers:
        assert all(item["score"] >= ranker.bar for item in answer["solutions"][: answer["shown"]])
        assert len(answer["near"]) <= 2


@pytest.fixture
def lenient(ranker: Ranker, monkeypatch: pytest.MonkeyPatch) -> Ranker:
    """The ranker, with a bar that any pair of one subject passes: the learnt one lets none through as yet."""
    monkeypatch.setattr(ranker._trained.approaching, "bar", float("-inf"))
    return ranker


def test_what_comes_near_is_of_the_subject_and_no_answer(lenient: Ranker) -> None:
    answer = matched(lenient, {"id": "a", "text": HEDGE})[0]
    assert (answer["decision"], answer["shown"], answer["door"]) == ("none", 0, None)
    assert "guichet-unique-de-la-haie-envergo-agricole" in answer["near"] and len(answer["near"]) <= 2
    assert set(answer["near"]) <= {item["id"] for item in answer["solutions"]}


def test_what_the_person_may_not_use_never_comes_near(lenient: Ranker) -> None:
    near = "guichet-unique-de-la-haie-envergo-agricole"
    assert near in lenient.match(Need(HEDGE)).near
    assert near not in lenient.match(Need(HEDGE, excluded=frozenset({near}))).near


def test_a_question_has_a_list_behind_each_choice(ranker: Ranker) -> None:
    rows = [json.loads(line) for line in (get_settings().data_dir / "evaluation/needs-tuning.jsonl").open()][:120]
    asked = [answer for answer in matched(ranker, *({"id": "x", "text": row["text"]} for row in rows))
             if answer["decision"] == "ask"]  # fmt: skip
    assert asked, "no need of the first 120 is asked about"
    for answer in asked:
        choices = answer["question"]["choices"]
        assert 2 <= len(choices) <= 5  # a guess, or two to four; and "something else"
        assert len({choice["title"] for choice in choices}) == len(choices)
        for choice in choices:
            assert len(choice["solutions"]) == 10
        assert choices[0]["solutions"][0]["id"] == answer["solutions"][0]["id"]
        assert choices[-1]["solutions"][0]["id"] not in {item["solutions"][0]["id"] for item in choices[:-1]}


@pytest.mark.parametrize(
    ("line", "key", "words"),
    [
        ("{", None, "not JSON"),
        ("[1]", None, "object"),
        ('{"text": "eau"}', None, "id"),
        ('{"id": 3, "text": "eau"}', 3, "id"),
        ('{"id": "a"}', "a", "text"),
        ('{"id": "a", "text": "  "}', "a", "text"),
        ('{"id": "a", "text": 4}', "a", "text"),
        ('{"id": "a", "text": "eau", "audience": "roi"}', "a", "audience"),
        ('{"id": "a", "text": "eau", "territory": 43}', "a", "territory"),
        ('{"id": "a", "text": "' + "x" * 100_001 + '"}', None, "100000"),
    ],
)
def test_a_bad_line_says_why_in_its_place(ranker: Ranker, line: str, key: object, words: str) -> None:
    before, bad, after = matched(ranker, {"id": "0", "text": "eau"}, line, {"id": "2", "text": "eau"})
    assert (before["id"], after["id"]) == ("0", "2")
    assert set(bad) == {"id", "error"}
    assert bad["id"] == key
    assert words in bad["error"]


def test_who_asks_and_where_leave_out_the_ineligible(ranker: Ranker) -> None:
    solutions = load_valid(get_settings().data_dir / "catalogue").solutions
    restricted = solutions["detection-d-ouvrages-hydrauliques"]
    text = restricted.examples[0]
    here, elsewhere = resolve("Nîmes").territory, resolve("Rennes").territory
    assert here and elsewhere
    assert ranker.match(Need(text, None, here)).solutions[0][0] == restricted.id
    assert restricted.id not in [key for key, _ in ranker.match(Need(text, None, elsewhere)).solutions]
    for audience in ("commune", "habitant", "association"):
        for key, _ in ranker.match(Need(VACANT, audience)).solutions:
            kinds = set(solutions[key].audiences)
            assert audience in kinds or (audience == "commune" and kinds & LOCAL)


def test_an_unknown_or_ambiguous_place_changes_nothing(ranker: Ranker) -> None:
    plain, unknown, ambiguous = matched(
        ranker, {"id": "a", "text": VACANT},
        {"id": "a", "text": VACANT, "territory": "Trifouillis-les-Oies"},
        {"id": "a", "text": VACANT, "territory": "Saint-Martin"},
    )  # fmt: skip
    assert plain == unknown == ambiguous


def test_refused_solutions_stay_out(ranker: Ranker) -> None:
    need = Need(VACANT, excluded=frozenset({"zero-logement-vacant"}))
    assert "zero-logement-vacant" not in [key for key, _ in ranker.match(need).solutions]


def test_the_same_need_gives_the_same_answer(ranker: Ranker) -> None:
    rows = [{"id": "a", "text": VACANT}, {"id": "b", "text": "des classes trop chaudes en juin"}]
    assert matched(ranker, *rows) == matched(ranker, *rows)
    assert matched(ranker, *rows)[::-1] == matched(ranker, *reversed(rows))


def run_match(text: str, **env: str) -> "subprocess.CompletedProcess[str]":
    """The verb, as an operator runs it."""
    return subprocess.run(
        [sys.executable, "-m", "bot", "match"], input=text, env={**os.environ, **env},
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip


def test_the_verb_writes_answers_and_nothing_else(ranker: Ranker) -> None:
    done = run_match('{"id": "a", "text": "logements vides"}\nnonsense\n{"id": "b", "text": "eau"}\n')
    assert done.returncode == 1
    assert [json.loads(line)["id"] for line in done.stdout.splitlines()] == ["a", None, "b"]


def test_without_a_model_it_cannot_start(tmp_path: Path) -> None:
    done = run_match('{"id": "a", "text": "eau"}\n', MODELS_DIR=str(tmp_path))
    assert done.returncode == 2
    assert done.stdout == ""
    assert "make train" in done.stderr
