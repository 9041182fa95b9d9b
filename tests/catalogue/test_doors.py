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
