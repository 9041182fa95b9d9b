"""A desk on the real catalogue, with a ranking that tests decide."""

from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from decided_ranking import Acts, Answers, MakeDesk, Ranking, Talk, Told, answer, ask
from sqlalchemy import delete

from bot.catalogue import load_valid
from bot.catalogue.loading import load
from bot.catalogue.models import OverrideRow, VersionRow
from bot.catalogue.schema import Solution
from bot.connectors.discourse import Index
from bot.conversation import Desk, State
from bot.database import engine_for, sessions, upgrade
from bot.reading.building import build
from bot.reading.lexicon import Lexicon
from bot.reading.read import Trained
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
def answers(solutions: Mapping[str, Solution]) -> Answers:
    """Knows how to begin, who is behind and who uses it; how long it takes is asked for and not said."""
    return Answers(solutions, {
        "commence": Told("start", ("getting_started",)),
        "porte": Told("operator", ("operator",)),
        "utilise": Told("users", ("usage",)),
        "délai": Told("delay"),
    })  # fmt: skip


@pytest.fixture(scope="session")
def lexicon(solutions: Mapping[str, Solution]) -> Lexicon:
    """The real words of the catalogue."""
    return build(solutions.values())


@pytest.fixture
def model() -> Acts:
    """The classifier of acts."""
    return Acts()


@pytest.fixture
def make_desk(ranking: Ranking, answers: Answers, lexicon: Lexicon, model: Acts, address: str) -> MakeDesk:
    """Desks on this ranking, these answers and these acts."""

    def make(index: Index | None = None) -> Desk:
        reading = Trained(lexicon, model)  # type: ignore[arg-type]
        return Desk(ranking, answers, reading, sessions(address), get_settings(), index)  # type: ignore[arg-type]

    return make


@pytest.fixture
def desk(make_desk: MakeDesk) -> Desk:
    """The desk under test."""
    return make_desk()


@pytest.fixture
def talk(desk: Desk, lexicon: Lexicon) -> Talk:
    """A conversation that begins."""
    return Talk(desk, lexicon)


@pytest.fixture
def after_list(talk: Talk) -> Talk:
    """A conversation after a first list of two."""
    talk("besoin", "trop de logements vides")
    return talk


@pytest.fixture
def listed(after_list: Talk) -> State:
    """Its state."""
    return after_list.state


@pytest.fixture
def with_mail(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Requests go to somebody by themselves."""
    settings = desk.relaying._lists.settings.copy(
        update={"smtp_host": "127.0.0.1", "contact_delay": "sous trois jours"}
    )
    monkeypatch.setattr(desk.relaying._lists, "settings", settings)
