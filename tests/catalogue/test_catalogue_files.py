"""The committed catalogue: valid, complete, in our own words, loaded all or nothing."""

import json
from pathlib import Path

import jsonschema
import yaml

from bot.catalogue import json_schema
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
    assert (len(catalogue.solutions), len(catalogue.investigations)) == (133, 90)


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
        assert version(session) == (catalogue.version, 133)
        assert [row.id for row in entries(session, ["dora", "inconnu"])] == ["dora"]


def test_the_json_schema_is_that_of_the_code_and_holds_for_every_file() -> None:
    written = json_schema.PATH.read_text(encoding="utf-8")
    assert written == json_schema.text(), "python -m bot.catalogue.json_schema"
    validator = jsonschema.Draft7Validator(json.loads(written))
    for path in (get_settings().data_dir / "catalogue").glob("*.yml"):
        said = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
        plain = json.loads(json.dumps(said, default=str))
        assert [error.message for error in validator.iter_errors(plain)] == [], path.name


def test_files_hold_what_people_ask_next() -> None:
    solutions = read_catalogue().solutions.values()
    assert all(item.access and item.limits and item.questions[0].kind == "open_to" for item in solutions)
    assert sum(len(item.questions) >= 8 for item in solutions) >= 0.95 * len(solutions)


def test_a_name_of_two_solutions_is_a_fault(tmp_path: Path) -> None:
    folder = get_settings().data_dir / "catalogue"
    for name in ("dora", "deveco"):
        text = (folder / f"{name}.yml").read_text(encoding="utf-8")
        named = text.replace("\naliases: [", '\naliases: ["Le même", ', 1).replace(", ]", "]")
        (tmp_path / f"{name}.yml").write_text(named, encoding="utf-8")
    assert ["Le même is a name of" in str(fault) for fault in check(tmp_path)[1]] == [True]
