"""``catalogue sync``: what differs is told and written for review; what has ended is switched off at once."""

from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import select, text
from sync_samples import DAY, EXCERPT, hashes

from bot.catalogue.files import read_catalogue
from bot.catalogue.loading import load
from bot.catalogue.models import OverrideRow
from bot.catalogue.queries import solutions
from bot.catalogue.sync.edits import _formatter, edited, write_edits
from bot.database import sessions
from bot.settings import get_settings

Run = Callable[..., tuple[int, str, str]]
PAGE = """\
---
title: {name}
mission: Une phrase à nous.
incubator: dinum
contact: contact@essai.example
link:
phases:
  - name: {phase}
    start: 2026-06-01
usertypes:
  - {user}
---
Un texte à nous.
"""


def _off() -> frozenset[str]:
    with sessions()() as session:
        off = select(OverrideRow.entry_id).where(OverrideRow.state == "off")
        return frozenset(session.scalars(off))


def test_each_difference_is_told_under_its_title(run: Run) -> None:
    status, out, err = run("sync", "--api", EXCERPT, *DAY)
    assert (status, err) == (0, "")
    for title, key in (
        ("Terminés : 1", "acheve"), ("Études rouvertes : 1", "rouverte"), ("Changements de phase : 1", "avance"),
        ("Liens changés : 1", "demenage"), ("Contacts changés : 1", "boite"), ("Sites que la source", "sans-site"),
        ("Contacts remplacés par l’adresse d’une personne : 1", "nominatif"), ("Nouvelles solutions : 1", "neuf-anct"),
        ("Nouvelles études terminées : 1", "etude-anct"), ("À vérifier : 1", "neuf-ailleurs"), ("Absents", "disparu"),
    ):  # fmt: skip
        section = next(part for part in out.split("\n## ") if part.startswith(title))
        assert f"(`{key}`)" in section
    assert "accélération depuis le 2 avril 2026" in out
    assert "`pareil`" not in out and "`futur`" not in out and "`fini-ailleurs`" not in out
    assert "jeanne.doe" not in out and "jo.doe" not in out


def test_what_has_ended_is_off_at_once_and_the_files_wait(run: Run, folder: Path) -> None:
    before = hashes(folder)
    _, out, _ = run("sync", "--api", EXCERPT, *DAY)
    assert "Coupé dans la base" in out
    assert _off() == {"acheve"} and hashes(folder) == before
    with sessions()() as session:
        assert solutions(session, ["acheve"])[0].status == "ferme"
        assert solutions(session, ["avance"])[0].phase == "construction"


def test_a_load_keeps_it_off_until_the_reviewed_file_says_so(run: Run, folder: Path) -> None:
    run("sync", "--api", EXCERPT, *DAY)
    (folder / "pareil.yml").write_text((folder / "pareil.yml").read_text() + '  - "Un autre essai."\n')
    with sessions().begin() as session:
        assert load(session, read_catalogue(folder)).changed
    assert _off() == {"acheve"}
    run("sync", "--api", EXCERPT, *DAY, "--apply")
    with sessions().begin() as session:
        load(session, read_catalogue(folder))
    assert _off() == frozenset()
    with sessions()() as session:
        assert solutions(session, ["acheve"])[0].status == "ferme"


def test_edits_change_these_lines_only(run: Run, folder: Path) -> None:
    before = {path.stem: path.read_text().splitlines() for path in folder.glob("*.yml")}
    status, out, _ = run("sync", "--api", EXCERPT, *DAY, "--apply")
    assert status == 0 and out.count("Écrit dans la fiche.") == 4
    changed = {}
    for key, lines in before.items():
        after = (folder / f"{key}.yml").read_text().splitlines()
        assert len(after) == len(lines)
        changed[key] = [new for old, new in zip(lines, after) if old != new]
    assert {key: lines for key, lines in changed.items() if lines} == {
        "acheve": [
            "status: ferme    # remarque au bout d’une ligne",
            'status_note: "Ce service a pris fin le 1er mars 2026, d’après beta.gouv.fr."',
        ],
        "avance": ["phase: acceleration", "status: en_deploiement # remarque au bout d’une ligne"],
        "demenage": ["  site: https://demenage.example/neuf"],
        "boite": ["  email: equipe@boite.example"],
    }
    assert read_catalogue(folder).faults == []


def test_once_written_there_is_nothing_more_to_write(run: Run, folder: Path) -> None:
    run("sync", "--api", EXCERPT, *DAY, "--apply")
    after = hashes(folder)
    _, out, _ = run("sync", "--api", EXCERPT, *DAY, "--apply")
    assert hashes(folder) == after and "Terminés" not in out and "Changements de phase" not in out


def test_a_dry_run_writes_nothing(run: Run, folder: Path) -> None:
    before = hashes(folder)
    _, out, _ = run("sync", "--api", EXCERPT, *DAY, "--apply", "--dry-run")
    assert "essai à blanc" in out and hashes(folder) == before and _off() == frozenset()


def test_the_day_decides_of_the_phase(run: Run) -> None:
    _, out, _ = run("sync", "--api", EXCERPT, "--date", "2027-02-01", "--dry-run")
    assert "(`futur`) : abandon depuis le 1er janvier 2027" in out


def test_a_person_reopens_against_the_source(run: Run) -> None:
    run("sync", "--api", EXCERPT, *DAY)
    status, out, _ = run("sync", "--reopen", "acheve")
    assert status == 0 and "de nouveau proposé" in out
    _, out, _ = run("sync", "--api", EXCERPT, *DAY, "--apply")
    assert "Gardé ouvert" in out and _off() == frozenset()
    with sessions()() as session:
        assert solutions(session, ["acheve"])[0].status == "en_test"
    assert run("sync", "--reopen", "pareil")[0] == 1


