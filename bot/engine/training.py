"""Training of the dialogue model (``python -m bot.engine.training``), skipped while its inputs are unchanged."""

import json
import logging
import os
import sys
import time
import warnings
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

import yaml

from bot.engine import speed
from bot.fingerprint import Fingerprint
from bot.folders import ROOT
from bot.runtime.private import keep_files_private
from bot.settings import Settings, get_settings
from bot.texts import texts

MANIFEST = "manifest.json"

_PACKAGES = ("rasa",)
"""What computes the model: rules alone, nothing of it is drawn by chance."""

log = logging.getLogger("bot.engine.training")


def _components() -> list[str]:
    """Modules of our graph components, as ``config.yml`` names them."""
    config = yaml.safe_load((ROOT / "config.yml").read_text(encoding="utf-8"))
    names = [step["name"] for key in ("pipeline", "policies") for step in config.get(key) or []]
    return sorted({name.rpartition(".")[0] for name in names if name.startswith("bot.")})


def input_files(settings: Settings) -> list[Path]:
    """Data files that the dialogue model depends on."""
    return sorted((settings.data_dir / "dialogue").rglob("*.yml"))


def inputs_hash(settings: Settings) -> str:
    """Hash of all that the dialogue model depends on: contract, data, our components, versions of what computes.

    Raises:
        FileNotFoundError: domain.yml or config.yml isn't there.
    """
    fingerprint = Fingerprint().versions(_PACKAGES).files([ROOT / "domain.yml", ROOT / "config.yml"], ROOT)
    return fingerprint.files(input_files(settings), settings.data_dir).code(_components()).value()


def manifest(folder: Path) -> dict[str, Any]:
    """What the folder's model was made from; empty when there is none, or its archive is gone."""
    try:
        content: dict[str, Any] = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        return content if (folder / str(content["archive"])).is_file() else {}
    except (OSError, ValueError, KeyError, TypeError):
        return {}


def is_current(settings: Settings) -> bool:
    """Whether the model on disk was made from these very inputs."""
    return manifest(settings.models_dir / "dialogue").get("inputs") == inputs_hash(settings)


class _Steps(logging.Handler):
    """Says which component is being trained; Rasa's own lines are longer and in English."""

    def __init__(self) -> None:
        super().__init__(logging.INFO)
        self._started, self._count = time.monotonic(), 0

    def emit(self, record: logging.LogRecord) -> None:
        """Show the start of a component."""
        message = record.getMessage()
        if message.startswith(("Starting to train component", "Restored component")) and "'" in message:
            self._count += 1
            seconds = round(time.monotonic() - self._started)
            name = message.split("'")[1].rpartition(".")[2]
            log.info(texts(__file__).say("apprentissage.etape", rang=self._count, nom=name, secondes=seconds))


def _warned(
    message: Warning | str, category: type[Warning], filename: str, lineno: int, file: Any = None, line: Any = None
) -> None:
    """Show what Rasa finds odd in the data; not what libraries say of each other, nor what it says of any data."""
    if category is UserWarning and not str(message).startswith("Slot auto-fill has been removed"):
        log.warning("%s", message)


def train(settings: Settings) -> Path | None:
    """Train and write ``models/dialogue``; the archive, or None when Rasa refused the inputs (it says why)."""
    folder = settings.models_dir / "dialogue"
    folder.mkdir(parents=True, exist_ok=True)
    # Before the training: a file changed meanwhile must be seen as changed by the next run.
    inputs, started = inputs_hash(settings), time.monotonic()
    speed.before_tensorflow()
    import rasa.shared.utils.cli
    import structlog
    from rasa.model_training import train as rasa_train

    rasa.shared.utils.cli.print_success = lambda *_: None

    # Rasa's command line sets this; without it, each rule is shown twice over.
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))

    hooks = logging.getLogger("rasa.engine.training.hooks")
    hooks.setLevel(logging.INFO)
    hooks.propagate = False
    hooks.handlers[:] = [_Steps()]
    result = rasa_train(
        domain=str(ROOT / "domain.yml"),
        config=str(ROOT / "config.yml"),
        training_files=str(settings.data_dir / "dialogue"),
        output=str(folder),
        fixed_model_name=f"dialogue-{inputs[:12]}.tar.gz",
    )
    if result.code != 0 or not result.model:
        return None
    archive, seconds = Path(result.model), round(time.monotonic() - started)
    made = datetime.now(timezone.utc).isoformat(timespec="seconds")
    content = {"inputs": inputs, "archive": archive.name, "made": made, "seconds": seconds}
    draft = folder / f"{MANIFEST}.new"
    draft.write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")
    draft.replace(folder / MANIFEST)
    for path in folder.glob("*.tar.gz"):
        if path.name != archive.name:
            path.unlink()
    log.info(texts(__file__).say("apprentissage.fin", secondes=seconds))
    return archive


def main() -> int:
    """Train when the inputs changed; status 1 when it failed."""
    keep_files_private()
    logging.basicConfig(level=logging.WARNING, format="%(message)s", stream=sys.stderr)
    log.setLevel(logging.INFO)
    warnings.showwarning = _warned
    say, settings = texts(__file__).say, get_settings()
    try:
        if is_current(settings):
            log.info(say("apprentissage.a_jour"))
            return 0
    except FileNotFoundError as error:
        log.error(say("apprentissage.absent", fichier=Path(str(error.filename)).name))
        return 1
    if os.environ.get("PYTHONHASHSEED") != "0":
        # The order of Python's sets reaches the model; it can only be fixed before the interpreter starts.
        os.environ["PYTHONHASHSEED"] = "0"
        # Progress is shown by component, in French: Rasa's own bars would come between.
        os.environ["LOG_LEVEL"] = "WARNING"
        os.execv(sys.executable, [sys.executable, "-m", "bot.engine.training"])
    os.chdir(ROOT)  # Rasa keeps its training cache in the current folder
    log.info(say("apprentissage.debut"))
    try:
        done = train(settings)
    except SystemExit:  # Rasa ends the process on some faults of the data
        done = None
    if done is None:
        log.error(say("apprentissage.echec"))
    return 0 if done else 1


if __name__ == "__main__":
    sys.exit(main())
