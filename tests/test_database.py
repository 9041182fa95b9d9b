"""The engine on SQLite: connections kept, and a file that holds everything once they are closed."""

import shutil
from pathlib import Path

import pytest
import sqlalchemy as sa

from bot.cli import main
from bot.database import TooNew, engine_for, make_engine, upgrade
from bot.gateway.server import serve
from bot.runtime.exits import NO_USE_RESTARTING
from bot.settings import get_settings


def test_a_migrated_file_is_whole_by_itself(tmp_path: Path) -> None:
    made, copied = tmp_path / "made.db", tmp_path / "copied.db"
    upgrade(f"sqlite:///{made}")
    shutil.copy(made, copied)
    engine = make_engine(f"sqlite:///{copied}")
    assert sa.inspect(engine).has_table("catalogue_entry")
    engine.dispose()


def test_a_connection_serves_again(tmp_path: Path) -> None:
    engine = make_engine(f"sqlite:///{tmp_path / 'folder' / 'kept.db'}")
    used = []
    for _ in range(3):
        with engine.connect() as connection:
            used.append(connection.connection.connection)
            pragmas = [
                connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in ("journal_mode", "foreign_keys")
            ]
    assert used[0] is used[1] is used[2]
    assert pragmas == ["wal", 1]
    engine.dispose()


def test_what_a_turn_left_undone_is_not_seen_by_the_next(tmp_path: Path) -> None:
    engine = make_engine(f"sqlite:///{tmp_path / 'undone.db'}")
    with engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE said (line TEXT)")
    with engine.connect() as connection:
        connection.exec_driver_sql("INSERT INTO said VALUES ('une friche')")
    with engine.connect() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM said").scalar() == 0
    engine.dispose()


def test_a_schema_of_a_newer_version_is_told_in_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    url = f"sqlite:///{tmp_path / 'newer.db'}"
    upgrade(url)
    with engine_for(url).begin() as connection:
        connection.execute(sa.text("UPDATE alembic_version SET version_num = '9999_later'"))
    with pytest.raises(TooNew, match="version plus récente"):
        upgrade(url)
    monkeypatch.setenv("DATABASE_URL", url)
    monkeypatch.setenv("VAR_DIR", str(tmp_path))
    get_settings.cache_clear()
    try:
        assert main(["relay", "list"]) == main(["catalogue", "load"]) == 2
        assert serve() == NO_USE_RESTARTING
    finally:
        get_settings.cache_clear()
    told = capsys.readouterr().err.splitlines()
    assert len(told) == 3 and all("elle vient d’une version plus récente du programme." in line for line in told)
