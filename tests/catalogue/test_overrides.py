"""An ended product is switched off in the tables at once, and stays so until its file says it."""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import func, select

from bot.catalogue import load_valid
from bot.catalogue.files import Catalogue
from bot.catalogue.loading import load
from bot.catalogue.models import EntryRow, OverrideRow
from bot.catalogue.overrides import day_in_words, keep_open, switch_off
from bot.catalogue.queries import proposable, solutions, solutions_of_theme, theme_counts
from bot.database import engine_for, sessions, upgrade
from bot.settings import get_settings

ENDED = dt.date(2026, 3, 1)
ID = "deveco"


@pytest.fixture(params=["sqlite", "postgresql"])
def address(request: pytest.FixtureRequest, tmp_path: Path, catalogue: Catalogue) -> Iterator[str]:
    """A loaded database of each kind, without decisions."""
    url = (
        f"sqlite:///{tmp_path / 'a.db'}" if request.param == "sqlite" else request.getfixturevalue("postgresql_address")
    )
    upgrade(url)
    with sessions(url).begin() as session:
        for row in session.scalars(select(OverrideRow)):
            session.delete(row)
        load(session, Catalogue(catalogue.solutions, catalogue.investigations, version=str(tmp_path)[-12:]))
    yield url
    engine_for(url).dispose()


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    """The real one."""
    return load_valid(get_settings().data_dir / "catalogue")


def _with_status(catalogue: Catalogue, status: str, version: str) -> Catalogue:
    phase = {"en_test": "construction"}.get(status, "acceleration")
    changed = catalogue.solutions[ID].copy(update={"status": status, "phase": phase})
    return Catalogue({**catalogue.solutions, ID: changed}, catalogue.investigations, version=version)


def _status(url: str) -> tuple[str, str]:
    with sessions(url)() as session:
        item = solutions(session, [ID])[0]
        assert session.get(EntryRow, ID).status == item.status
        return item.status, str(item.status_note)


def test_off_at_once_out_of_themes_and_said_closed(address: str, catalogue: Catalogue) -> None:
    theme = catalogue.solutions[ID].themes[0]
    with sessions(address).begin() as session:
        before = theme_counts(session)[theme]
        assert switch_off(session, ID, ENDED)
    with sessions(address)() as session:
        assert catalogue.solutions.keys() - proposable(session).keys() == {ID}
        assert theme_counts(session)[theme] == before - 1
        assert ID not in [item.id for item in solutions_of_theme(session, theme)]
    assert _status(address) == ("ferme", "Ce service a pris fin le 1er mars 2026, d’après beta.gouv.fr.")


def test_kept_by_loads_until_the_file_says_the_same(address: str, catalogue: Catalogue) -> None:
    with sessions(address).begin() as session:
        switch_off(session, ID, ENDED)
    with sessions(address).begin() as session:
        assert load(session, _with_status(catalogue, "en_test", "other")).changed
    assert _status(address)[0] == "ferme"
    with sessions(address).begin() as session:
        load(session, _with_status(catalogue, "ferme", "closed"))
        assert ID in proposable(session)
    with sessions(address).begin() as session:
        load(session, _with_status(catalogue, "en_deploiement", "open again"))
    assert _status(address)[0] == "en_deploiement"


def test_a_removed_file_ends_the_decision(address: str, catalogue: Catalogue) -> None:
    with sessions(address).begin() as session:
        switch_off(session, ID, ENDED)
        others = {key: item for key, item in catalogue.solutions.items() if key != ID}
        load(session, Catalogue(others, catalogue.investigations, version="less"))
        assert session.scalar(select(func.count()).select_from(OverrideRow)) == 0
        assert session.get(EntryRow, ID) is None


def test_a_person_reopens_for_this_end_only(address: str, catalogue: Catalogue) -> None:
    with sessions(address).begin() as session:
        switch_off(session, ID, ENDED)
    with sessions(address).begin() as session:
        assert keep_open(session, ID)
        assert not keep_open(session, ID)
        load(session, catalogue)
    assert _status(address)[0] == catalogue.solutions[ID].status
    with sessions(address).begin() as session:
        assert not switch_off(session, ID, ENDED)
        assert ID in proposable(session)
        assert switch_off(session, ID, dt.date(2026, 9, 1))
    assert _status(address)[0] == "ferme"


def test_dates_in_words() -> None:
    assert day_in_words(dt.date(2026, 8, 20)) == "20 août 2026"
