"""A desk on the real catalogue, with a ranking that tests decide."""

from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from decided_ranking import Ranking, answer, ask
from sqlalchemy import delete

from bot.catalogue import load_valid
from bot.catalogue.loading import load
from bot.catalogue.models import OverrideRow, VersionRow
from bot.catalogue.schema import Solution
from bot.conversation import Desk, State
from bot.database import engine_for, sessions, upgrade
from bot.settings import get_settings


@pytest.fixture(scope="session")
def solutions() -> Mapping[str, Solution]:
    """The real ones."""
    return load_valid(get_settings().data_dir / "catalogue").solutions


@pytest.fixture(scope="session")
def address(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A database that holds the real catalogue."""
    path: Path = tmp_path_factory.mktemp("desk") / "a.db"
    url = f"sqlite:///{path}"
    upgrade(url)
    with sessions(url).begin() as session:
        load(session, load_valid(get_settings().data_dir / "catalogue"))
    engine_for(url).dispose()
    return url


@pytest.fixture
def changed(address: str) -> Iterator[str]:
    """The same database, for a test that changes the catalogue: it is loaded again after."""
    yield address
    with sessions(address).begin() as session:
        session.execute(delete(OverrideRow))
        session.get(VersionRow, 1).version = ""
        load(session, load_valid(get_settings().data_dir / "catalogue"))


@pytest.fixture
def ranking(solutions: Mapping[str, Solution]) -> Ranking:
    """Knows vacant housing, canteens, addresses and a question on cyber."""
    return Ranking(solutions, {
        "logements": answer("zero-logement-vacant", "urbanvitaliz"),
        "cantine": answer("ma-cantine-egalim"),
        "adresses": answer("bases.adresses.locales", "ban"),
        "pirate": ask("mes-services-cyber", "homologation", "recocyber"),
        "chemins": answer("voies-locales-en-commun"),
    })  # fmt: skip


@pytest.fixture
def desk(ranking: Ranking, address: str) -> Desk:
    """The desk under test."""
    return Desk(ranking, sessions(address), get_settings())  # type: ignore[arg-type]


@pytest.fixture
def listed(desk: Desk) -> State:
    """The state after a first list of two."""
    return desk.orienting.orient(State(), "trop de logements vides").state
