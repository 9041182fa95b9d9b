"""The three payloads: exactly the contract's keys, a complete numbered text, nothing unusable first."""

from typing import Any

import pytest
from decided_ranking import Ranking, answer

from bot.conversation import Desk, State

KEYS = {
    "solutions": {"list_id", "need", "territory", "solutions", "experiences", "feedback"},
    "question": {"choices", "expects"},
    "none": {"ways_on"},
}
KEYS = {kind: keys | {"type", "decision", "text", "intro", "outro"} for kind, keys in KEYS.items()}
SOLUTION = {
    "id", "position", "name", "summary", "reason", "status", "status_label", "audiences", "audience_labels", "cost",
    "url", "contact", "operator",
}  # fmt: skip


def payload(desk: Desk, text: str, state: State | None = None) -> dict[str, Any]:
    """The payload of a need."""
    message = desk.orienting.orient(state or State(), text).messages[-1]
    assert message.payload is not None
    assert message.payload["text"] == message.text
    return message.payload


@pytest.mark.parametrize(
    ("text", "kind"), [("logements", "solutions"), ("pirate", "question"), ("un chien errant", "none")]
)
def test_all_keys_are_always_there(desk: Desk, text: str, kind: str) -> None:
    found = payload(desk, text)
    assert found["type"] == kind
    assert set(found) == KEYS[kind]


def test_a_list_tells_each_solution_in_full(desk: Desk, ranking: Ranking) -> None:
    for key, solution in ranking.solutions.items():
        if solution.status in ("a_l_etude", "ferme"):
            continue
        ranking.answers["essai"] = answer(key)
        item = payload(desk, "essai")["solutions"][0]
        assert set(item) == SOLUTION
        assert item["id"] == key
        assert item["url"].startswith("http")
        assert item["reason"] == f"Raison de {key}."
        assert item["cost"] is None or isinstance(item["cost"], str) and item["cost"]


def test_the_text_numbers_what_the_payload_holds(desk: Desk) -> None:
    found = payload(desk, "logements")
    for rank, item in enumerate(found["solutions"], start=1):
        assert f"{rank}. {item['name']} ({item['status_label']})" in found["text"]
        assert item["url"] in found["text"] and item["reason"] in found["text"]


@pytest.mark.parametrize(("text", "key"), [("logements", "solutions"), ("pirate", "choices"), ("un chat", "ways_on")])
def test_the_parts_are_those_of_the_text(desk: Desk, text: str, key: str) -> None:
    found = payload(desk, text)
    assert found["text"].startswith(found["intro"]) and found["text"].endswith(found["outro"])
    assert [item["position"] for item in found[key]] == list(range(1, len(found[key]) + 1))
    for item in found[key]:
        assert f"\n{item['position']}. {item.get('title') or item['name']}" in found["text"]


def test_a_number_is_that_of_the_card_whatever_the_catalogue_lost(desk: Desk, ranking: Ranking) -> None:
    ranking.answers["essai"] = answer("zero-logement-vacant", "disparu", "urbanvitaliz")
    reply = desk.orienting.orient(State(), "essai")
    assert reply.messages[0].payload is not None
    shown = [(item["position"], item["id"]) for item in reply.messages[0].payload["solutions"]]
    assert shown == list(enumerate(reply.state.liste, start=1)) == [(1, "zero-logement-vacant"), (2, "urbanvitaliz")]
    assert desk.single.detail(reply.state, "le 2").state.courante == "urbanvitaliz"


def test_no_more_than_three_and_the_unusable_last(desk: Desk, ranking: Ranking) -> None:
    ranking.answers["essai"] = answer("voies-locales-en-commun", "zero-logement-vacant", "urbanvitaliz", "otelo")
    shown = [item["id"] for item in payload(desk, "essai")["solutions"]]
    assert shown == ["zero-logement-vacant", "urbanvitaliz", "voies-locales-en-commun"]


def test_the_territory_is_told_or_null(desk: Desk) -> None:
    vierzon = {"kind": "commune", "code": "18279", "name": "Vierzon"}
    assert payload(desk, "logements")["territory"] is None
    assert payload(desk, "logements", State(territoire=vierzon))["territory"] == vierzon


def test_ways_on_have_an_address_or_a_payload(desk: Desk) -> None:
    ways = payload(desk, "rien du tout sur le foncier")["ways_on"]
    assert [way["kind"] for way in ways][:5] == ["rephrase", "human", "forum", "funding", "themes"]
    assert all(("url" in way) != ("payload" in way) for way in ways)


def test_a_question_ends_with_something_else(desk: Desk) -> None:
    found = payload(desk, "pirate")
    assert found["expects"] is None
    assert found["choices"][-1]["title"] == "Autre chose"
    assert "3. Autre chose" in found["text"]
