"""Processes that start together on a new database."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
import sqlalchemy as sa

from bot.folders import ROOT

COUNT = 5


def load_at_once(url: str, folder: Path) -> list[tuple[int, str]]:
    """Status and errors of ``orientation catalogue load``, run by several processes at the same time."""
    environment = {**os.environ, "DATABASE_URL": url, "VAR_DIR": str(folder)}
    command = [sys.executable, "-W", "ignore", "-m", "bot", "catalogue", "load"]
    running = [
        subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        for _ in range(COUNT)
    ]
    return [(process.returncode, errors) for process in running for _, errors in [process.communicate(timeout=120)]]


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_the_schema_is_made_once(kind: str, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    url = f"sqlite:///{tmp_path / 'new.db'}" if kind == "sqlite" else request.getfixturevalue("postgresql_address")
    assert load_at_once(url, tmp_path) == [(0, "")] * COUNT
    engine = sa.create_engine(url, future=True)
    with engine.connect() as connection:
        assert connection.execute(sa.text("SELECT count(*) FROM alembic_version")).scalar_one() == 1
        assert connection.execute(sa.text("SELECT count(*) FROM catalogue_entry")).scalar_one() > 200
    engine.dispose()
