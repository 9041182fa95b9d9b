"""What nobody has read again for a year is said, in one line a kind, and is no fault."""

import argparse
import datetime as dt
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.catalogue.sync.checking import check_command
from bot.catalogue.sync.freshness import Dated, a_year_before, old
from bot.settings import get_settings

EMERGENCY = """\
sorte: {kind}
consigne: "Appelez le 18."
sources:
  - {{url: "https://un.example/", checked: {first}}}
  - {{url: "https://deux.example/", checked: 2026-11-29}}
"""


def _lines(folder: Path | None, today: dt.date, capsys: pytest.CaptureFixture[str]) -> tuple[int, list[str]]:
    status = check_command(argparse.Namespace(folder=folder), today)
    return status, [line for line in capsys.readouterr().err.splitlines() if line.startswith("Avertissement")]


@pytest.mark.parametrize(
    ("today", "bound"), [((2026, 11, 30), (2025, 11, 30)), ((2028, 2, 29), (2027, 2, 28)), ((2026, 3, 1), (2025, 3, 1))]
)
def test_a_year_before(today: tuple[int, int, int], bound: tuple[int, int, int]) -> None:
    assert a_year_before(dt.date(*today)) == dt.date(*bound)


def test_twelve_months_to_the_day_are_not_old() -> None:
    found = [Dated(name, dt.date(2025, 11, day)) for name, day in (("a", 30), ("b", 29), ("c", 2))]
    assert [one.name for one in old(found, dt.date(2026, 11, 30))] == ["c", "b"]


def test_one_line_a_kind_with_names_and_dates(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data = get_settings().data_dir
    for name in ("catalogue/deveco", "catalogue/ban", "catalogue/dora", "doors/handicap"):
        text = (data / f"{name}.yml").read_text(encoding="utf-8")
        day = "2026-11-01" if name.endswith("ban") else "2025-05-01"
        dated = re.sub(r"^(snapshot|checked): .*$", rf"\1: {day}", text, flags=re.MULTILINE)
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / f"{name}.yml").write_text(dated, encoding="utf-8")
    (tmp_path / "emergencies").mkdir()
    for kind, first in (("feu", "2024-02-03"), ("eau", "2026-02-03")):
        (tmp_path / "emergencies" / f"{kind}.yml").write_text(EMERGENCY.format(kind=kind, first=first))
    status, lines = _lines(tmp_path / "catalogue", dt.date(2026, 11, 30), capsys)
    assert status == 0
    assert len(lines) == 3
    assert "2 fiche(s) vérifiée(s) il y a plus de 12 mois : Deveco (1er mai 2025), Dora (1er mai 2025)" in lines[0]
    assert "1 porte(s)" in lines[1] and lines[1].endswith("(1er mai 2025)")
    assert lines[2].endswith("il y a plus de 12 mois : feu (3 février 2024)")


def test_the_project_s_files_age_together(capsys: pytest.CaptureFixture[str]) -> None:
    newest = dt.date(2028, 1, 1)
    status, lines = _lines(None, newest, capsys)
    assert status == 0 and len(lines) == 3


def test_an_emergency_that_can_not_be_dated_is_a_fault(run: Callable[..., tuple[int, str, str]], folder: Path) -> None:
    (folder.parent / "emergencies").mkdir()
    (folder.parent / "emergencies" / "feu.yml").write_text("sorte: [", encoding="utf-8")
    status, _, err = run("check")
    assert status == 1 and "feu.yml:1: ce n’est pas du YAML lisible" in err
