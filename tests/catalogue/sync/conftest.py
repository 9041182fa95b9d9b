"""A small catalogue of the excerpt's products, a database of its own, and the command line."""

import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sync_samples import EXCERPT, IDS, SOLUTION, STUDY

from bot.catalogue.files import read_catalogue
from bot.catalogue.loading import load
from bot.cli import main
from bot.database import engine_for, sessions, upgrade
from bot.settings import get_settings


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder of nine solutions and a study."""
    target = tmp_path / "catalogue"
    target.mkdir()
    for key in IDS:
        (target / f"{key}.yml").write_text(SOLUTION.format(id=key, name=key.capitalize()), encoding="utf-8")
    (target / "rouverte.yml").write_text(STUDY, encoding="utf-8")
    return target


@pytest.fixture
def excerpt() -> dict[str, Any]:
    """The API's answer, to be damaged."""
    loaded: dict[str, Any] = json.loads(EXCERPT.read_text(encoding="utf-8"))
    return loaded


@pytest.fixture(scope="session")
def empty_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with its tables made, to be copied."""
    path = tmp_path_factory.mktemp("sync") / "empty.db"
    upgrade(f"sqlite:///{path}")
    engine_for(f"sqlite:///{path}").dispose()
    return path


@pytest.fixture
def database(tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch, empty_database: Path) -> Iterator[str]:
    """The settings' database, loaded with the folder."""
    url = f"sqlite:///{tmp_path / 'sync.db'}"
    shutil.copy(empty_database, tmp_path / "sync.db")
    monkeypatch.setenv("DATABASE_URL", url)
    get_settings.cache_clear()
    with sessions(url).begin() as session:
        load(session, read_catalogue(folder))
    yield url
    engine_for(url).dispose()
    get_settings.cache_clear()


@pytest.fixture
def run(folder: Path, database: str, capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, str, str]]:
    """Run a verb of the catalogue on the folder: status, standard output, standard error."""

    def verb(action: str, *arguments: object) -> tuple[int, str, str]:
        capsys.readouterr()
        status = main(["catalogue", action, "--folder", str(folder), *map(str, arguments)])
        out, err = capsys.readouterr()
        return status, out, err

    return verb
