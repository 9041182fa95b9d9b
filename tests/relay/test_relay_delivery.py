"""Delivery: a real mail server, tables over HTTP, failures, and what is erased."""

import datetime as dt
import logging
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from relay_house import NOON, Post, Queued, Table, make_settings
from sqlalchemy.exc import OperationalError

from bot.relay.commands import answered
from bot.relay.models import DeliveryRow, DossierRow, OfferRow
from bot.relay.offers import close
from bot.relay.queue import LONGEST_WAIT
from bot.relay.requests import forget
from bot.relay.worker import LEASE, Worker, wait_after
from bot.relay.worker import LONGEST_WAIT as LONGEST_PAUSE

MakeWorker = Callable[..., Worker]
GRIST = {"grist_doc": "d1", "grist_table": "Demandes", "grist_key": "cle"}
AIRTABLE = {"airtable_base": "app1", "airtable_table": "Nos demandes", "airtable_key": "jeton"}


def test_a_request_arrives_whole(queued: Queued, post: Post, worker: MakeWorker) -> None:
    number = queued.put("jeanne@mairie.fr")
    assert worker(**post.settings, contact_email="").turn() == 1
    (message,) = post.inbox.messages
    assert post.inbox.recipients == [["equipe@anct.example"]]
    assert message["Reply-To"] == "jeanne@mairie.fr"
    assert message["Message-ID"] == f"<{number}@anct.example>"
    assert number in message["Subject"] and "Vierzon" in message["Subject"]
    body = message.get_content()
    for part in (number, "jeanne@mairie.fr", "trop de logements vides", "Zéro logement vacant", "25/11/2026 13:00"):
        assert part in body
    (row,) = queued.rows(DossierRow)
    assert row.delivered_at == NOON and row.contact == "jeanne@mairie.fr"


def test_a_phone_number_has_no_reply_to(queued: Queued, post: Post, worker: MakeWorker) -> None:
    queued.put("06 12 34 56 78")
    worker(**post.settings).turn()
    (message,) = post.inbox.messages
    assert message["Reply-To"] is None and "téléphone : 06 12 34 56 78" in message.get_content()


def test_nothing_is_sent_twice(queued: Queued, post: Post, worker: MakeWorker) -> None:
    for _ in range(3):
        queued.put()
    assert worker(**post.settings).turn() == 3
    queued.clock.pass_by(days=1)
    assert worker(**post.settings).turn() == 0
    assert len(set(post.inbox.numbers)) == len(post.inbox.numbers) == 3


def test_an_hour_without_mail_server_loses_nothing(
    queued: Queued, post: Post, worker: MakeWorker, caplog: pytest.LogCaptureFixture
) -> None:
    post.stop()
    numbers, running = [], worker(**post.settings)
    for minute in range(60):
        if minute % 6 == 0:
            numbers.append(queued.put(f"personne{minute}@mairie.fr"))
        assert running.turn() == 0
        queued.clock.pass_by(minutes=1)
    post.start()
    for _ in range(int(LONGEST_PAUSE / dt.timedelta(minutes=1)) + 1):
        running.turn()
        queued.clock.pass_by(minutes=1)
    assert sorted(post.inbox.numbers) == sorted(numbers)
    assert "personne" not in caplog.text and "ConnectionRefused" in caplog.text


@pytest.mark.parametrize("answer", ["451 later", "550 no", "421 closing"])
def test_a_refusal_is_tried_again_as_the_same_message(
    queued: Queued, post: Post, worker: MakeWorker, caplog: pytest.LogCaptureFixture, answer: str
) -> None:
    number, running = queued.put("marque@mairie.fr"), worker(**post.settings)
    post.inbox.answer = answer
    assert running.turn() == 0 and running.turn() == 0
    assert queued.rows(DeliveryRow)[0].attempts == 1  # not at once
    post.inbox.answer = "250 OK"
    queued.clock.pass_by(seconds=31)
    assert running.turn() == 1
    assert post.inbox.numbers == [number] and "marque" not in caplog.text


def test_a_request_that_is_always_turned_down_holds_no_other(queued: Queued, post: Post, worker: MakeWorker) -> None:
    bad, running = queued.put(), worker(**post.settings)
    good = queued.put()
    post.inbox.refused = {bad}
    running.turn()
    running.turn()
    assert post.inbox.numbers == [good]


