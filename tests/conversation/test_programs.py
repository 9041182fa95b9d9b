"""Orientation without a conversation: the contract's payloads, and nothing that only a conversation can follow."""

import datetime as dt
from typing import Any

import pytest
from decided_ranking import Ranking, answer
from test_payloads import KEYS, SOLUTION

from bot.catalogue.overrides import switch_off
from bot.conversation import Desk
from bot.conversation.programs import UnknownChoice
from bot.database import sessions
from bot.reading.state import NONE_OF_THESE


@pytest.mark.parametrize(
    ("need", "kind"), [("logements", "solutions"), ("pirate", "question"), ("un chien errant", "none")]
)
def test_payloads_are_those_of_the_contract(desk: Desk, need: str, kind: str) -> None:
    found = desk.programs.orient(need)
    assert (found["type"], set(found)) == (kind, KEYS[kind])
    assert '"/' not in str(found).replace("'", '"')  # no payload of the dialogue


def test_a_list_holds_reasons_and_no_opinion(desk: Desk) -> None:
    found = desk.programs.orient("trop de logements vides", "Vierzon", "commune")
    assert [set(item) for item in found["solutions"]] == [SOLUTION] * 2
    assert found["territory"] == {"kind": "commune", "code": "18279", "name": "Vierzon"}
    assert (found["feedback"], found["next"]) == ([], [])
    assert [[action["title"] for action in item["actions"]] for item in found["solutions"]] == [["Voir le site"]] * 2
    assert "Autres pistes" not in found["text"]


def test_who_and_where_are_told_to_the_ranking(desk: Desk, ranking: Ranking) -> None:
    desk.programs.orient("logements vides", "18279", "epci")
    need = ranking.seen[-1]
    assert (need.audience, need.population) == ("epci", 25068)
    assert need.territory is not None and need.territory.code == "18279"
    desk.programs.orient("logements vides à Guingamp, nous sommes 6 900 habitants")
    need = ranking.seen[-1]
    assert (need.territory and need.territory.name, need.population) == ("Guingamp", 6900)


@pytest.mark.parametrize("territory", ["Saint-Martin", "nulle part ailleurs", ""])
def test_an_unclear_territory_is_passed_over(desk: Desk, territory: str) -> None:
    assert desk.programs.orient("logements vides", territory)["territory"] is None


def test_a_choice_is_sent_back(desk: Desk) -> None:
    asked = desk.programs.orient("pirate")
    values = [choice["payload"] for choice in asked["choices"]]
    assert values == ["mes-services-cyber", "homologation", NONE_OF_THESE]
    chosen = desk.programs.orient("pirate", choice=values[1])
    assert [item["id"] for item in chosen["solutions"]][0] == "homologation"
    others: Any = desk.programs.orient("pirate", choice=NONE_OF_THESE)
    assert [item["id"] for item in others["solutions"]] == ["recocyber"]


@pytest.mark.parametrize(("need", "choice"), [("pirate", "ban"), ("logements", "ban"), ("rien", NONE_OF_THESE)])
def test_a_choice_that_is_not_offered_is_refused(desk: Desk, need: str, choice: str) -> None:
    with pytest.raises(UnknownChoice):
        desk.programs.orient(need, choice=choice)


def test_ways_on_all_have_an_address(desk: Desk, ranking: Ranking, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ranking, "experiences", lambda need: ["anct-pni-1"])
    found = desk.programs.orient("rien du tout")
    assert [way["kind"] for way in found["ways_on"]] == ["human", "forum", "funding", "experience"]
    for rank, way in enumerate(found["ways_on"], start=1):
        assert f"{rank}. {way['title']} : {way['url']}" in found["text"]


def test_what_cannot_be_used_is_said_so(desk: Desk, ranking: Ranking) -> None:
    ranking.answers["essai"] = answer("voies-locales-en-commun", "urbanvitaliz")
    found = desk.programs.orient("essai")
    assert [item["id"] for item in found["solutions"]] == ["voies-locales-en-commun"]
    assert "pas encore" in found["intro"] or "à l’étude" in found["intro"]


def test_what_ended_is_left_out(desk: Desk, changed: str) -> None:
    with sessions(changed).begin() as session:
        switch_off(session, "zero-logement-vacant", dt.date(2026, 1, 1))
    found = desk.programs.orient("trop de logements vides")
    assert [item["id"] for item in found["solutions"]] == ["urbanvitaliz"]
