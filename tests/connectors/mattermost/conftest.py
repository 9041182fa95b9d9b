"""Scenes: a fresh one, one a module; each must have kept to the official description."""

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from scene import ROOT, MakeScene, Scene


@pytest.fixture(scope="session")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    """One server, one gateway and one fake Rasa, for all tests but those that kill them."""
    for name in ("connectors", "synapse"):  # made, or found up to date
        done = subprocess.run([str(ROOT / "scripts" / "environment"), name], cwd=ROOT, check=False)
        assert done.returncode == 0, f"scripts/environment {name}"
    house = Scene(tmp_path_factory.mktemp("shared"))
    try:
        house.start_server()
        house.start_gateway()
        yield house
    finally:
        house.close()


@pytest.fixture()
def make_scene(shared: Scene, tmp_path: Path) -> Iterator[MakeScene]:
    """Makes a scene with settings of one's own: a fresh connector is started."""
    made: list[Scene] = []

    def begin(*, connector: bool = True, alone: bool = False, **settings: object) -> Scene:
        scene = Scene(tmp_path, None if alone else shared, **settings)
        made.append(scene)
        if alone:
            scene.start_server()
            scene.start_gateway()
        if connector:
            scene.start_connector()
        return scene

    yield begin
    for scene in made:
        try:
            assert scene.violations() == []
        finally:
            scene.close()


@pytest.fixture(scope="module")
def scene(request: pytest.FixtureRequest, shared: Scene, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    """One scene for a module, with the module's SETTINGS; people of different tests have different names."""
    own = Scene(tmp_path_factory.mktemp("scene"), shared, **getattr(request.module, "SETTINGS", {}))
    try:
        own.start_connector()
        yield own
        assert own.violations() == []
    finally:
        own.close()
