"""The payloads: the forms of the contract, a complete numbered text, nothing unusable first."""

from typing import Any

import jsonschema
import pytest
import yaml
from decided_ranking import Answers, Ranking, Talk, Told, answer, said

from bot.conversation import Reply
from bot.folders import ROOT

SPECIFICATION = yaml.safe_load((ROOT / "docs" / "openapi.yaml").read_text(encoding="utf-8"))
TOKEN = "c:" + "a" * 22
KEYS = {
    "solutions": {"list_id", "need", "territory", "solutions", "experiences", "feedback", "next"},
    "question": {"choices", "expects"},
    "none": {"need", "ways_on", "door", "near"},
    "detail": {
        "id", "name", "summary", "status", "status_label", "url", "contact", "sections", "checked", "report", "actions",
        "next",
    },
    "answer": {"about", "passages", "next"},
    "themes": {"groups"},
    "relay": {"items", "choices"},
}  # fmt: skip
KEYS = {kind: keys | {"type", "decision", "text", "intro", "outro"} for kind, keys in KEYS.items()}
SOLUTION = {
    "id", "position", "name", "summary", "reason", "status", "status_label", "audiences", "audience_labels", "cost",
    "url", "contact", "operator", "actions",
}  # fmt: skip


def _as_sent(value: Any) -> Any:
    """A payload as the gateway sends it: the dialogue's choices are tokens."""
    if isinstance(value, dict):
        return {key: TOKEN if key == "payload" else _as_sent(item) for key, item in value.items()}
    return [_as_sent(item) for item in value] if isinstance(value, list) else value


def checked(reply: Reply) -> dict[str, Any]:
    """The last payload of a reply, as the contract describes it."""
    message = next(message for message in reversed(reply.messages) if message.payload)
    found = message.payload
    assert found is not None and found["text"] == message.text
    assert set(found) == KEYS[found["type"]]
    schema = {"$ref": "#/components/schemas/Charge", "components": SPECIFICATION["components"]}
    jsonschema.validate(_as_sent(found), schema)
    return found


@pytest.mark.parametrize(
    ("text", "kind"),
    [("logements", "solutions"), ("un outil contre un pirate", "question"), ("un chien errant", "none")],
)
def test_a_need_is_answered_in_the_forms_of_the_contract(talk: Talk, text: str, kind: str) -> None:
    assert checked(talk("besoin", text))["type"] == kind


def test_a_list_tells_each_solution_in_full(talk: Talk, ranking: Ranking) -> None:
    for key, solution in ranking.solutions.items():
        if solution.status in ("a_l_etude", "ferme"):
            continue
        ranking.answers["panneau"] = answer(key)
        item = checked(talk("besoin", "un panneau"))["solutions"][0]
        assert set(item) == SOLUTION
        assert item["id"] == key
        assert item["url"].startswith("http")
        assert solution.purpose in item["reason"]
        assert item["cost"] is None or isinstance(item["cost"], str) and item["cost"]


def test_every_service_in_full_is_in_the_form_of_the_contract(talk: Talk, ranking: Ranking) -> None:
    for key, solution in ranking.solutions.items():
        found = checked(talk.desk.showing.one(talk.state, key))
        assert (found["type"], found["id"], found["name"]) == ("detail", key, solution.name)
        assert found["text"].startswith(f"{solution.name} (") and found["text"].endswith(found["outro"])
        assert found["url"] in found["text"] and found["summary"] in found["text"]
        assert found["checked"]["date"] == solution.snapshot.isoformat() and found["checked"]["label"] in found["text"]
        order = [section["key"] for section in found["sections"]]
        assert order == [key for key in ("for", "start", "needs", "cost", "users", "limits") if key in order]
        for section in found["sections"]:
            assert section["items"] and all(part in found["text"] for part in (section["title"], *section["items"]))


def test_every_passage_is_in_the_form_of_the_contract(talk: Talk, ranking: Ranking, answers: Answers) -> None:
    told = 0
    for key, solution in ranking.solutions.items():
        ranking.answers["panneau"] = answer(key)
        for number, question in enumerate(solution.questions[:3]):
            answers.told["inconnue"] = Told("other", (f"q:{number}",))
            reply = talk.desk.answering.question(_asked(talk, key))
            found = checked(reply)
            told += 1
            assert (found["type"], found["about"][0]["id"]) == ("answer", key)
            assert found["passages"][0]["question"] == question.q
            text = found["passages"][0]["text"]  # less a yes or a no that answers another question
            assert (text[0].lower() + text[1:]) in question.a or text in question.a or question.a in text
            assert all(part["text"] in found["text"] for part in found["passages"])
    assert told > 100


