"""Damaged sources: each gives a clear line, and neither the files nor the database lose anything."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from sync_samples import DAY, EXCERPT, hashes

from bot.catalogue.models import OverrideRow
from bot.catalogue.sync import api, fetching, gathering, pages
from bot.database import sessions

Run = Callable[..., tuple[int, str, str]]
Damage = Callable[[dict[str, Any]], Any]
WHOLE = EXCERPT.read_bytes()


def _nothing_changed(folder: Path, before: dict[str, str]) -> None:
    assert hashes(folder) == before
    with sessions()() as session:
        assert session.scalars(select(OverrideRow)).all() == []


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (WHOLE[: len(WHOLE) // 2], "JSON illisible ligne"),
        (WHOLE[:-3], "JSON illisible ligne"),
        (b"", "JSON illisible ligne 1"),
        (b"\n <!doctype html><html><body>Maintenance</body></html>", "une page web est arriv"),
        (WHOLE.decode().encode("utf-16"), "UTF-8"),
        (b"\xff\xfe\x00", "UTF-8"),
        (b"[" * 100_000, "trop emboît"),
        (b"[]", "liste « data »"),
        (b"null", "liste « data »"),
        (b'"data"', "liste « data »"),
        (b'{"data": {}}', "liste « data »"),
        (b'{"data": []}', "aucun produit lisible"),
        (b'{"data": [1, null, "a", [], {}]}', "aucun produit lisible"),
        (b'{"error": "quota"}', "liste « data »"),
    ],
    ids=lambda value: repr(value[:20]) if isinstance(value, bytes) else "",
)
def test_a_source_that_is_not_one(run: Run, folder: Path, tmp_path: Path, raw: bytes, said: str) -> None:
    before = hashes(folder)
    (tmp_path / "abime.json").write_bytes(raw)
    status, out, err = run("sync", "--api", tmp_path / "abime.json", *DAY, "--apply")
    assert (status, out) == (2, "")
    assert err.startswith("orientation : API de beta.gouv.fr : ") and said in err and err.count("\n") == 1
    _nothing_changed(folder, before)


def _set(*path: Any, value: Any) -> Damage:
    """Damage the second product, ``acheve``: put a value at a path."""

    def damage(whole: dict[str, Any]) -> None:
        item: Any = whole["data"][1]
        for key in path[:-1]:
            item = item[key]
        item[path[-1]] = value

    return damage


def _drop(*path: Any) -> Damage:
    def damage(whole: dict[str, Any]) -> None:
        item: Any = whole["data"][1]
        for key in path[:-1]:
            item = item[key]
        del item[path[-1]]

    return damage


def _twice(whole: dict[str, Any]) -> None:
    whole["data"].append({**whole["data"][1]})


def _twice_broken(whole: dict[str, Any]) -> None:
    whole["data"].append({"id": "acheve", "attributes": 3})


A = "attributes"


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        (_set(A, value=[]), "attributes : un objet est attendu, une liste est donné"),
        (_drop(A), "attributes : manque"),
        (_set(A, "name", value=12), "name : un texte est attendu, un nombre est donné"),
        (_drop(A, "name"), "name : manque"),
        (_set(A, "name", value="  "), "name : manque"),
        (_set(A, "name", value="x" * 5_000_000), "name : 5000000 caractères"),
        (_set(A, "name", value="a\nb: c"), "name : caractères"),
        (_set(A, "name", value="\ud800"), "name : caractères"),
        (_drop(A, "phases"), "phases : manque"),
        (_set(A, "phases", value=[]), "phases : manque"),
        (_set(A, "phases", value="abandon"), "phases : une liste est attendu"),
        (_set(A, "phases", value=["abandon"]), "phases : un objet est attendu"),
        (_set(A, "phases", 0, "name", value="fusion"), "phase inconnue : fusion"),
        (_set(A, "phases", 0, "name", value=None), "phases.name : un texte est attendu, rien"),
        (_set(A, "phases", 2, "start", value="2026-13-45"), "phases.start : date mal formée : 2026-13-45"),
        (_set(A, "phases", 2, "start", value=20260301), "phases.start : date mal formée"),
        (_drop(A, "phases", 2, "start"), "phases.start : manque"),
        (_set(A, "link", value="javascript:alert(1)"), "link : adresse mal formée"),
        (_set(A, "link", value="https://[::1/x"), "link : adresse mal formée"),
        (_set(A, "link", value="https://x.example/" + "a" * 600), "link : 618 caractères"),
        (_set(A, "link", value={"href": "https://x.example"}), "link : un texte est attendu, un objet"),
        (_set(A, "contact", value="pas une adresse"), "contact : adresse de courriel mal formée"),
        (_set(A, "sponsors", value=[[1]]), "sponsors : un texte est attendu"),
        (_set("relationships", value="anct"), "relationships : un objet est attendu"),
        (_twice, "identifiant présent deux fois"),
        (_twice_broken, "attributes : un objet est attendu"),
    ],
)
def test_one_damaged_product_is_set_aside_and_the_others_read(
    run: Run, folder: Path, tmp_path: Path, excerpt: dict[str, Any], damage: Damage, said: str
) -> None:
    damage(excerpt)
    (tmp_path / "abime.json").write_text(json.dumps(excerpt))
    before = hashes(folder)
    status, out, err = run("sync", "--api", tmp_path / "abime.json", *DAY)
    assert status == 1 and err.count("\n") == 1
    assert err.startswith("API de beta.gouv.fr : acheve : ") and said in err
    assert "Illisibles dans les sources : 1" in out and "(`avance`)" in out
    assert "Terminés" not in out and "(`acheve`)" not in out, "neither ended, nor gone"
    _nothing_changed(folder, before)


@pytest.mark.parametrize("key", ["../../etc/passwd", "", None, 7, ".cache", "a/b", "a b", "x" * 200, ["a"]])
def test_an_id_that_is_no_file_name(run: Run, folder: Path, tmp_path: Path, excerpt: dict[str, Any], key: Any) -> None:
    excerpt["data"][9]["id"] = key
    (tmp_path / "abime.json").write_text(json.dumps(excerpt))
    status, out, err = run("sync", "--api", tmp_path / "abime.json", *DAY, "--dry-run")
    assert status == 1 and "produit n° 10 : identifiant impossible" in err
    assert "Nouvelles solutions" not in out and len(err) < 300


def test_a_huge_source_is_not_read(run: Run, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gathering, "MOST_BYTES", 1000)
    status, out, err = run("sync", "--api", EXCERPT, *DAY)
    assert (status, out) == (2, "") and "Mo ; rien" in err
    monkeypatch.setattr(gathering, "MOST_BYTES", 10**9)
    monkeypatch.setattr(api, "MOST_PRODUCTS", 5)
    status, out, err = run("sync", "--api", EXCERPT, *DAY)
    assert (status, out) == (2, "") and "13 produits, plus que les 5 admis" in err


def test_no_source_at_all(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "ne peut pas être lu" in run("sync", "--api", tmp_path / "absent.json")[2]
    assert "n’existe pas" in run("sync", "--pages", tmp_path / "absent")[2]
    assert "aucun produit lisible" in run("sync", "--pages", tmp_path)[2]


GOOD = """\
---
title: A
incubator: anct
contact: contact@a.example
phases:
  - {name: construction, start: 2026-01-01}
