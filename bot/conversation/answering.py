"""Questions on services, answered with the words of their files, or honestly not at all."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.answers import NOT_SAID, SURE, Found, Passage
from bot.catalogue.schema import NOT_USABLE, Solution
from bot.conversation import facts, payloads, plain, sheets
from bot.conversation.asking import (
    asks_what,
    bare,
    is_for_us,
    questions_of,
    settled,
    sort_of,
    without_complaint,
)
from bot.conversation.lists import Lists
from bot.conversation.reply import Message, Reply, Turn, button
from bot.conversation.served import open_there, place_asked
from bot.conversation.telling import address_given, shortened, spoke, team, with_address, worded
from bot.conversation.wording import fresh, listed, say
from bot.folding import fold
from bot.reading import state as of
from bot.reading.state import Last, Need, State
from bot.reading.words import roots

NEAR, NEAREST = 0.45, 4
"""Probability, and rank, of what may be told as the nearest thing that a file says: it answers every other time."""

RIGHT = 0.8
"""Probability of the best passage from which it is told as the answer, however sure the file as a whole is: it is wrong
one time in eight, and shown to one in twenty of the questions that a file doesn't answer."""

LOOSELY = 0.65
"""The same probability for passages that are near everything."""

CLOSE = 0.6
"""A second passage with this share of the first one's probability is told too."""

SAME = 0.6
"""Share of the shorter passage's telling words with which two passages say the same."""

EACH = 0.35
"""Probability of a passage above which each of several services answers for itself."""

WHAT_WORDS = 3
"""Telling words beside its name with which a message asks no more than what a service is for."""

SURELY, TELLING = 0.8, 3
"""Probability of a service, and telling words, with which what no file meant says is what that service does."""

ASKS_THIS = 0.8
"""Probability of a question on a service with which no other one is shown in its place."""

MOST_SERVICES = 3
MOST_KEPT = 300
"""Characters of a question that are kept, in case it was about another service."""

_LOOSE = ("limits", "summary", "details")
"""Passages that are near everything."""

_STARTS = ("start", "phone", "delay")
"""Kinds of passages that say how to begin."""

_BEGINS = ("open_to", "start", "delay", "account", "who_signs_up", "territories", None)
"""Kinds of questions that a closed service answers by being closed."""


