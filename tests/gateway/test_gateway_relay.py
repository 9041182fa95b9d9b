"""The contact detail at the door: to the queue, and nowhere else."""

import datetime as dt
import json
import logging
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
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


@pytest_asyncio.fixture()
async def house(make_house: MakeHouse) -> House:
    """A gateway in which nothing is late."""
    return make_house(STEADY)


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
    assert json.loads(reference[len("/relais_recu") :]) == {
        "dossier": row.number, "moyen": "courriel", "masque": "m…e@mairie.fr"
    }  # fmt: skip
    everything = json.dumps([house.transcript(), house.rasa.received]) + caplog.text
    assert "marque" not in everything.lower()
    assert house.transcript()[3]["entry"] == {"text": "m…e@mairie.fr"}  # the only form that is kept


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


@pytest.mark.parametrize(
    "said", ["combien ça coûte ?", "mairie de Vierzon", "nous sommes 120 000", "vous répondez quand"]
)
async def test_a_detour_loses_nothing(house: House, said: str) -> None:
    house.rasa.acts = [ASKED, TAKEN, TAKEN, TAKEN]
    await house.say("quelqu’un")
    await house.say(said)
    assert house.rasa.sent[-1] == said and dossiers(house) == []
    await house.say("et sinon ?")
    await house.say(f"mon adresse, c’est {MARK}")
    assert house.rasa.sent[-1].startswith("/relais_recu{")
    assert [row.contact for row in dossiers(house)] == [MARK]


@pytest.mark.parametrize(
    ("said", "means", "digits"),
    [("jeanne.durand@mairie", "courriel", None), ("test@exmaple", "courriel", None),
     ("06 12 34 56", "telephone", "8"), ("mon numéro : 06 12 34 56 7", "telephone", "9"),
     ("appelez ma collègue au 06 12 34 56 7", "telephone", "9")],
)  # fmt: skip
async def test_what_is_not_quite_a_detail_is_told_as_such_and_not_kept(
    house: House, said: str, means: str, digits: str | None
) -> None:
    house.rasa.acts = [ASKED, TAKEN, TAKEN]
    await house.say("quelqu’un")
    await house.say(said)
    intent, _, entities = house.rasa.sent[-1].partition("{")
    assert intent == "/relais_illisible"
    assert json.loads("{" + entities) == {"moyen": means, **({"chiffres": digits} if digits else {})}
    kept = json.dumps(house.transcript())
    assert "jeanne" not in kept and "exmaple" not in kept and "34 56" not in kept
    await house.say(MARK)
    assert len(dossiers(house)) == 1


@pytest.mark.parametrize(
    ("said", "shown", "remark"),
    [("06 12 34 56 78 après 14h", "06 … 78 après 14h", "après 14h"),
     ("contact : 06 12 34 56 78", "contact : 06 … 78", None),
     ("+32 470 12 34 56 (le matin)", "+32 … 56 (le matin)", "le matin"),
     ("0692 12 34 56, demandez Mme Hoarau", "+262 … 56, demandez Mme [nom]", "demandez Mme [nom]")],
)  # fmt: skip
async def test_what_is_said_beside_the_detail_goes_with_the_summary(
    house: House, said: str, shown: str, remark: str | None
) -> None:
    house.rasa.acts = [ASKED, TAKEN]
    await house.say("quelqu’un")
    await house.say(said)
    (row,) = dossiers(house)
    assert row.summary.get("remark") == remark and row.summary["need"] == "des logements vides"
    assert json.loads(house.rasa.sent[-1][len("/relais_recu") :]).get("remarque") == remark
    assert house.transcript()[3]["entry"] == {"text": shown}