---
x"""


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("sans en-tête", "pas d’en-tête"), ("---\ntitle: A\n", "pas d’en-tête"), ("", "pas d’en-tête"),
        ("---\ntitle: [\n---\n", "en-tête mal formé, ligne"), ("---\n- a\n---\n", "pas d’en-tête"),
        ("---\nstart: 2026-13-45\n---\n", "en-tête mal formé"), ("<html></html>", "pas d’en-tête"),
        (GOOD.replace("title: A", "title: 3"), "title : un texte est attendu, un nombre"),
        (GOOD.replace("incubator: anct\n", ""), "incubator : manque"),
        (GOOD.replace("construction", "ailleurs"), "phase inconnue : ailleurs"),
    ],
)  # fmt: skip
def test_a_damaged_page_is_set_aside(tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / "bonne.md").write_text(GOOD, encoding="utf-8")
    (tmp_path / "abimee.md").write_text(text, encoding="utf-8")
    source = pages.read_pages(tmp_path, "Pages")
    assert set(source.products) == {"bonne"} and source.unreadable == {"abimee"}
    assert said in source.faults[0]


def test_a_page_in_another_encoding_or_too_long(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "bonne.md").write_text(GOOD, encoding="utf-8")
    (tmp_path / "latin.md").write_bytes("---\ntitle: é\n---\n".encode("latin-1"))
    (tmp_path / "longue.md").write_text(GOOD + "x" * 2000, encoding="utf-8")
    monkeypatch.setattr(pages, "MOST_BYTES", 1500)
    faults = pages.read_pages(tmp_path, "Pages").faults
    assert ["illisible" in faults[0], "longue" in faults[1]] == [True, True]


def test_the_pauses_grow_and_the_server_is_heard() -> None:
    pauses = [fetching.pause_after(attempt, None, 1.0) for attempt in range(9)]
    assert all(0.75 * 2**rank <= pause <= 1.25 * 2**rank for rank, pause in enumerate(pauses[:6]))
    assert max(pauses) <= 75 and fetching.pause_after(0, "7") == 7 and fetching.pause_after(0, "86400") == 60
