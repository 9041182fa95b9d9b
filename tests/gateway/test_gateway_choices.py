"""Choices: tokens out and back, digits and titles."""

import json
from typing import Any

import pytest
from conftest import House
from fake_rasa import Act, text
from service_payloads import ANSWER, DETAIL, NEXT

from bot.gateway.choices import Choice, is_token, outgoing, pick

OUI, NON = {"title": "Oui, ça m’aide", "payload": "/oui{}"}, {"title": "Non", "payload": "/non"}
FEEDBACK = [{"title": "Utile", "payload": "/utile"}, {"title": "Non", "payload": "/inutile"}]


def solutions(*names: str) -> dict[str, Any]:
    """Rasa's message with a list of solutions."""
    items = [{"id": name, "name": name, "url": "https://x.fr"} for name in names]
    payload = {"type": "solutions", "decision": "answer", "text": "liste", "solutions": items, "feedback": FEEDBACK}
    return {"recipient_id": "r", "custom": payload}


def question(*titles: str) -> dict[str, Any]:
    """Rasa's message with a question."""
    items = [{"title": title, "payload": f'/choix{{"v":"{title}"}}'} for title in titles]
    return {"recipient_id": "r", "custom": {"type": "question", "text": "?", "choices": items, "expects": None}}


@pytest.mark.asyncio
async def test_token_becomes_its_payload_again(house: House) -> None:
    house.rasa.acts = [Act([text("?", buttons=[OUI, NON])])]
    buttons = (await house.say("besoin")).json()[0]["buttons"]
    assert [button["title"] for button in buttons] == [OUI["title"], "Non"]
    assert all(is_token(button["payload"]) for button in buttons)
    for _ in range(2):  # choices of earlier turns stay valid
        assert (await house.say(buttons[0]["payload"])).status_code == 200
    await house.say(f" {buttons[1]['payload']} ")
    assert house.rasa.sent[1:] == ["/oui{}", "/oui{}", "/non"]
    shown = [line["entry"]["text"] for line in house.transcript() if line["author"] == "person"]
    assert shown == ["besoin", OUI["title"], OUI["title"], "Non"]


@pytest.mark.asyncio
async def test_token_of_another_conversation_is_refused(house: House) -> None:
    house.rasa.acts = [Act([text("?", buttons=[OUI])])]
    token = (await house.say("besoin")).json()[0]["buttons"][0]["payload"]
    for sender, message in (("paul", token), ("paul", token), ("anne", "c:" + "A" * 22)):
        response = await house.say(message, sender=sender)
        assert (response.status_code, response.json()["error"]) == (409, "unknown_choice")
    assert len(house.rasa.received) == 1
    assert (await house.say("c: une question")).status_code == 200


@pytest.mark.asyncio
async def test_every_payload_is_hidden(house: House) -> None:
    ways = [{"kind": "human", "title": "Écrire", "url": "mailto:a@b.fr"}, {"kind": "rephrase", "title": "Redire",
            "payload": "/redire"}]  # fmt: skip
    none = {"custom": {"type": "none", "text": "rien", "ways_on": ways}}
    house.rasa.acts = [Act([text("liste", buttons=FEEDBACK), solutions("A"), question("x"), none])]
    response = await house.say("besoin")
    assert "/utile" not in response.text and "/redire" not in response.text and "/choix" not in response.text
    entries = response.json()
    # The text's buttons and the payload's feedback are the same choices.
    assert entries[0]["buttons"] == entries[1]["custom"]["feedback"]
    assert entries[3]["custom"]["ways_on"][0] == {**ways[0], "position": 2}  # after the question's
    for token in (entries[1]["custom"]["feedback"][0], entries[3]["custom"]["ways_on"][1]):
        assert (await house.say(token["payload"])).status_code == 200
    assert house.rasa.sent[1:] == ["/utile", "/redire"]


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("said", "sent"),
    [
        ("2", "/non"), ("1.", "/oui{}"), (" 2) ", "/non"), ("OUI  ca m'aide", "OUI  ca m'aide"), ("3", "3"),
        ("oui, ÇA  m'aide", "/oui{}"), ("0", "0"), ("02", "02"), ("2 communes", "2 communes"), ("/2", "/non"),
    ],
)  # fmt: skip
async def test_digit_or_title_after_choices(house: House, said: str, sent: str) -> None:
    house.rasa.acts = [Act([text("?", buttons=[OUI, NON])])]
    await house.say("besoin")
    await house.say(said)
    assert house.rasa.sent[1] == sent


@pytest.mark.asyncio
async def test_digit_is_for_the_last_turn_only(house: House) -> None:
    house.rasa.acts = [Act([text("?", buttons=[OUI, NON])])]
    await house.say("besoin")
    await house.say("autre chose")
    await house.say("1")
    assert house.rasa.sent[2] == "1"


