"""Rules on the repository's own files."""

import ast
import fnmatch
import re
from collections.abc import Iterator
from importlib.metadata import distributions
from pathlib import Path

import pytest
from packaging.markers import default_environment
from packaging.requirements import Requirement

from bot.folders import ROOT

TEXT_LIMIT = 5_000_000
"""Bytes above which a file isn't read: data, compressed or not."""

REGISTRIES = ["pypi." + "org", "pythonhosted." + "org", "registry." + "npmjs", "registry.yarn" + "pkg",
              "index." + "crates", "astral." + "sh", "/simple" + "/"]  # fmt: skip

MACHINE_PATH = re.compile(r"(?<![\w./:~$}-])/(?:root|home|Users|work|mnt|opt|srv|private)/[\w.-]+")
"""A path of somebody's machine; system folders that every Linux has are none."""


def _ignored() -> list[str]:
    lines = (ROOT / ".gitignore").read_text(encoding="utf-8").splitlines()
    return [line.strip() for line in lines if line.strip() and not line.startswith(("#", "!"))] + [".git/"]


def repository_files() -> Iterator[Path]:
    """Files of the checkout that .gitignore doesn't leave out."""
    patterns = _ignored()

    def left_out(path: Path) -> bool:
        name = path.relative_to(ROOT).as_posix()
        return any(
            fnmatch.fnmatch(name if "/" in pattern.rstrip("/") else path.name, pattern.rstrip("/"))
            and (path.is_dir() or not pattern.endswith("/"))
            for pattern in patterns
        )

    def walk(folder: Path) -> Iterator[Path]:
        for path in sorted(folder.iterdir()):
            if left_out(path):
                continue
            if path.is_dir():
                yield from walk(path)
            else:
                yield path

    return walk(ROOT)


def read(path: Path) -> str:
    """A file's text; empty for what isn't text."""
    if path.stat().st_size > TEXT_LIMIT:
        return ""
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return ""


def test_no_registry_address() -> None:
    found = [
        f"{path.relative_to(ROOT)}: {name}" for path in repository_files() for name in REGISTRIES if name in read(path)
    ]
    assert found == []


def test_no_machine_path() -> None:
    found = [
        f"{path.relative_to(ROOT)}: {match.group()}"
        for path in repository_files()
        for match in [MACHINE_PATH.search(read(path))]
        if match
    ]
    assert found == []


def test_the_check_sees_a_path() -> None:
    assert MACHINE_PATH.search("cd /" + "root/projet")
    assert not MACHINE_PATH.search("https://exemple.fr/home/accueil")


def imports(path: Path) -> set[str]:
    """First names of the packages that a file imports."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names.add(node.module.partition(".")[0])
    return names


@pytest.mark.parametrize(
    ("package", "folder"), [("rasa", "bot/engine"), ("rasa_sdk", "actions"), ("torch", "bot/encoder")]
)
def test_it_is_imported_in_one_place(package: str, folder: str) -> None:
    sources = [*(ROOT / "bot").rglob("*.py"), *(ROOT / "actions").rglob("*.py")]
    users = {path for path in sources if package in imports(path)}
    assert users
    assert [path for path in users if not path.is_relative_to(ROOT / folder)] == []


def test_nothing_of_the_service_imports_what_fits_the_sentence_model() -> None:
    sources = [*(ROOT / "bot").rglob("*.py"), *(ROOT / "actions").rglob("*.py")]
    own = ROOT / "bot" / "encoder"
    assert not [p for p in sources if not p.is_relative_to(own) and "bot.encoder" in p.read_text(encoding="utf-8")]


def test_installed_packages_agree() -> None:
    """What `pip check` looks at: every requirement of every package is there in a version that suits."""
    environment = {**default_environment(), "extra": ""}
    installed = {_normal(one.metadata["Name"]): one.version for one in distributions()}
    faults = []
    for one in distributions():
        for line in one.requires or []:
            wanted = Requirement(line)
            if wanted.marker and not wanted.marker.evaluate(environment):
                continue
            version = installed.get(_normal(wanted.name))
            if version is None or not wanted.specifier.contains(version, prereleases=True):
                faults.append(f"{one.metadata['Name']} wants {wanted}, not {version}")
    assert faults == []


def _normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def test_packaging_is_old_enough_for_rasa() -> None:
    import packaging

    assert int(packaging.__version__.split(".")[0]) < 22


def test_the_lock_has_hashes_and_no_address() -> None:
    lock = (ROOT / "requirements" / "product.txt").read_text(encoding="utf-8")
    pins = re.findall(r"^[a-zA-Z0-9].*==.*$", lock, flags=re.MULTILINE)
    assert len(pins) > 100
    assert all(pin.rstrip().endswith("\\") for pin in pins)
    assert "://" not in lock
