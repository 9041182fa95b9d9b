"""The catalogue's words, and the reading as trained."""

import os

import pytest

from bot.catalogue import load_valid
from bot.reading.building import build
from bot.reading.lexicon import Lexicon
from bot.reading.read import FOLDER, Trained
from bot.reading.state import LIST, Last, Need, State
from bot.settings import get_settings

HOUSING = ("histologe", "zero-logement-vacant", "oilhi")


@pytest.fixture(scope="session")
def lexicon() -> Lexicon:
    return build(load_valid(get_settings().data_dir / "catalogue").solutions.values())


@pytest.fixture(scope="session")
def trained() -> Trained:
    """What is in ``models/reading``; its absence is a failure in CI, where ``make test`` trains first."""
    try:
        return Trained.load(get_settings().models_dir / FOLDER)
    except FileNotFoundError:
        if os.environ.get("CI") == "true":
            raise
        pytest.skip("the reading isn't trained: make train")


@pytest.fixture
def listed() -> State:
    """A conversation after a list of three."""
    need = Need("des logements vides et insalubres dans le bourg", "vos logements vides", HOUSING)
    return State(needs=(need,), last=Last(LIST, HOUSING))
