"""Settings: defaults, values that can't be, and misspelt keys."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from pydantic import ValidationError

from bot import settings
from bot.cli import main
from bot.folders import ROOT
from bot.settings import Settings, UnknownSetting, unknown_keys


@pytest.fixture
def env_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The ``.env`` file that the settings look for, absent at first."""
    path = tmp_path / ".env"
    monkeypatch.setattr(settings, "ENV_FILE", path)
    settings.get_settings.cache_clear()
    yield path  # type: ignore[misc]
    settings.get_settings.cache_clear()


def test_a_misspelt_key_is_refused_by_name(env_file: Path) -> None:
    env_file.write_text("PORTT=5010\n", encoding="utf-8")
    with pytest.raises(UnknownSetting, match="PORTT"):
        settings.get_settings()


def test_known_keys_pass(tmp_path: Path) -> None:
    path = tmp_path / ".env"
    path.write_text("PORT=5010\n# a remark\nCONTACT_LABEL=l’équipe\n", encoding="utf-8")
    assert unknown_keys(path) == []


@pytest.mark.parametrize(
    ("name", "value"),
    [("PORT", "abc"), ("PORT", "70000"), ("TRANSCRIPT_DAYS", "0"), ("DATABASE_URL", "mysql://h/b")],
)
def test_a_wrong_value_is_refused(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(ValidationError, match=name.lower()):
        Settings()


def test_an_operator_reads_one_line() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "bot", "catalogue", "check"],
        env={**os.environ, "PORT": "abc"}, cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 2
    assert done.stderr.splitlines() == ["orientation : réglage PORT : la valeur n’est pas un nombre entier"]


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("PORT", "70000", "la valeur est trop grande (65535 au plus)"),
        ("TRANSCRIPT_DAYS", "0", "la valeur est trop petite (1 au moins)"),
        ("HOSTS", "https://a.example", "des noms d’hôte sont attendus, sans https://, port ni chemin"),
        ("WIDGET_ORIGINS", "a.example", "https://hôte[:port] est attendu, sans chemin"),
    ],
)
def test_a_refused_setting_is_said_in_french(
    env_file: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], name: str, value: str,
    said: str,
) -> None:  # fmt: skip
    monkeypatch.setenv(name, value)
    assert main(["catalogue", "check"]) == 2
    assert capsys.readouterr().err.startswith(f"orientation : réglage {name} : {said}")


def test_postgres_is_another_name_of_postgresql(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgres://h/b")
    assert Settings().database == "postgresql://h/b"
