"""The example needs: enough of them, none twice, none that names its service."""

import re
from collections import Counter

import numpy as np

from bot.catalogue import load_valid
from bot.evaluation.overlap import words
from bot.orientation import Ranker
from bot.orientation.text import stems
from bot.settings import get_settings

SOLUTIONS = load_valid(get_settings().data_dir / "catalogue").solutions

CENTRAL = (
    "aides-territoires", "aidantsconnect", "cartographie.nationale", "france-numerique-ensemble",
    "lannuaire.des.collectivites", "mes-services-cyber", "mon.espace.collectivite", "rdv-service-public",
    "recommandations-collaboratives", "services-web-anct", "suite.territoriale", "territoires-en-transitions",
)  # fmt: skip
"""Most complaints lead to them."""

NEAR = 0.9
"""Centred cosine of the fitted model from which two texts say the same thing in nearly the same words."""


def near_pairs(vectors: "np.ndarray[tuple[int, ...], np.dtype[np.float32]]", bound: float) -> list[tuple[int, int]]:
    """Positions of the rows that are too alike."""
    left, right = np.where(np.triu(vectors @ vectors.T, 1) >= bound)
    return list(zip(left.tolist(), right.tolist()))


def repeated(texts: list[str]) -> list[tuple[str, ...]]:
    """Runs of stems that stand for more than one text."""
    counts = Counter(tuple(stems(text)) for text in texts)
    return [key for key, count in counts.items() if count > 1]


def test_there_are_enough() -> None:
    counts = {key: len(solution.examples) for key, solution in SOLUTIONS.items()}
    assert {key: count for key, count in counts.items() if count < 40} == {}
    assert {key: counts[key] for key in CENTRAL if counts[key] < 80} == {}


def test_no_two_have_the_same_stems_in_the_same_order() -> None:
    assert repeated([text for solution in SOLUTIONS.values() for text in solution.examples]) == []
    assert repeated(["Les logements vides !", "logement vide", "une friche"]) == [tuple(stems("logements vides"))]


def test_no_two_are_nearly_the_same(ranker: Ranker) -> None:
    corpus, evidence = ranker.trained.evidence.corpus, ranker.trained.evidence
    vectors = corpus.example_vectors - evidence.mean
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    assert [(corpus.examples[left], corpus.examples[right]) for left, right in near_pairs(vectors, NEAR)] == []


def test_a_planted_near_duplicate_is_found(ranker: Ranker) -> None:
    mean = ranker.trained.evidence.mean
    texts = [
        "Qui paie le toit de la salle des fêtes ?",
        "Qui paie la toiture de la salle des fêtes ?",
        "Une friche.",
    ]
    vectors = ranker._embedder.queries(texts) - mean
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    assert near_pairs(vectors, NEAR) == [(0, 1)]


COMMON = frozenset(
    {"administration", "docs", "partage", "transport", "messages", "messagerie", "dialogue", "ma cantine"}
)
"""Names that are words of every day."""


def test_none_names_its_service() -> None:
    named = []
    for key, solution in SOLUTIONS.items():
        name = " ".join(words(re.sub(r"\(.*?\)", "", solution.name)))
        named += [
            (key, text)
            for text in solution.examples
            if name not in COMMON and f" {name} " in f" {' '.join(words(text))} "
        ]
    assert named == []
