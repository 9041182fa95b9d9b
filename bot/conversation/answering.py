"""Questions on services, answered with the words of their files, or honestly not at all."""

from collections.abc import Sequence
from dataclasses import replace

from bot.answers import SURE
from bot.catalogue.schema import Solution
from bot.conversation import payloads, sheets
from bot.conversation.answered import LOOSE, NEAR, NEAREST, Answered
from bot.conversation.asking import asks_what, bare, questions_of, settled, sort_of, without_complaint
from bot.conversation.by_kind import ByKind, kind_of
from bot.conversation.lists import Lists
from bot.conversation.quoting import Quoting
from bot.conversation.reply import Reply, Turn, button
from bot.conversation.served import open_there, place_asked
from bot.conversation.telling import address_given, shortened, spoke, team
from bot.conversation.wording import fresh, listed, say
from bot.reading import state as of
from bot.reading.state import Last, Need, State
from bot.reading.words import roots

WHAT_WORDS = 3
"""Telling words beside its name with which a message asks no more than what a service is for."""

SURELY, TELLING = 0.8, 3
"""Probability of a service, and telling words, with which what no file meant says is what that service does."""

ASKS_THIS = 0.8
"""Probability of a question on a service with which no other one is shown in its place."""

HALF = 0.5
"""Under this probability of an answer in its file, a service that is only alluded to isn't what is asked about, when
the one at hand surely answers."""

DOUBTFUL = 0.2
"""How much likelier another service's file must be to answer for a message to be about it, when none is named."""

MOST_SERVICES = 3
MOST_KEPT = 300
"""Characters of a question that are kept, in case it was about another service."""

_STARTS = ("start", "phone", "delay")
"""Kinds of passages that say how to begin."""


