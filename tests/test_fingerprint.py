"""What makes a result be computed again, and what doesn't."""

from pathlib import Path

import pytest

from bot.fingerprint import Fingerprint

CODE = {
    "bot/__init__.py": "",
    "bot/settings.py": "PORT = 5005\n",
    "bot/ranking.py": "from bot.places import cut\nfrom bot.settings import PORT\nWEIGHT = 0.5\n",
    "bot/places/__init__.py": 'from bot.places.words import cut\n\n__all__ = ["cut"]\n',
    "bot/places/words.py": 'def cut(text):\n    """Cut."""\n    return text[:80]\n',
    "bot/places/words.yml": "- commune\n",
    "bot/other.py": "X = 1\n",
}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    for name, content in CODE.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")
    return tmp_path


def of(root: Path) -> str:
    return Fingerprint(root).code(["bot.ranking"]).value()


@pytest.mark.parametrize(
    ("name", "before", "after"),
    [
        ("bot/ranking.py", "0.5", "0.6"),
        ("bot/places/words.py", "80", "90"),
        ("bot/places/words.yml", "commune", "mairie"),
    ],
)
def test_what_is_computed_or_read_is_seen_through_imports(root: Path, name: str, before: str, after: str) -> None:
    first = of(root)
    path = root / name
    path.write_text(path.read_text(encoding="utf-8").replace(before, after), encoding="utf-8")
    assert of(root) != first


@pytest.mark.parametrize(
    ("name", "content"),
    [
        (
            "bot/places/words.py",
            'def cut(text):\n    """Another docstring."""\n    # and a comment\n    return text[:80]\n',
        ),
        ("bot/settings.py", "PORT = 80\n"),
        ("bot/other.py", "X = 2\n"),
    ],
)
def test_what_decides_nothing_is_not(root: Path, name: str, content: str) -> None:
    first = of(root)
    (root / name).write_text(content, encoding="utf-8")
    assert of(root) == first


def test_files_and_versions_are_seen(tmp_path: Path) -> None:
    path = tmp_path / "needs.yml"
    path.write_text("a", encoding="utf-8")
    first = Fingerprint().files([path], tmp_path).value()
    path.write_text("b", encoding="utf-8")
    assert Fingerprint().files([path], tmp_path).value() != first
    assert Fingerprint().versions(["numpy"]).value() != Fingerprint().versions(["scipy"]).value()


def test_the_ranker_depends_on_places_and_files() -> None:
    from bot.fingerprint import _closure
    from bot.folders import ROOT

    reached = {path.relative_to(ROOT).as_posix() for path in _closure(ROOT, ["bot.orientation.train"])}
    assert {"bot/territory/resolve.py", "bot/folding.py", "bot/catalogue/schema.py"} <= reached