def test_waits_grow_and_are_bounded() -> None:
    waits = [wait_after(count).total_seconds() for count in range(1, 9)]
    assert waits == [30, 60, 120, 240, 480, 600, 600, 600]
    assert wait_after(10_000) == LONGEST_PAUSE


def test_grist_is_written_by_key(queued: Queued, table: Table, worker: MakeWorker) -> None:
    number = queued.put("06 12 34 56 78")
    running = worker(grist_url=f"http://127.0.0.1:{table.port}/", **GRIST)
    table.deaf = True
    assert running.turn() == 0
    table.deaf = False
    queued.clock.pass_by(minutes=1)
    assert running.turn() == 1
    assert table.calls == [("PUT", "/api/docs/d1/tables/Demandes/records", "Bearer cle")] * 2
    assert list(table.rows) == [number]
    assert table.rows[number]["Contact"] == "06 12 34 56 78"
    assert set(table.rows[number]) == {
        "Dossier", "Date", "Moyen", "Contact", "Besoin", "Territoire", "Role", "Population", "Souhait", "Proposes",
        "Ecartes",
    }  # fmt: skip


def test_airtable_is_written_by_key(queued: Queued, table: Table, worker: MakeWorker) -> None:
    number = queued.put()
    running = worker(airtable_url=f"http://127.0.0.1:{table.port}", **AIRTABLE)
    table.deaf = True
    running.turn()
    table.deaf = False
    queued.clock.pass_by(minutes=1)
    assert running.turn() == 1
    assert table.calls == [("PATCH", "/v0/app1/Nos%20demandes", "Bearer jeton")] * 2
    assert list(table.rows) == [number] and table.rows[number]["Dossier"] == number


def test_every_channel_gets_it_and_one_that_is_down_stops_no_other(
    queued: Queued, post: Post, table: Table, worker: MakeWorker, caplog: pytest.LogCaptureFixture
) -> None:
    number = queued.put()
    running = worker(**post.settings, grist_url=f"http://127.0.0.1:{table.port}", **GRIST)
    table.status = 503
    assert running.turn() == 1
    assert queued.rows(DossierRow)[0].delivered_at is None and "grist: HTTP 503" in caplog.text
    table.status = 200
    queued.clock.pass_by(minutes=1)
    assert running.turn() == 1
    assert post.inbox.numbers == list(table.rows) == [number]
    assert queued.rows(DossierRow)[0].delivered_at is not None


def test_a_channel_that_is_set_no_more_is_not_waited_for(
    queued: Queued, post: Post, table: Table, worker: MakeWorker
) -> None:
    queued.put()
    table.status = 401
    worker(**post.settings, grist_url=f"http://127.0.0.1:{table.port}", **GRIST).turn()
    worker(**post.settings).turn()
    assert queued.rows(DossierRow)[0].delivered_at is not None
    assert len(post.inbox.messages) == 1


def test_without_a_channel_the_queue_keeps_and_says_so(
    queued: Queued, post: Post, worker: MakeWorker, caplog: pytest.LogCaptureFixture
) -> None:
    number, running = queued.put(), worker()
    running.turn()
    running.turn()
    assert caplog.text.count("1 demande(s) attendent") == 1
    assert worker(**post.settings).turn() == 1  # a channel that is set later gets what waited
    assert post.inbox.numbers == [number]


def test_two_gateways_share_the_queue(queued: Queued, post: Post, worker: MakeWorker) -> None:
    for _ in range(5):
        queued.put()
    first, second = worker(**post.settings), worker(**post.settings)
    assert first.turn() + second.turn() == 5
    assert len(set(post.inbox.numbers)) == len(post.inbox.numbers) == 5


def test_a_contact_detail_is_erased_after_the_delay(queued: Queued, post: Post, worker: MakeWorker) -> None:
    queued.put("marque.effacee@mairie.fr")
    running = worker(**post.settings, relay_keep_days=7)
    running.turn()
    queued.clock.pass_by(days=6, hours=23)
    running.turn()
    assert queued.rows(DossierRow)[0].contact
    queued.clock.pass_by(hours=2)
    running.turn()
    (row,) = queued.rows(DossierRow)
    assert (row.contact, row.summary, row.conversation_key) == (None, None, None)
    path = sa.engine.make_url(queued.url).database or ""
    held = b"".join(file.read_bytes() for file in Path(path).parent.glob("orientation.db*"))
    assert b"marque.effacee" not in held


