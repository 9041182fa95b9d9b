"""The desk where a conversation is served: each act with those who know it."""

import re
from collections.abc import Callable
from dataclasses import replace

from sqlalchemy.orm import Session

from bot.answers import Answers
from bot.catalogue.doors import doors
from bot.connectors.discourse import Index
from bot.conversation import payloads, plain, ways
from bot.conversation.answered import PLAINLY_ASKS
from bot.conversation.answering import Answering, pending
from bot.conversation.around import Around
from bot.conversation.asking import asks, questions_of, sort_of
from bot.conversation.behind import Behind
from bot.conversation.erasing import Erasing, asks_of_request
from bot.conversation.feedback import Feedback
from bot.conversation.following import Following
from bot.conversation.handing import Handing
from bot.conversation.lists import MAX_SHOWN, Lists
from bot.conversation.orienting import Orienting
from bot.conversation.overruling import Overruling
from bot.conversation.programs import Programs
from bot.conversation.redirecting import Redirecting, turned_back
from bot.conversation.refining import Refining
from bot.conversation.relaying import OWN_ACTS, Relaying, waits
from bot.conversation.remembering import remembered, talked
from bot.conversation.reply import Reply, Turn
from bot.conversation.resuming import resumed
from bot.conversation.showing import Showing
from bot.conversation.urgent import Urgent
from bot.conversation.wording import fresh, say
from bot.folding import fold
from bot.orientation import Ranker
from bot.reading import acts
from bot.reading import state as of
from bot.reading.read import Trained
from bot.reading.reading import Reading
from bot.reading.state import NONE_OF_THESE, Last, Need, State
from bot.reading.words import roots
from bot.relay.requests import numbers
from bot.settings import Settings

UNSURE = 0.25
"""Probability of an act under which what is at hand is asked about."""

VAGUE = (
    "reproche",
    acts.NEXT,
    acts.WHY,
    acts.OBJECTION,
    "humain",
    "suivi",
    "financement",
    "pairs",
    acts.OTHERS,
    acts.EMPTY,
)
"""Acts that, read with little confidence once nothing fitted, all want to know whom to ask."""

_FITS = re.compile(
    r"\b(?:ferait|fera|fait) (?:pas |bien |pas bien )?l'affaire\b|\b(?:conviendrait|convient|suffirait|suffit)\b"
)
"""Whether a service that is named would do."""

PROTEST_WORDS = 3
"""Telling words with which a no to an answer says what was wrong."""

LEGAL = "conseil-juridique-maires"
"""The door of those who advise elected people and agents on the law."""

LINK_WORDS = 3
"""Telling words with which a message asks for a link and nothing else."""

NEXT_WORDS = 4
"""Telling words with which "et après ?" asks more than how to begin."""

ALONE_WORDS = 2
"""Telling words beside a name with which a message names it alone."""

Handler = Callable[[Turn], Reply]


