"""Passages of files told as the answer to a question: which ones, how worded, and never the same for two questions."""

import re
from collections.abc import Sequence

from bot.answers import Passage
from bot.catalogue.schema import Solution
from bot.conversation import sheets
from bot.conversation.answered import LOOSE, LOOSELY, RIGHT, Answered
from bot.conversation.lists import Lists
from bot.conversation.reply import Reply
from bot.conversation.telling import address_given, shortened, team
from bot.conversation.wording import fresh, say
from bot.reading.words import roots

CLOSE = 0.6
"""A second passage with this share of the first one's probability is told too."""

SAME = 0.6
"""Share of the shorter passage's telling words with which two passages say the same."""

EACH = 0.35
"""Probability of a passage above which each of several services answers for itself."""

_YES_OR_NO = ("Oui", "Non")

_LEANS = r"(?!\s*(?:mais|sauf|pas|seulement|car|si|et|par|selon|en)\b)"

_BARE = re.compile(rf"^(?:Oui|Non)\s*[,:.;—–-]{_LEANS}\s*")
"""A yes or a no before a sentence that stands without it."""

LEAST_TOLD = 4
"""Words of what is left of an answer without its yes or no."""


class Quoting:
    """Tells what the files say on a question."""

    def __init__(self, lists: Lists) -> None:
        self._lists = lists

    def passages(self, asked: Answered, items: Sequence[Solution]) -> list[Passage]:
        """What is told on a question: of one service its best words, of several those of each; nothing when none is."""
        return self._each(asked, items) if len(items) > 1 else self._best(asked)

    def told(
        self, reply: Reply, items: Sequence[Solution], asked: Answered, passages: Sequence[Passage], said: set[str]
    ) -> Sequence[Solution]:
        """Tell passages; the services that they are of.

        ``said``: texts of passages told in this turn already.
        """
        if len(items) == 1 and not said and all(passage.mark in reply.state.quoted for passage in passages):
            if any(passages[0].text in message.text for message in reply.messages):
                return items  # another part of this message asked it too
            return self._told_already(reply, items, asked, passages[0])
        shown = [item for item in items if item.id in {passage.service for passage in passages}]
        left = [passage for passage in passages if not any(_alike(passage.text, text) for text in said)]
        texts = [(passage, self._as_told(passage, shown, asked)) for passage in left]
        said.update(passage.text for passage in passages)
        if texts:
            self._told(reply, shown, texts, asked.said)
        return shown

    def _as_told(self, passage: Passage, shown: Sequence[Solution], asked: Answered) -> str:
        """A passage as it is told; less its yes or no, or behind its own question, unless that is what was asked."""
        text = shortened(self._lists, passage, shown, asked.question)
        if not passage.question or not text.startswith(_YES_OR_NO) or asked.said and same_question(asked, passage):
            return text
        told = without_yes_or_no(text)
        return told or say("reponse.a_la_question", question=passage.question, reponse=text)

    def _told_already(
        self, reply: Reply, items: Sequence[Solution], asked: Answered, again: Passage
    ) -> Sequence[Solution]:
        """Another question that the same words would answer: what else the file says, else that it says no more."""
        quoted = reply.state.quoted
        others = [passage for passage in asked.near if passage.mark not in quoted and passage.field not in LOOSE]
        if others:
            share = dict(asked.found.ranked)[others[0]]
            text = self._as_told(others[0], items, asked)
            self._told(reply, items, [(others[0], text)], share >= RIGHT)
            return items
        text = self._as_told(again, items, asked)
        reply.state, intro = fresh(reply.state, "reponse.deja", nom=items[0].name)
        reply.state, outro = team(reply.state, items)
        reply.draw(sheets.answer(items, [(again, text)], intro, outro))
        return items

    @staticmethod
    def _best(asked: Answered) -> list[Passage]:
        """The best passage, and a second one of another text that is nearly as likely."""
        if not asked.likely:
            return []
        if not asked.said:
            return asked.near[:1]
        ranked = [pair for pair in asked.found.ranked if pair[0].field not in LOOSE or pair[1] >= LOOSELY]
        if not ranked:
            return []
        (first, share), rest = ranked[0], ranked[1:2]
        second = [
            other
            for other, chance in rest
            if chance >= CLOSE * share
            and other.text != first.text
            and other.field not in LOOSE
            and not other.text.startswith(_YES_OR_NO)
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
            enough = share >= max(EACH, CLOSE * most) and passage.field not in LOOSE
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
        reply.state = reply.state.with_quoted(*(passage.mark for passage, _ in texts))


def without_yes_or_no(text: str) -> str | None:
    """An answer less the yes or no that it begins with; None when the rest doesn't stand alone."""
    rest = _BARE.sub("", text, count=1)
    if rest == text or len(rest.split()) < LEAST_TOLD:
        return None
    return rest[0].upper() + rest[1:]


def same_question(asked: Answered, passage: Passage) -> bool:
    """Whether a file's own question is the one that was asked, as far as their words tell."""
    one, two = set(roots(asked.question)), set(roots(passage.question))
    return len(one & two) >= SAME * max(1, min(len(one), len(two)))


def _alike(text: str, other: str) -> bool:
    """Whether two passages say the same."""
    one, two = set(roots(text)), set(roots(other))
    return len(one & two) >= SAME * min(len(one), len(two))
