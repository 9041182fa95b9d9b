"""A database of before: its months keep their figures, and say what wasn't counted yet."""

from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.config import Config

from bot.database import engine_for, sessions, upgrade
from bot.folders import ROOT
from bot.impact.accounting import accounted
from bot.impact.figures import figures

OLD = "2026-03"
EVENTS = [
    *(("need_sent", number, "widget", None) for number in range(12)),
    *(("list_shown", number, "widget", "a") for number in range(6)),
    *(("no_result", number, "widget", None) for number in range(6, 11)),
    ("emergency", 0, "widget", None),  # said beside a need, as it was counted then
    *(("need_sent", number, "api", None) for number in range(20, 27)),
]


@pytest.fixture()
def before(tmp_path: Path) -> str:
    """Address of a database of the former version, with a month of events."""
    url = f"sqlite:///{tmp_path / 'a.db'}"
    config = Config()
    config.set_main_option("script_location", str(ROOT / "bot" / "migrations"))
    config.attributes["url"] = url
    command.upgrade(config, "0008")
    with engine_for(url).begin() as connection:
        for kind, number, channel, solution in EVENTS:
            row = {"visit": f"v{number}", "type": kind, "channel": channel, "solution": solution}
            connection.execute(
                sa.text(
                    "INSERT INTO impact_event (visit, need, month, day, type, channel, solution, rank) "
                    f"VALUES (:visit, 1, '{OLD}', '{OLD}-05', :type, :channel, :solution, 1)"
                ),
                row,
            )
    return url


def test_past_months_keep_their_figures(before: str) -> None:
    with engine_for(before).connect() as connection:
        old = connection.execute(sa.text("SELECT COUNT(*), SUM(listed), SUM(unanswered) FROM impact_needs")).one()
        visits = connection.execute(sa.text("SELECT visits FROM impact_months")).scalar_one()
    upgrade(before)
    with sessions(before)() as session:
        found = figures(session, OLD)
        since = {row.kind: row.month for row in session.execute(sa.text("SELECT * FROM impact_since"))}
    people, programs = found.months[OLD], found.programs[OLD]
    assert people.conversations + programs.conversations == visits
    assert people.needs + programs.needs == old[0]
    assert (people.listed, people.unanswered) == (old[1], old[2])
    assert since["list_shown"] == OLD and since["near_shown"] > OLD
    told = accounted(people.outcomes, OLD, found.since)
    assert set(told.unmeasured) == {"near", "door", "emergency", "file_answered", "file_silent"}
    assert told.shown["list"] == old[1]
    assert sum(told.shown.values()) + told.rest == people.needs


def test_a_new_database_counts_everything_from_its_first_month(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'b.db'}"
    upgrade(url)
    with sessions(url)() as session:
        rows = session.execute(sa.text("SELECT kind, month FROM impact_since")).all()
    assert len(rows) == 16 and len({row.month for row in rows}) == 1
