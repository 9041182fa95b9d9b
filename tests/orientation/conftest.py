"""The ranker as trained."""

import os

import pytest

from bot.orientation import ModelMissing, Ranker
from bot.settings import get_settings


@pytest.fixture(scope="session")
def ranker() -> Ranker:
    """The model of ``models/orientation``; its absence is a failure in CI, where ``make test`` trains first."""
    try:
        return Ranker.load(get_settings().models_dir / "orientation")
    except ModelMissing as error:
        if os.environ.get("CI") == "true":
            raise
        pytest.skip(str(error))
