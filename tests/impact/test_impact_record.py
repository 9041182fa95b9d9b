"""From a turn to its events: each kind, whatever is broken, and never a word of what was written."""

from typing import Any

import pytest

from bot.catalogue.schema import QuestionKind
from bot.conversation.reply import Reply
from bot.impact.note import note
from bot.impact.record import PROBE, QUESTIONS, Event, Turn, choice_of, record_of
from bot.impact.sizes import ALL, size_class
from bot.impact.unmet.wording import say
from bot.reading.state import ANSWER, DETAIL, URGENT, Last, Need, State

LIST = {
    "type": "solutions", "list_id": "l1", "need": "besoin secret", "text": "besoin secret",
    "territory": {"kind": "commune", "code": "18279", "name": "Vierzon"},
    "solutions": [{"id": "a", "name": "A"}, {"id": "b", "name": "B"}],
}  # fmt: skip
NOTE: dict[str, Any] = {
    "type": "control", "action": "note", "new_need": True, "audience": "ccas", "size": "500-1999",
    "place": {"kind": "commune", "code": "18279"}, "opened": None,
}  # fmt: skip


def turn(*payloads: dict[str, Any], choice: str | None = None, notes: tuple[Any, ...] = (), channel: str = "widget"):
    return Turn([{"text": "x"}, *({"custom": payload} for payload in payloads)], choice, channel, notes)


def test_a_list_with_ids_and_ranks() -> None:
    record = record_of(turn(LIST, notes=(NOTE,)))
    assert record.events == (
        Event("need_sent"), Event("list_shown", "l1", "a", 1), Event("list_shown", "l1", "b", 2),
    )  # fmt: skip
    assert (record.channel, record.audience, record.size) == ("widget", "ccas", "500-1999")
    assert record.place == ("commune", "18279")
    assert "secret" not in repr(record)


def test_without_a_note_the_payload_says_what_it_can() -> None:
    record = record_of(turn(LIST))
    assert record.events[0] == Event("need_sent")
    assert (record.audience, record.place) == ("commune", ("commune", "18279"))
    assert record_of(turn(LIST, choice="/autres_resultats")).events[0].type == "list_shown"


def test_a_list_of_the_same_need_is_no_new_need() -> None:
    record = record_of(turn(LIST, notes=({**NOTE, "new_need": False},)))
    assert [event.type for event in record.events] == ["list_shown", "list_shown"]


@pytest.mark.parametrize(
    ("payload", "wanted"),
    [
        ({"type": "none"}, "no_result"),
        ({"type": "question", "expects": None}, "question_asked"),
        ({"type": "question", "expects": "contact"}, "relay_asked"),
    ],
)
def test_what_is_no_list(payload: dict[str, Any], wanted: str) -> None:
    assert [event.type for event in record_of(turn(payload, choice="/x")).events] == [wanted]


@pytest.mark.parametrize(("again", "wanted"), [(False, ["relay_asked"]), (True, [])])
def test_a_request_is_counted_once_whatever_the_reminders(again: bool, wanted: list[str]) -> None:
    notes = ({**NOTE, "new_need": False, "relay_again": again},)
    reminder = turn({"type": "question", "expects": "contact"}, notes=notes)
    assert [event.type for event in record_of(reminder).events] == wanted


@pytest.mark.parametrize(
    ("choice", "wanted"),
    [
        ('/avis_utile{"liste_id": "l1"}', Event("feedback", "l1", answer="oui")),
        ('/avis_inutile{"liste_id": "l1"}', Event("feedback", "l1", answer="non")),
        ('/avis_raison{"raison": "taille", "liste_id": "l1"}', Event("feedback", "l1", answer="non", reason="taille")),
        ("/contact_humain", Event("contact_shown")),
    ],
)
def test_choices_that_say_something(choice: str, wanted: Event) -> None:
    assert record_of(turn(choice=choice)).events == (wanted,)


def test_a_sheet_asked_for_is_a_card_opened() -> None:
    record = record_of(turn(notes=({**NOTE, "new_need": False, "opened": "a"},), choice='/detailler{"solution": "a"}'))
    assert record.events == (Event("card_opened", solution="a"),)


@pytest.mark.parametrize(
    "choice",
    ["/avis_raison", '/avis_raison{"raison": "autre"}', '/avis_utile{"liste_id": ', "/", "texte", "/x[]", None],
)
def test_other_choices_say_nothing_or_no_more_than_they_hold(choice: str | None) -> None:
    events = record_of(turn(choice=choice)).events
    assert events in ((), (Event("feedback", answer="oui"),))


@pytest.mark.parametrize(
    "payload",
    [
        {"type": "solutions"},
        {"type": "solutions", "solutions": [None, {"id": 3}, {"id": "x" * 200}], "list_id": 4, "territory": "Vierzon"},
        {"type": ["solutions"]},
        {"type": "solutions", "solutions": {}, "territory": {"kind": "pays", "code": "33"}},
    ],
)
def test_broken_payloads_do_no_harm(payload: dict[str, Any]) -> None:
    record = record_of(Turn([{"custom": payload}, {"custom": "x"}, {}], "/x", None, ({"opened": 4, "place": 3},)))
    assert (record.events, record.place, record.channel) == ((), None, "api")


