"""What may be asked next of the service talked about, among what its file answers; and the answer once it is picked."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from bot.answers.passages import passages_of
from bot.catalogue.doors import PREFIX
from bot.catalogue.schema import Solution
from bot.conversation import facts, sheets, ways
from bot.conversation.answering import Answering
from bot.conversation.behind import Behind
from bot.conversation.lists import Lists
from bot.conversation.reply import Message, Reply, Turn
from bot.conversation.showing import Showing
from bot.conversation.telling import spoke
from bot.conversation.wording import say
from bot.reading import acts
from bot.reading import state as of
from bot.reading.reading import Reading
from bot.reading.state import State

MOST_NEXT = 3
"""Questions offered at once: more would be a menu."""

PLAIN = ("cost", "start", "open_to", "users", "accompaniment", "phone", "operator")
"""Questions that have the same words for every file, in the order in which they are offered; beside them, a file's own
questions (``q:<n>``)."""

_OF_KIND = {
    "cost": "cost", "start": "start", "open_to": "open_to", "users": "users", "skills": "accompaniment",
    "phone": "phone", "operator": "operator",
}  # fmt: skip
"""Kind of a passage -> the plain question that it answers."""

_OF_SECTION = {"for": "", "start": "start", "cost": "cost", "users": "users"}
"""Part of a service in full -> the plain question that it answers."""

LONGEST_TITLE = 70
"""Characters of a file's own question that is offered as a choice."""


class Following:
    """Goes on with the one service at hand."""

    def __init__(self, lists: Lists, answering: Answering, showing: Showing, behind: Behind) -> None:
        self._lists, self._answering, self._showing, self._behind = lists, answering, showing, behind

    def after(self, before: State, reply: Reply) -> Reply:
        """A reply about one service, with what may be asked next under its last message."""
        last = reply.state.last
        if last.kind not in (of.ANSWER, of.DETAIL) or len(last.shown) != 1 or not reply.messages:
            return reply
        item = self._lists.solution(last.shown[0])
        final = reply.messages[-1]
        if item is None or final.buttons:
            return reply
        earlier = before.last.asked if before.last.shown == last.shown else ()
        asked = tuple(dict.fromkeys((*earlier, *_answered(item, reply))))
        reply.state = reply.state.change(last=replace(last, asked=asked))
        choices = [
            ways.asked(item, topic, title) for topic, title in self._known(item) if topic not in asked
        ][:MOST_NEXT]  # fmt: skip
        if choices:
            reply.messages[-1] = _with(final, choices)
        return reply

    @staticmethod
    def _known(item: Solution) -> list[tuple[str, str]]:
        """The questions that a file answers, with their titles: plain ones and its own in turn."""
        known = {
            "cost": ways.knows(item, ways.COST),
            "start": ways.knows(item, ways.START),
            "open_to": True,
            "users": facts.usage(item) is not None,
            "accompaniment": item.accompaniment is not None,
            "phone": bool(item.contact.email or item.contact.url),
            "operator": item.operator is not None,
        }
        plain = [(topic, say(f"demander.{topic}")) for topic in PLAIN if known[topic]]
        own = [
            (f"q:{number}", question.q)
            for number, question in enumerate(item.questions)
            if question.kind not in _OF_KIND and len(question.q) <= LONGEST_TITLE
        ]
        first, rest = plain[: MOST_NEXT - 1], plain[MOST_NEXT - 1 :]
        mixed = [one for pair in zip(own, rest) for one in pair]
        return [*first, *mixed, *own[len(rest) :], *rest[len(own) :]]

    def question(self, state: State, key: str | None, topic: str | None) -> Reply:
        """The answer to a question that was offered."""
        if key and topic and key.startswith(PREFIX):
            return self._behind.question(state, key, topic) or self._showing.without(state)
        item = self._lists.solution(key)
        if item is None or not topic:
            return self._showing.which(state)
        if topic == "start":
            return self._showing.begin(state, item)
        if topic == "open_to":
            return self._answering.for_us(state, item)
        if topic.startswith("q:"):
            return self._own(state, item, topic)
        if topic not in PLAIN:
            return self._showing.one(state, item.id)
        title = say(f"demander.{topic}")
        reading = Reading(acts.QUESTION, 1.0, about=(item.id,), explicit=True, need=title)
        return self._answering.question(Turn(state, title, reading))

    def _own(self, state: State, item: Solution, topic: str) -> Reply:
        """One of the file's own questions; the service in full when the file has changed since."""
        told = [passage for passage in passages_of(item) if passage.key == topic]
        if not told:
            return self._showing.one(state, item.id)
        reply = Reply(state).draw(sheets.answer([item], [(told[0], told[0].text)], say("reponse.de", nom=item.name)))
        spoke(reply, [item])
        reply.state = reply.state.with_quoted(told[0].mark)
        return reply


def _answered(item: Solution, reply: Reply) -> list[str]:
    """The questions on a service that a reply answers."""
    found: list[str] = list(reply.topics)
    own = {question.q: f"q:{number}" for number, question in enumerate(item.questions)}
    for message in reply.messages:
        payload: dict[str, Any] = message.payload or {}
        found += [topic for part in payload.get("sections", ()) if (topic := _OF_SECTION.get(part["key"]))]
        for passage in payload.get("passages", ()):
            found += [own[passage["question"]]] if passage["question"] in own else []
            found += [_OF_KIND[passage["kind"]]] if passage["kind"] in _OF_KIND else []
    return found


def _with(message: Message, choices: Sequence[dict[str, str]]) -> Message:
    """A message with choices: those of its payload when it has one that may have some."""
    if message.payload is None:
        return Message(message.text, tuple(choices))
    payload = sheets.followed_by(message.payload, choices)
    return Message(payload["text"], tuple(payload["next"]), payload)