@pytest.mark.asyncio
async def test_rank_in_a_list(house: House) -> None:
    shown = [text("liste", buttons=FEEDBACK), solutions("Docs", "Zéro Logement Vacant")]
    house.rasa.default = Act(shown)
    for said in ("besoin", "2", "zero logement vacant", "Utile", "Non", "3"):
        await house.say(said)
    detail = json.dumps({"solution": "Zéro Logement Vacant"})
    detail = f"/detailler{detail}"
    assert house.rasa.sent == ["besoin", detail, detail, "/utile", "/inutile", "3"]
    assert house.transcript()[3]["entry"] == {"text": "Zéro Logement Vacant"}


def pick_in(messages: list[dict[str, Any]], said: str) -> str | None:
    """Payload that a text picks after these messages."""
    choice = pick(said, outgoing(messages).choices)
    return choice.payload if choice else None


def test_choices_come_before_the_list() -> None:
    turn = [text("liste", buttons=FEEDBACK), solutions("A", "B", "C"), question("x", "y")]
    assert pick_in(turn, "2") == '/choix{"v":"y"}'
    assert pick_in(turn, "3") == '/detailler{"solution": "C"}'
    assert pick_in(turn, "Utile") == "/utile"


def test_links_are_counted_among_ways_on() -> None:
    ways = [{"title": "Forum", "url": "https://x"}, {"title": "Redire", "payload": "/redire"}]
    turn = [text("rien", buttons=ways[1:]), {"custom": {"type": "none", "text": "rien", "ways_on": ways}}]
    assert pick_in(turn, "1") is None
    assert pick_in(turn, "2") == "/redire"


@pytest.mark.asyncio
@pytest.mark.parametrize("payload", [DETAIL, ANSWER])
async def test_what_may_come_next_is_offered(house: House, payload: dict[str, Any]) -> None:
    house.rasa.default = Act([text(payload["text"], buttons=NEXT), {"custom": payload}])
    plain, drawn = (await house.say("domifa")).json()
    assert plain["text"] == drawn["custom"]["text"] == payload["text"]
    assert drawn["custom"] == {**payload, "next": drawn["custom"]["next"]}
    assert plain["buttons"] == drawn["custom"]["next"]
    assert [{**one, "payload": ""} for one in plain["buttons"]] == [{**one, "payload": ""} for one in NEXT]
    assert all(is_token(one["payload"]) for one in plain["buttons"])
    for said in (plain["buttons"][1]["payload"], "2", "voir LES autres", "1.", "combien ca coute ?", "3"):
        await house.say(said)
    cost = NEXT[0]["payload"]
    assert house.rasa.sent == ["domifa", "/autres", "/autres", "/autres", cost, cost, "3"]


def card(name: str, *actions: dict[str, Any]) -> dict[str, Any]:
    site = {"title": "Voir le site", "label": f"Voir le site de {name}", "url": "https://x.fr"}
    return {"id": name, "name": name, "actions": [site, *actions]}


def more(name: str) -> dict[str, Any]:
    return {
        "title": "En savoir plus",
        "label": f"En savoir plus sur {name}",
        "payload": f'/detailler{{"solution": "{name}"}}',
    }


@pytest.mark.asyncio
async def test_the_actions_of_a_card_are_tokens_and_say_which_card(house: House) -> None:
    others = {"title": "Autres pistes", "payload": "/autres_resultats", "position": 3}
    shown = {"type": "solutions", "text": "liste", "solutions": [card("A", more("A")), card("B", more("B"))],
             "feedback": FEEDBACK, "next": [others]}  # fmt: skip
    house.rasa.default = Act([text("liste", buttons=FEEDBACK), {"custom": shown}])
    response = await house.say("besoin")
    assert "/detailler" not in response.text and "/autres" not in response.text
    cards = response.json()[1]["custom"]["solutions"]
    assert cards[0]["actions"][0] == card("A")["actions"][0]
    tokens = [item["actions"][1]["payload"] for item in cards]
    assert all(is_token(token) for token in tokens) and tokens[0] != tokens[1]
    for said in (tokens[1], "en savoir plus sur a", "2", "3", "autres pistes"):
        await house.say(said)
    first, second = (f'/detailler{{"solution": "{name}"}}' for name in "AB")
    assert house.rasa.sent == ["besoin", second, first, second, "/autres_resultats", "/autres_resultats"]
    said = [line["entry"]["text"] for line in house.transcript() if line["author"] == "person"]
    assert said[1] == "En savoir plus sur B"  # what was clicked is told by itself


