"""Doors: needs that no service covers, read whole or refused with the file's name."""

from pathlib import Path

import pytest
import yaml

from bot.catalogue import load_valid
from bot.catalogue.doors import Door, DoorError, doors, read_doors
from bot.folding import fold
from bot.settings import get_settings

GOOD = {
    "id": "les-pigeons",
    "title": "les pigeons",
    "who": "le service d’hygiène",
    "advice": "Il vous dit quoi faire.",
    "limits": [],
    "url": "https://www.service-public.fr",
    "source": {"url": "https://www.service-public.fr", "title": "Pigeons"},
    "checked": "2026-11-29",
    "reviewed": None,
    "examples": [f"pigeons {number}" for number in range(15)],
}


def written(folder: Path, name: str = "les-pigeons", **changes: object) -> Path:
    (folder / f"{name}.yml").write_text(yaml.safe_dump({**GOOD, **changes}), encoding="utf-8")
    return folder


def test_a_door_is_read(tmp_path: Path) -> None:
    assert read_doors(written(tmp_path)) == {"les-pigeons": Door(**GOOD)}


@pytest.mark.parametrize(
    "changes",
    [
        {"url": "service-public"},
        {"examples": GOOD["examples"][:14]},
        {"examples": [GOOD["examples"][0]] * 15},
        {"checked": None},
        {"price": 3},
        {"id": "les-chats"},
    ],
)
def test_a_door_with_a_fault_is_refused_by_name(tmp_path: Path, changes: dict[str, object]) -> None:
    with pytest.raises(DoorError, match="les-pigeons.yml"):
        read_doors(written(tmp_path, **changes))


@pytest.mark.parametrize("content", ["- a", "a: [", ""])
def test_what_is_no_door_is_refused(tmp_path: Path, content: str) -> None:
    (tmp_path / "x.yml").write_text(content, encoding="utf-8")
    with pytest.raises(DoorError, match="x.yml"):
        read_doors(tmp_path)


def test_without_a_folder_there_is_none(tmp_path: Path) -> None:
    assert read_doors(tmp_path / "absent") == {}


def test_ours_say_who_with_an_article_and_end_their_advice() -> None:
    assert len(doors()) >= 80
    for door in doors().values():
        assert door.advice.rstrip().endswith("."), door.id
        assert not door.who.rstrip().endswith("."), door.id
        assert len(door.advice.split()) <= 60, door.id


def test_no_example_of_a_door_is_a_service_s_too() -> None:
    solutions = load_valid(get_settings().data_dir / "catalogue").solutions.values()
    theirs = {fold(text) for item in solutions for text in item.examples}
    assert not [text for door in doors().values() for text in door.examples if fold(text) in theirs]


def test_a_date_may_be_written_bare(tmp_path: Path) -> None:
    asked = {"kind": "start", "q": "Comment faire ?", "a": "Écrivez au service."}
    source = {"url": "https://www.service-public.fr", "date": "2026-11-30"}
    folder = written(tmp_path, questions=[{**asked, "source": source}])
    path = folder / "les-pigeons.yml"
    path.write_text(path.read_text(encoding="utf-8").replace("'2026-11-30'", "2026-11-30"), encoding="utf-8")
    (item,) = read_doors(folder)["les-pigeons"].questions
    assert item.source and item.source.date == "2026-11-30"


def test_what_doors_answer_names_where_it_was_read_and_stands_by_itself() -> None:
    for door in doors().values():
        kinds = [item.kind for item in door.questions if item.kind != "other"]
        assert max(map(kinds.count, kinds), default=0) <= 2, door.id
        for item in door.questions:
            assert item.source, f"{door.id}: {item.q}"
            assert not item.a.startswith(("Oui", "Non")), f"{door.id}: {item.q}"
            assert item.q.endswith("?") and item.a.endswith((".", "»", ")")), f"{door.id}: {item.q}"
