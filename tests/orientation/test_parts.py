"""The parts of the ranking, on small made-up evidence."""

import numpy as np
import pytest

from bot.catalogue import load_valid
from bot.catalogue.schema import Solution
from bot.orientation.decision import Decision, TuningRows
from bot.orientation.eligibility import UNLISTED, Conditions, eligible_share
from bot.orientation.explain import quoted, reason
from bot.orientation.fusion import Fusion, softmax
from bot.orientation.lexical import Bm25
from bot.orientation.question import clarify, guess, kindred
from bot.orientation.text import expand, stems
from bot.settings import get_settings
from bot.territory import resolve

SOLUTIONS = load_valid(get_settings().data_dir / "catalogue").solutions
RANDOM = np.random.default_rng(3)


def test_stems_fold_and_drop_empty_words() -> None:
    assert stems("L'Eau potable des communes") == stems("leau potable de la commune".replace("leau", "eau"))
    assert stems("et de la pour") == []


def test_known_acronyms_keep_the_text() -> None:
    assert expand("le PLU").startswith("le PLU (")
    assert expand("la voirie") == "la voirie"


def test_bm25_prefers_the_document_that_says_it() -> None:
    scores = Bm25(["eau potable et assainissement", "logements vacants du bourg", "eau"]).scores("logement vacant")
    assert int(scores.argmax()) == 1
    assert scores[0] == 0


def test_fusion_learns_which_evidence_tells() -> None:
    table = RANDOM.normal(size=(200, 5, 6)).astype(np.float32)
    gold = [[int(row[:, 2].argmax())] for row in table]
    fusion = Fusion().fit(table, gold)
    assert int(fusion.weights.argmax()) == 2
    assert np.mean(fusion.scores(table).argmax(axis=1) == [answers[0] for answers in gold]) > 0.9


def test_softmax_sums_to_one_without_overflow() -> None:
    shares = softmax(np.array([[1000.0, 999.0, -1000.0]]))
    assert shares.sum() == pytest.approx(1)
    assert shares[0, 0] > shares[0, 1]


def test_decision_is_sure_where_it_is_right_and_refuses_the_rest() -> None:
    fused = RANDOM.normal(size=(400, 12))
    answered = np.arange(400) % 2 == 0
    gold = [[row % 12] if answers else [] for row, answers in enumerate(answered)]
    for row, answers in enumerate(gold):
        for column in answers:
            fused[row, column] += 8
    marks = np.where(answered, 2.0, -2.0)[:, None] + RANDOM.normal(size=(400, 1))
    rows = TuningRows(fused, marks.astype(np.float32), gold, np.ones(400))
    decision = Decision().fit(rows, np.ones(400, dtype=bool))
    chances, probabilities = decision.read(fused, marks.astype(np.float32))
    assert chances[answered].mean() > 0.9 > 0.1 > chances[~answered].mean()
    refused = probabilities.max(axis=1) < decision.none_below
    assert refused[answered].mean() <= 0.05
    assert refused[~answered].mean() >= 0.9


def test_reasons_quote_the_words_that_weigh() -> None:
    weights = {stems("logements")[0]: 4.0, stems("vides")[0]: 3.0}
    assert quoted("on ne suit plus les logements vides du bourg", weights) == "logements vides"
    assert quoted("on ne suit plus rien", weights) is None
    assert "repérer" in reason("rien de connu", "repérer les logements vides", {})


def test_a_question_offers_what_is_close_and_something_else() -> None:
    ranked = [("a", 0.4), ("b", 0.35), ("c", 0.01), *((f"d{number}", 0.001) for number in range(12))]
    question = clarify(ranked, {key: f"but de {key}" for key, _ in ranked}, {"a": frozenset("b")})
    assert [choice.title for choice in question.choices[:2]] == ["But de a", "But de b"]
    assert len(question.choices) == 3
    assert question.choices[1].solutions[0] == ("b", 0.35)
    assert not {"a", "b"} & {key for key, _ in question.choices[2].solutions}
    assert all(len(choice.solutions) == 10 for choice in question.choices)