def test_entities_of_a_choice() -> None:
    assert choice_of('/a{"b": "c"}') == ("a", {"b": "c"})
    assert choice_of("/a{[]}") == ("a", {})
    assert choice_of("bonjour") == ("", {})


def of(need: str) -> State:
    """A conversation on a need."""
    return State((Need(need),))


def test_the_note_tells_a_new_need_from_a_completed_one() -> None:
    vacant = of("logements vides")
    assert note(State(), vacant)["new_need"]
    assert not note(vacant, of("logements vides. en centre-bourg"))["new_need"]
    assert note(vacant, of("la cantine"))["new_need"]
    assert not note(vacant, vacant)["new_need"]
    assert not note(vacant, State())["new_need"]


def test_the_note_holds_classes_not_words() -> None:
    place = {"kind": "commune", "code": "18279", "name": "Vierzon"}
    state = State((Need("besoin secret"),), territoire=place)
    said = note(state, state.change(current="a", last=Last(DETAIL, ("a",))))
    assert (said["audience"], said["size"], said["opened"]) == ("commune", "10000-49999", "a")
    assert "secret" not in str(said) and "Vierzon" not in str(said)
    assert note(state, state.change(current="a", last=Last(ANSWER, ("a",))))["opened"] is None


def test_an_emergency_is_counted_once_by_its_kind() -> None:
    before = State(needs=(Need("logements"),))
    urgent = before.change(last=Last(mark=f"{URGENT}incendie"))
    assert note(before, urgent)["emergency"] == "incendie"
    assert note(urgent, urgent.change(last=Last(mark=f"{URGENT}incendie")))["emergency"] is None
    assert note(urgent, urgent)["emergency"] is None and note(before, before)["emergency"] is None
    assert Event("emergency", reason="incendie") in record_of(turn(notes=({**NOTE, "emergency": "incendie"},))).events


@pytest.mark.parametrize(
    ("door", "wanted"), [({"id": "paie-des-agents"}, "paie-des-agents"), (None, None), ("x", None)]
)
def test_nothing_that_fits_is_counted_with_its_door(door: Any, wanted: str | None) -> None:
    assert Event("no_result", solution=wanted) in record_of(turn({"type": "none", "door": door})).events


def test_sizes() -> None:
    assert [size_class(number) for number in (0, 499, 500, 9_999, 10_000, 50_000, 2_000_000)] == [
        ALL[0], ALL[0], ALL[1], ALL[2], ALL[3], ALL[4], ALL[4],
    ]  # fmt: skip
    assert size_class(None) is None


def test_what_comes_near_is_told_from_nothing() -> None:
    payload = {"type": "none", "door": None, "near": [{"id": "a"}, {"id": "b"}, {"id": 3}, "x"]}
    assert record_of(turn(payload, choice="/x")).events == (
        Event("no_result"), Event("near_shown", solution="a", rank=1), Event("near_shown", solution="b", rank=2),
    )  # fmt: skip
    for near in (None, [], "a", {"id": "a"}):
        assert record_of(turn({"type": "none", "near": near}, choice="/x")).events == (Event("no_result"),)


def test_who_is_in_danger_has_a_need() -> None:
    said = {**NOTE, "new_need": False, "emergency": "incendie"}
    assert [event.type for event in record_of(turn(notes=(said,))).events] == ["need_sent", "emergency"]
    both = record_of(turn(notes=({**said, "new_need": True},))).events
    assert [event.type for event in both].count("need_sent") == 1


def test_questions_on_services_go_by_kind_without_a_word() -> None:
    reply = Reply(of("besoin secret"))
    reply.note_asked(["a"], "cost", answered=False)
    reply.note_asked(["a", "b"], "cost", answered=True)  # of a service already noted, the first stands
    reply.note_asked(["a"], None, answered=True)
    said = note(State(), reply.state, reply.asked)
    assert "secret" not in str(said)
    assert record_of(turn(notes=({**said, "new_need": False},))).events == (
        Event("file_silent", solution="a", reason="cost"), Event("file_answered", solution="b", reason="cost"),
        Event("file_answered", solution="a", reason="other"),
    )  # fmt: skip


@pytest.mark.parametrize(
    "asked",
    [None, "x", ["x"], [{"service": "a"}], [{"service": 3, "kind": "cost"}], [{"service": "a", "kind": "mots"}]],
)
def test_broken_questions_do_no_harm(asked: Any) -> None:
    assert record_of(turn(notes=({**NOTE, "new_need": False, "asked": asked},))).events == ()


def test_the_kinds_are_the_catalogue_s() -> None:
    assert QUESTIONS == QuestionKind.__args__  # type: ignore[attr-defined]
    for kind in QUESTIONS:
        assert say(f"questions.{kind}")


def test_our_own_probes_are_not_kept() -> None:
    record = record_of(turn(LIST, notes=(NOTE,), channel=PROBE))
    assert (record.events, record.place) == ((), None)
