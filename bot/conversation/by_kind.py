"""Questions that a few plain words tell: a price, how to reach the team, whether it is for us, what a status means."""

from collections.abc import Sequence

from bot.answers import Passage
from bot.catalogue.schema import NOT_USABLE, Solution
from bot.conversation import facts, plain, sheets
from bot.conversation.answered import LOOSELY, Answered
from bot.conversation.asking import is_for_us, sort_of
from bot.conversation.lists import Lists
from bot.conversation.reply import Message, Reply
from bot.conversation.telling import team, with_address, worded
from bot.conversation.wording import listed, say
from bot.folding import fold
from bot.reading.words import roots

_BEGINS = ("open_to", "start", "delay", "account", "who_signs_up", "territories", None)
"""Kinds of questions that a closed service answers by being closed."""

LEAST_PRICE = 0.1
"""Probability under which a file's own question on money isn't the price that is asked for."""


class ByKind:
    """Answers what is told by its words, whatever else the files make of it."""

    def __init__(self, lists: Lists) -> None:
        self._lists = lists

    def answer(self, reply: Reply, items: Sequence[Solution], asked: Answered) -> Sequence[Solution]:
        """Answer a question that plain words tell; the services that it was answered on, none when they don't."""
        words, sort = fold(asked.question), sort_of(asked.question)
        if plain.WRITES_WHAT.search(words):
            self._what_to_write(reply, items)
            return items
        if plain.LINKS.search(words) and not asked.said:
            for item in items:
                start = item.getting_started if "http" in (item.getting_started or "") else ""
                code = say("reponse.lien_code", lien=item.links.code) if item.links.code else ""
                reply.say(say("reponse.liens", nom=item.name, site=item.url, page=item.source, code=code, debut=start))
            return items
        if sort == "phone" and not asked.says_else("phone"):
            self._reach(reply, items, asked)
            return items
        if sort and not asked.says_else(sort) and not self._yields(items, sort, asked):
            return self._of_kind(reply, items, sort, asked)
        if plain.MEANS_WHAT.search(words):
            told = [item for item in items if self._means(reply, item, asked)]
            if told:
                return told
        if self._is_for_us(items, asked):
            self.for_us(reply, items)
            return items
        return []

    @staticmethod
    def _is_for_us(items: Sequence[Solution], asked: Answered) -> bool:
        """Whether they ask if they may use it, or how to begin with what is closed."""
        kind = asked.found.kind
        if is_for_us(asked.question, kind) and not (asked.said and kind not in ("open_to", "territories")):
            return True
        return len(items) == 1 and items[0].status in NOT_USABLE and kind in _BEGINS and not asked.said

    @staticmethod
    def _what_to_write(reply: Reply, items: Sequence[Solution]) -> None:
        """What to put in a message to the teams of these services."""
        title = reply.state.need.title if reply.state.need else None
        need = title or say("reponse.votre_besoin")
        reply.say(say("reponse.quoi_ecrire", besoin=need, ou=listed([facts.where_to_ask(item) for item in items])))

    def _reach(self, reply: Reply, items: Sequence[Solution], asked: Answered) -> None:
        """How to reach the people of these services."""
        calls = plain.CALLS.search(fold(asked.question)) is not None
        for item in items:
            own = next((one for one in self._about(item, "phone", asked) if one.question), None)
            if own:
                reply.draw(sheets.answer([item], [(own, own.text)], say("reponse.de", nom=item.name)))
                continue
            form = "courriel" if item.contact.email else "page" if item.contact.url else "site"
            form = "sans_telephone" if form == "courriel" and calls else form
            where = item.contact.email or item.contact.url or item.url
            reply.say(say(f"reponse.joindre.{form}", nom=item.name, ou=where))
        reply.state = with_address(reply.state, items)
        reply.topics += ("phone",)

    def _means(self, reply: Reply, item: Solution, asked: Answered) -> bool:
        """What our words on how far a service is mean ("transféré, ça existe encore ?"); False when it isn't asked."""
        told = self.on_status(asked, [item])
        lives = plain.LIVES.search(fold(asked.question)) is not None
        if not told and not lives:
            return False
        parts = [say(f"statuts_expliques.{item.status}", nom=item.name), item.status_note]
        reply.say(" ".join(part for part in parts if part))
        return True

    def on_status(self, asked: Answered, items: Sequence[Solution]) -> list[Passage]:
        """What the file of one service says of how far it is, when the question takes up our words on it."""
        if len(items) != 1:
            return []
        item, said = items[0], set(roots(asked.question))
        if not said & set(roots(facts.status(item))) - set(roots(item.name)):
            return []
        told = {passage.key: passage for passage in self._lists.passages(item.id)}
        return [told[key] for key in ("status_note", "access") if key in told][:1]

    def _of_kind(
        self, reply: Reply, items: Sequence[Solution], kind: str, asked: Answered
    ) -> Sequence[Solution]:  # fmt: skip
        """What the files say of a price or of users, else that they don't: plain words ask for it.

        Nothing when one service's words on it were all told already: another part of its file may answer.
        """
        told = [passage for item in items for passage in self._about(item, kind, asked)[:1]]
        if told and len(items) == 1:
            left = [passage for passage in self._about(items[0], kind, asked) if passage.mark not in reply.state.quoted]
            if not left:
                return []
            told = left[:1]
        shown = [item for item in items if item.id in {passage.service for passage in told}]
        if told:
            texts = [(one, worded(one, items)) for one in told]
            reply.draw(sheets.answer(shown, texts, say("reponse.de", nom=shown[0].name) if len(shown) == 1 else None))
            reply.state = reply.state.with_quoted(*(passage.mark for passage in told))
        if len(shown) < len(items):
            self._silent(reply, [item for item in items if item not in shown], kind)
        return items

    def _yields(self, items: Sequence[Solution], sort: str, asked: Answered) -> bool:
        """Whether a file that says nothing of a kind likely answers otherwise ("… ou il faut payer un expert ?")."""
        silent = len(items) == 1 and not self._about(items[0], sort, asked)
        return silent and bool(asked.found.ranked) and asked.found.ranked[0][1] >= LOOSELY

    def _about(self, item: Solution, kind: str, asked: Answered) -> list[Passage]:
        """What a file says of a kind of question, nearest to the question first."""
        place = {passage.mark: rank for rank, (passage, _) in enumerate(asked.found.ranked)}
        shares = {passage.mark: share for passage, share in asked.found.ranked}
        about = [
            passage
            for passage in self._lists.passages(item.id)
            if kind in (passage.kind, passage.field)
            # Money is spoken of without being a price: grants, fines, what something else costs.
            and (kind != "cost" or passage.field == "cost" or shares.get(passage.mark, 1.0) >= LEAST_PRICE)
        ]
        return sorted(about, key=lambda passage: place.get(passage.mark, len(place)))

    @staticmethod
    def _silent(reply: Reply, items: Sequence[Solution], kind: str) -> None:
        """The files of these services say nothing of it: once, with whom to ask."""
        reply.note_asked([item.id for item in items], kind_of(kind), answered=False)
        form = "un" if len(items) == 1 else "plusieurs"
        reply.tell(f"reponse.sans.{kind}.{form}", nom=listed([item.name for item in items]))
        reply.state, ask = team(reply.state, items)
        reply.messages[-1] = Message(f"{reply.messages[-1].text} {ask}")

    def for_us(self, reply: Reply, items: Sequence[Solution]) -> None:
        """Whether these services are for the person, from what is known of them."""
        reply.say("\n".join(facts.for_you(item, reply.state) for item in items))
        reply.topics += ("open_to",)


def kind_of(sort: str | None) -> str | None:
    """The kind of question that plain words ask for: help to begin is a field, not a kind of its own."""
    return "skills" if sort == "accompaniment" else sort