def test_many_ends_at_once_wait_for_a_person(run: Run, folder: Path, tmp_path: Path) -> None:
    table = tmp_path / "tout.csv"
    table.write_text(
        "identifiant;phase;depuis\n" + "".join(f"{path.stem};abandon;2026-01-01\n" for path in folder.glob("*"))
    )
    status, out, err = run("sync", "--table", table, *DAY, "--apply")
    assert status == 1 and "rien n’est coupé" in err and "source est peut-être abîmée" in out
    assert _off() == frozenset() and "status: ferme" not in (folder / "pareil.yml").read_text()
    assert run("sync", "--table", table, *DAY, "--confirm")[0] == 0
    assert len(_off()) == 9


def test_a_database_that_does_not_answer_is_told_and_the_report_still_read(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    with sessions().begin() as session:
        session.execute(text("drop table catalogue_override"))
    status, out, err = run("sync", "--api", EXCERPT, *DAY)
    assert status == 2 and "base de données" in err and "Pas coupé : la base" in out


def test_the_pages_decide_of_the_scope(run: Run, tmp_path: Path) -> None:
    pages = tmp_path / "pages"
    pages.mkdir()
    for key, user in (("neuf-ailleurs", "Collectivite-territoriale"), ("autre", "entreprise")):
        (pages / f"{key}.md").write_text(PAGE.format(name=key, phase="construction", user=user), encoding="utf-8")
    (pages / "pareil.md").write_text(PAGE.format(name="Pareil", phase="construction", user="entreprise"))
    _, out, _ = run("sync", "--api", EXCERPT, "--pages", pages, *DAY, "--dry-run")
    assert "À vérifier" not in out and "Nouvelles solutions : 2" in out and "`autre`" not in out
    assert "Sortis du périmètre : 1" in out


def test_sources_that_disagree_on_an_end_switch_nothing_off(run: Run, tmp_path: Path) -> None:
    pages = tmp_path / "pages"
    pages.mkdir()
    (pages / "pareil.md").write_text(PAGE.format(name="Pareil", phase="abandon", user="collectivite-territoriale"))
    _, out, _ = run("sync", "--api", EXCERPT, "--pages", pages, "--date", "2026-08-20", "--apply")
    assert "Terminés selon une source seulement : 1" in out and _off() == {"acheve"}


def test_an_old_folder_of_pages_does_not_hide_an_end(run: Run, tmp_path: Path) -> None:
    pages = tmp_path / "pages"
    pages.mkdir()
    (pages / "acheve.md").write_text(PAGE.format(name="Achevé", phase="construction", user="collectivite-territoriale"))
    run("sync", "--api", EXCERPT, "--pages", pages, *DAY)
    assert _off() == {"acheve"}


def test_what_was_reviewed_is_not_told_again_until_it_changes(run: Run, folder: Path) -> None:
    reviewed = folder.parent / "catalogue-reviewed.yml"
    reviewed.write_text(
        "- {id: demenage, field: links.site, value: 'https://demenage.example/neuf', why: page vide}\n"
        "- {id: neuf-ailleurs, field: perimetre, why: pas pour les collectivités}\n"
    )
    _, out, _ = run("sync", "--api", EXCERPT, *DAY, "--dry-run")
    assert "laissés tels quels : 2" in out and "Liens changés" not in out and "À vérifier" not in out
    reviewed.write_text(
        "- {id: demenage, field: links.site, value: 'https://demenage.example/vieux', why: page vide}\n"
    )
    assert "Liens changés : 1" in run("sync", "--api", EXCERPT, *DAY, "--dry-run")[1]
    reviewed.write_text("- {id: demenage, champ: x}\n")
    status, out, err = run("sync", "--api", EXCERPT, *DAY)
    assert status == 2 and "catalogue-reviewed.yml" in err and _off() == frozenset()


def test_a_file_with_faults_is_left_alone(run: Run, folder: Path) -> None:
    (folder / "avance.yml").write_text("id: avance\nname: [")
    status, out, err = run("sync", "--api", EXCERPT, *DAY, "--apply")
    assert status == 1 and "1 fiche(s) ont des erreurs" in err and "`avance`" not in out
    assert (folder / "avance.yml").read_text() == "id: avance\nname: ["


def test_a_file_that_changed_meanwhile_is_not_written(folder: Path) -> None:
    from bot.catalogue.sync.comparing import Edit
    from bot.catalogue.sync.edits import Unwritable

    before = hashes(folder)
    for edit in (
        Edit(("phase",), "investigation", "acceleration"), Edit(("phase",), "construction", "inconnue"),
        Edit(("absent",), None, "x"), Edit(("links", "site"), "https://pareil.example/", "pas une adresse"),
    ):  # fmt: skip
        with pytest.raises(Unwritable):
            write_edits(folder / "pareil.yml", [edit])
    assert hashes(folder) == before


def test_values_of_the_source_stay_values(folder: Path) -> None:
    from bot.catalogue.sync.comparing import Edit

    odd = 'x: "y" # z'
    held = (folder / "pareil.yml").read_text()
    new = edited(held, [Edit(("status_note",), None, odd)])
    assert f"status_note: {chr(34)}x: {chr(92)}{chr(34)}y" in new


def test_the_editor_leaves_every_file_of_the_catalogue_as_it_is() -> None:
    import io

    for path in sorted((get_settings().data_dir / "catalogue").glob("*.yml"))[::6]:
        out = io.StringIO()
        formatter = _formatter()
        formatter.dump(formatter.load(path.read_text()), out)
        assert out.getvalue() == path.read_text(), path.name
