"""The contact detail at the door: to the queue, and nowhere else."""

import json
import logging
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from conftest import STEADY, House, MakeHouse
from fake_rasa import Act, text
from widget_client import Widget

from bot.relay.models import DossierRow, OfferRow
from bot.relay.queue import Queue

pytestmark = pytest.mark.asyncio
SUMMARY = {"need": "des logements vides", "territory": "Vierzon (Cher)", "unknown": "x", "role": None}
CONTROL = {"recipient_id": "r", "custom": {"type": "control", "action": "relay", "summary": SUMMARY}}
QUESTION: dict[str, Any] = {
    "type": "question", "decision": "ask", "text": "Où vous répondre ?\n1. Non merci", "expects": "contact",
    "choices": [{"title": "Non merci", "payload": "/relais_refuser"}],
}  # fmt: skip
ASKED = Act([CONTROL, text(QUESTION["text"]), {"recipient_id": "r", "custom": QUESTION}])
TAKEN = Act([text("C’est noté.")])
MARK = "marque.secrete@mairie.fr"


def dossiers(house: House) -> list[Any]:
    with house.gateway.turns.store.sessions() as session:
        return list(session.scalars(sa.select(DossierRow).order_by(DossierRow.at)).all())


def offers(house: House) -> int:
    with house.gateway.turns.store.sessions() as session:
        return len(session.scalars(sa.select(OfferRow)).all())


async def test_a_contact_detail_goes_to_the_queue_only(
    house: House, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    house.rasa.acts = [ASKED, TAKEN]
    asked = (await house.say("quelqu’un")).json()
    assert [set(entry) - {"recipient_id"} for entry in asked] == [{"text"}, {"custom"}]  # the control isn't shown
    assert asked[1]["custom"]["expects"] == "contact"
    assert (await house.say(f" {MARK} ")).json()[0]["text"] == "C’est noté."
    (row,) = dossiers(house)
    assert (row.contact, row.means) == (MARK, "courriel")
    assert row.summary == {"need": "des logements vides", "territory": "Vierzon (Cher)"}
    reference = house.rasa.sent[-1]
    assert reference.startswith("/relais_recu{")
    assert json.loads(reference[len("/relais_recu") :]) == {"dossier": row.number, "moyen": "courriel"}
    everything = json.dumps([house.transcript(), house.rasa.received]) + caplog.text
    assert "marque" not in everything.lower()
    assert house.transcript()[3]["entry"] == {"text": "[adresse électronique transmise à l’équipe]"}


async def test_the_same_on_the_widget(make_house: MakeHouse, caplog: pytest.LogCaptureFixture) -> None:
    house = make_house(STEADY)
    caplog.set_level(logging.DEBUG)
    widget = Widget(house.client)
    await widget.begin()
    house.rasa.acts = [ASKED, TAKEN]
    await widget.say("quelqu’un", "m1")
    events = await widget.say("06 12 34 56 78", "m2")
    assert [row.contact for row in dossiers(house)] == ["06 12 34 56 78"]
    assert "34 56" not in json.dumps([event.data for event in events]) + json.dumps(await widget.lines()) + caplog.text
    assert "34 56" not in str(house.rasa.received)


@pytest.mark.parametrize("said", ["combien ça coûte ?", "jeanne.durand@mairie", "06 12 34", "mairie de Vierzon"])
async def test_anything_else_is_an_ordinary_message(house: House, said: str) -> None:
    house.rasa.acts = [ASKED, TAKEN, TAKEN]
    await house.say("quelqu’un")
    await house.say(said)
    assert "jeanne" not in house.rasa.sent[-1] and not house.rasa.sent[-1].startswith("/")
    # The question was for the next message only.
    await house.say(MARK)
    assert house.rasa.sent[-1] == "[adresse électronique]"
    assert dossiers(house) == []


async def test_a_refusal_keeps_nothing(house: House) -> None:
    house.rasa.acts = [ASKED, TAKEN]
    await house.say("quelqu’un")
    await house.say("1")
    assert house.rasa.sent[-1] == "/relais_refuser" and dossiers(house) == []


async def test_a_contact_detail_that_was_not_asked_for_is_masked(house: House) -> None:
    await house.say(MARK)
    assert house.rasa.sent == ["[adresse électronique]"] and dossiers(house) == []


async def test_a_failed_turn_sent_again_is_one_request(house: House) -> None:
    house.rasa.acts = [ASKED, Act(end="kill"), TAKEN]
    await house.say("quelqu’un")
    assert (await house.say(MARK, message_id="m2")).status_code == 503
    assert len(dossiers(house)) == 1  # safe already
    assert (await house.say(MARK, message_id="m2")).status_code == 200
    assert (await house.say(MARK, message_id="m2")).status_code == 200
    (row,) = dossiers(house)
    assert row.number in house.rasa.sent[-1]


async def test_another_detail_after_a_failed_turn_is_not_lost(house: House) -> None:
    house.rasa.acts = [ASKED, Act(end="kill"), TAKEN]
    await house.say("quelqu’un")
    await house.say("ancienne@mairie.fr")
    await house.say("bonne@mairie.fr")
    assert {row.contact for row in dossiers(house)} == {"ancienne@mairie.fr", "bonne@mairie.fr"}


async def test_erasing_the_conversation_erases_the_request(house: House) -> None:
    house.rasa.acts = [ASKED, TAKEN, ASKED]
    await house.say("quelqu’un")
    await house.say(MARK)
    await house.say("encore")
    assert offers(house) == 1
    await house.erase()
    assert dossiers(house) == [] and offers(house) == 0


async def test_an_erasure_during_the_turn_refuses_the_detail(house: House) -> None:
    house.rasa.acts = [ASKED]
    await house.say("quelqu’un")
    store = house.gateway.turns.store
    key = house.gateway.identity.conversation_key("", "anne")
    opened = store.open(key, None, MARK)
    await house.erase()
    response = None
    try:
        await house.gateway.turns.understand(key, opened, MARK)
    except Exception as refusal:
        response = getattr(refusal, "status", None)
    assert response == 409 and dossiers(house) == []


async def test_the_same_on_postgresql(make_house: MakeHouse, postgres: str) -> None:
    house = make_house(STEADY, database_url=postgres)
    house.rasa.acts = [ASKED, TAKEN]
    await house.say("quelqu’un")
    await house.say(MARK)
    (row,) = dossiers(house)
    queue, now = Queue(house.gateway.turns.store.sessions), house.gateway.turns.store.clock()
    queue.prepare({"mail": "<{number}@a.fr>"}, now)
    lease = now - now
    taken = queue.claim("mail", now, lease)
    assert taken and taken.contact == MARK and taken.key == f"<{row.number}@a.fr>"
    queue.done(row.number, "mail", ["mail"], now)
    assert queue.claim("mail", now, lease) is None
    await house.erase()
    assert dossiers(house)[0].contact is None
