"""What the gateway keeps of conversations. All calls block: run them in a thread.

Every function may raise SQLAlchemyError when the database doesn't answer.
"""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, insert, select, text, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, sessionmaker

from bot.database import make_engine
from bot.gateway.choices import Choice, is_token, pick
from bot.gateway.models import AnswerRow, ChoiceRow, ConversationRow, ErasedRow, MessageRow
from bot.gateway.tracker import wipe
from bot.impact.models import LinkRow
from bot.relay import offers, requests
from bot.relay.models import OfferRow
from bot.relay.offers import Offered, Standing
from bot.settings import Settings

ANSWER_LIFE = dt.timedelta(hours=24)
"""How long the same message id returns the stored answer."""
ERASED_LIFE = dt.timedelta(hours=1)
"""How long an erased conversation of Rasa's is erased again; no turn of Rasa's lives longer."""
_LONGEST_TITLE = 300


def utcnow() -> dt.datetime:
    """Now, in UTC, without zone."""
    return dt.datetime.now(dt.timezone.utc).replace(tzinfo=None)


@dataclass(frozen=True)
class Opened:
    """State of a conversation when a message arrives."""

    generation: int
    answer: list[dict[str, Any]] | None = None
    """The stored answer when this message id had one."""
    choice: Choice | None = None
    """What the message picks."""
    unknown_token: bool = False
    offer: Standing | None = None
    """What waits for a contact detail."""
    started_at: dt.datetime | None = None
    """None for a conversation that wasn't there."""


@dataclass(frozen=True)
class Said:
    """What a person said in a turn: ``text`` is masked, or a choice's title."""

    key: str
    generation: int
    """Of the conversation when the turn began."""
    text: str
    message_id: str | None = None
    handed: bool = False
    """Whether it gave the contact detail: what was offered ends once this is answered."""


@dataclass(frozen=True)
class Erased:
    """What came of an erasure."""

    rasa_id: str | None = None
    """Rasa's sender id to erase too, or None when there was no such conversation."""
    request: requests.Outcome = "none"
    number: str | None = None
    """Of the request that this is said of."""


def _as_choice(row: ChoiceRow) -> Choice:
    position = None if row.position is None else int(row.position)
    return Choice(str(row.token), str(row.title), str(row.payload), str(row.kind), position)


class Store:
    """The gateway's tables."""

    def __init__(self, settings: Settings, clock: Callable[[], dt.datetime] = utcnow) -> None:
        self._engine = make_engine(settings.database)
        self.sessions: Any = sessionmaker(self._engine, future=True, expire_on_commit=False)
        """Factory of sessions, for what is kept in modules beside this one."""
        self.clock = clock
        self._sqlite = settings.on_sqlite

    def close(self) -> None:
        """Close what is open."""
        self._engine.dispose()

    def open(self, key: str, message_id: str | None, said: str, *, create: bool = True) -> Opened:
        """Make or touch the conversation, and read what the message means in it.

        ``create`` is False where only the server begins conversations: one that was erased never comes back.

        The write comes first on purpose: a database that can't be written is found before Rasa is asked.
        """
        try:
            return self._open(key, message_id, said, create)
        except IntegrityError:  # another process made the same conversation just now
            return self._open(key, message_id, said, create)

    def _open(self, key: str, message_id: str | None, said: str, create: bool) -> Opened:
        now = self.clock()
        with self.sessions.begin() as session:
            touched = session.execute(_of(update(ConversationRow), key).values(seen_at=now))
            if not touched.rowcount:
                if not create:
                    return Opened(0)
                fresh = {"key": key, "generation": 1, "turn": 0, "started_at": now, "seen_at": now}
                session.execute(insert(ConversationRow).values(fresh))
                return Opened(1, unknown_token=is_token(said))
            conversation = session.get(ConversationRow, key)
            generation, turn = int(conversation.generation), int(conversation.turn)
            answer = session.get(AnswerRow, (key, message_id)) if message_id else None
            if answer and answer.at > now - ANSWER_LIFE:
                return Opened(generation, answer=list(answer.entries), started_at=conversation.started_at)
            choice = _meaning(session, key, turn, said)
            unknown = choice is None and is_token(said)
            offer = offers.standing(session, key, now)
            began = conversation.started_at
            return Opened(generation, choice=choice, unknown_token=unknown, offer=offer, started_at=began)

    def save(
        self, said: Said, entries: Sequence[dict[str, Any]], choices: Sequence[Choice], *, answered: bool,
        offer: Offered | None = None, closed: bool = False,
    ) -> bool:  # fmt: skip
        """Keep a turn: transcript, choices, what it offers to hand over, and the answer under its message id.

        ``closed``: what was offered ends with it.

        ``answered`` is False for a failure: its sentence is in the transcript, but the last turn's choices stay
        current and a new try is a new turn.

        Returns:
            False, and nothing kept, when the conversation was erased since the turn began.
        """
        now = self.clock()
        line = {"conversation_key": said.key, "message_id": said.message_id, "at": now}
        shown = [("person", {"text": said.text}), *(("bot", entry) for entry in entries)]
        with self.sessions.begin() as session:
            if not advance(session, said, now, by=1 if answered else 0):
                return False
            if said.message_id:
                _forget_message(session, said.key, said.message_id)
            rows = [{**line, "author": author, "entry": entry} for author, entry in shown]
            session.execute(insert(MessageRow), rows)
            if answered:
                add_choices(session, said.key, choices, now)
                change_offer(session, said, offer, now, closed=closed)
            if answered and said.message_id:
                session.execute(insert(AnswerRow).values(**line, entries=list(entries)))
        return True

    def erase(
        self,
        key: str,
        rasa_id: Callable[[int], str],
        generation: int | None = None,
        offer: Sequence[Choice] = (),
        *,
        remove: bool = False,
        request: requests.Wish = "cancel",
    ) -> Erased:
        """Delete all of a conversation and give it a new generation.

        Args:
            rasa_id: Rasa's sender id of a generation.
            generation: erase only while this is the current one (a turn that asks for it).
            offer: choices of the message that says it was done; nothing else of that turn is kept.
            remove: leave no conversation at all, where only the server begins them.
            request: what becomes of a request that hasn't left.
        """
        now = self.clock()
        with self.sessions.begin() as session:
            wanted = _of(update(ConversationRow), key)
            if generation is not None:
                wanted = wanted.where(ConversationRow.generation == generation)
            values = {"generation": ConversationRow.generation + 1, "turn": 1, "started_at": now, "seen_at": now}
            if not session.execute(wanted.values(values)).rowcount:
                return Erased()
            self._overwrite(session)
            # The link goes with the transcript: no event leads to the conversation any more.
            for model in (MessageRow, ChoiceRow, AnswerRow, LinkRow):
                session.execute(delete(model).where(model.conversation_key == key))
            offers.close(session, key)
            outcome, number = requests.forget(session, key, request)
            erased = rasa_id(int(session.get(ConversationRow, key).generation) - 1)
            session.merge(ErasedRow(rasa_id=erased, at=now))
            if remove:
                session.execute(delete(ConversationRow).where(ConversationRow.key == key))
            else:
                add_choices(session, key, offer, now)
        wipe(self._engine)
        return Erased(erased, outcome, number)

    def to_erase_again(self) -> list[str]:
        """Rasa's sender ids of conversations erased lately; the oldest are given a last time."""
        with self.sessions.begin() as session:
            rows = session.scalars(select(ErasedRow)).all()
            for row in rows:
                if row.at < self.clock() - ERASED_LIFE:
                    session.delete(row)
            session.execute(delete(AnswerRow).where(AnswerRow.at < self.clock() - ANSWER_LIFE))
            return [str(row.rasa_id) for row in rows]

    def purge(self, before: dt.datetime) -> tuple[int, int]:
        """Delete what is older than a time; how many messages and conversations."""
        with self.sessions.begin() as session:
            self._overwrite(session)
            counts = [
                session.execute(delete(model).where(model.at < before)).rowcount
                for model in (MessageRow, ChoiceRow, AnswerRow)
            ]
            session.execute(delete(LinkRow).where(LinkRow.since < before))
            session.execute(delete(OfferRow).where(OfferRow.at < before))
            idle = session.execute(delete(ConversationRow).where(ConversationRow.seen_at < before)).rowcount
        wipe(self._engine)
        return int(counts[0]), int(idle)

    def _overwrite(self, session: Session) -> None:
        """On SQLite, have what is deleted overwritten in the file, not only unlinked."""
        if self._sqlite:
            session.execute(text("PRAGMA secure_delete=ON"))

    def transcript(self, key: str) -> list[dict[str, Any]]:
        """What was said and shown, oldest first: ``{"message_id", "author", "entry"}``."""
        with self.sessions() as session:
            rows = session.scalars(
                select(MessageRow).where(MessageRow.conversation_key == key).order_by(MessageRow.id)
            ).all()
            return [{"message_id": row.message_id, "author": row.author, "entry": row.entry} for row in rows]