def test_what_nobody_could_be_given_is_erased_too(queued: Queued, post: Post, worker: MakeWorker) -> None:
    queued.put()
    post.stop()
    running = worker(**post.settings)
    running.turn()
    queued.clock.now += LONGEST_WAIT
    running.turn()
    assert queued.rows(DossierRow)[0].contact is None
    post.start()
    queued.clock.pass_by(days=1)
    assert running.turn() == 0 and post.inbox.messages == []


def test_an_erased_conversation_takes_its_request_along(queued: Queued, post: Post, worker: MakeWorker) -> None:
    queued.put(key="a")
    worker(**post.settings).turn()
    queued.put(key="b")
    for key in ("a", "b"):
        with queued.sessions.begin() as session:
            close(session, key)
            forget(session, key, "cancel")
    (row,) = queued.rows(DossierRow)
    assert row.contact is None and row.delivered_at  # delivered already: nothing personal left
    assert queued.rows(OfferRow) == []
    worker(**post.settings).turn()
    assert len(post.inbox.messages) == 1


def test_an_answer_is_counted_once_and_erases(
    queued: Queued, post: Post, worker: MakeWorker, capsys: pytest.CaptureFixture[str]
) -> None:
    number = queued.put()
    worker(**post.settings).turn()
    assert answered(queued.sessions, number.lower()) == 0
    assert answered(queued.sessions, number) == 1
    assert answered(queued.sessions, "R000000-AAAAAA") == 1
    assert queued.rows(DossierRow)[0].contact is None
    with queued.sessions() as session:
        count = session.execute(sa.text("SELECT type, channel FROM impact_event")).all()
    assert [tuple(row) for row in count] == [("relay_answered", "relais")]
    assert number in capsys.readouterr().out


def test_the_sender_is_found(queued: Queued) -> None:
    assert make_settings(smtp_user="a@b.fr").relay_sender == "a@b.fr"
    assert make_settings(smtp_user="compte", relay_to="x@y.fr, z@y.fr").relay_sender == "x@y.fr"
    assert make_settings(contact_email="c@d.fr").relay_recipients == ("c@d.fr",)


@pytest.mark.parametrize("values", [{"smtp_tls": "non"}, {"relay_to": "pas une adresse"}, {"grist_url": "grist"}])
def test_a_wrong_setting_is_refused(queued: Queued, values: dict[str, Any]) -> None:
    with pytest.raises(ValueError):
        make_settings(**values)


def test_what_could_not_be_noted_is_not_sent_again(
    queued: Queued, post: Post, worker: MakeWorker, monkeypatch: pytest.MonkeyPatch
) -> None:
    number, running = queued.put(), worker(**post.settings)
    monkeypatch.setattr("bot.relay.worker._NOTE_PAUSES", (0.0,))
    with monkeypatch.context() as locked:

        def fail(*_args: object) -> None:
            raise OperationalError("update", {}, Exception("locked"))

        locked.setattr("bot.relay.queue.Queue.done", fail)
        with pytest.raises(OperationalError):
            running.turn()
    queued.clock.now += LEASE
    assert running.turn() == 1
    assert post.inbox.numbers == [number] and queued.rows(DossierRow)[0].delivered_at


def test_every_address_that_is_taken_can_be_written_to(queued: Queued, post: Post, worker: MakeWorker) -> None:
    for address in ("a'b!#$%&*+/=?^_`{|}~-c@x.fr", "maire@saint-étienne.fr", "A.B@x.paris"):
        queued.put(address)
    assert worker(**post.settings).turn() == 3
    assert all("@" in str(message["Reply-To"]) for message in post.inbox.messages)


def test_a_broken_channel_stops_nothing(queued: Queued, caplog: pytest.LogCaptureFixture) -> None:
    class Broken:
        name, form = "mail", "{number}"

        def deliver(self, _dossier: object) -> None:
            raise RuntimeError("marque@mairie.fr")

    queued.put("marque@mairie.fr")
    caplog.set_level(logging.DEBUG)
    assert Worker(make_settings(), queued.sessions, queued.clock, to=[Broken()]).turn() == 0
    assert "RuntimeError" in caplog.text and "marque" not in caplog.text
