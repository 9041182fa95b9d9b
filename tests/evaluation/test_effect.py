"""What changed files change in the ranking: told need by need, against the same training of other files."""

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from bot.cli import main
from bot.evaluation import effect, refit
from bot.evaluation.effect import Change, lost, report
from bot.evaluation.needs import Case
from bot.evaluation.refit import NoBase, changed_files, files_of
from bot.orientation.ranker import Match, Need
from bot.orientation.train import inputs_hash
from bot.settings import get_settings


def _match(decision: Any, key: str) -> Match:
    return Match(decision, 0, ((key, 0.5),))


def _change(where: str, gold: str, before: tuple[str, str], after: tuple[str, str]) -> Change:
    case = Case(where, Need(f"besoin {where}"), frozenset(gold.split()), "")
    return Change(f"needs {where}", case, _match(*before), _match(*after))


CHANGES = [
    _change("1", "ban", ("answer", "ban"), ("answer", "dora")),
    _change("2", "dora", ("answer", "ban"), ("ask", "dora")),
    _change("3", "ban", ("answer", "ban"), ("none", "ban")),
    _change("4", "", ("none", "ban"), ("answer", "dora")),
    _change("5", "ban", ("answer", "ban"), ("answer", "ban")),
    _change("6", "", ("none", "ban"), ("none", "dora")),
]


def test_what_is_told() -> None:
    assert list(report(CHANGES)) == [
        "Ces 2 besoins des jeux changent de premier service :",
        "- needs 1 : ban → dora (BONNE RÉPONSE PERDUE) — « besoin 1 »",
        "- needs 2 : ban → dora (demandé) (bonne réponse gagnée) — « besoin 2 »",
        "Gagnent une bonne première réponse (1) : needs 2",
        "Perdent une bonne première réponse (2) : needs 1, needs 3",
        "Deviennent refusés (1) :",
        "- needs 3 : ban → refusé (BONNE RÉPONSE PERDUE) — « besoin 3 »",
        "Deviennent demandés, une question est posée (1) :",
        "- needs 2 : ban → dora (demandé) (bonne réponse gagnée) — « besoin 2 »",
        "Deviennent montrés sans question (1) :",
        "- needs 4 : refusé → dora (besoin sans bonne réponse) — « besoin 4 »",
        "Bonne première réponse : 3 → 2 des 4 besoins qui en ont une ; refus : 2 → 1 des 2 qui n’en ont pas.",
    ]
    assert [one.where for one in lost(CHANGES)] == ["needs 1", "needs 3"]


def test_nothing_moves() -> None:
    lines = list(report(CHANGES[4:5]))
    assert lines[0] == "Aucun besoin des jeux ne change de premier service."
    assert "Deviennent refusés (0) : aucun" in lines


def _repository(folder: Path) -> str:
    """A commit of two files, one of which has changed since."""

    def git(*words: str) -> str:
        command = ["git", "-c", "user.name=x", "-c", "user.email=x@x.example", "-c", "commit.gpgsign=false", *words]
        return subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True).stdout.strip()

    for name in ("data/catalogue/a.yml", "data/catalogue/b.yml", "data/doors/c.yml"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text("avant", encoding="utf-8")
    git("init", "-q")
    git("add", ".")
    git("commit", "-qm", "one")
    (folder / "data/catalogue/b.yml").write_text("après", encoding="utf-8")
    (folder / "data/doors/d.yml").write_text("après", encoding="utf-8")
    return git("rev-parse", "HEAD")


def test_a_base_is_a_folder_or_a_commit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    there = tmp_path / "depot"
    there.mkdir()
    commit = _repository(there)
    monkeypatch.setattr(refit, "ROOT", there)
    data = there / "data"
    assert [files_of(str(base), tmp_path) for base in (there, data, data / "catalogue")] == [data] * 3
    for number, reference in enumerate(("HEAD", commit[:8])):
        before = files_of(reference, tmp_path / str(number))
        assert changed_files(before, data) == ["catalogue/b.yml", "doors/d.yml"]
    for wrong in ("nulle-part", "--output=x", str(tmp_path)):
        with pytest.raises(NoBase, match="«"):
            files_of(wrong, tmp_path / "wrong")


def test_the_same_files_are_those_of_the_training(tmp_path: Path) -> None:
    settings = get_settings()
    data = refit._data_with(settings.data_dir, settings.data_dir, tmp_path / "data")
    assert inputs_hash(settings.copy(update={"data_dir": data})) == inputs_hash(settings)


def test_lessons_on_services_that_the_files_lack_are_left_out(tmp_path: Path) -> None:
    settings = get_settings()
    files = tmp_path / "files"
    shutil.copytree(settings.data_dir / "catalogue", files / "catalogue")
    (files / "doors").symlink_to(settings.data_dir / "doors")
    (files / "catalogue" / "ban.yml").unlink()
    data = refit._data_with(files, settings.data_dir, tmp_path / "data")
    for name in ("evaluation/needs-tuning.jsonl", "orientation/several.jsonl"):
        whole, kept = ([json.loads(line) for line in (place / name).read_text().splitlines()] for place in
                       (settings.data_dir, data))  # fmt: skip
        assert not any("ban" in row.get("gold", []) for row in kept)
        lonely = sum(row.get("gold") == ["ban"] for row in whole)
        assert len(kept) == len(whole) - lonely
    assert not (data / "catalogue" / "ban.yml").exists() and (data / "themes.yml").exists()


def test_nothing_is_trained_for_files_that_are_the_same(capsys: pytest.CaptureFixture[str]) -> None:
    data = get_settings().data_dir
    assert main(["catalogue", "check", "--effect", "--base", str(data)]) == 0
    assert "rien ne change" in capsys.readouterr().out


@pytest.mark.parametrize("base", ["nulle-part", "/"])
def test_no_such_base(capsys: pytest.CaptureFixture[str], base: str) -> None:
    assert main(["catalogue", "check", "--base", base]) == 2
    assert capsys.readouterr().err.startswith(f"orientation : « {base} »")


@pytest.mark.parametrize(("kept", "status"), [(CHANGES, 1), (CHANGES[4:], 0)])
def test_a_right_answer_lost_is_one(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], kept: list[Change], status: int
) -> None:
    monkeypatch.setattr(effect, "effect", lambda *_given: (["Fichiers changés (1) : catalogue/ban.yml"], kept))
    assert main(["catalogue", "check", "--effect"]) == status
    assert capsys.readouterr().out.startswith("Fichiers changés (1) : catalogue/ban.yml\n")
