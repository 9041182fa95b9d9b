"""A conversation's memory survives the engine's slots, whatever they hold."""

import json
from typing import Any

import pytest

from bot.reading.reading import Reading
from bot.reading.state import APART, MOST_NEEDS, NONE_OF_THESE, QUESTION, START, Choice, Last, Need, State

FULL = State(
    needs=(
        Need("l'eau est marron", "l’eau", ("sain-eau", "viz-eau"), ("aigle",), 2, ("otelo",)),
        Need("des logements vides"),
    ),
    waiting=("la voirie",),
    current="sain-eau",
    last=Last(
        QUESTION, ("viz-eau",), (Choice("L’eau", "sain-eau"), Choice("Rien", NONE_OF_THESE)), "accord", "m1", "et ?"
    ),
    known=("tchap",),
    free=True,
    at=1_700_000_000.5,
    told=("aucun.texte.0",),
    role="commune",
    territoire={"kind": "commune", "code": "18279", "name": "Vierzon"},
    population=900.0,
)  # fmt: skip


def through_json(state: State) -> State:
    """As the engine keeps it: the memory as JSON, the rest in slots of their own."""
    return State.of(json.loads(json.dumps(state.memory())), **{key: getattr(state, key) for key in APART})


@pytest.mark.parametrize("state", [State(), FULL])
def test_nothing_is_lost_in_the_slots(state: State) -> None:
    assert through_json(state) == state


def test_what_has_a_slot_of_its_own_is_not_kept_twice() -> None:
    assert not set(FULL.memory()) & set(APART)
    assert State.of(FULL.memory()).role is None


@pytest.mark.parametrize("memory", [None, "", "texte", 3, [], ["needs"], {}, {"inconnu": 1}, True])
def test_a_slot_that_holds_no_memory_is_a_new_conversation(memory: Any) -> None:
    assert State.of(memory) == State()


@pytest.mark.parametrize(
    "memory",
    [
        {"needs": None, "waiting": None, "current": None, "last": None, "known": None, "at": None, "told": None},
        {"needs": [None, 3, "texte", [], {}, {"text": None}, {"text": 3}, {"text": "  "}]},
        {"needs": {"text": "la voirie"}},
        {"waiting": "la voirie", "known": "tchap", "told": 3},
        {"known": {"tchap": 1}, "waiting": 0, "current": ""},
        {"last": []},
        {"last": "liste"},
        {"last": {"kind": None, "shown": "tchap", "choices": None, "awaits": "", "mark": None, "pending": None}},
        {"last": {"choices": ["La pollution", None, 3]}},
    ],
)
def test_values_of_another_type_take_their_default(memory: Any) -> None:
    assert State.of(memory) == State()


def test_what_is_sound_is_kept_beside_what_is_not() -> None:
    state = State.of(
        {
            "needs": [None, {"text": "la voirie", "title": 3, "shown": "tchap", "refusals": None}, {"text": ""}],
            "last": {"kind": "liste", "choices": [None, {"title": "Oui", "value": "tchap"}, {}]},
            "known": ["tchap", 3],
        }
    )
    assert state.needs == (Need("la voirie"),)
    assert state.last.kind == "liste"
    assert state.last.choices == (Choice("Oui", "tchap"), Choice("", ""))
    assert state.known == ("tchap", "3")


def test_a_new_need_comes_first_and_forgets_the_service_talked_about() -> None:
    state = FULL.with_need(Need("la cantine"))
    assert [need.text for need in state.needs] == ["la cantine", "l'eau est marron", "des logements vides"]
    assert state.current is None
    assert state.said == "la cantine"
    assert FULL.said == "l'eau est marron"


def test_the_oldest_needs_are_forgotten() -> None:
    state = State()
    for number in range(MOST_NEEDS + 3):
        state = state.with_need(Need(f"besoin {number}"))
    assert len(state.needs) == MOST_NEEDS
    assert state.needs[0].text == f"besoin {MOST_NEEDS + 2}"
    assert state.needs[-1].text == "besoin 3"


def test_only_the_current_need_changes() -> None:
    state = FULL.change_need(refusals=3)
    assert [need.refusals for need in state.needs] == [3, 0]
    assert State().change_need(refusals=3) == State()


def test_what_is_on_screen_goes_from_the_last_message_to_the_current_service_each_once() -> None:
    assert FULL.on_screen == ("viz-eau", "sain-eau")
    assert FULL.change(current="tchap").on_screen == ("viz-eau", "sain-eau", "tchap")
    assert FULL.change(last=Last(), current=None).on_screen == ("sain-eau", "viz-eau")
    assert State().on_screen == ()


def test_the_list_of_the_need_before_stays_at_hand_until_another_is_shown() -> None:
    nothing = FULL.change(last=Last()).with_need(Need("la cantine"))
    assert nothing.on_screen == FULL.shown
    assert nothing.change_need(shown=("ma-cantine-egalim",)).on_screen == ("ma-cantine-egalim",)


@pytest.mark.parametrize(
    ("state", "size"),
    [
        (State(population=900.0, territoire=FULL.territoire), 900),
        (State(territoire={"kind": "departement", "code": "18", "name": "Cher"}), None),
        (State(territoire={"kind": "commune", "code": "99999", "name": "Nulle part"}), None),
        (State(), None),
    ],
)
def test_the_size_is_the_one_said_before_the_one_on_file(state: State, size: int | None) -> None:
    assert state.size == size


def test_the_size_of_a_commune_is_on_file() -> None:
    size = State(territoire=FULL.territoire).size
    assert size is not None and 20_000 < size < 35_000


def test_a_new_conversation_has_nothing() -> None:
    state = State()
    assert (state.need, state.said, state.shown, state.aside, state.place) == (None, "", (), (), None)
    assert state.last.kind == START


READING = Reading(
    "choix", 0.75, (("choix", 0.75), ("accord", 0.25)), ("tchap",), True, ("tchap",), (2,), "tchap", "une messagerie",
    ("une messagerie",), ("pas de courriel",), "fr", {"role": "commune", "population": 900.0},
)  # fmt: skip


def test_a_reading_travels_as_json() -> None:
    assert Reading.of(json.loads(json.dumps(READING.as_json()))) == READING


@pytest.mark.parametrize(
    "value",
    [None, "choix", [], {}, {"act": 3}, {"act": "choix"}, {**READING.as_json(), "confidence": "fort"},
     {**READING.as_json(), "ranking": 3}, {**READING.as_json(), "ranking": [["choix"]]},
     {**READING.as_json(), "about": None}, {**READING.as_json(), "fields": 3}],
)  # fmt: skip
def test_what_is_no_reading_is_none(value: Any) -> None:
    assert Reading.of(value) is None