class Desk:
    """From a state and a message to a reply; safe to share between threads."""

    def __init__(
        self, ranker: Ranker, answers: Answers, reading: Trained, sessions: Callable[[], Session], settings: Settings,
        index: Index | None = None,
    ) -> None:  # fmt: skip
        self._days = settings.transcript_days
        lists = Lists(ranker, answers, reading, sessions, settings, index)
        self._lists, self.peers, self._ranker = lists, lists.peers, ranker
        self.handing, self.urgent = Handing(lists), Urgent(lists)
        self.relaying, self.erasing = Relaying(lists, self.handing), Erasing(self.handing)
        self.answering, self.showing, self.orienting = Answering(lists), Showing(lists), Orienting(lists)
        self.refining = Refining(lists, self.answering, self.showing, self.relaying)
        self.around = Around(lists, self.showing, self.refining, self.relaying, self.erasing)
        self.redirecting = Redirecting(lists, self.answering, self.showing)
        self.feedback, self.programs = Feedback(lists, self.refining), Programs(lists)
        self.behind = Behind(lists, self.orienting)
        self.following = Following(lists, self.answering, self.showing, self.behind)
        self._overruling = Overruling(lists, self.answering)
        self._handlers = self._table()

    def _table(self) -> dict[str, Handler]:
        """Who answers each act."""
        around, refining, showing = self.around, self.refining, self.showing
        fixed = {act: self._fixed(response) for act, response in FIXED.items()}
        return {
            **fixed,
            "assistant": self._machine,
            acts.NEED: self.orienting.need,
            acts.PRECISION: self.orienting.more,
            acts.QUESTION: self._question,
            acts.COMPARISON: self._compare,
            acts.CHOICE: self._choice,
            acts.NEXT: self._next,
            acts.YES: self._yes,
            acts.NO: self._no,
            acts.REJECTION: refining.reject,
            acts.OTHERS: lambda turn: refining.others(turn.state),
            acts.OBJECTION: refining.object,
            acts.SITUATION: around.situate,
            acts.BACK: around.back,
            acts.WHY: showing.why,
            acts.EMPTY: self._empty,
            "rappel": lambda turn: around.recap(turn.state),
            "effacer": lambda turn: self.erasing.erase(turn.state, turn.text),
            "humain": self._human,
            "suivi": lambda turn: self.handing.followed(turn.state, turn.text),
            "financement": lambda turn: around.funding(turn.state),
            "pairs": lambda turn: self.forum(turn.state),
            "themes": around.themes,
            "reproche": self._complaint,
            "recommencer": self._afresh,
            "salutation": self._greeting,
            "hors_perimetre": self._outside,
        }

    def read_ahead(self, text: str) -> None:
        """Read a message as a need before it is known to be one: the turn that follows finds it read."""
        self._ranker.read_ahead(text)

    def serve(self, state: State, text: str, reading: Reading) -> Reply:
        """Answer a message that was read."""
        turn = Turn(self._resumed(state), text, reading)
        alert = self.urgent.of(turn)
        if alert:
            return self.around.emergency(turn, alert)
        if not text.startswith("/"):
            turn = replace(turn, reading=self._overruling.act(turn))
        if asks_of_request(turn.state) and self.erasing.answers(turn.state, text):
            reply = self.erasing.erase(turn.state, text)
        elif self._follows(turn):
            reply = self.handing.followed(turn.state, text)
        elif turn.state.offer:
            reply = self.relaying.while_offered(turn, self._handle)
        elif not waits(turn.state) and plain.only_detail(text):
            reply = self.handing.unreadable(turn.state)
        elif waits(turn.state) and (turn.reading.act not in OWN_ACTS or self.relaying.corrects(turn)):
            reply = self.relaying.meanwhile(turn, self._handle)
        else:
            reply = self._handle(turn)
        return self.handing.reminded(self.following.after(turn.state, remembered(turn, reply)))

    @staticmethod
    def _follows(turn: Turn) -> bool:
        """Whether a message asks where a request stands: it cites its number, or asks when the answer to it comes."""
        if turn.text.startswith("/") or turn.reading.act == "effacer":
            return False
        made = turn.state.requests and not turn.state.offer
        return bool(numbers(turn.text) or made and plain.CALLS_BACK.search(fold(turn.text)))

    def _resumed(self, state: State) -> State:
        return resumed(state, self._days)

    def _handle(self, turn: Turn) -> Reply:
        meant = self.redirecting.of(turn)
        if meant:
            return meant
        turn = turned_back(self.redirecting.without_refused(turn))
        turn = self._on_set_aside(turn)
        behind = self.behind.of(turn)
        if behind:
            return behind
        lost = turn.reading.confidence < UNSURE and turn.reading.act in VAGUE
        if lost and turn.state.need and not turn.state.on_screen:
            return self.showing.without(turn.state)
        if self._unsure(turn) and asks(turn.text):
            return self._question(replace(turn, reading=replace(turn.reading, act=acts.QUESTION)))
        if self._unsure(turn):
            doubt = self.answering.doubt(turn)
            if doubt:
                return doubt
        return self._handlers[turn.reading.act](turn)

    def _on_set_aside(self, turn: Turn) -> Turn:
        """The turn, about the service set aside last when nothing else is on screen and it asks of one."""
        state = turn.state
        words = fold(turn.text)
        if state.on_screen or not state.aside or turn.reading.named or plain.CALLS_US.search(words):
            return turn
        key = state.aside[-1]
        link = plain.LINKS.search(words) and len(roots(turn.text)) <= LINK_WORDS
        if not link and ("?" not in turn.text or plain.INSTEAD.search(words)):
            return turn
        if not link and self.answering.find(turn.text, [key]).found.asks < PLAINLY_ASKS:
            return turn
        return replace(turn, reading=replace(turn.reading, act=acts.QUESTION, confidence=1.0, about=(key,)))

    @staticmethod
    def _unsure(turn: Turn) -> bool:
        """Whether what is at hand is asked about: rarely, and never after another question of ours."""
        state, reading = turn.state, turn.reading
        return (
            not turn.text.startswith("/")
            and bool(state.on_screen)
            and state.last.kind != of.QUESTION
            and reading.confidence < UNSURE
            and reading.act not in (acts.NEED, acts.QUESTION, acts.CHOICE, acts.SITUATION)
            and not reading.explicit
        )

    @staticmethod
    def _fixed(response: str) -> Handler:
        return lambda turn: Reply(turn.state, response=response)

    def _question(self, turn: Turn) -> Reply:
        """A question on a service; before any, what looks like one may be a need ("et pour le PLUi ?")."""
        if turn.reading.explicit and _FITS.search(fold(turn.text)):
            return self.showing.why(turn)
        meant = self.answering.meant(turn)
        if len(meant) == 1 and self.answering.asks_what(turn):
            return self.showing.one(turn.state, meant[0].id)
        return self.answering.question(turn) if meant else self.orienting.need(turn)

    def _compare(self, turn: Turn) -> Reply:
        """Services side by side; with one of them only, what its file says of others is asked."""
        if turn.reading.explicit and len(turn.reading.about) == 1 and _FITS.search(fold(turn.text)):
            return self.showing.why(turn)
        beside = roots(self._lists.lexicon.names.rest(turn.text, turn.reading.named))
        if len(turn.reading.named) == 1 and len(beside) <= ALONE_WORDS and not plain.COMPARES.search(fold(turn.text)):
            return self._choice(turn)  # "Otelo seulement": it alone
        at_hand = dict.fromkeys((*turn.reading.about, *turn.state.last.shown, *turn.state.shown))
        return self.showing.compare(turn) if len(at_hand) > 1 else self._question(turn)

    def _choice(self, turn: Turn) -> Reply:
        """A choice of ours, or a service pointed at."""
        picked = turn.reading.choice
        if picked and turn.state.last.kind == of.QUESTION and not turn.reading.named:
            return self.chosen(turn.state, picked)
        if picked and turn.state.last.kind == of.THEMES:
            return self.around.themes(turn, picked)
        return self.showing.choice(turn)

    def pick(self, state: State, choose: Callable[[State], Reply]) -> Reply:
        """The answer to a choice of ours, in a conversation taken up again."""
        state = self._resumed(state)
        return self.handing.reminded(self.following.after(state, talked(state, choose(state))))

    def chosen(self, state: State, choice: str) -> Reply:
        """A choice of a question."""
        if choice == NONE_OF_THESE:
            return self.refining.others(state)
        if choice == "affirmer":
            return self._yes(Turn(state, "", Reading(acts.YES)))
        if choice in ("changer_besoin", "refuser"):
            return self.around.no(Turn(state, "", Reading(acts.NO)))
        if state.last.shown:  # "which of these": in full
            return self.showing.one(state, choice)
        return self.orienting.chosen(state, choice)

    def _yes(self, turn: Turn) -> Reply:
        """Yes; after a question about the thing at hand, the message that it left is answered on it."""
        left = pending(turn.state)
        if left and turn.state.last.shown:
            about = turn.state.last.shown[:1]
            reading = Reading(acts.QUESTION, 1.0, about=about, explicit=True, need=left)
            return self.answering.question(Turn(turn.state, left, reading))
        return self.around.yes(turn)

    def _complaint(self, turn: Turn) -> Reply:
        """A complaint; what it says of the need or asks is answered, with an apology in front."""
        if turn.reading.explicit and turn.reading.named:
            return self._sorry_and(turn, acts.QUESTION if "?" in turn.text else acts.CHOICE)
        says = len(roots(turn.reading.need)) >= 3
        if turn.state.on_screen:
            return self.answering.again(turn) or (
                self._sorry_and(turn, acts.QUESTION) if says else self.around.sorry(turn)
            )
        likely = dict(turn.reading.ranking)
        meant = max((acts.NEED, acts.PRECISION), key=lambda act: likely.get(act, 0.0))
        if says and likely.get(meant, 0.0) >= 0.1 and turn.state.needs:
            return self._sorry_and(turn, meant)
        return self.around.sorry(turn)

    def _sorry_and(self, turn: Turn, meant: str) -> Reply:
        """An apology, then the answer to another act."""
        reply = self._handlers[meant](replace(turn, reading=replace(turn.reading, act=meant)))
        reply.state, sorry = fresh(reply.state, "reproche.excuse")
        return reply.first(sorry)

    def _no(self, turn: Turn) -> Reply:
        """No; said at some length after an answer, it complains of it."""
        last = turn.state.last
        protests = last.kind == of.ANSWER and last.pending and len(roots(turn.text)) >= PROTEST_WORDS
        return self._complaint(turn) if protests else self.around.no(turn)

    def _human(self, turn: Turn) -> Reply:
        """Somebody is wanted; those whom we know can't help with a person's own paperwork."""
        state = turn.state
        if "hors_perimetre" in state.told and not state.needs and state.role in (None, "habitant"):
            return Reply(state).tell("dehors_equipe")
        if state.current and sort_of(turn.text) == "phone" and not plain.HAND_OVER.search(fold(turn.text)):
            return self.answering.question(turn)  # "y a un numéro où appeler ?": the service's people
        return self.relaying.asked(state)

    def _next(self, turn: Turn) -> Reply:
        """What to do now; a message that asks something else too, or instead, gets its answers."""
        items = self.answering.meant(turn)
        if not items and turn.state.aside:
            return self.relaying.proposed(turn.state, say("suite.ecarte"))
        several = sum(len(roots(part)) > 1 for part in questions_of(turn.text)) > 1
        long = "?" in turn.text or len(roots(turn.text)) >= NEXT_WORDS
        other = (
            long
            and not plain.NEXT.search(fold(turn.text))
            and len(items) == 1
            and self.answering.asks_beside_start(turn.text, items[0].id)
        )
        return self.answering.question(turn) if items and (several or other) else self.showing.next_step(turn)

    @staticmethod
    def _afresh(turn: Turn) -> Reply:
        """From the start; what was handed over isn't taken back."""
        state = State(at=turn.state.at, requests=turn.state.requests)
        return Reply(state, response="utter_recommencer", closes_offer=turn.state.offer is not None)

    def _machine(self, turn: Turn) -> Reply:
        """Who answers: in full once, then shortly what people ask next of it."""
        if "assistant" not in turn.state.told:
            return Reply(turn.state.with_told("assistant"), response="utter_identite")
        return Reply(turn.state).tell("assistant.encore")

    def _empty(self, turn: Turn) -> Reply:
        """Nothing that can be understood: the need is asked for, or what is at hand stays."""
        state = turn.state
        reply = Reply(state).tell("vide.liste" if state.shown else "vide.debut")
        if state.shown:
            listed = self._lists.solutions(state.shown[:MAX_SHOWN])
            reply.offering(*(ways.opened(item) for item in listed), ways.others())
        else:
            reply.state = reply.state.change(last=Last(of.TALK, awaits=of.AWAITS_NEED))
        return reply

    def _outside(self, turn: Turn) -> Reply:
        """Nothing that this service does; remembered, since what follows rarely is either."""
        state = turn.state
        sent = doors().get(state.need.door or "") if state.need else None
        private = state.role == "habitant" or sent is not None and sent.citizens
        if state.need and "hors_perimetre" not in state.told and not private:
            return self.showing.without(state) if not state.on_screen else self.answering.question(turn)
        match = self._lists.match(state, turn.text)
        door = match.door if match.decision == "none" else None
        acts_for = state.role in ("commune", "epci", "syndicat", "ccas")
        if door is None and acts_for and LEGAL in doors() and plain.LEGAL.search(fold(turn.text)):
            door = LEGAL  # an elected person or an agent asks for the law, not for their own papers
        if door:
            known = doors()[door]  # what is private isn't kept in its words
            need = Need(known.title if known.citizens else turn.text)
            return self._lists.nothing(state.with_need(need), [], door)
        reply = Reply(turn.state).tell("dehors", contact=payloads.human_contact(self._lists.settings))
        reply.state = reply.state.with_told("hors_perimetre")
        return reply

    def _greeting(self, turn: Turn) -> Reply:
        """The greeting: once in full, then short."""
        again = bool(turn.state.needs) or "salutation" in turn.state.told
        return Reply(
            turn.state.with_told("salutation"), response="utter_salutation_retour" if again else "utter_salutation"
        )

    def forum(self, state: State) -> Reply:
        """Others who met the same need; the forum's address unless a link opens it already."""
        said, reply = self.peers.asked(state), Reply(state)
        if said:
            reply.say(said)
        if self.peers.new_topic(state) is None:
            reply.response = "utter_forum"
        return reply

    def ask_about(self, state: State, text: str) -> Reply:
        """Ask whether a message is about the thing at hand."""
        turn = Turn(state, text, Reading(acts.QUESTION, about=state.on_screen[:1]))
        return self.answering.doubt(turn) or self.orienting.ask_need(state)

    def theme(self, state: State, theme: str | None) -> Reply:
        """A theme that was chosen."""
        return self.around.themes(Turn(state, "", Reading("themes")), theme)


FIXED = {
    "donnees": "utter_vie_privee",
    "remerciement": "utter_remerciement",
    "au_revoir": "utter_au_revoir",
    "insulte": "utter_insulte",
    "anglais": "utter_anglais",
}
"""Act -> its one response."""