class Answering:
    """Finds, in the files of the services meant, what answers."""

    def __init__(self, lists: Lists) -> None:
        self._lists = lists
        self._quoting, self._by_kind = Quoting(lists), ByKind(lists)

    def find(self, text: str, ids: Sequence[str]) -> Answered:
        """What the files of these services make of a question."""
        return Answered(text, self._lists.find(text, ids))

    def meant(self, turn: Turn) -> list[Solution]:
        """The services that a message is about, three at most."""
        about = turn.reading.about or turn.state.on_screen
        current = turn.state.current
        if current and len(about) == 1 and about[0] != current and not turn.reading.named and not turn.reading.ranks:
            about = (self._nearer(turn, current, about[0]),)
        return self._lists.solutions(about[:MOST_SERVICES])

    def _nearer(self, turn: Turn, current: str, other: str) -> str:
        """Of the service at hand and another on screen that words of a message turn to, the one that it is about."""
        here, there = (self.find(turn.text, [key]).found.answered for key in (current, other))
        plainly = here >= SURE and there < HALF
        return current if plainly or not turn.reading.explicit and here >= there - DOUBTFUL else other

    def asks_beside_start(self, text: str, key: str) -> bool:
        """Whether a question on a service is another one than how to begin, and its file answers it."""
        asked = self.find(text, [key])
        best = asked.found.ranked[:1]
        return asked.likely and any(share >= NEAR and passage.kind not in _STARTS for passage, share in best)

    def asks_what(self, turn: Turn) -> bool:
        """Whether a message asks what the service meant is for, and nothing more."""
        beside = roots(self._lists.lexicon.names.rest(turn.text, turn.reading.named))
        return asks_what(turn.text) and len(beside) <= WHAT_WORDS

    def question(self, turn: Turn, elsewhere: bool = True) -> Reply:
        """A question on the services meant; each part of it gets its answer.

        ``elsewhere``: another service may be shown for what their files don't say.
        """
        items = self.meant(turn)
        if not items:
            return Reply(turn.state).tell("reponse.lequel")
        ids = [item.id for item in items]
        place = place_asked(turn)
        there = open_there(self._lists, turn, items, place) if place else None
        drawn = there is not None and any(one.payload for one in there.messages)
        if there and not (drawn and set(there.state.quoted) == set(turn.state.quoted)):  # not the same words again
            there.note_asked(ids, "territories", answered=True)
            return there
        reply, silent, told, said = Reply(turn.state), list[str](), dict[str, Solution](), set[str]()
        for part in questions_of(turn.text):
            asked = self.find(settled(part), ids)
            spoken = self._answer(reply, items, asked, said)
            answered = [item.id for item in spoken]
            kind = kind_of(sort_of(asked.question)) or asked.found.kind
            reply.note_asked(answered or ids, kind, answered=bool(spoken))
            told.update({item.id: item for item in spoken})
            if not spoken:
                silent.append(part)
        if silent and not told and elsewhere:
            other = self._surely_does(turn, items)
            if other:
                other.asked = reply.asked
                return other
        if silent:
            self._unsaid(reply, items, silent if reply.messages else [])
        reply.messages = list({message.text: message for message in reply.messages}.values())  # said once
        spoke(reply, list(told.values()) or items)
        reply.state = reply.state.change(last=replace(reply.state.last, pending=turn.text[:MOST_KEPT]))
        return reply

    def _surely_does(self, turn: Turn, items: Sequence[Solution]) -> Reply | None:
        """What no file meant says, but another service surely does, which is shown; not for what asks of this one."""
        match = self._lists.match(turn.state, turn.text)
        key, score = match.solutions[0] if match.solutions else ("", 0.0)
        if match.decision != "answer" or score < SURELY or len(roots(turn.text)) < TELLING:
            return None
        if self.find(turn.text, [items[0].id]).found.asks >= ASKS_THIS:
            return None
        item = items[0]
        if turn.reading.named or key in (*turn.state.on_screen, *turn.state.aside) or not self._lists.usable([key]):
            return None
        state = turn.state.with_need(Need(turn.reading.need or turn.text))
        title = say("reponse.autre_service", nom=item.name) if len(items) == 1 else None
        return self._lists.draw(Reply(state), state, [key], title=title)

    def _answer(self, reply: Reply, items: Sequence[Solution], asked: Answered, said: set[str]) -> Sequence[Solution]:
        """Answer one question; the services that it was answered on, none when their files don't.

        ``said``: texts of passages told in this turn already.
        """
        told = self._by_kind.answer(reply, items, asked)
        if told:
            said.update(part["text"] for one in reply.messages for part in (one.payload or {}).get("passages", ()))
            return told
        passages = self._quoting.passages(asked, items) or self._by_kind.on_status(asked, items)
        return self._quoting.told(reply, items, asked, passages, said) if passages else []

    def for_us(self, state: State, item: Solution) -> Reply:
        """Whether one service is for the person."""
        reply = Reply(state)
        self._by_kind.for_us(reply, [item])
        spoke(reply, [item])
        return reply

    def _unsaid(self, reply: Reply, items: Sequence[Solution], parts: Sequence[str]) -> None:
        """The file doesn't say: once, with whom to ask; ``parts``: which of several questions."""
        names = listed([item.name for item in items])
        form = "reponse.tait_plusieurs" if len(items) > 1 else "reponse.tait"
        if parts:
            quoted = listed([say("reponse.cite", quoi=payloads.recalled(bare(part))) for part in parts])
            state, text = reply.state, say("reponse.reste", quoi=quoted)
            if address_given(state, items):
                reply.say(text)
                return
        else:
            state, text = fresh(reply.state, form, nom=names)
        reply.state, ask = team(state, items)
        reply.say(f"{text} {ask}")

    def again(self, turn: Turn) -> Reply | None:
        """Another try at the question that a complaint is about; None when none was asked.

        What the complaint asks beside is answered; else what else the file says, else that it says no more.
        """
        last = turn.state.last
        items = self._lists.solutions(last.shown[:1])
        if last.kind != of.ANSWER or not items:
            return None
        left = without_complaint(turn.text)
        state, sorry = fresh(turn.state, "reproche.excuse")
        if left:
            reading = replace(turn.reading, about=(items[0].id,), need=left)
            return self.question(Turn(state, left, reading), elsewhere=False).first(sorry)
        if not last.pending:
            return None
        told = {passage.text for passage, _ in self.find(last.pending, last.shown[:1]).found.ranked[:1]}
        words = f"{last.pending} {turn.text}" if len(roots(turn.text)) > 1 else last.pending
        asked = self.find(words, last.shown[:1])
        others = [passage for passage, _ in asked.found.ranked[:NEAREST] if passage.text not in told]
        others = [passage for passage in others if passage.field not in LOOSE or asked.said]
        reply = Reply(state)
        reply.state, ask = team(state, items)
        if not others or not asked.likely:
            reply.say(f"{sorry} {say('reproche.rien_de_plus', nom=items[0].name)} {ask}")
        else:
            text = shortened(self._lists, others[0], items, words)
            reply.draw(sheets.answer(items, [(others[0], text)], f"{sorry} {say('reproche.aussi')}", ask))
        spoke(reply, items)
        reply.state = reply.state.change(last=replace(reply.state.last, pending=last.pending))
        return reply

    def doubt(self, turn: Turn) -> Reply | None:
        """Ask whether the thing at hand is meant, with the message kept; None when nothing is at hand."""
        items = self.meant(turn)
        if not items:
            return None
        item = items[0]
        choices = [
            button(say("doute.oui"), "affirmer"),
            button(say("doute.non"), "changer_besoin"),
        ]
        payload = payloads.asked(say("doute.question", nom=item.name), choices)
        reply = Reply(turn.state).draw(payload, *payload["choices"])
        last = Last(of.QUESTION, (item.id,), reply.choices, of.AWAITS_YES, pending=turn.text[:500])
        reply.state = turn.state.change(last=last, current=item.id)
        return reply


def pending(state: State) -> str:
    """The message that a question about the thing at hand left unanswered."""
    return state.last.pending if state.last.awaits == of.AWAITS_YES else ""
