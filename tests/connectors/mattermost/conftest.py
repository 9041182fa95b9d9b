"""Scenes: a fresh one, one a module; each must have kept to the official description."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from scene import Scene, missing

MakeScene = Callable[..., Scene]


@pytest.fixture(scope="session")
def gateway(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    """One gateway before one fake Rasa, for all tests but those that kill it."""
    line = missing()
    if line:
        pytest.fail(line) if os.environ.get("CI") == "true" else pytest.skip(line)
    shared = Scene(tmp_path_factory.mktemp("gateway"))
    try:
        shared.start_gateway()
        yield shared
    finally:
        shared.close()


@pytest.fixture()
def make_scene(gateway: Scene, tmp_path: Path) -> Iterator[MakeScene]:
    """Makes a scene with settings of one's own: a fresh server and a fresh connector are started."""
    made: list[Scene] = []

    def begin(*, connector: bool = True, own_gateway: bool = False, **settings: object) -> Scene:
        scene = Scene(tmp_path, None if own_gateway else gateway, **settings)
        made.append(scene)
        scene.start_server()
        if own_gateway:
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
def scene(request: pytest.FixtureRequest, gateway: Scene, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    """One scene for a module, with the module's SETTINGS; people of different tests have different names."""
    shared = Scene(tmp_path_factory.mktemp("scene"), gateway, **getattr(request.module, "SETTINGS", {}))
    try:
        shared.start_server()
        shared.start_connector()
        yield shared
        assert shared.violations() == []
    finally:
        shared.close()
