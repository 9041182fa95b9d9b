"""Offers and requests in the database: how long they stand, how a detail is corrected, what an erasure leaves."""

import asyncio
import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from relay_house import NOON, SUMMARY, Queued, Table, make_settings
from sqlalchemy import update

from bot.relay import offers, requests, wording
from bot.relay.contact import Contact, read
from bot.relay.models import DeliveryRow, DossierRow, OfferRow
from bot.relay.offers import Offered
from bot.relay.queue import Dossier, Queue
from bot.relay.worker import Worker

LEASE = dt.timedelta(minutes=5)
MakeWorker = Callable[..., Worker]


def given(text: str) -> Contact:
    """The detail of a text."""
    contact = read(text)
    assert contact
    return contact


def correct(queued: Queued, number: str, text: str, key: str = "k1", remark: str = "") -> str:
    """Give another detail for a request; the number that it has then."""
    with queued.sessions.begin() as session:
        offers.keep(session, key, Offered({}, number), queued.clock.now)
        offer = offers.standing(session, key, queued.clock.now)
        assert offer
        taken = offers.take(session, key, offer.number, given(text), remark, queued.clock.now)
        offers.close(session, key)
    assert taken
    return taken


def claim(queued: Queued) -> Dossier | None:
    """What a channel takes."""
    queue = Queue(queued.sessions)
    queue.prepare({"mail": "<{number}@a.fr>"}, queued.clock.now)
    return queue.claim("mail", queued.clock.now, LEASE)


def test_an_offer_stands_for_a_day_after_it_was_last_spoken_of(queued: Queued) -> None:
    queued.put()
    with queued.sessions.begin() as session:
        first = offers.standing(session, "k1", NOON)
        assert first and offers.standing(session, "k1", NOON + offers.LIFE) is None
        later = NOON + dt.timedelta(hours=23)
        offers.keep(session, "k1", Offered(SUMMARY), later)  # a reminder
        assert offers.standing(session, "k1", NOON + offers.LIFE) == first
        offers.keep(session, "k1", Offered(SUMMARY), later + offers.LIFE)
        fresh = offers.standing(session, "k1", later + offers.LIFE)
        assert fresh and fresh.number != first.number


def test_what_nobody_took_in_a_day_is_erased(queued: Queued, worker: MakeWorker) -> None:
    queued.put()
    running = worker()
    running.turn()
    assert len(queued.rows(OfferRow)) == 1
    queued.clock.pass_by(hours=25)
    running.turn()
    assert queued.rows(OfferRow) == []


def test_a_detail_is_corrected_in_its_place_before_any_try(queued: Queued) -> None:
    number = queued.put("fausse@mairie.fr")
    assert correct(queued, number, "06 12 34 56 78", remark="le matin") == number
    (row,) = queued.rows(DossierRow)
    assert (row.contact, row.means) == ("06 12 34 56 78", "telephone")
    assert row.summary == {**SUMMARY, "remark": "le matin"}
    taken = claim(queued)
    assert taken and taken.contact == "06 12 34 56 78"


@pytest.mark.parametrize("delivered", [False, True])
def test_after_a_try_another_request_says_which_it_replaces(queued: Queued, delivered: bool) -> None:
    number = queued.put("fausse@mairie.fr")
    assert claim(queued)
    if delivered:
        Queue(queued.sessions).done(number, "mail", ["mail"], queued.clock.now)
    fresh = correct(queued, number, "bonne@mairie.fr")
    assert fresh != number
    rows = {row.number: row for row in queued.rows(DossierRow)}
    assert set(rows) == ({number, fresh} if delivered else {fresh})  # what didn't leave goes nowhere any more
    assert rows[fresh].summary == {**SUMMARY, "replaces": number}
    queued.clock.pass_by(minutes=6)
    taken = claim(queued)
    assert taken and taken.number == fresh and f"Remplace la demande : {number}" in wording.body(taken)


def test_what_one_channel_has_is_not_sent_by_the_others_once_corrected(queued: Queued) -> None:
    number = queued.put("fausse@mairie.fr")
    queue = Queue(queued.sessions)
    queue.prepare({"mail": "<{number}@a.fr>", "grist": "{number}"}, queued.clock.now)
    assert queue.claim("mail", queued.clock.now, LEASE)
    queue.done(number, "mail", ["mail", "grist"], queued.clock.now)
    fresh = correct(queued, number, "bonne@mairie.fr")
    assert [(row.number, row.channel) for row in queued.rows(DeliveryRow)] == [(number, "mail")]
    queue.prepare({"grist": "{number}"}, queued.clock.now)
    taken = queue.claim("grist", queued.clock.now, LEASE)
    assert taken and taken.number == fresh
    assert queue.claim("grist", queued.clock.now, LEASE) is None  # the number drawn decides nothing


