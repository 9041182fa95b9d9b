"""Questions on services, answered with the words of their files, or honestly not at all."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.answers import NOT_SAID, SURE, Found, Passage
from bot.catalogue.schema import Solution
from bot.conversation import facts, payloads
from bot.conversation.asking import asks_what, asks_whether_served, is_for_us, plainly_asks, questions_of, sort_of
from bot.conversation.lists import NOT_USABLE, Lists
from bot.conversation.reply import Message, Reply, Turn, button
from bot.conversation.similar import areas
from bot.conversation.wording import fresh, listed, say
from bot.folding import fold
from bot.reading import state as of
from bot.reading.state import Last, State
from bot.reading.words import roots

NEAR, NEAREST = 0.1, 4
"""Probability, and rank, of what may be told as the nearest thing that a file says."""

MOST_WORDS = 45
"""Words of a passage that are shown."""

CLOSE = 0.6
"""A second passage with this share of the first one's probability is told too."""

EACH = 0.35
"""Probability of a passage above which each of several services answers for itself."""

WHAT_WORDS = 3
"""Telling words beside its name with which a message asks no more than what a service is for."""

MOST_SERVICES = 3
MOST_KEPT = 300
"""Characters of a question that are kept, in case it was about another service."""

_LOOSE = ("limits", "summary", "details")
"""Passages that are near everything: told only when they surely answer."""

_BEGINS = ("open_to", "start", "delay", "account", "who_signs_up", "territories", None)
"""Kinds of questions that a closed service answers by being closed."""


@dataclass(frozen=True)
class Answered:
    """One question with what the files make of it."""

    question: str
    found: Found

    @property
    def said(self) -> bool:
        """Whether the files surely hold its answer."""
        return bool(self.found.ranked) and self.found.answered >= SURE

    @property
    def likely(self) -> bool:
        """Whether something in the files is worth telling as the nearest thing."""
        return bool(self.found.ranked) and self.found.answered >= NOT_SAID

    @property
    def near(self) -> list[Passage]:
        """The likely passages that are about what is asked, best first."""
        return [
            passage
            for passage, share in self.found.ranked[:NEAREST]
            if share >= NEAR and passage.kind == self.found.kind and passage.field not in _LOOSE
        ]


