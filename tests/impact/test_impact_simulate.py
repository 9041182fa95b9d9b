"""A simulated month goes through the code of real turns, into an empty database only."""

from pathlib import Path

import pytest
from sqlalchemy import text

from bot.database import sessions
from bot.impact.figures import figures
from bot.impact.simulate import main


def test_a_simulated_month(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ["--database", f"sqlite:///{tmp_path / 'a.db'}", "--month", "2026-09", "--conversations", "60"]
    assert main(arguments) == 0
    assert "60 conversations" in capsys.readouterr().out
    with sessions(arguments[1])() as session:
        month = figures(session, "2026-09").months["2026-09"]
        visits = session.execute(text("SELECT COUNT(DISTINCT visit) FROM impact_visits")).scalar_one()
        left = [session.execute(text(f"SELECT COUNT(*) FROM {table}")).scalar_one()
                for table in ("gateway_conversation", "impact_link")]  # fmt: skip
    assert visits == 60 and 50 < month.conversations <= 60 and month.needs > 50 and month.listed > 30
    assert sum(month.outcomes.values()) == month.needs
    assert left == [0, 0]
    assert main(arguments) == 2
    assert "vide" in capsys.readouterr().err