def test_what_is_about_something_else_is_no_choice() -> None:
    ranked = [("a", 0.4), ("b", 0.35), ("c", 0.3), *((f"d{number}", 0.001) for number in range(12))]
    purposes = {key: f"but de {key}" for key, _ in ranked}
    assert clarify(ranked, purposes, {"a": frozenset("c")}).offered == ("a", "c")
    alone = clarify(ranked, purposes, {"b": frozenset("c")})
    assert alone.hedged and alone.offered == ("a",) and alone == guess(ranked, purposes)
    assert [choice.title for choice in alone.choices] == ["But de a", "Non, autre chose"]
    assert "a" not in {key for key, _ in alone.choices[-1].solutions} and "sûr" in alone.text


def test_solutions_are_of_a_kind_by_theme_or_by_needs() -> None:
    # The first two have a theme in common, the third is alike the first only.
    first, second = [item for item in SOLUTIONS.values() if "logement" in item.themes][:2]
    third = next(item for item in SOLUTIONS.values() if not {*item.themes} & {*first.themes, *second.themes})
    found = kindred(np.array([[1, 0, 0.3], [0, 1, 0.1], [0.3, 0.1, 1]], np.float32), [first, second, third])
    assert found == {
        first.id: frozenset({second.id, third.id}), second.id: frozenset({first.id}), third.id: frozenset({first.id})
    }  # fmt: skip


@pytest.mark.parametrize(
    ("ranked", "surest", "verdict"),
    [
        ([0.9, 0.1], 0.9, "answer"),
        ([0.31], 0.31, "answer"),
        ([0.29], 0.29, "guess"),  # under the bar, never an answer
        ([0.29, 0.2], 0.29, "ask"),
        ([0.4, 0.3, 0.2], 0.4, "ask"),
        ([0.4, 0.1], 0.4, "answer"),  # no rival: nothing to tell apart
        ([0.65, 0.4, 0.0], 0.65, "answer"),
        ([0.19], 0.9, "none"),  # the sure one isn't for the person
        ([0.5], 0.1, "none"),
        ([], 0.9, "none"),
    ],
)
def test_what_is_done_of_probabilities(ranked: list[float], surest: float, verdict: str) -> None:
    decision = Decision()
    decision.none_below, decision.show_above = 0.2, 0.3
    assert decision.verdict(ranked, surest) == verdict


def test_unknown_never_excludes() -> None:
    for solution in SOLUTIONS.values():
        assert eligible_share(Conditions.of(solution), None, None, None) == 1


def with_rules(**rules: object) -> Solution:
    """A real solution with other conditions: today's catalogue says its thresholds in words."""
    solution = SOLUTIONS["zero-logement-vacant"]
    return solution.copy(update={"eligibility": solution.eligibility.copy(update=rules)})


def test_population_bounds_exclude_for_sure_only() -> None:
    bounded = with_rules(min_population=500, max_population=3500)
    shares = [eligible_share(Conditions.of(bounded), None, None, size) for size in (None, 499, 500, 3500, 3501)]
    assert shares == [1, 0, 1, 1, 0]


def test_a_kindred_audience_loses_some_odds_only() -> None:
    local = Conditions.of(SOLUTIONS["zero-logement-vacant"].copy(update={"audiences": ["commune"]}))
    assert eligible_share(local, "epci", None, None) == UNLISTED
    assert eligible_share(local, "habitant", None, None) == 0


def test_a_territory_outside_is_excluded() -> None:
    restricted = Conditions.of(SOLUTIONS["detection-d-ouvrages-hydrauliques"])
    assert eligible_share(restricted, None, resolve("Rennes").territory, None) == 0
    assert eligible_share(restricted, None, resolve("Nîmes").territory, None) == 1
