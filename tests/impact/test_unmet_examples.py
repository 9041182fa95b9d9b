"""Example needs that the team adds to a solution's file."""

from pathlib import Path

import pytest
import yaml

from bot.catalogue.files import read_catalogue
from bot.folders import ROOT
from bot.impact.unmet import examples
from bot.impact.unmet.examples import NotWritable, Refused, append, sentence_of

SOLUTION = "zero-logement-vacant"
PEOPLE = ["Bonjour, chez nous douze maisons du centre restent fermées depuis des années et je ne sais pas à qui parler"]


@pytest.fixture()
def folder(tmp_path: Path) -> Path:
    """A catalogue of one file."""
    (tmp_path / f"{SOLUTION}.yml").write_bytes((ROOT / "data" / "catalogue" / f"{SOLUTION}.yml").read_bytes())
    return tmp_path


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ("maisons fermées", "exemple_long"),
        ("mot " * 200, "exemple_long"),
        ("appelez Mme Durand pour les maisons vides", "personnel"),
        ("joignez-moi à marie@exemple.fr pour les maisons", "personnel"),
        (PEOPLE[0].upper() + " !", "exemple_copie"),
        ("Quand douze maisons du centre restent fermées depuis des années, que faire ?", "exemple_copie"),
    ],
)
def test_sentences_that_are_refused(said: str, why: str) -> None:
    with pytest.raises(Refused, match=why):
        sentence_of(said, PEOPLE)


def test_seven_words_in_a_row_are_nobody_s() -> None:
    said = "douze maisons du centre restent fermées depuis trop longtemps"
    assert sentence_of(f"  {said}\n", PEOPLE) == said


def test_the_sentence_is_added_and_nothing_else_changes(folder: Path) -> None:
    path = folder / f"{SOLUTION}.yml"
    before = path.read_text(encoding="utf-8")
    sentence = 'les « volets clos » : à qui parler ? # "vite" \\ {oui}'
    append(folder, SOLUTION, sentence)
    after = path.read_text(encoding="utf-8")
    assert after.startswith(before.rstrip("\n"))
    assert yaml.safe_load(after)["examples"][-1] == sentence
    catalogue = read_catalogue(folder)
    assert not catalogue.faults
    assert catalogue.solutions[SOLUTION].examples[-1] == sentence
    assert [item.name for item in folder.iterdir()] == [path.name]
    with pytest.raises(Refused, match="exemple_connu"):
        append(folder, SOLUTION, sentence.upper())


@pytest.mark.parametrize("key", ["inconnu", "../secret", "", ".", "a/b"])
def test_only_files_of_the_catalogue_are_written(folder: Path, key: str) -> None:
    with pytest.raises(Refused, match="service_inconnu"):
        append(folder, key, "les volets sont clos")


def test_a_file_that_ends_otherwise_is_left_alone(folder: Path) -> None:
    path = folder / f"{SOLUTION}.yml"
    path.write_text(path.read_text(encoding="utf-8") + "fin: 1\n", encoding="utf-8")
    before = path.read_bytes()
    with pytest.raises(NotWritable) as refused:
        append(folder, SOLUTION, "les volets sont clos")
    assert refused.value.args[0] == '  - "les volets sont clos"\n'
    assert path.read_bytes() == before


def test_a_folder_that_cannot_be_written_gives_the_line(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(examples.os, "access", lambda *_args: False)
    with pytest.raises(NotWritable):
        append(folder, SOLUTION, "les volets sont clos")
    monkeypatch.undo()

    def full(*_args: object) -> None:
        raise OSError

    monkeypatch.setattr(examples.os, "replace", full)
    with pytest.raises(NotWritable):
        append(folder, SOLUTION, "les volets sont clos")
    assert len(list(folder.iterdir())) == 1


def test_every_file_of_the_catalogue_can_take_one() -> None:
    for path in sorted((ROOT / "data" / "catalogue").glob("*.yml")):
        text = path.read_text(encoding="utf-8")
        if "\nkind: solution\n" in text:
            known = yaml.load(text, Loader=yaml.CSafeLoader)  # noqa: S506
            after = text.rstrip("\n") + "\n" + examples.line_of("les volets sont clos")
            assert examples._only_added(after, known, "les volets sont clos"), path.name
