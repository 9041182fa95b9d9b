"""The committed catalogue: valid, complete, in our own words, loaded all or nothing."""

from pathlib import Path

import yaml

from bot.catalogue.checks import check
from bot.catalogue.files import read_catalogue
from bot.catalogue.loading import load
from bot.catalogue.overlap import HASH_BYTES, read_hashes, run_hashes, shared_runs, texts_of
from bot.catalogue.queries import entries, version
from bot.database import sessions, upgrade
from bot.settings import get_settings


def test_catalogue_is_whole_and_without_fault() -> None:
    catalogue, faults = check()
    assert [str(fault) for fault in faults] == []
    assert (len(catalogue.solutions), len(catalogue.investigations)) == (132, 90)


def test_a_broken_file_is_told_with_its_line(tmp_path: Path) -> None:
    source = get_settings().data_dir / "catalogue" / "zero-logement-vacant.yml"
    (tmp_path / source.name).write_text(source.read_text().replace("phase: acceleration", "phase: inconnue"))
    faults = read_catalogue(tmp_path).faults
    assert any("phase" in str(fault) and fault.line == 5 for fault in faults)


def test_no_run_of_twelve_words_of_the_source_pages() -> None:
    hashes = read_hashes(get_settings().data_dir / "sources.runs")
    for path in (get_settings().data_dir / "catalogue").glob("*.yml"):
        assert shared_runs(texts_of(yaml.safe_load(path.read_text())), hashes) == [], path.name


def test_the_run_test_finds_a_planted_copy() -> None:
    copied = "un deux trois quatre cinq six sept huit neuf dix onze douze"
    hashes = {key for key, _ in run_hashes(copied)}
    assert all(len(key) == HASH_BYTES for key in hashes)
    assert shared_runs([f"Voici : {copied.upper()} !"], hashes)


def test_loading_twice_changes_nothing(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'test.db'}"
    upgrade(url)
    catalogue = read_catalogue()
    with sessions(url).begin() as session:
        assert load(session, catalogue).changed
    with sessions(url).begin() as session:
        assert not load(session, catalogue).changed
        assert version(session) == (catalogue.version, 132)
        assert [row.id for row in entries(session, ["dora", "inconnu"])] == ["dora"]
