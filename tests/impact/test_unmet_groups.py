"""Groups in the database: made, kept with their title, and empty of texts once these are erased."""

import datetime as dt
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import sqlalchemy as sa
from sqlalchemy import delete, select, text
from unmet_entries import nothing_fits

from bot.database import engine_for, sessions, upgrade
from bot.gateway.models import ChoiceRow, ConversationRow, MessageRow
from bot.gateway.storage import Store
from bot.impact.record import Event, Record
from bot.impact.unmet import board, command
from bot.impact.unmet.examples import Refused
from bot.impact.unmet.models import GroupRow, MemberRow
from bot.impact.unmet.nearness import Near
from bot.impact.unmet.reading import read
from bot.impact.unmet.regroup import regroup
from bot.impact.writing import Kept, write
from bot.sentences.embedding import Vectors
from bot.settings import Settings

DAY = dt.datetime(2026, 10, 5, 9, 0)
SUBJECTS = ("chat", "chien", "eau", "bruit")


class FakeMind:
    """Needs that hold the same one of four words mean the same."""

    def vectors(self, texts: Sequence[str]) -> Vectors:
        rows = [[float(subject in text.lower()) for subject in SUBJECTS] for text in texts]
        return np.array(rows, dtype=np.float32).reshape(-1, len(SUBJECTS))

    def near(self, texts: Sequence[str]) -> Near:
        return Near([f"s{len(texts)}"], ["etude"])


MIND = FakeMind()


@pytest.fixture(params=["sqlite", "postgresql"])
def factory(request: pytest.FixtureRequest, tmp_path: Path) -> Any:
    """Sessions on an empty database of each kind."""
    url = (
        f"sqlite:///{tmp_path / 'a.db'}" if request.param == "sqlite" else request.getfixturevalue("postgresql_address")
    )
    upgrade(url)
    with engine_for(url).begin() as connection:
        for table in ("unmet_group", "impact_event", "impact_link", "gateway_conversation"):
            connection.exec_driver_sql(f"DELETE FROM {table}")
    yield sessions(url)
    engine_for(url).dispose()


def say(factory: Any, key: str, *needs: str, size: str | None = None, at: dt.datetime = DAY) -> None:
    """A conversation in which nothing was found for these needs."""
    with factory.begin() as session:
        if session.get(ConversationRow, key) is None:
            session.add(ConversationRow(key=key, generation=1, turn=1, started_at=at, seen_at=at))
            session.flush()
        for need in needs:
            entries = [("person", {"text": need}), ("bot", nothing_fits(need))]
            session.add_all(
                MessageRow(conversation_key=key, message_id=None, author=author, entry=entry, at=at)
                for author, entry in entries
            )
        write(session, Kept(key, 1, Record((Event("need_sent"), Event("no_result")), "widget", size=size)), at)


def erase(factory: Any, key: str) -> None:
    """What an erasure does to a transcript."""
    with factory.begin() as session:
        session.execute(delete(MessageRow).where(MessageRow.conversation_key == key))


def groups(factory: Any, *, with_texts: bool = True) -> list[board.Group]:
    with factory() as session:
        return board.groups(session, with_texts=with_texts)


def title(factory: Any, key: int, said: str) -> None:
    with factory.begin() as session:
        assert board.set_title(session, key, said)


def fill(factory: Any) -> None:
    say(factory, "a", "un chat errant", size="0-499")
    say(factory, "b", "encore un chat", "toujours ce chat", size="0-499")
    say(factory, "c", "des fuites d’eau", at=DAY.replace(month=9))
    regroup(factory, MIND, DAY)


