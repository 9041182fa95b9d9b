"""What channels that keep it in sight are told of the person and of their need."""

import pytest

from bot.catalogue.schema import AUDIENCES
from bot.conversation import State
from bot.conversation.known import known, placed
from bot.reading.state import Need
from bot.texts import texts

VIERZON = {"kind": "commune", "code": "18279", "name": "Vierzon"}


def test_nothing_is_known_at_first() -> None:
    told = known(State())
    assert (told["type"], told["action"]) == ("control", "known")
    assert set(told["known"].values()) == {None}
    assert set(told["known"]) == {"territory", "population", "role", "role_label", "need"}


def test_what_was_said() -> None:
    need = Need("on a trop de logements vides dans le bourg", title="vos logements vides")
    told = known(State((need,), role="ccas", territoire=VIERZON))["known"]
    assert told["territory"] == {**VIERZON, "departement": "18"}
    assert (told["population"], told["role"], told["role_label"]) == (25068, "ccas", "CCAS ou CIAS")
    assert told["need"] == "vos logements vides"


def test_a_need_without_a_title_is_recalled() -> None:
    told = known(State((Need("on a « trop » de\nlogements " + "vides " * 40),), population=900.0))["known"]
    assert told["need"].startswith("on a trop de logements vides") and len(told["need"]) <= 91
    assert (told["territory"], told["population"]) == (None, 900)


def test_every_audience_has_its_word() -> None:
    said = texts(str(pytest.importorskip("bot.conversation.known").__file__)).get("qui")
    assert set(said) == set(AUDIENCES)


@pytest.mark.parametrize(
    ("code", "kind", "name"),
    [("18279", "commune", "Vierzon"), ("18", "departement", "Cher"), ("971", "departement", "Guadeloupe"),
     ("2A", "departement", "Corse-du-Sud"), ("200090561", "epci", None), ("region:53", "region", "Bretagne"),
     ("commune:18279", "commune", "Vierzon")],
)  # fmt: skip
def test_the_territory_of_the_site(code: str, kind: str, name: str | None) -> None:
    place = placed(State(), {"territory": code}).place
    assert place is not None and place.kind == kind
    assert name is None or place.name == name


@pytest.mark.parametrize("metadata", [None, {}, {"territory": "99999"}, {"territory": 3}, {"territory": "pays:1"}, "x"])
def test_what_is_no_territory_is_passed_over(metadata: object) -> None:
    assert placed(State(), metadata) == State()


def test_the_person_s_own_territory_comes_first() -> None:
    said = State(territoire=VIERZON)
    assert placed(said, {"territory": "75056"}) is said
