"""Rasa's own starter bot (``rasa init``), trained and served as it comes: the yardstick of our turns.

``python -m bot.engine.starter FOLDER PORT`` trains it into the folder when it isn't there, then serves it on loopback.
"""

import os
import shutil
import sys
from pathlib import Path

from rasa.cli.scaffold import scaffold_path


def _project(folder: Path) -> Path:
    """The starter's files in a folder, copied once."""
    if not (folder / "domain.yml").exists():
        shutil.copytree(scaffold_path(), folder, dirs_exist_ok=True)
    return folder


def _trained(folder: Path) -> Path:
    """The starter's model, trained once."""
    models = sorted((folder / "models").glob("*.tar.gz"))
    if models:
        return models[-1]
    from rasa.model_training import train

    result = train(
        domain=str(folder / "domain.yml"), config=str(folder / "config.yml"), training_files=str(folder / "data"),
        output=str(folder / "models"),
    )  # fmt: skip
    if not result.model:
        raise SystemExit(1)
    return Path(result.model)


def main() -> None:
    """Train and serve until stopped."""
    folder, port = _project(Path(sys.argv[1])), int(sys.argv[2])
    os.chdir(folder)
    model = _trained(folder)
    from rasa.core.run import serve_application

    serve_application(model_path=str(model), channel="rest", port=port, interface="127.0.0.1", enable_api=False)


if __name__ == "__main__":
    main()