def test_groups_with_counts_sizes_and_what_is_nearest(factory: Any) -> None:
    fill(factory)
    cats, water = groups(factory)
    # Somebody who says it twice is one conversation; both texts can be read.
    assert (cats.count, cats.needs, cats.months) == (2, "2 conversations", "octobre 2026")
    assert cats.texts == ["un chat errant", "encore un chat", "toujours ce chat"]
    assert (cats.sizes, cats.kinds) == ("Moins de 500 habitants\u00a0: 2", "rien ne convenait\u00a0: 2")
    assert (cats.nearest, cats.studies) == ([("s3", "s3")], [("etude", "etude")])
    assert (water.months, water.sizes, water.title) == ("septembre 2026", "taille non dite\u00a0: 1", None)
    assert water.name == f"Groupe sans titre n° {water.id}"


def test_no_table_of_groups_holds_a_text(factory: Any) -> None:
    fill(factory)
    with factory() as session:
        for table in ("unmet_group", "unmet_member"):
            said = str([tuple(row) for row in session.execute(text(f"SELECT * FROM {table}"))])
            assert "chat" not in said and "fuites" not in said


def test_erasing_a_conversation_takes_its_texts_from_the_groups(factory: Any) -> None:
    fill(factory)
    erase(factory, "b")
    cats = groups(factory)[0]
    assert cats.texts == ["un chat errant"]
    with factory() as session:
        assert session.scalar(select(sa.func.count()).select_from(MemberRow)) == 2
    regroup(factory, MIND, DAY)
    assert [group.count for group in groups(factory)] == [1, 1]


def test_the_store_erases_and_purges_them(tmp_path: Path) -> None:
    make: Any = Settings
    settings = make(_env_file=None, database_url=f"sqlite:///{tmp_path / 'b.db'}", var_dir=tmp_path)
    upgrade(settings.database)
    store = Store(settings)
    fill(store.sessions)
    store.erase("a", lambda generation: "r" * 32)
    assert [group.texts for group in groups(store.sessions)] == [
        ["encore un chat", "toujours ce chat"], ["des fuites d’eau"],
    ]  # fmt: skip
    store.purge(DAY + dt.timedelta(days=1))
    assert [group.texts for group in groups(store.sessions)] == [[], []]
    with store.sessions() as session:
        assert session.scalars(select(MemberRow)).all() == []
    store.close()
    regroup(store.sessions, MIND, DAY)
    assert groups(store.sessions) == []


def test_a_titled_group_stays_and_grows(factory: Any) -> None:
    fill(factory)
    title(factory, groups(factory)[0].id, "Chats sans maître")
    say(factory, "d", "un chat de plus", size="500-1999", at=DAY.replace(month=11))
    say(factory, "b", "et un autre chat")
    regroup(factory, MIND, DAY)
    cats = groups(factory)[0]
    assert (cats.title, cats.count, cats.months) == ("Chats sans maître", 3, "octobre 2026 – novembre 2026")
    assert cats.sizes == "Moins de 500 habitants\u00a0: 2, 500 à 1 999 habitants\u00a0: 1"
    assert len(cats.texts) == 5
    for key in "abcd":
        erase(factory, key)
    regroup(factory, MIND, DAY)
    # After the texts: the title, the count and the sizes, and it still takes in what its title says.
    left = groups(factory)
    assert [(group.title, group.count, group.texts) for group in left] == [("Chats sans maître", 3, [])]
    say(factory, "e", "chat perdu")
    regroup(factory, MIND, DAY)
    assert [(group.count, group.texts) for group in groups(factory)] == [(4, ["chat perdu"])]


def test_grouping_again_changes_nothing_but_the_ids_of_untitled_groups(factory: Any) -> None:
    fill(factory)
    before = groups(factory)
    title(factory, before[0].id, "Chats sans maître")
    regroup(factory, MIND, DAY)
    after = groups(factory)
    assert [(group.count, group.texts) for group in after] == [(group.count, group.texts) for group in before]
    assert after[0].id == before[0].id
    # An id is never given again: a page that was opened before must not title another group.
    assert after[1].id > before[1].id