@dataclass(frozen=True)
class Answered:
    """One question with what the files make of it."""

    question: str
    found: Found

    @property
    def said(self) -> bool:
        """Whether the files surely hold its answer, or one passage surely is it."""
        ranked = self.found.ranked
        return bool(ranked) and (self.found.answered >= SURE or ranked[0][1] >= RIGHT)

    @property
    def likely(self) -> bool:
        """Whether something in the files is worth telling as the nearest thing."""
        return bool(self.found.ranked) and self.found.answered >= NOT_SAID

    def says_else(self, kind: str) -> bool:
        """Whether what the files surely answer is of another kind than plain words tell ("avant qu'on paie ?")."""
        best = self.found.ranked[0][0] if self.found.ranked else None
        return self.said and best is not None and kind not in (best.kind, best.field)

    @property
    def near(self) -> list[Passage]:
        """The passages that likely answer, best first."""
        return [
            passage
            for passage, share in self.found.ranked[:NEAREST]
            if share >= (LOOSELY if passage.field in _LOOSE else NEAR)
            and (passage.kind != "phone" or self.found.kind == "phone")
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

    def asks_beside_start(self, text: str, key: str) -> bool:
        """Whether a question on a service is another one than how to begin, and its file answers it."""
        asked = self.find(text, [key])
        best = asked.found.ranked[:1]
        return asked.likely and any(share >= NEAR and passage.kind not in _STARTS for passage, share in best)

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
        place = place_asked(turn)
        if place:
            there = open_there(self._lists, turn, items, place)
            there.note_asked(ids, "territories", answered=True)
            return there
        reply, silent, told, said = Reply(turn.state), list[str](), dict[str, Solution](), set[str]()
        for part in questions_of(turn.text):
            asked = self.find(settled(part), ids)
            spoken = self._answer(reply, items, asked, said)
            answered = [item.id for item in spoken]
            kind = _kind_of(sort_of(asked.question)) or asked.found.kind
            reply.note_asked(answered or ids, kind, answered=bool(spoken))
            told.update({item.id: item for item in spoken})
            if not spoken:
                silent.append(part)
        if silent and not told:
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

    def _as_told(self, passage: Passage, shown: Sequence[Solution], asked: Answered) -> str:
        """A passage as it is told; a yes or a no behind the file's own question, unless it surely answers this one."""
        text = shortened(self._lists, passage, shown, asked.question)
        yes_or_no = text.startswith(("Oui", "Non")) and passage.question and not asked.said
        return say("reponse.a_la_question", question=passage.question, reponse=text) if yes_or_no else text

    def _answer(self, reply: Reply, items: Sequence[Solution], asked: Answered, said: set[str]) -> Sequence[Solution]:
        """Answer one question; the services that it was answered on, none when their files don't.

        ``said``: texts of passages told in this turn already.
        """
        kind, several = asked.found.kind, len(items) > 1
        sort = sort_of(asked.question)
        if plain.WRITES_WHAT.search(fold(asked.question)):
            self._what_to_write(reply, items)
            return items
        if sort == "phone":
            self._reach(reply, items)
            return items
        if sort and not asked.says_else(sort):
            self._of_kind(reply, items, sort)
            return items
        if plain.MEANS_WHAT.search(fold(asked.question)):
            told = [item for item in items if self._means(reply, item, asked)]
            if told:
                return told
        if is_for_us(asked.question, kind) and not (asked.said and kind not in ("open_to", "territories")):
            self._for_us(reply, items)
            return items
        closed = not several and items[0].status in NOT_USABLE and kind in _BEGINS
        if closed and not asked.said:
            self._for_us(reply, items)
            return items
        passages = self._each(asked, items) if several else self._best(asked) or self._on_status(asked, items[0])
        if not passages:
            return []
        shown = [item for item in items if item.id in {passage.service for passage in passages}]
        texts = [(passage, self._as_told(passage, shown, asked)) for passage in passages if passage.text not in said]
        said.update(passage.text for passage in passages)
        if texts:
            self._told(reply, shown, texts, asked.said)
        return shown

    @staticmethod
    def _what_to_write(reply: Reply, items: Sequence[Solution]) -> None:
        """What to put in a message to the teams of these services."""
        title = reply.state.need.title if reply.state.need else None
        need = title or say("reponse.votre_besoin")
        reply.say(say("reponse.quoi_ecrire", besoin=need, ou=listed([facts.where_to_ask(item) for item in items])))

    def _reach(self, reply: Reply, items: Sequence[Solution]) -> None:
        """How to reach the people of these services."""
        for item in items:
            own = next((one for one in self._lists.passages(item.id) if one.kind == "phone" and one.question), None)
            if own:
                reply.draw(sheets.answer([item], [(own, own.text)], say("reponse.de", nom=item.name)))
                continue
            form = "courriel" if item.contact.email else "page" if item.contact.url else "site"
            where = item.contact.email or item.contact.url or item.url
            reply.say(say(f"reponse.joindre.{form}", nom=item.name, ou=where))
        reply.state = with_address(reply.state, items)
        reply.topics += ("phone",)

    def _means(self, reply: Reply, item: Solution, asked: Answered) -> bool:
        """What our words on how far a service is mean ("transféré, ça existe encore ?"); False when it isn't asked."""
        told = self._on_status(asked, item)
        lives = plain.LIVES.search(fold(asked.question)) is not None
        if not told and not lives:
            return False
        parts = [say(f"statuts_expliques.{item.status}", nom=item.name), item.status_note]
        reply.say(" ".join(part for part in parts if part))
        return True

    def _on_status(self, asked: Answered, item: Solution) -> list[Passage]:
        """What the file says of how far the service is, when the question takes up our words on it."""
        said = set(roots(asked.question))
        if not said & set(roots(facts.status(item))) - set(roots(item.name)):
            return []
        told = {passage.key: passage for passage in self._lists.passages(item.id)}
        return [told[key] for key in ("status_note", "access") if key in told][:1]

    @staticmethod
    def _best(asked: Answered) -> list[Passage]:
        """The best passage, and a second one of another text that is nearly as likely."""
        if not asked.likely:
            return []
        if not asked.said:
            return asked.near[:1]
        ranked = [pair for pair in asked.found.ranked if pair[0].field not in _LOOSE or pair[1] >= LOOSELY]
        if not ranked:
            return []
        (first, share), rest = ranked[0], ranked[1:2]
        second = [
            other
            for other, chance in rest
            if chance >= CLOSE * share
            and other.text != first.text
            and other.field not in _LOOSE
            and not other.text.startswith(("Oui", "Non"))
            and not _alike(first.text, other.text)
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

    def _told(self, reply: Reply, shown: Sequence[Solution], texts: Sequence[tuple[Passage, str]], sure: bool) -> None:
        """The passages, as the answer or as the nearest thing that the files say, with whom to ask then."""
        name = shown[0].name if len(shown) == 1 else None
        intro, outro = (say("reponse.de", nom=name) if name else None), None
        if not sure:
            reply.state, intro = fresh(reply.state, "reponse.pres_de" if name else "reponse.pres", nom=name)
            if not address_given(reply.state, shown):
                reply.state, outro = team(reply.state, shown, "reponse.sinon")
        reply.draw(sheets.answer(shown, texts, intro, outro))

    def _of_kind(self, reply: Reply, items: Sequence[Solution], kind: str) -> None:
        """What the files say of a price or of users, else that they don't: plain words ask for it."""
        told = []
        for item in items:
            about = [passage for passage in self._lists.passages(item.id) if kind in (passage.kind, passage.field)]
            told += [(passage, worded(passage, [item])) for passage in about[:1]]
        shown = [item for item in items if item.id in {passage.service for passage, _ in told}]
        if told:
            reply.draw(sheets.answer(shown, told, say("reponse.de", nom=shown[0].name) if len(shown) == 1 else None))
        if len(shown) < len(items):
            left = [item for item in items if item not in shown]
            reply.note_asked([item.id for item in left], _kind_of(kind), answered=False)
            form = "un" if len(left) == 1 else "plusieurs"
            reply.tell(f"reponse.sans.{kind}.{form}", nom=listed([item.name for item in left]))
            reply.state, ask = team(reply.state, left)
            reply.messages[-1] = Message(f"{reply.messages[-1].text} {ask}")

    def _for_us(self, reply: Reply, items: Sequence[Solution]) -> None:
        """Whether these services are for the person, from what is known of them."""
        reply.say("\n".join(facts.for_you(item, reply.state) for item in items))
        reply.topics += ("open_to",)

    def for_us(self, state: State, item: Solution) -> Reply:
        """Whether one service is for the person."""
        reply = Reply(state)
        self._for_us(reply, [item])
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
            return self.question(Turn(state, left, reading)).first(sorry)
        if not last.pending:
            return None
        told = {passage.text for passage, _ in self.find(last.pending, last.shown[:1]).found.ranked[:1]}
        words = f"{last.pending} {turn.text}" if len(roots(turn.text)) > 1 else last.pending
        asked = self.find(words, last.shown[:1])
        others = [passage for passage, _ in asked.found.ranked[:NEAREST] if passage.text not in told]
        others = [passage for passage in others if passage.field not in _LOOSE or asked.said]
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


def _kind_of(sort: str | None) -> str | None:
    """The kind of question that plain words ask for: help to begin is a field, not a kind of its own."""
    return "skills" if sort == "accompaniment" else sort


def _alike(text: str, other: str) -> bool:
    """Whether two passages say the same."""
    one, two = set(roots(text)), set(roots(other))
    return len(one & two) >= SAME * min(len(one), len(two))