@pytest.mark.parametrize("field", ["contact", "cost", "access", "operator", "summary", "usage", "limits"])
def test_every_field_reads_as_a_sentence(talk: Talk, ranking: Ranking, answers: Answers, field: str) -> None:
    answers.told["inconnue"] = Told("other", (field,))
    told = 0
    for key in ranking.solutions:
        reply = talk.desk.answering.question(_asked(talk, key))
        assert "None" not in said(reply) and said(reply)
        if any(message.payload for message in reply.messages):
            assert checked(reply)["passages"][0]["text"].strip() not in ("", "free")
            told += 1
    assert told


def _asked(talk: Talk, key: str) -> Any:
    from bot.conversation.reply import Turn
    from bot.reading.reading import Reading

    text = "chose inconnue"
    return Turn(talk.state, text, Reading("question", 1.0, about=(key,), explicit=True, need=text))


def test_the_text_numbers_what_the_payload_holds(talk: Talk) -> None:
    found = checked(talk("besoin", "logements"))
    for rank, item in enumerate(found["solutions"], start=1):
        assert f"{rank}. {item['name']} ({item['status_label']})" in found["text"]
        assert item["url"] in found["text"] and item["reason"] in found["text"]


@pytest.mark.parametrize(
    ("text", "key"), [("logements", "solutions"), ("un outil contre un pirate", "choices"), ("un chat", "ways_on")]
)
def test_the_parts_are_those_of_the_text(talk: Talk, text: str, key: str) -> None:
    found = checked(talk("besoin", text))
    assert found["text"].startswith(found["intro"]) and found["outro"] in found["text"]
    assert [item["position"] for item in found[key]] == list(range(1, len(found[key]) + 1))
    for item in found[key]:
        assert f"\n{item['position']}. {item.get('title') or item['name']}" in found["text"]


def test_a_number_is_that_of_the_card_whatever_the_catalogue_lost(talk: Talk, ranking: Ranking) -> None:
    ranking.answers["panneau"] = answer("zero-logement-vacant", "disparu", "urbanvitaliz")
    found = checked(talk("besoin", "un panneau"))
    shown = [(item["position"], item["id"]) for item in found["solutions"]]
    assert shown == list(enumerate(talk.state.shown, start=1)) == [(1, "zero-logement-vacant"), (2, "urbanvitaliz")]
    talk("choix", "le 2")
    assert talk.state.current == "urbanvitaliz"


def test_no_more_than_three_and_none_that_cannot_be_used(talk: Talk, ranking: Ranking) -> None:
    ranking.answers["panneau"] = answer(
        "zero-logement-vacant", "voies-locales-en-commun", "urbanvitaliz", "otelo", "urban-simul"
    )
    shown = [item["id"] for item in checked(talk("besoin", "un panneau"))["solutions"]]
    assert len(shown) <= 3 and shown[0] == "zero-logement-vacant" and "voies-locales-en-commun" not in shown


def test_a_service_takes_few_words(talk: Talk, ranking: Ranking) -> None:
    ranking.answers["panneau"] = answer("urbanvitaliz")
    assert len(checked(talk("besoin", "un panneau"))["text"].split()) < 150


def test_the_territory_is_told_or_null(talk: Talk) -> None:
    assert checked(talk("besoin", "logements"))["territory"] is None
    vierzon = {"kind": "commune", "code": "18279", "name": "Vierzon"}
    talk.state = talk.state.change(territoire=vierzon)
    assert checked(talk("besoin", "adresses"))["territory"] == vierzon


def test_ways_on_have_an_address_or_a_payload(talk: Talk) -> None:
    ways = checked(talk("besoin", "un chat dans un arbre"))["ways_on"]
    kinds = [way["kind"] for way in ways]
    assert kinds[0] == "rephrase" and {"human", "forum", "themes"} <= set(kinds)
    assert all(("url" in way) != ("payload" in way) for way in ways)


def test_a_question_ends_with_something_else(talk: Talk) -> None:
    found = checked(talk("besoin", "un outil contre un pirate"))
    assert found["expects"] is None
    assert found["choices"][-1]["title"] == "Autre chose"
    assert "3. Autre chose" in found["text"]


def test_the_contact_detail_is_asked_for_in_the_form_of_the_contract(after_list: Talk) -> None:
    after_list("humain", "je veux parler à quelqu'un")
    assert checked(after_list("accord", "oui"))["expects"] == "contact"
