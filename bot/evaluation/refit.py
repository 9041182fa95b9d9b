"""A ranking fitted on other files of the catalogue and the doors, all else the same; what is on disk stays as it is."""

import json
import shutil
import subprocess
import tarfile
from collections.abc import Collection, Sequence
from pathlib import Path

import numpy as np

from bot.catalogue import CatalogueError, load_valid
from bot.catalogue.doors import DoorError
from bot.folders import ROOT
from bot.orientation.ranker import MODEL_FILE, Ranker, manifest
from bot.orientation.train import TUNING_FILES, inputs_hash, read_needs, train
from bot.sentences.embedding import Embedder, Vectors
from bot.sentences.embedding_store import KEPT_FILE
from bot.settings import Settings
from bot.texts import texts

CATALOGUE, DOORS = "catalogue", "doors"
"""Folders of the files that are compared, side by side."""

_GOLD = {"evaluation": TUNING_FILES, "orientation": ("several.jsonl",)}
"""Sets that the training reads whose right answers may be services that other files haven't."""


class NoBase(Exception):
    """What to compare with isn't there; the message is French and complete."""


class Remembered(Embedder):
    """Embeddings computed once for several models."""

    def __init__(self, real: Embedder) -> None:
        self._real = real
        self._known: dict[str, Vectors] = {}

    def queries(self, texts: Sequence[str]) -> Vectors:
        """The rows, those that aren't known computed."""
        missing = [text for text in dict.fromkeys(texts) if text not in self._known]
        if missing:
            self._known.update(zip(missing, self._real.queries(missing)))
        return np.array([self._known[text] for text in texts], dtype=np.float32)


def files_of(base: str, folder: Path) -> Path:
    """The folder that holds ``catalogue`` and ``doors``: a folder's own, or a copy in ``folder`` of those of a commit.

    Raises:
        NoBase: it is neither a folder that holds a catalogue nor a commit that does.
    """
    given = Path(base)
    for place in (given, given / "data", given.parent if given.name == CATALOGUE else given):
        if (place / CATALOGUE).is_dir():
            return place
    if given.is_dir():
        raise NoBase(_say("dossier", base=base))
    return _checked_out(base, folder)


def _checked_out(reference: str, folder: Path) -> Path:
    commit = _git("rev-parse", "--verify", "--quiet", "--end-of-options", reference + "^{commit}").strip()
    kept = _git("ls-tree", "-d", "--name-only", commit, f"data/{CATALOGUE}", f"data/{DOORS}").split() if commit else []
    if f"data/{CATALOGUE}" not in kept:
        raise NoBase(_say("reference", base=reference))
    folder.mkdir(parents=True)
    archive = folder / "base.tar"
    _git("archive", "--output", str(archive.resolve()), commit, *kept)
    with tarfile.open(archive) as packed:
        packed.extractall(folder)  # noqa: S202  (git's own, of our files)
    return folder / "data"


def _git(*words: str) -> str:
    """What git says; nothing when it refuses or isn't there."""
    try:
        done = subprocess.run(["git", *words], cwd=ROOT, capture_output=True, text=True)  # noqa: S603, S607
    except OSError:
        return ""
    return done.stdout if done.returncode == 0 else ""


def changed_files(before: Path, after: Path) -> list[str]:
    """Files that aren't the same in two folders, as « catalogue/deveco.yml »."""
    found = []
    for kind in (CATALOGUE, DOORS):
        names = {path.name for place in (before, after) for path in (place / kind).glob("*.yml")}
        differ = (name for name in sorted(names) if _bytes(before / kind / name) != _bytes(after / kind / name))
        found += [f"{kind}/{name}" for name in differ]
    return found


def _bytes(path: Path) -> bytes | None:
    return path.read_bytes() if path.exists() else None


def ranker_of(files: Path, settings: Settings, work: Path, embedder: Embedder) -> Ranker:
    """The ranking that these files make, fitted under ``work``; that of the disk when it was made from them.

    Raises:
        NoBase: the files have faults.
    """
    own = settings.copy(update={"data_dir": _data_with(files, settings.data_dir, work / "data"), "models_dir": work})
    trained = settings.models_dir / "orientation"
    if inputs_hash(own) == manifest(trained).get("inputs"):
        return Ranker(Ranker.load(trained).trained, embedder)
    (work / "orientation").mkdir(parents=True, exist_ok=True)
    if (trained / KEPT_FILE).exists():  # copied, since the training writes there
        shutil.copy(trained / KEPT_FILE, work / "orientation" / KEPT_FILE)
    try:
        fitted = train(own)
    except (CatalogueError, DoorError) as error:
        raise NoBase(str(error)) from error
    (work / "orientation" / MODEL_FILE).unlink()
    return Ranker(fitted, embedder)


def _data_with(files: Path, data: Path, target: Path) -> Path:
    """A data folder made of links: the catalogue and the doors of ``files``, the rest of ``data``."""
    target.mkdir(parents=True)
    try:
        known = load_valid(files / CATALOGUE).solutions
    except CatalogueError as error:
        raise NoBase(str(error)) from error
    for kind in (CATALOGUE, DOORS):
        (target / kind).symlink_to((files / kind).resolve())
    for path in data.iterdir():
        if path.name in _GOLD:
            (target / path.name).mkdir()
            for held in path.iterdir():
                _place(held, target / path.name / held.name, known if held.name in _GOLD[path.name] else None)
        elif path.name not in (CATALOGUE, DOORS):
            (target / path.name).symlink_to(path.resolve())
    return target


def _place(path: Path, target: Path, known: Collection[str] | None) -> None:
    """A link to a set, or a copy without the answers that these files haven't; a need left without any is no lesson."""
    rows = read_needs(path) if known is not None else []
    golds: list[list[str]] = [row.get("gold") or [] for row in rows]  # type: ignore[misc]
    if known is None or all(key in known for gold in golds for key in gold):
        target.symlink_to(path.resolve())
        return
    kept = [
        json.dumps({**row, "gold": [key for key in gold if key in known]}, ensure_ascii=False)
        for row, gold in zip(rows, golds)
        if not gold or any(key in known for key in gold)
    ]
    target.write_text("\n".join(kept) + "\n", encoding="utf-8")


def _say(key: str, **values: object) -> str:
    return texts(__file__).say(f"effet.{key}", **values)
