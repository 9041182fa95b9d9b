"""Where files stand, for every part: a few paths without the settings' library, so that any process can know them."""

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
"""The checkout."""

_FOLDERS = {"data": "DATA_DIR", "models": "MODELS_DIR"}
_told: dict[str, Path] = {}


def tell(**folders: Path) -> None:
    """Take the settings' word for where folders are (``data``, ``models``)."""
    _told.update(folders)


def data() -> Path:
    """Folder of the catalogue, the gazetteer, the sets."""
    return _folder("data")


def models() -> Path:
    """Folder of what was trained."""
    return _folder("models")


def _folder(name: str) -> Path:
    return _told.get(name) or Path(os.environ.get(_FOLDERS[name]) or ROOT / name)