def test_a_short_title_that_several_cards_share_picks_none() -> None:
    shown = {"type": "solutions", "text": "liste", "solutions": [card("A", more("A")), card("B", more("B"))]}
    assert pick_in([{"custom": shown}], "en savoir plus") is None


def test_themes_are_picked_by_number_and_name_through_the_groups() -> None:
    groups = [
        {
            "title": "Environnement",
            "choices": [{"title": "Eau", "payload": "/t1"}, {"title": "Déchets", "payload": "/t2"}],
        },
        {"title": "Économie", "choices": [{"title": "Mobilités", "payload": "/t3"}]},
    ]
    turn = [{"custom": {"type": "themes", "text": "thèmes", "groups": groups}}]
    assert [pick_in(turn, said) for said in ("1", "3", "dechets", "environnement")] == ["/t1", "/t3", "/t2", None]
    counted = outgoing(turn).entries[0]["custom"]["groups"]
    assert [choice["position"] for group in counted for choice in group["choices"]] == [1, 2, 3]
    assert outgoing([{"custom": {"type": "themes", "text": "x", "groups": ["faux", {"choices": 3}]}}]).choices == []


def test_the_summary_of_a_request_is_answered_by_number() -> None:
    choices = [{"title": "C’est bon", "payload": "/oui"}, {"title": "Corriger", "payload": "/corriger"}]
    assert (
        pick_in([{"custom": {"type": "relay", "text": "résumé", "items": [], "choices": choices}}], "2") == "/corriger"
    )


def test_a_text_s_buttons_are_counted_after_the_list() -> None:
    turn = [solutions("A", "B"), text("Aussi :", buttons=[{"title": "Forum", "payload": "/pairs"}])]
    assert pick_in(turn, "3") == "/pairs"
    assert pick_in(turn, "1") == '/detailler{"solution": "A"}'


def test_a_list_and_what_may_come_next() -> None:
    turn = [solutions("A", "B", "C"), {"custom": ANSWER}]
    assert pick_in(turn, "2") == "/autres"
    assert pick_in(turn, "3") == '/detailler{"solution": "C"}'
    bare = [{key: value for key, value in one.items() if key != "position"} for one in NEXT]
    assert pick_in([{"custom": {**DETAIL, "next": bare}}], "2") == "/autres"


def test_several_payloads_are_counted_through() -> None:
    turn = [solutions("A", "B"), solutions("C"), question("x"), question("y")]
    assert pick_in(turn, "3") == '/detailler{"solution": "C"}'
    assert pick_in(turn, "2") == '/choix{"v":"y"}'


def test_positions_are_told_and_those_of_a_payload_believed() -> None:
    second = solutions("C")
    second["custom"]["solutions"][0]["position"] = 7
    entries = outgoing([text("?", buttons=[OUI, NON]), text("liste"), solutions("A", "B"), second]).entries
    assert [button["position"] for button in entries[0]["buttons"]] == [1, 2]
    assert [item["position"] for entry in entries[2:] for item in entry["custom"]["solutions"]] == [1, 2, 7]
    assert pick_in([solutions("A", "B"), second], "7") == '/detailler{"solution": "C"}'


@pytest.mark.parametrize("position", [0, -1, 100, "2", None, 1.5])
def test_a_position_that_cannot_be_typed_is_counted(position: Any) -> None:
    odd = solutions("A")
    odd["custom"]["solutions"][0]["position"] = position
    assert outgoing([odd]).entries[0]["custom"]["solutions"][0]["position"] == 1


def test_numbered_title_wins() -> None:
    turn = [solutions("A"), question("Non")]
    assert pick_in(turn, "non") == '/choix{"v":"Non"}'


def test_odd_payloads() -> None:
    odd: list[dict[str, Any]] = [
        {"custom": {"type": ["x"], "payload": 3, "deep": [{"payload": "/a", "name": "A"}, {"payload": "/b"}]}},
        {"custom": {"type": "question", "choices": "no list"}},
        {"custom": {"type": "detail", "next": None, "sections": [None]}},
        {"custom": {"type": "answer", "next": [None, 3, {"title": 3}], "passages": "x"}},
        {"custom": {"type": "solutions", "solutions": [None, {"name": 4}]}},
        {"custom": {}, "text": "seul"}, {"image": "x"}, text("", buttons=[OUI]), text("t", buttons="no list"),
    ]  # fmt: skip
    result = outgoing(odd)
    assert [sorted(entry) for entry in result.entries] == [["custom"]] * 5 + [["text"], ["text"]]
    assert {choice.payload for choice in result.choices} >= {"/a", "/b"}
    assert result.entries[0]["custom"]["payload"] == 3
    assert pick("1", [Choice("c:x", "t", "/p")]) is None