def _of(statement: Any, key: str) -> Any:
    """A statement on one conversation; rows aren't in the session yet, so nothing has to be kept in step."""
    return statement.where(ConversationRow.key == key).execution_options(synchronize_session=False)


def advance(session: Session, said: Said, now: dt.datetime, by: int) -> bool:
    """Take the conversation for writing while its generation is still the turn's."""
    wanted = _of(update(ConversationRow), said.key).where(ConversationRow.generation == said.generation)
    values = {"turn": ConversationRow.turn + by, "seen_at": now}
    return _count(session.execute(wanted.values(values))) > 0


def _count(result: Any) -> int:
    """How many rows a statement changed."""
    return int(result.rowcount)


def _forget_message(session: Session, key: str, message_id: str) -> None:
    """Make room for a new try of a message: it takes the place of the one that failed."""
    for model in (MessageRow, AnswerRow):
        session.execute(delete(model).where(model.conversation_key == key, model.message_id == message_id))


def add_choices(session: Session, key: str, choices: Sequence[Choice], now: dt.datetime) -> None:
    """Keep choices as offered by the last turn."""
    turn = session.scalars(select(ConversationRow.turn).where(ConversationRow.key == key)).one()
    rows = [
        {
            "token": choice.token, "conversation_key": key, "turn": turn, "kind": choice.kind, "title": choice.title,
            "position": choice.position, "payload": choice.payload, "at": now,
        }
        for choice in choices
    ]  # fmt: skip
    if rows:
        session.execute(insert(ChoiceRow), rows)


def change_offer(
    session: Session, said: Said, offer: Offered | None, now: dt.datetime, *, closed: bool = False
) -> None:  # fmt: skip
    """Keep what the last turn offers to hand over, or end it."""
    if closed or said.handed:
        offers.close(session, said.key)
    if offer is not None:
        offers.keep(session, said.key, offer, now)


def _meaning(session: Session, key: str, turn: int, said: str) -> Choice | None:
    """The choice that a message picks: by its token, whatever the turn, or by digit or title after the last turn."""
    query = select(ChoiceRow).where(ChoiceRow.conversation_key == key)
    if is_token(said):
        row = session.scalars(query.where(ChoiceRow.token == said)).first()
        return _as_choice(row) if row else None
    if len(said) > _LONGEST_TITLE:
        return None
    rows = session.scalars(query.where(ChoiceRow.turn == turn)).all()
    return pick(said, [_as_choice(row) for row in rows])