def test_the_request_of_another_conversation_is_nobody_elses_to_correct(queued: Queued) -> None:
    number = queued.put("a@mairie.fr", key="a")
    queued.put("b@mairie.fr", key="b")
    assert correct(queued, number, "c@mairie.fr", key="b") != number
    assert {row.contact for row in queued.rows(DossierRow)} == {"a@mairie.fr", "b@mairie.fr", "c@mairie.fr"}


def test_a_table_has_the_remark_in_a_column_that_is_there(queued: Queued, table: Table, worker: MakeWorker) -> None:
    number = queued.put()
    correct(queued, number, "bonne@mairie.fr", remark="après 14h")
    with queued.sessions.begin() as session:
        row = session.get(DossierRow, number)
        row.summary = {**row.summary, "wish": "un service gratuit"}
    grist: dict[str, Any] = {"grist_url": f"http://127.0.0.1:{table.port}", "grist_doc": "d", "grist_table": "t"}
    worker(**grist, grist_key="k").turn()
    assert table.rows[number]["Souhait"] == "un service gratuit ; Précision : après 14h"
    assert set(table.rows[number]) == set(wording.texts(wording.__file__).get("colonnes").values())


def test_where_a_request_stands(queued: Queued) -> None:
    number = queued.put()

    def state() -> str | None:
        with queued.sessions() as session:
            found = requests.find(session, f" {number.lower()} ")
        return found.state if found else None

    assert state() == requests.WAITING
    assert claim(queued)
    Queue(queued.sessions).done(number, "mail", ["mail", "grist"], queued.clock.now)
    assert state() == requests.SENT  # somebody has it, though not everybody
    with queued.sessions.begin() as session:
        session.execute(update(DossierRow).values(answered_at=queued.clock.now, contact=None))
    assert state() == requests.ANSWERED
    with queued.sessions.begin() as session:
        session.execute(update(DossierRow).values(answered_at=None, delivered_at=None, contact=None))
        session.query(DeliveryRow).delete()
    assert state() is None  # nobody could be given it in three months


def test_how_long_the_oldest_has_waited(queued: Queued) -> None:
    def told() -> tuple[int, int | None]:
        with queued.sessions() as session:
            return requests.waiting(session, queued.clock.now)

    assert told() == (0, None)
    queued.put()
    queued.clock.pass_by(hours=2)
    queued.put()
    assert told() == (2, 7200)
    with queued.sessions.begin() as session:
        session.execute(update(DossierRow).values(delivered_at=queued.clock.now))
    assert told() == (0, None)


def test_an_erasure_of_several_requests_keeps_what_waits_and_empties_what_left(queued: Queued) -> None:
    sent = queued.put("a@mairie.fr", key="a")
    assert claim(queued)
    Queue(queued.sessions).done(sent, "mail", ["mail"], queued.clock.now)
    with queued.sessions.begin() as session:
        queued.clock.pass_by(minutes=1)
        offers.close(session, "a")
        offers.keep(session, "a", Offered(SUMMARY), queued.clock.now)
        offer = offers.standing(session, "a", queued.clock.now)
        assert offer
        waiting = offers.take(session, "a", offer.number, given("b@mairie.fr"), "", queued.clock.now)
        assert requests.forget(session, "a", "keep") == ("kept", waiting)
    rows = {row.number: row for row in queued.rows(DossierRow)}
    assert (rows[sent].contact, rows[waiting].contact, rows[waiting].conversation_key) == (None, "b@mairie.fr", None)


@pytest.mark.parametrize(
    ("text", "numbers"),
    [("où en est R261125-AAAAAA ?", ("R261125-AAAAAA",)), ("r261125-aaaaaa et R261125-BBBBBB",
     ("R261125-AAAAAA", "R261125-BBBBBB")), ("R261125-AAAAAAA", ()), ("dossier 261125-AAAAAA", ())],
)  # fmt: skip
def test_the_numbers_that_a_text_cites(text: str, numbers: tuple[str, ...]) -> None:
    assert requests.numbers(text) == numbers


async def test_whoever_runs_it_is_warned_at_the_start(
    queued: Queued, caplog: pytest.LogCaptureFixture
) -> None:  # fmt: skip
    for values, warned in (({}, True), ({"smtp_host": "127.0.0.1"}, False)):
        caplog.clear()
        running = asyncio.create_task(Worker(make_settings(**values), queued.sessions, queued.clock).run())
        await asyncio.sleep(0.2)
        running.cancel()
        assert ("personne ne les reçoit" in caplog.text) is warned
