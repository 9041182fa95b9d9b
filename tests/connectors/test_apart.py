"""Runs what needs the connectors' libraries in their environment, one file a test, and checks that environment."""

import os
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from test_repository import imports

from bot.folders import ROOT

APART = Path(__file__).parent / "apart"
PYTHON = ROOT / ".venv-connectors" / "bin" / "python"


def make(name: str) -> None:
    """Make one of the environments, or find it up to date."""
    done = subprocess.run([str(ROOT / "scripts" / "environment"), name], cwd=ROOT, check=False)
    assert done.returncode == 0, f"scripts/environment {name}"


@pytest.fixture(scope="session")
def connectors() -> Iterator[None]:
    make("connectors")
    yield


@pytest.fixture(scope="session")
def synapse(connectors: None) -> Iterator[None]:
    make("synapse")
    yield


def run(*arguments: str, seconds: float = 900) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [str(PYTHON), *arguments], cwd=ROOT, capture_output=True, text=True, check=False, timeout=seconds
    )  # fmt: skip


SLOW = pytest.mark.slow("a real Synapse, which is started, stopped and cut off")


@pytest.mark.parametrize(
    "name",
    [
        pytest.param(path.name, marks=() if path.name == "test_tchap_reading.py" else SLOW)
        for path in sorted(APART.glob("test_*.py"))
    ],
)
def test_in_the_connectors_environment(synapse: None, name: str) -> None:
    done = run("-m", "pytest", "-q", "-p", "no:cacheprovider", "--confcutdir", str(APART), str(APART / name))
    closing = done.stdout.strip().splitlines()[-1] if done.stdout.strip() else done.stderr
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-2000:]
    assert re.search(r"\b\d+ passed\b", closing)
    assert "skipped" not in closing


def test_every_connector_loads_without_rasa(connectors: None) -> None:
    code = (
        "import sys, bot.connectors.tchap.app, bot.connectors.mattermost.__main__\n"
        "print(sorted({name.partition('.')[0] for name in sys.modules} & {'rasa', 'rasa_sdk', 'tensorflow', 'spacy'}))"
    )
    done = run("-c", code)
    assert done.stdout.strip() == "[]", done.stderr[-2000:]


def test_the_connectors_import_neither_engine_nor_catalogue() -> None:
    """Among the product's own packages, what every process may use and nothing more."""
    allowed = re.compile(
        r"bot\.(connectors|settings|folders|texts|folding|runtime\.(logs|exits|private|secret))\b|bot$"
    )
    faults = []
    for path in (ROOT / "bot" / "connectors").rglob("*.py"):
        for line in path.read_text(encoding="utf-8").splitlines():
            match = re.match(r"\s*(?:from|import) (bot[\w.]*)", line)
            if match and not (allowed.match(match[1]) or (match[1] == "bot.runtime" and "logs" in line)):
                faults.append(f"{path.relative_to(ROOT)}: {line.strip()}")
    assert faults == []


def test_nio_is_imported_in_one_place() -> None:
    users = {path for path in (ROOT / "bot").rglob("*.py") if "nio" in imports(path)}
    assert users
    assert {path.parent.name for path in users} == {"tchap"}


@pytest.mark.parametrize("name", ["connectors", "synapse"])
def test_installed_packages_agree(synapse: None, name: str) -> None:
    """What ``pip check`` says, asked to the tool that makes the environments."""
    python = ROOT / f".venv-{name}" / "bin" / "python"
    done = subprocess.run(
        [str(ROOT / "scripts" / "environment"), "uv", "pip", "check", "--python", str(python)],
        cwd=ROOT, capture_output=True, text=True, check=False, env=os.environ,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("name", ["connectors", "synapse"])
def test_locks_have_hashes_and_no_address(name: str) -> None:
    lock = (ROOT / "requirements" / f"{name}.txt").read_text(encoding="utf-8")
    pins = re.findall(r"^[a-zA-Z0-9].*==.*$", lock, flags=re.MULTILINE)
    assert len(pins) > 20
    assert all(pin.rstrip().endswith("\\") for pin in pins)
    assert "://" not in lock
