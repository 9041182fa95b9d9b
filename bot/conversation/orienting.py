"""A need, or more of it: a short list, one question, or an honest "nothing"."""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from bot.catalogue.doors import doors
from bot.conversation import payloads, plain, ways
from bot.conversation.asking import bare, uncomplaining
from bot.conversation.lists import SURE, Lists
from bot.conversation.reply import Reply, Turn
from bot.conversation.vague import names_something, vague
from bot.conversation.wording import fresh, listed, say
from bot.folding import fold
from bot.orientation import Match
from bot.reading import state as of
from bot.reading.language import ENGLISH
from bot.reading.state import Last, Need, State
from bot.reading.words import roots

MOST_PARTS = 2
"""Needs of one message that are answered at once; others are named and wait."""

LONG_WORDS = 40
"""A message of more words says a need, whatever it names."""

MOST_ALSO, MOST_SENTENCES, SENTENCE_ROOTS, SURELY = 3, 20, 3, 0.8
"""Of a long message: services named beside the main one, sentences read, telling words of a sentence that may say a
need, and how surely a service answers it."""

MOST_NEAR = 5
"""Rank, for a message alone, of what answers it with the need before it."""

FEW_WORDS = 12
"""A message of so few words may only complete the need before it."""


class Orienting:
    """Needs said in words, and choices made at the one question."""

    def __init__(self, lists: Lists) -> None:
        self._lists = lists

    def need(self, turn: Turn) -> Reply:
        """A need: a short list, one question, or "nothing fits"; asked again when nothing is said of it."""
        text = uncomplaining(turn.reading.need or turn.text)
        if vague(text):
            return self.ask_need(turn.state)
        if not self._says_something(turn.state, text):
            return self.ask_need(turn.state)
        if len(turn.reading.parts) > 1:
            several = self._several(turn)
            if several:
                return several
        if self._goes_on(turn, text):
            return self.more(turn)
        state = self._put_on_top(turn, text)
        match = self._lists.match(state)
        if len(text.split()) > LONG_WORDS:
            return self._story(state, match, text)
        reply = self._lists.serve(state, match, question=not turn.state.on_screen)
        return reply.first(say("anglais")) if turn.reading.language == ENGLISH else reply

    def _goes_on(self, turn: Turn, text: str) -> bool:
        """Whether a message that no service surely answers is answered once read with the need before it."""
        if not turn.state.need or not turn.state.on_screen or plain.AFRESH.search(fold(turn.text)):
            return False
        alone = self._lists.match(turn.state, text)
        if alone.solutions and alone.solutions[0][1] >= self._lists.ranker.bar:
            return False
        both = self._lists.match(turn.state, f"{turn.state.said}. {text}")
        near = [key for key, _ in alone.solutions[:MOST_NEAR]]
        return both.decision == "answer" and both.solutions[0][0] in near and both.solutions[0][1] >= SURE

    def _says_something(self, state: State, text: str) -> bool:
        """Whether a message tells enough to be answered: what names nothing, and no service or door knows, is
        no need yet.
        """
        if names_something(text) or len(text.split()) > LONG_WORDS:
            return True
        match = self._lists.match(state, text)
        return match.decision != "none" or match.door is not None

    def _story(self, state: State, match: Match, text: str) -> Reply:
        """A long message: its main need, then what else it speaks of and a service surely answers, named."""
        reply = self._lists.serve(state, match)
        main = reply.state.last
        others = [key for key in self._also(state, text) if key not in (*main.shown, *(c.value for c in main.choices))]
        items = [item for item in self._lists.solutions(others[:MOST_ALSO]) if self._lists.usable([item.id])]
        if not items:
            return reply
        if main.kind != of.NOTHING:
            return self._named(reply, [item.id for item in items])
        told = doors().get(match.door) if match.door else None
        first = payloads.door_said(told) if told else say("plusieurs.sans")
        drawn = self._lists.draw(Reply(state), state, [item.id for item in items], title=say("plusieurs.reste"))
        return drawn.first(first)

    def _named(self, reply: Reply, keys: Sequence[str]) -> Reply:
        """What answers the other needs of a message, named after its list."""
        items = [item for item in self._lists.solutions(keys[:MOST_ALSO]) if self._lists.usable([item.id])]
        if items:
            names = listed([say("plusieurs.nom", nom=item.name, but=item.purpose) for item in items])
            reply.say(say("plusieurs.aussi", noms=names), *(ways.opened(item) for item in items))
            last = replace(reply.state.last, cited=tuple(item.id for item in items))
            reply.state = reply.state.change(last=last)
        return reply

    def _also(self, state: State, text: str) -> list[str]:
        """The services that sentences of a long message surely ask for, in its order."""
        found: dict[str, None] = {}
        for sentence in re.split(r"(?<=[.!?;])\s+|\n+", text)[:MOST_SENTENCES]:
            if len(roots(sentence)) < SENTENCE_ROOTS:
                continue
            match = self._lists.match(state, sentence)
            if match.decision == "answer" and match.solutions[0][1] >= SURELY:
                found[match.solutions[0][0]] = None
        return list(found)

    def ask_need(self, state: State) -> Reply:
        """Ask what the need is, otherwise than the last time."""
        reply = Reply(state).tell("besoin.demande")
        reply.state = reply.state.change(last=Last(of.TALK, awaits=of.AWAITS_NEED))
        return reply

    @staticmethod
    def _put_on_top(turn: Turn, text: str) -> State:
        """The state with a new need; what the message rejects by name is set aside for it."""
        aside = turn.reading.named if turn.reading.rejected else ()
        return turn.state.with_need(Need(text, aside=tuple(aside)))

    def _several(self, turn: Turn) -> Reply | None:
        """Two needs answered one after the other, the rest named; None when they come down to one."""
        found: list[tuple[str, Match]] = []
        for part in turn.reading.parts:
            match = self._lists.match(turn.state, part)
            if _answers(match) and _answers(match) not in {_answers(other) for _, other in found}:
                found.append((part, match))
        if len(found) == 1 and len(turn.reading.parts) == MOST_PARTS:
            return self._one_of_two(turn, found[0][0])
        if len(found) < 2:
            return None
        reply = Reply(turn.state.change(last=Last())).say(say("deux_besoins"))
        for part, _ in reversed(found[:MOST_PARTS]):  # the first said ends on top
            reply.state = reply.state.with_need(Need(part))
        for rank, (part, match) in enumerate(found[:MOST_PARTS]):
            self._draw_part(reply, rank, part, match)
        waiting = tuple(part for part in turn.reading.parts if part not in [said for said, _ in found[:MOST_PARTS]])
        # "Le 3" counts through both lists.
        reply.state = reply.state.change_need(shown=reply.state.last.shown).change(waiting=waiting)
        if waiting:
            return reply.say(say("besoin.ensuite"), ways.rest())
        if reply.state.last.kind != of.LIST:  # somebody else sees to both
            reply.state = reply.state.change(last=Last(of.NOTHING, awaits=of.AWAITS_RELAY))
        also = self._also(turn.state, turn.text) if len(turn.text.split()) > LONG_WORDS else []
        return self._named(reply, [key for key in also if key not in reply.state.last.shown])

    def _one_of_two(self, turn: Turn, part: str) -> Reply | None:
        """Of two needs, the one that something answers, and that nothing was found for the other; None when the other
        says too little to be one.
        """
        other = next((said for said in turn.reading.parts if said != part), "")
        if len(roots(other)) < SENTENCE_ROOTS or _answers(self._lists.match(turn.state, other)):
            return None
        state = turn.state.with_need(Need(part))
        reply = self._lists.serve(state, self._lists.match(state), question=False)
        return reply.say(say("plusieurs.rien", quoi=payloads.recalled(bare(other))))

    def _draw_part(self, reply: Reply, rank: int, part: str, match: Match) -> None:
        """One list of several in a turn: its numbers go on, and its need keeps its own ids."""
        door = doors().get(match.door or "") if match.decision == "none" else None
        if door:
            reply.say(say("plusieurs.porte", dit=payloads.door_said(door), lien=door.url))
            reply.state = _of_part(reply.state, part, door=door.id)
            return
        shown = reply.state.last.shown if rank else ()
        kept = [key for key in self._lists.shown(match)[:2] if key not in shown]
        if not kept:
            return
        own = Reply(reply.state.change(needs=(Need(part), *reply.state.needs)))
        # What may be done next is said under the last list.
        outro, follow = ("", ()) if rank == 0 else (None, None)
        self._lists.draw(own, own.state, kept, first_rank=len(shown) + 1, outro=outro, follow=follow)
        reply.messages += own.messages
        state = _of_part(reply.state, part, shown=tuple(kept), title=own.state.needs[0].title)
        reply.state = state.change(last=Last(of.LIST, (*shown, *kept)))

    def more(self, turn: Turn) -> Reply:
        """More on the same need: the list made again, no question; a need of its own when that is plain."""
        state, text = turn.state, turn.reading.need or turn.text
        if not state.need:
            return self.need(turn)
        alone = self._lists.match(state, text)
        long = len(text.split()) > FEW_WORDS
        if long and alone.decision == "answer":
            key, score = alone.solutions[0]
            if score >= SURE and key not in state.shown:
                return self.need(turn)
        assert state.need
        aside = (*state.aside, *(key for key in turn.reading.named if turn.reading.rejected))
        merged = replace(state.need, text=f"{state.said}. {text}", aside=aside, shown=())
        after = state.with_need(merged) if state.shown else state.change(needs=(merged, *state.needs[1:]))
        match = self._lists.match(after)
        keys = self._lists.shown(match)
        if keys and tuple(keys) == state.shown:
            if any(mark.startswith("precision.meme") for mark in state.told) or turn.reading.rejected:
                return self._lists.nothing(
                    after.change_need(aside=tuple(dict.fromkeys((*aside, *keys)))), [], match.door
                )
            state, title = fresh(state, "precision.meme")
            same = state.change_need(text=merged.text)
            return self._lists.serve(same, match, title, question=False)
        return self._lists.serve(after, match, question=not state.on_screen)

    def chosen(self, state: State, choice: str) -> Reply:
        """The solution picked at the one question, with the others that answer as well."""
        match = self._lists.match(state)
        if self._lists.solution(choice) is None:
            return self._lists.serve(state, match, question=False)
        others = (key for key, score in match.solutions if key != choice and score >= SURE)
        return self._lists.draw(Reply(state), state, [choice, *others][:3])


def _answers(match: Match) -> str | None:
    """What answers one need of several: its first service, else the door behind which somebody sees to it."""
    return match.solutions[0][0] if match.decision != "none" else match.door


def _of_part(state: State, part: str, **values: Any) -> State:
    """The state with other values of the need that a part of the message says."""
    return state.change(needs=tuple(replace(need, **values) if need.text == part else need for need in state.needs))
