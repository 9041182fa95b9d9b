"""When the dialogue model is trained again."""

import json
import shutil
from pathlib import Path

import pytest

from bot import fingerprint
from bot.engine import training
from bot.folders import ROOT
from bot.settings import Settings


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """A copy of what the model is made from."""
    shutil.copytree(ROOT / "data" / "dialogue", tmp_path / "data" / "dialogue")
    for name in ("domain.yml", "config.yml"):
        shutil.copy(ROOT / name, tmp_path / name)
    monkeypatch.setattr(training, "ROOT", tmp_path)
    return Settings(_env_file=None, data_dir=tmp_path / "data", models_dir=tmp_path / "models")


def pretend_trained(settings: Settings) -> Path:
    folder = settings.models_dir / "dialogue"
    folder.mkdir(parents=True)
    (folder / "a.tar.gz").touch()
    content = {"inputs": training.inputs_hash(settings), "archive": "a.tar.gz"}
    (folder / training.MANIFEST).write_text(json.dumps(content))
    return folder


def test_same_inputs_same_hash(settings: Settings) -> None:
    assert training.inputs_hash(settings) == training.inputs_hash(settings)


def test_nothing_to_do_when_current(settings: Settings) -> None:
    pretend_trained(settings)
    assert training.is_current(settings)


@pytest.mark.parametrize("name", ["domain.yml", "config.yml", "data/dialogue/accord/rules.yml"])
def test_a_changed_file_is_seen_by_its_bytes(settings: Settings, name: str) -> None:
    pretend_trained(settings)
    path = settings.data_dir.parent / name
    kept = path.read_bytes()
    path.write_bytes(kept + b"\n# autre\n")
    assert not training.is_current(settings)
    path.write_bytes(kept)  # with another date
    assert training.is_current(settings)


def test_a_new_file_is_seen(settings: Settings) -> None:
    pretend_trained(settings)
    (settings.data_dir / "dialogue" / "autre.yml").write_text('version: "3.1"\n')
    assert not training.is_current(settings)


def test_a_version_is_seen(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    pretend_trained(settings)
    monkeypatch.setattr(fingerprint, "version", lambda name: "0")
    assert not training.is_current(settings)


@pytest.mark.parametrize("content", ["", "{", "[]", '{"archive": 3}', '{"inputs": "x"}'])
def test_a_broken_manifest_means_no_model(settings: Settings, content: str) -> None:
    folder = pretend_trained(settings)
    (folder / training.MANIFEST).write_text(content)
    assert not training.is_current(settings)


def test_a_lost_archive_means_no_model(settings: Settings) -> None:
    (pretend_trained(settings) / "a.tar.gz").unlink()
    assert not training.is_current(settings)


def test_our_components_are_inputs(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    assert training._components() == ["bot.engine.reader"]
    before = training.inputs_hash(settings)
    monkeypatch.setattr(training, "_components", lambda: ["bot.folding"])
    assert training.inputs_hash(settings) != before


def test_the_catalogue_is_no_input(settings: Settings) -> None:
    before = training.inputs_hash(settings)
    (settings.data_dir / "catalogue").mkdir()
    (settings.data_dir / "catalogue" / "a.yml").write_text("id: a\n")
    assert training.inputs_hash(settings) == before