def test_a_text_that_is_erased_during_the_grouping_is_left_out(factory: Any) -> None:
    say(factory, "a", "un chat errant")
    say(factory, "b", "un chien")

    class Slow(FakeMind):
        def near(self, texts: Sequence[str]) -> Near:
            erase(factory, "a")
            return super().near(texts)

    assert regroup(factory, Slow(), DAY) == 1
    assert [group.texts for group in groups(factory)] == [["un chien"]]


def test_opinions_and_choices_are_read(factory: Any) -> None:
    payload = {"type": "solutions", "list_id": "l1", "need": "le bruit", "solutions": [{"id": "x"}]}
    with factory.begin() as session:
        session.add(ConversationRow(key="f", generation=1, turn=1, started_at=DAY, seen_at=DAY))
        session.flush()
        line = {"conversation_key": "f", "message_id": None, "at": DAY}
        session.add(MessageRow(author="bot", entry={"custom": payload}, **line))
        session.flush()
        events = (Event("need_sent"), Event("list_shown", "l1", "x", 1), Event("feedback", "l1", answer="non"))
        write(session, Kept("f", 1, Record(events, "widget", size="0-499")), DAY)
    with factory() as session:
        assert [(need.kind, need.size) for need in read(session)] == [("avis", "0-499")]
    with factory.begin() as session:
        reason = Event("feedback", "l1", answer="non", reason="deja_connu")
        write(session, Kept("f", 1, Record((reason,), "widget")), DAY)
        session.add(
            ChoiceRow(
                token="c:1", conversation_key="f", turn=1, kind="choice", title="Autres", payload="/autres_resultats",
                at=DAY,
            )
        )  # fmt: skip
        session.add(MessageRow(author="person", entry={"text": "Autres"}, **line))
    with factory() as session:
        assert [need.kind for need in read(session, {"f"})] == ["deja_connu"]
        assert read(session, {"x"}) == []


def test_titles_are_the_team_s_own_words(factory: Any) -> None:
    say(factory, "a", "un chat errant vit derrière la salle des fêtes")
    regroup(factory, MIND, DAY)
    key = groups(factory)[0].id
    for said, why in (
        ("", "titre_vide"), ("x" * 161, "titre_vide"), ("Écrire à marie@exemple.fr", "personnel"),
        ("Un chat errant vit derrière la salle des fêtes !", "titre_copie"),
    ):  # fmt: skip
        with pytest.raises(Refused, match=why), factory.begin() as session:
            board.set_title(session, key, said)
    with factory.begin() as session:
        assert not board.set_title(session, key + 1000, "Chats errants")
    title(factory, key, "  Chats   errants ")
    assert groups(factory)[0].title == "Chats errants"


def test_the_verb_prints_groups_and_no_text_unless_asked(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    url = f"sqlite:///{tmp_path / 'c.db'}"
    upgrade(url)
    factory = sessions(url)
    monkeypatch.setattr(command, "sessions", lambda: factory)
    monkeypatch.setattr(command, "upgrade", lambda: None)
    assert command.run(stored=True, with_texts=False) == 0
    assert capsys.readouterr().out == "Aucun besoin resté sans solution.\n"
    fill(factory)
    assert command.run(stored=True, with_texts=False) == 0
    said = capsys.readouterr().out
    assert "chat" not in said
    assert "Groupes de besoins restés sans solution : 2" in said
    assert "  services les plus proches : s3 (s3)" in said
    assert command.run(stored=True, with_texts=True) == 0
    assert "  - un chat errant" in capsys.readouterr().out


def test_without_a_ranker_the_verb_says_so(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    make: Any = Settings
    settings = make(_env_file=None, models_dir=tmp_path)
    monkeypatch.setattr(command, "get_settings", lambda: settings)
    monkeypatch.setattr(command, "upgrade", lambda: None)
    assert command.run(stored=False, with_texts=False) == 2
    assert "make train" in capsys.readouterr().err


def test_a_group_that_was_taken_away_is_not_there(factory: Any) -> None:
    with factory() as session:
        assert board.group(session, 1) is None
        assert session.scalars(select(GroupRow)).all() == []
