"""A service that was meant, said against the one answered on: "pas Grist ! Espace sur Demande, c'est hébergé où ?"."""

import re
from collections.abc import Collection
from dataclasses import dataclass, replace

from bot.conversation import plain
from bot.conversation.answering import Answering
from bot.conversation.asking import asks
from bot.conversation.lists import Lists
from bot.conversation.reply import Reply, Turn
from bot.conversation.showing import Showing
from bot.conversation.vague import vague
from bot.conversation.wording import fresh, say
from bot.folding import fold
from bot.reading import acts
from bot.reading import state as of
from bot.reading.naming import Names
from bot.reading.reading import Reading
from bot.reading.spans import without_announcement
from bot.reading.state import Need
from bot.reading.words import roots

_MARK = " nomservice "

_CLAUSE = re.compile(r"(?<=[.!?;\n])\s*|,\s+|\s+(?=mais\b|plut[oô]t\b|pas (?:de |du |d['’])?l['’]autre)", re.IGNORECASE)

_NOT_THIS = re.compile(
    r"\b(?:pas|plus|ni|sans|sauf|hors|autre que|rien a voir avec|laiss\w+ tomber|oubli\w+)\b"
    r"(?: (?:de|du|d'|des|la|le|les|l'|avec|sur|pour))*"
    r" *nomservice"
)
"""A name that is said not to be meant."""

_NOT_THAT = re.compile(r"\bpas (?:de |du )?(?:l'autre|celui|celle|lui|ca)\b")
_DISMISSES = plain.pattern("refuses")
"""What a sentence says of a service that isn't wanted."""

_MEANS = plain.pattern("means")
"""What insists on the service that it names."""

_ANSWERED = (of.ANSWER, of.DETAIL, of.COMPARED)

_CORRECTS = (acts.REJECTION, acts.NO, acts.CHOICE, acts.PRECISION, acts.NEED, "reproche", acts.OBJECTION)
"""Acts that may say which service was meant."""

ELSE = 0.3
"""A service at least this probable is what is wanted instead."""

MOST_WORDS = 30
"""A longer message says more than which service was meant."""


@dataclass(frozen=True)
class Meant:
    """Which services a message wants and which it turns down, with what it asks beside."""

    wanted: tuple[str, ...]
    refused: tuple[str, ...]
    insists: bool
    asked: str
    """What it asks, in its words; empty when it only says which service."""

    rest: str = ""
    """What it says that neither turns down nor complains."""


def meant(text: str, named: Collection[str], names: Names) -> Meant:
    """Read which of the services named are meant, clause by clause."""
    wanted, refused, asked = dict[str, None](), dict[str, None](), list[str]()
    insists, rest = False, list[str]()
    for clause in filter(None, map(str.strip, _CLAUSE.split(text))):
        here = names.find_all(clause, named)
        insists = insists or _MEANS.search(_masked(clause, here, names)) is not None
        down = [key for key in here if _NOT_THIS.search(_masked(clause, [key], names))]
        refused.update(dict.fromkeys(down))
        wanted.update(dict.fromkeys(key for key in here if key not in down))
        if _NOT_THAT.search(fold(clause)):
            insists = True
        elif not down and asks(clause):
            asked.append(clause)
        if not down and not _NOT_THAT.search(fold(clause)) and not plain.COMPLAINS.search(fold(clause)):
            rest.append(clause)
    kept = tuple(key for key in wanted if key not in refused)
    return Meant(kept, tuple(refused), insists or bool(refused), " ".join(asked), " ".join(rest))


def _masked(clause: str, keys: Collection[str], names: Names) -> str:
    """The folded clause with some names replaced by a mark."""
    return " ".join(fold(names.masked(clause, keys, _MARK) if keys else clause).split())


