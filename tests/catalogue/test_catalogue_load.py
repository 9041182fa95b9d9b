"""The catalogue's files into the tables, on SQLite and on PostgreSQL: all or nothing, as often as one likes."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError

from bot.catalogue import load_valid
from bot.catalogue.files import Catalogue
from bot.catalogue.loading import load
from bot.catalogue.models import AudienceRow, EntryRow, ThemeRow
from bot.catalogue.queries import entries, theme_counts
from bot.catalogue.schema import Solution
from bot.database import engine_for, sessions, upgrade
from bot.settings import get_settings


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def address(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """An empty database of each kind, its tables made."""
    if request.param == "sqlite":
        path: Path = tmp_path_factory.mktemp("catalogue") / "a.db"
        upgrade(f"sqlite:///{path}")
        yield f"sqlite:///{path}"
        return
    url: str = request.getfixturevalue("postgresql_address")
    upgrade(url)
    yield url
    engine_for(url).dispose()


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    """The real one."""
    return load_valid(get_settings().data_dir / "catalogue")


def _filled(address: str, catalogue: Catalogue) -> None:
    with sessions(address).begin() as session:
        load(session, catalogue)


def test_everything_is_there(address: str, catalogue: Catalogue) -> None:
    _filled(address, catalogue)
    with sessions(address)() as session:
        kinds = dict(session.execute(select(EntryRow.kind, func.count()).group_by(EntryRow.kind)).all())
        assert kinds == {"solution": 133, "investigation": 90}
        kept = {entry.id: entry for entry in entries(session, [entry.id for entry in catalogue.entries()])}
        for entry in catalogue.entries():
            assert kept[entry.id] == (entry.copy(update={"examples": []}) if isinstance(entry, Solution) else entry)
        assert sum(theme_counts(session).values()) == sum(len(item.themes) for item in catalogue.solutions.values())


def test_a_second_load_changes_nothing(address: str, catalogue: Catalogue) -> None:
    _filled(address, catalogue)
    with sessions(address).begin() as session:
        again = load(session, catalogue)
        counted = session.scalar(select(func.count()).select_from(EntryRow))
    assert (again.changed, again.removed, counted) == (False, 0, 223)


def test_an_entry_without_a_file_goes_with_all_of_it(address: str, catalogue: Catalogue) -> None:
    _filled(address, catalogue)
    kept = {key: item for key, item in catalogue.solutions.items() if key != "deveco"}
    smaller = Catalogue(solutions=kept, investigations=catalogue.investigations, version="smaller")
    with sessions(address).begin() as session:
        done = load(session, smaller)
    with sessions(address)() as session:
        assert done.removed == 1
        assert entries(session, ["deveco"]) == []
        for model in (AudienceRow, ThemeRow):
            assert session.scalar(select(func.count()).where(model.entry_id == "deveco")) == 0


def test_a_load_that_fails_leaves_the_tables_as_they_were(address: str, catalogue: Catalogue) -> None:
    _filled(address, catalogue)
    broken = catalogue.solutions["deveco"].copy(update={"themes": [None]})
    other = Catalogue(solutions={"deveco": broken}, investigations={}, version="broken")
    with pytest.raises(SQLAlchemyError), sessions(address).begin() as session:
        load(session, other)
    with sessions(address)() as session:
        assert session.scalar(select(func.count()).select_from(EntryRow)) == 223