class Answering:
    """Finds, in the files of the services meant, what answers."""

    def __init__(self, lists: Lists) -> None:
        self._lists = lists

    def find(self, text: str, ids: Sequence[str]) -> Answered:
        """What the files of these services make of a question."""
        return Answered(text, self._lists.find(text, ids))

    def meant(self, turn: Turn) -> list[Solution]:
        """The services that a message is about, three at most."""
        about = turn.reading.about or turn.state.on_screen
        return self._lists.solutions(about[:MOST_SERVICES])

    def asks_what(self, turn: Turn) -> bool:
        """Whether a message asks what the service meant is for, and nothing more."""
        beside = roots(self._lists.lexicon.names.rest(turn.text, turn.reading.named))
        return asks_what(turn.text) and len(beside) <= WHAT_WORDS

    def question(self, turn: Turn) -> Reply:
        """A question on the services meant; each part of it gets its answer."""
        items = self.meant(turn)
        if not items:
            return Reply(turn.state).tell("reponse.lequel")
        ids = [item.id for item in items]
        place = self.place_asked(turn)
        if place:
            return self._open_there(turn, items, place)
        asked = [self.find(part, ids) for part in questions_of(turn.text)]
        told = [one for one in asked if one.likely and (one.said or one.near) or plainly_asks(one.question)]
        reply = Reply(turn.state)
        for one in told or [self.find(turn.text, ids)]:
            self._answer(reply, turn, items, one)
        reply.messages = list({message.text: message for message in reply.messages}.values())  # said once
        if told and len(told) < len(asked):
            reply.say(say("reponse.reste", ou=_where(items)))
        reply.state = reply.state.change(last=replace(reply.state.last, pending=turn.text[:MOST_KEPT]))
        return reply

    @staticmethod
    def place_asked(turn: Turn) -> str | None:
        """The place that a question is about ("ça marche en Guyane ?"), when it asks whether it is served."""
        if not asks_whether_served(turn.text):
            return None
        found = turn.reading.fields.get("territoire")
        if found:
            return str(found["name"])
        named = areas(turn.text)
        return named[0].name if named else None

    def _open_there(self, turn: Turn, items: Sequence[Solution], place: str) -> Reply:
        """Whether the files speak of a place: what they say of it, else that they don't, and who can use it today."""
        reply = Reply(turn.state)
        for item in items:
            about = [passage for passage in self._lists.passages(item.id) if fold(place) in fold(passage.text)]
            if about:
                texts = [(passage, self._short(self.text(passage, [item]), place)) for passage in about[:1]]
                reply.draw(payloads.answer([item], texts, say("reponse.de", nom=item.name)))
            else:
                told = say("reponse.lieu_tait", nom=item.name, lieu=place, etat=facts.status(item))
                verdict = facts.verdict_of_place(item, turn.state)
                reply.say(" ".join(part for part in (told, verdict, _where([item])) if part))
        self._spoke(reply, items)
        return reply

    def _answer(self, reply: Reply, turn: Turn, items: Sequence[Solution], asked: Answered) -> None:
        kind, several = asked.found.kind, len(items) > 1
        sort = sort_of(asked.question)
        if sort:
            return self._of_kind(reply, items, sort)
        if is_for_us(asked.question, kind):
            return self._for_us(reply, items)
        closed = not several and items[0].status in NOT_USABLE and kind in _BEGINS
        if closed and not asked.said:
            return self._for_us(reply, items)
        passages = self._each(asked, items) if several else self._best(asked)
        if passages:
            shown = [item for item in items if item.id in {passage.service for passage in passages}]
            texts = [(passage, self._short(self.text(passage, shown), asked.question)) for passage in passages]
            self._told(reply, shown, texts, asked.said)
            return self._spoke(reply, shown)
        return self._unsaid(reply, items)

    @staticmethod
    def _best(asked: Answered) -> list[Passage]:
        """The best passage, and a second one of another text that is nearly as likely."""
        if not asked.likely:
            return []
        if not asked.said:
            return asked.near[:1]
        (first, share), rest = asked.found.ranked[0], asked.found.ranked[1:2]
        second = [
            other
            for other, chance in rest
            if chance >= CLOSE * share
            and other.text != first.text
            and other.field not in _LOOSE
            and not other.text.startswith(("Oui", "Non"))
        ]
        return [first, *second]

    def _each(self, asked: Answered, items: Sequence[Solution]) -> list[Passage]:
        """The best passage of each service when several answer; the best one when only one does."""
        if not asked.said:
            return asked.near[:1] if asked.likely else []
        first, most = asked.found.ranked[0]
        best = {first.service: first}
        for passage, share in asked.found.ranked:
            enough = share >= max(EACH, CLOSE * most) and passage.field not in _LOOSE
            if enough and passage.service not in best:
                best[passage.service] = passage
        return [best[item.id] for item in items if item.id in best]

    @staticmethod
    def _told(reply: Reply, shown: Sequence[Solution], texts: Sequence[tuple[Passage, str]], sure: bool) -> None:
        """The passages, as the answer or as the nearest thing that the files say, with whom to ask then."""
        name = shown[0].name if len(shown) == 1 else None
        intro, outro = (say("reponse.de", nom=name) if name else None), None
        if not sure:
            reply.state, intro = fresh(reply.state, "reponse.pres_de" if name else "reponse.pres", nom=name)
            outro = _where(shown)
        reply.draw(payloads.answer(shown, texts, intro, outro))

    def _short(self, text: str, question: str) -> str:
        """A passage, or the sentences of a long one that share most with the question."""
        if len(text.split()) <= MOST_WORDS:
            return text
        sentences, said = re.split(r"(?<=[.!?])\s+", text), set(roots(question))
        shares = [sum(self._lists.lexicon.weight(root) for root in said & set(roots(part))) for part in sentences]
        at = shares.index(max(shares))
        kept = [sentences[at]]
        for part in sentences[at + 1 :]:
            if len(" ".join([*kept, part]).split()) > MOST_WORDS:
                break
            kept.append(part)
        return " ".join(kept)

    @staticmethod
    def text(passage: Passage, items: Sequence[Solution]) -> str:
        """A passage as it is shown: the file's words, with what a bare field needs to be understood."""
        item = next(item for item in items if item.id == passage.service)
        if passage.key == "contact":
            return say("reponse.contact", contact=facts.where_to_ask(item))
        if passage.key == "cost":
            return say("reponse.cout", cout=facts.cost_known(item) or say("cout.inconnu"))
        if passage.key == "access":
            return say("reponse.acces", etat=facts.status(item))
        if passage.key == "operator":
            return say("reponse.operateur", operateur=facts.operator(item))
        return passage.text

    def _of_kind(self, reply: Reply, items: Sequence[Solution], kind: str) -> None:
        """What the files say of a price or of users, else that they don't: plain words ask for it."""
        told = []
        for item in items:
            about = [passage for passage in self._lists.passages(item.id) if kind in (passage.kind, passage.field)]
            told += [(passage, self.text(passage, [item])) for passage in about[:1]]
        shown = [item for item in items if item.id in {passage.service for passage, _ in told}]
        if told:
            reply.draw(payloads.answer(shown, told, say("reponse.de", nom=shown[0].name) if len(shown) == 1 else None))
        if len(shown) < len(items):
            left = [item for item in items if item not in shown]
            form = "un" if len(left) == 1 else "plusieurs"
            reply.tell(f"reponse.sans.{kind}.{form}", nom=listed([item.name for item in left]))
            reply.messages[-1] = Message(f"{reply.messages[-1].text} {_where(left)}")
        self._spoke(reply, items)

    def _for_us(self, reply: Reply, items: Sequence[Solution]) -> None:
        """Whether these services are for the person, from what is known of them."""
        reply.say("\n".join(facts.for_you(item, reply.state) for item in items))
        self._spoke(reply, items)

    def _unsaid(self, reply: Reply, items: Sequence[Solution]) -> None:
        """The file doesn't say: once, with whom to ask."""
        names = listed([item.name for item in items])
        state, text = fresh(reply.state, "reponse.tait_plusieurs" if len(items) > 1 else "reponse.tait", nom=names)
        reply.state = state
        reply.say(f"{text}\n{_where(items)}")
        self._spoke(reply, items)

    @staticmethod
    def _spoke(reply: Reply, items: Sequence[Solution]) -> None:
        """Remember what was talked about."""
        ids = tuple(item.id for item in items)
        current = ids[0] if len(ids) == 1 else reply.state.current
        reply.state = reply.state.change(last=Last(of.ANSWER, ids), current=current)

    def again(self, turn: Turn) -> Reply | None:
        """Another try at the question that a complaint is about: what else the file says, else that it says no more."""
        last = turn.state.last
        items = self._lists.solutions(last.shown[:1])
        if last.kind != of.ANSWER or not last.pending or not items:
            return None
        told = {passage.text for passage, _ in self.find(last.pending, last.shown[:1]).found.ranked[:1]}
        words = f"{last.pending} {turn.text}" if len(roots(turn.text)) > 1 else last.pending
        asked = self.find(words, last.shown[:1])
        left = [passage for passage, _ in asked.found.ranked[:NEAREST] if passage.text not in told]
        left = [passage for passage in left if passage.field not in _LOOSE or asked.said]
        state, sorry = fresh(turn.state, "reproche.excuse")
        reply = Reply(state)
        if not left or not asked.likely:
            reply.say(f"{sorry} {say('reproche.rien_de_plus', nom=items[0].name)} {_where(items)}")
        else:
            text = self._short(self.text(left[0], items), words)
            reply.draw(payloads.answer(items, [(left[0], text)], f"{sorry} {say('reproche.aussi')}", _where(items)))
        self._spoke(reply, items)
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


def _where(items: Sequence[Solution]) -> str:
    """Whom to ask."""
    if len(items) == 1:
        return say("reponse.demander", ou=facts.where_to_ask(items[0]))
    places = [say("reponse.lieu", nom=item.name, ou=facts.where_to_ask(item)) for item in items]
    return say("reponse.demander_a", lieux=" ; ".join(places))
