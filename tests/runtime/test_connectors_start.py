"""Connectors start when their settings are there, and the service says so when they aren't."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from bot.connectors.common.settings import WrongSetting
from bot.folders import ROOT
from bot.runtime import connectors as module
from bot.runtime.connectors import CONNECTORS, Connectors
from bot.settings import CONNECTORS as PREFIXES

TCHAP = {"TCHAP_HOMESERVER": "https://matrix.exemple.fr", "TCHAP_USER": "@bot:exemple.fr", "TCHAP_PASSWORD": "x"}


@pytest.fixture(autouse=True)
def none_configured(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in [name for name in os.environ if name.startswith(PREFIXES)]:
        monkeypatch.delenv(name)
    for kind in CONNECTORS.values():
        monkeypatch.setattr(kind.load.__func__, "__defaults__", (None, tmp_path / ".env"))  # type: ignore[attr-defined]


def started(connectors: Connectors) -> tuple[list[str], list[tuple[str, object]]]:
    lines: list[tuple[str, object]] = []
    commands = list(connectors.commands(lambda key, **values: lines.append((key, values["nom"])), {}))
    return [command.argv[-1] for command in commands], lines


def test_without_settings_nothing_starts_and_it_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "prepare", lambda: pytest.fail("nothing to prepare"))
    commands, lines = started(Connectors())
    assert commands == []
    assert lines == [("connecteur_absent", "tchap"), ("connecteur_absent", "mattermost")]


def test_with_settings_it_starts_in_its_own_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in TCHAP.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(module, "prepare", lambda: True)
    connectors = Connectors()
    command = next(iter(connectors.commands(lambda *_key, **_values: None, {"SECRET": "x"})))
    assert command.env["SECRET"] == "x"
    assert command.argv[1:] == ["-m", "bot.connectors.tchap"]
    assert ".venv-connectors" in command.argv[0]
    assert started(connectors)[1] == [("connecteur", "tchap"), ("connecteur_absent", "mattermost")]


def test_without_its_libraries_the_rest_starts(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in TCHAP.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(module, "prepare", lambda: False)
    assert started(Connectors()) == (
        [], [("connecteur_sans_bibliotheques", "tchap"), ("connecteur_absent", "mattermost")],
    )  # fmt: skip


def test_the_file_counts_as_the_environment(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("".join(f"{name}={value}\n" for name, value in TCHAP.items()), encoding="utf-8")
    assert Connectors().configured == ["tchap"]


@pytest.mark.parametrize(
    ("more", "said"),
    [({"TCHAP_HOMESERVERR": "x"}, "tchap: unknown setting TCHAP_HOMESERVERR"),
     ({"TCHAP_PASSWORD": ""}, "tchap: TCHAP_PASSWORD is missing"),
     ({"TCHAP_HOMESERVER": "matrix"}, "tchap: setting TCHAP_HOMESERVER:"),
     ({"TCHAP_ALLOWED_DOMAINS": "*"}, "tchap: setting TCHAP_ALLOWED_DOMAINS:")],
)  # fmt: skip
def test_a_wrong_setting_is_named(monkeypatch: pytest.MonkeyPatch, more: dict[str, str], said: str) -> None:
    for name, value in {**TCHAP, **more}.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(WrongSetting) as caught:
        Connectors()
    assert str(caught.value).startswith(said)


def test_the_service_says_it_in_one_line_and_starts_nothing() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "bot", "serve"],
        env={**os.environ, "TCHAP_PASWORD": "secretissime"}, cwd=ROOT, capture_output=True, text=True, check=False,
        timeout=60,
    )  # fmt: skip
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr.count("\n") == 1
    assert "TCHAP_PASWORD" in done.stderr
    assert "secretissime" not in done.stderr


def test_every_connector_names_its_prefix() -> None:
    assert {kind.prefix for kind in CONNECTORS.values()} == set(PREFIXES)