@pytest.mark.parametrize("yes", ["Oui", "oui, c’est ça", "1"])
async def test_an_address_said_aloud_is_read_back(house: House, yes: str, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    again = {**QUESTION, "choices": [{"title": "Oui", "payload": "/relais_confirmer"}, *QUESTION["choices"]]}
    back = Act([CONTROL, text(again["text"]), {"recipient_id": "r", "custom": again}])
    house.rasa.acts = [ASKED, back, TAKEN]
    await house.say("quelqu’un")
    await house.say("mon mail c’est marque point secrete arobase mairie point fr")
    assert house.rasa.sent[-1] == '/relais_illisible{"moyen": "courriel", "masque": "m…e@mairie.fr"}'
    assert dossiers(house) == []
    await house.say(yes)
    (row,) = dossiers(house)
    assert row.contact == MARK and house.rasa.sent[-1].startswith("/relais_recu{")
    assert offers(house) == 0
    assert "secrete" not in json.dumps([house.transcript(), house.rasa.received]) + caplog.text


@pytest.mark.parametrize("end", ["contact", "refusal", "need", "day"])
async def test_the_offer_ends(make_house: MakeHouse, end: str) -> None:
    house = make_house(STEADY)
    closed = {"recipient_id": "r", "custom": {"type": "control", "action": "offer_closed"}}
    house.rasa.acts = [ASKED, TAKEN if end in ("contact", "day") else Act([closed, text("D’accord.")]), TAKEN]
    await house.say("quelqu’un")
    store = house.gateway.turns.store
    if end == "day":
        now = store.clock()
        store.clock = lambda: now + dt.timedelta(hours=24, seconds=1)
    said = {"contact": "premiere@mairie.fr", "refusal": "Non merci", "need": "la cantine", "day": "bonjour"}
    answer = (await house.say(said[end])).json()
    assert [set(entry) for entry in answer] == [{"recipient_id", "text"}]  # the control isn't shown
    before = len(dossiers(house))
    await house.say(MARK)
    assert house.rasa.sent[-1] == "[adresse électronique]" and len(dossiers(house)) == before


async def test_a_reminder_keeps_the_offer_and_its_number(house: House) -> None:
    house.rasa.acts = [ASKED, Act([text("Voici."), *ASKED.messages]), TAKEN]
    await house.say("quelqu’un")
    with house.gateway.turns.store.sessions() as session:
        number = session.scalars(sa.select(OfferRow.number)).one()
    await house.say("c’est payant ?")
    await house.say(MARK)
    assert [row.number for row in dossiers(house)] == [number]


async def test_a_detail_is_corrected_in_its_place_until_somebody_has_it(house: House) -> None:
    def correcting(number: str) -> Act:
        control = {"recipient_id": "r", "custom": {**CONTROL["custom"], "summary": {}, "replaces": number}}
        return Act([control, text(QUESTION["text"]), {"recipient_id": "r", "custom": QUESTION}])

    house.rasa.acts = [ASKED, TAKEN]
    await house.say("quelqu’un")
    await house.say("fausse@mairie.fr après 14h")
    (row,) = dossiers(house)
    house.rasa.acts = [correcting(row.number), TAKEN]
    await house.say("corriger")
    await house.say(MARK)
    (same,) = dossiers(house)
    assert (same.number, same.contact, same.summary["remark"]) == (row.number, MARK, "après 14h")
    queue, now = Queue(house.gateway.turns.store.sessions), house.gateway.turns.store.clock()
    queue.prepare({"mail": "<{number}@a.fr>"}, now)
    queue.claim("mail", now, now - now)
    queue.done(row.number, "mail", ["mail"], now)
    house.rasa.acts = [correcting(row.number), TAKEN]
    await house.say("corriger encore")
    await house.say("tierce@mairie.fr")
    old, new = dossiers(house)
    assert (new.contact, new.summary["replaces"], new.summary["need"]) == (
        "tierce@mairie.fr", old.number, "des logements vides"
    )  # fmt: skip


async def test_nobody_corrects_the_request_of_another_conversation(house: House) -> None:
    house.rasa.acts = [ASKED, TAKEN]
    await house.say("quelqu’un")
    await house.say("a@mairie.fr")
    (row,) = dossiers(house)
    control = {"recipient_id": "r", "custom": {**CONTROL["custom"], "replaces": row.number}}
    house.rasa.acts = [Act([control, text("?"), {"recipient_id": "r", "custom": QUESTION}]), TAKEN]
    await house.say("corriger", sender="paul")
    await house.say(MARK, sender="paul")
    assert sorted(one.contact for one in dossiers(house)) == ["a@mairie.fr", MARK]
    assert not any("replaces" in one.summary for one in dossiers(house))


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
    answer = (await house.erase()).json()
    assert (answer["erased"], answer["request"]) == (True, "cancelled")
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
