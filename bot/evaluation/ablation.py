"""``orientation evaluate --ablation``: what each kind of evidence and each way of reading a need brings.

The weights are fitted again on the tuning needs for each line; the development needs only measure. Some minutes.
"""

import sys
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from bot.catalogue import load_valid
from bot.evaluation import metrics
from bot.evaluation.needs import Case, read
from bot.orientation.documents import documents
from bot.orientation.evidence import KINDS, Corpus, Evidence, Table, make_corpus
from bot.orientation.fusion import Fusion
from bot.orientation.ranker import ModelMissing, Ranker, Trained
from bot.orientation.situation import prepare_need
from bot.orientation.text import expand
from bot.orientation.train import read_needs
from bot.sentences.embedding import Embedder, Vectors
from bot.sentences.embedding_store import KEPT_FILE, EmbeddingStore
from bot.settings import get_settings

PER_SOLUTION = (5, 15, 40)
"""Numbers of example needs a solution, for the learning curve; all of them come last."""

Reading = Callable[[str], str]


def readings(model: Trained) -> dict[str, Reading]:
    """Ways of reading a need, ours first."""
    return {
        "lecture retenue": model.prepare,
        "sans retirer lieu, taille et salutation": lambda text: model.spelling.expand(expand(text)),
        "sans corriger les fautes": prepare_need,
        "texte tel quel": lambda text: text,
    }


class Bench:
    """The tuning and development needs, read once each way."""

    def __init__(self, model: Trained, cases: Sequence[Case]) -> None:
        settings = get_settings()
        self._store = EmbeddingStore([settings.data_dir / "orientation" / KEPT_FILE], Embedder())
        self.model = model
        rows = read_needs(settings.data_dir / "evaluation" / "needs-tuning.jsonl")
        rows += read_needs(settings.data_dir / "orientation" / "several.jsonl")
        self._tuning = [str(row["text"]) for row in rows]
        position = {key: number for number, key in enumerate(model.ids)}
        self.tuning_gold = [[position[key] for key in row.get("gold", [])] for row in rows]  # type: ignore[attr-defined]
        kept = [case for case in cases if case.gold]
        self._needs = [case.need.text for case in kept]
        self.gold = [[position[key] for key in case.gold] for case in kept]

    def vectors(self, texts: Sequence[str]) -> Vectors:
        """Embeddings, kept between lines."""
        return self._store.encode(texts)

    def tables(self, evidence: Evidence, reading: Reading) -> tuple[Table, Table]:
        """Evidence on the tuning and the development needs."""

        def table(texts: Sequence[str]) -> Table:
            ready = [reading(text) for text in texts]
            return evidence.table(ready, self.vectors(ready), evidence.features(ready))[0]

        return table(self._tuning), table(self._needs)

    def line(self, name: str, tuning: Table, needs: Table) -> str:
        """Weights fitted on the one, measured on the other."""
        fusion = Fusion()
        fusion.weights = np.ones(tuning.shape[2])
        ranks = metrics.first_right(fusion.fit(tuning, self.tuning_gold).scores(needs), self.gold)
        return (
            f"{name:44s}{metrics.recall(ranks, 1):7.3f}{metrics.recall(ranks, 3):7.3f}{metrics.recall(ranks, 10):7.3f}"
        )


def fewer(corpus: Corpus, count: int) -> Corpus:
    """The corpus with at most this many examples a solution, drawn with a fixed seed."""
    chance = np.random.default_rng(5)
    dropped: NDArray[np.bool_] = np.ones(len(corpus.examples), dtype=bool)
    for label in range(corpus.size):
        places = np.flatnonzero(corpus.example_labels == label)
        dropped[chance.permutation(places)[:count]] = False
    return corpus.without(dropped)


def ablate(model: Trained, cases: Sequence[Case]) -> None:
    """Print one line a variant."""
    bench = Bench(model, cases)
    sys.stdout.write(f"{'':44s}    R@1    R@3   R@10\n")

    def show(text: str) -> None:
        sys.stdout.write(text + "\n")
        sys.stdout.flush()

    tuning, needs = bench.tables(model.evidence, model.prepare)
    show(bench.line("tous les indices", tuning, needs))
    for place, kind in enumerate(KINDS):
        others = [number for number in range(len(KINDS)) if number != place]
        show(bench.line(f"sans {kind}", tuning[:, :, others], needs[:, :, others]))
    for place, kind in enumerate(KINDS):
        show(bench.line(f"{kind} seul", tuning[:, :, [place]], needs[:, :, [place]]))
    for name, reading in readings(model).items():
        show(bench.line(name, *bench.tables(model.evidence, reading)))
    corpus = make_corpus(documents(load_valid(get_settings().data_dir / "catalogue").solutions.values()), bench.vectors)
    for count in PER_SOLUTION:
        evidence = Evidence(fewer(corpus, count))
        show(bench.line(f"{count} exemples par solution", *bench.tables(evidence, model.prepare)))


def evaluate_ablation() -> int:
    """The verb; status 2 when there is no model."""
    settings = get_settings()
    try:
        ranker = Ranker.load(settings.models_dir / "orientation")
    except ModelMissing as error:
        sys.stderr.write(f"orientation: {error}\n")
        return 2
    ablate(ranker.trained, read(settings.data_dir / "evaluation" / "needs.jsonl"))
    return 0