class Redirecting:
    """Answers on the service that was meant."""

    def __init__(self, lists: Lists, answering: Answering, showing: Showing) -> None:
        self._lists, self._answering, self._showing = lists, answering, showing

    def of(self, turn: Turn) -> Reply | None:
        """The answer on the one service that the message says it means; None when it says no such thing."""
        reading, last = turn.reading, turn.state.last
        if not reading.named or len(turn.text.split()) > MOST_WORDS:
            return None
        found = meant(turn.text, reading.named, self._lists.lexicon.names)
        if found.refused and not found.wanted and found.rest and not found.asked:
            return self._else(turn, found)
        if len(found.wanted) != 1 or not (found.insists or found.refused):
            return None
        key = found.wanted[0]
        pending = last.pending if key not in last.shown else ""
        asked = found.asked or pending
        if not found.refused and key in last.shown and not found.asked:
            return self._the_same(turn, key) if last.kind in _ANSWERED else None
        if not found.refused and not asked and reading.act not in _CORRECTS:
            return None
        return self._answer(turn, key, asked)

    def without_refused(self, turn: Turn) -> Turn:
        """The turn less a service that a sentence of it refuses ("Otelo ne m'intéresse pas, …"), set aside."""
        names = self._lists.lexicon.names
        parts = [part for part in re.split(r"[.!?;,\n]+\s*", turn.text) if part.strip()]
        refused: list[str] = []
        keys: list[str] = []
        for part in parts if turn.reading.named else ():
            named = names.find_all(part, turn.reading.named)
            if named and _DISMISSES.search(fold(names.masked(part, named, " nomservice "))):
                refused.append(part)
                keys += named
        if not keys or not turn.state.need:
            return turn
        state = turn.state.change_need(aside=tuple(dict.fromkeys((*turn.state.aside, *keys)))).change(current=None)
        rest = " ".join(part for part in parts if part not in refused)
        left = tuple(key for key in state.on_screen if key not in keys)
        about = tuple(key for key in turn.reading.about if key not in keys) or left
        named_left = tuple(key for key in turn.reading.named if key not in keys)
        reading = replace(turn.reading, about=about, named=named_left, explicit=bool(named_left))
        if len(roots(rest)) < 3:
            return replace(turn, reading=replace(turn.reading, act=acts.REJECTION, rejected=tuple(refused)))
        act = acts.QUESTION if "?" in turn.text and left else acts.PRECISION if state.need else acts.NEED
        return replace(turn, state=state, text=rest, reading=replace(reading, act=act, need=rest, parts=(rest,)))

    def _else(self, turn: Turn, found: Meant) -> Reply | None:
        """A service turned down for something else that the message says ("un bénévole, pas Aides-territoires")."""
        said = without_announcement(found.rest) or found.rest
        if len(roots(said)) < 1 or vague(said) or not turn.state.need:
            return None
        match = self._lists.match(turn.state, said)
        aside = tuple(dict.fromkeys((*turn.state.aside, *found.refused)))
        state = turn.state.change_need(aside=aside).change(current=None)
        if match.decision != "none" and match.solutions[0][1] >= ELSE:
            state = state.with_need(Need(said, aside=found.refused))
            reply = self._lists.serve(state, self._lists.match(state), question=False)
            reply.state, sorry = fresh(reply.state, "reproche.excuse")
            return reply.first(sorry)
        return None

    def _the_same(self, turn: Turn, key: str) -> Reply:
        """It is what we talk about already."""
        item = self._lists.solution(key)
        reply = Reply(turn.state.change(current=key)).say(say("redirige.bien", nom=item.name if item else key))
        reply.state = reply.state.change(last=replace(turn.state.last, shown=(key,)))
        return reply

    def _answer(self, turn: Turn, key: str, asked: str) -> Reply:
        state = turn.state.change(current=key)
        if asked and plain.NEXT.search(fold(asked)):
            about = Reading(acts.NEXT, 1.0, about=(key,), explicit=True)
            reply = self._showing.next_step(Turn(state, asked, about))
        elif asked:
            question = Turn(state, asked, Reading(acts.QUESTION, 1.0, about=(key,), explicit=True, need=asked))
            reply = self._answering.question(question)
        else:
            reply = self._showing.one(state, key)
        if set(turn.state.last.shown) == {key}:
            return reply
        reply.state, sorry = fresh(reply.state, "reproche.excuse")
        return reply.first(sorry)


def turned_back(turn: Turn) -> Turn:
    """The turn with the earlier need on top when the message is about what was shown for it."""
    state, about = turn.state, turn.reading.about[:1]
    if not (turn.reading.explicit and about) or about[0] in (*state.shown, *state.last.shown, state.current):
        return turn
    earlier = next((need for need in state.needs[1:] if about[0] in need.shown), None)
    if earlier is None:
        return turn
    needs = (earlier, *(need for need in state.needs if need is not earlier))
    return replace(turn, state=state.change(needs=needs, current=about[0]))
