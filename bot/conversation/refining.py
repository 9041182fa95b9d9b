"""What people do with a list: others, one left out, a condition that it doesn't meet."""

import re

from bot.catalogue import queries
from bot.conversation import facts, ways
from bot.conversation.answering import Answering
from bot.conversation.lists import Lists
from bot.conversation.relaying import Relaying
from bot.conversation.reply import Reply, Turn
from bot.conversation.showing import Showing
from bot.conversation.wording import fresh, listed, say
from bot.folding import fold
from bot.reading import acts
from bot.reading import state as of
from bot.reading.reading import Reading
from bot.reading.spans import without_rejected
from bot.reading.state import Last, State
from bot.reading.words import roots

REFUSALS_BEFORE_HUMAN = 2
"""After this many refused lists a person is proposed rather than a third."""

_HAVE = re.compile(r"\b(?:deja|connai\w*|utilis\w+ (?:deja|depuis)|(?:on|nous) (?:l'|les )(?:a|avons|utilise\w*))\b")
_MONEY = re.compile(
    r"\b(?:gratuit\w*|payant\w*|cher|chere?s?|budget|sous|argent|euros?|cout\w*|prix|tarif\w*|moyens)\b"
)
_SIMPLE = re.compile(
    r"\b(?:complique\w*|complexe\w*|usine a gaz|informaticien\w*|technique\w*|simple\w*|facile\w*|lourd\w*|temps de|"
    r"forme\w*|competen\w+|ordinateur\w*|numerique)\b"
)
_SIZE = re.compile(r"\b(?:petite?s?|taille|habitants|echelle|gros|grand\w*|rural\w*|villages?)\b")


_TALKS = re.compile(r"\bje (?:vous )?(?:parl|demand)\w*|\bon parlait\b|\breprenez\b|\bje veux\b")
"""« Je parlais de ma cantine »: what is named is meant, not refused."""


class Refining:
    """Refinements and refusals of what was shown."""

    def __init__(self, lists: Lists, answering: Answering, showing: Showing, relaying: Relaying) -> None:
        self._lists, self._answering, self._showing, self._relaying = lists, answering, showing, relaying

    def others(self, state: State) -> Reply:
        """ "Autre chose": what was shown is set aside; after two refusals a person is proposed."""
        if not state.need:
            reply = Reply(state).tell("besoin.demande")
            reply.state = reply.state.change(last=Last(of.TALK, awaits=of.AWAITS_NEED))
            return reply
        seen = state.need.passed if state.last.kind == of.QUESTION else state.shown
        refused = state.need.refusals + 1
        aside = tuple(dict.fromkeys((*state.aside, *seen)))
        after = state.change_need(aside=aside, refusals=refused).change(current=None)
        match = self._lists.match(after)
        keys = [key for key, score in match.solutions if score >= self._lists.ranker.bar][:3]
        keys = [key for key in keys if self._lists.usable([key])]
        if keys and refused <= REFUSALS_BEFORE_HUMAN:
            return self._lists.draw(Reply(after), after, keys, title=say("autres.titre"))
        return self.nothing_left(after)

    def nothing_left(self, state: State, first: str = "") -> Reply:
        """No other service: somebody is proposed, otherwise worded than the last time."""
        state, text = fresh(state, "autres.plus_rien")
        return self._relaying.proposed(state, f"{first} {text}".strip())

    def reject(self, turn: Turn) -> Reply:
        """A service, or the whole list, isn't it; what is said beside it is taken up."""
        state, reading = turn.state, turn.reading
        names = self._lists.lexicon.names
        rest = names.rest(without_rejected(turn.text, True), reading.named) if reading.rejected else ""
        if any(rest.strip() == span.strip() for span in (*reading.rejected, turn.text.strip())):
            rest = ""
        named = reading.about if reading.explicit else ()
        wanted = self._wanted(turn)
        if wanted:
            return self._again(turn, wanted)
        if not named and state.last.kind in (of.DETAIL, of.ANSWER) and state.current and len(state.shown) > 1:
            named = (state.current,)
        if state.last.kind == of.QUESTION and not named:
            return self._none_of_these(state, rest)
        if len(roots(rest)) >= 2:
            return self._instead(state, rest, named)
        if not named:
            return self.others(state)
        return self._without(state, named)

    def _wanted(self, turn: Turn) -> str | None:
        """The service that a "no" names because it is the one ("non, je parlais de DomiFa, pas des logements")."""
        names, reading = self._lists.lexicon.names, turn.reading
        if not reading.named:
            return None
        refused = {key for span in reading.rejected for key in names.find_all(span, reading.named)}
        talks = _TALKS.search(fold(turn.text)) is not None
        beside = [key for key in reading.named if key not in (refused if talks else refused or turn.state.last.shown)]
        return beside[0] if beside else None

    def _again(self, turn: Turn, key: str) -> Reply:
        """The last question on the service that was meant, else that service."""
        last = turn.state.last
        if last.kind != of.ANSWER or not last.pending:
            return self._showing.one(turn.state, key)
        reading = Reading(acts.QUESTION, 1.0, about=(key,), explicit=True, need=last.pending)
        return self._answering.question(Turn(turn.state, last.pending, reading))

    def _none_of_these(self, state: State, rest: str) -> Reply:
        """None of the choices: what is said instead, else the need in other words is asked for."""
        if not state.need:
            return self.others(state)
        aside = tuple(dict.fromkeys((*state.aside, *state.need.passed)))
        state = state.change_need(aside=aside)
        if len(roots(rest)) >= 2:
            return self._instead(state, rest, ())
        match = self._lists.match(state)
        best = match.solutions[0] if match.solutions else ("", 0.0)
        if match.decision != "none" and best[1] >= self._lists.ranker.bar:
            return self._lists.serve(state, match, question=False)
        reply = Reply(state).tell("rejet.autrement")
        reply.state = reply.state.change(last=Last(of.TALK, awaits=of.AWAITS_MORE))
        return reply

    def _instead(self, state: State, rest: str, named: tuple[str, ...]) -> Reply:
        """What the message says beside what it rejects, on top of the need so far."""
        aside = tuple(dict.fromkeys((*state.aside, *(named or state.last.shown))))
        merged = f"{state.said}. {rest}" if state.need else rest
        state = state.change_need(aside=aside, text=merged) if state.need else state
        match = self._lists.match(state)
        return self._lists.serve(state, match, question=False)

    def _without(self, state: State, named: tuple[str, ...]) -> Reply:
        """What was shown less these, said by name; others come after."""
        names = self._lists.names()
        said = say("rejet.ecarte", noms=listed([names[key] for key in named if key in names]))
        kept = [key for key in state.shown if key not in named]
        aside = tuple(dict.fromkeys((*state.aside, *named)))
        state = state.change_need(aside=aside).change(current=None)
        match = self._lists.match(state)
        fresh = [key for key, score in match.solutions if score >= self._lists.ranker.bar and key not in kept]
        keys = [key for key in (*kept, *fresh) if self._lists.usable([key])][:3]
        if not keys:
            return self.nothing_left(state, said)
        return self._lists.draw(Reply(state), state, keys, title=said + " " + say("rejet.reste"))

    def object(self, turn: Turn) -> Reply:
        """A condition, or why it doesn't suit: answered from the files, with what else there is."""
        plain = fold(turn.text)
        if _HAVE.search(plain) and not _MONEY.search(plain):
            return self._known(turn)
        if _MONEY.search(plain):
            return self._free(turn.state)
        if _SIMPLE.search(plain) and turn.state.need and len(turn.state.shown) > 1 and not turn.reading.named:
            return self._simpler(turn)
        if _SIZE.search(plain) and not _SIMPLE.search(plain):
            return self._for_you(turn)
        return self._on_file(turn)

    def _known(self, turn: Turn) -> Reply:
        """They have it already: it isn't proposed any more, nor counted as refused."""
        about = turn.reading.about if turn.reading.explicit else turn.state.last.shown or turn.state.on_screen
        keys = about[:1] if len(about) > 1 and not turn.reading.explicit else about
        names = self._lists.names()
        state = turn.state.change(known=tuple(dict.fromkeys((*turn.state.known, *keys))), current=None)
        said = say("objection.deja", noms=listed([names[key] for key in keys if key in names]))
        match = self._lists.match(state)
        left = [key for key, score in match.solutions if score >= self._lists.ranker.bar and key not in state.aside][:3]
        left = [key for key in left if self._lists.usable([key])]
        if not state.need or not left:
            reply = Reply(state).say(said + " " + say("objection.deja_seul"))
            reply.state = state.change(last=Last(of.TALK, awaits=of.AWAITS_MORE))
            return reply
        return self._lists.draw(Reply(state), state, left, title=said + " " + say("objection.deja_suite"))

    def _free(self, state: State) -> Reply:
        """Those known to be free first; those known to be paid left out; the rest said unknown."""
        with self._lists.sessions() as session:
            free = {item.id: item.cost.free for item in queries.all_solutions(session)}
        state = state.change(free=True)
        keys = [key for key in state.shown if free.get(key) is not False]
        paid = tuple(key for key in state.shown if free.get(key) is False)
        if not state.need or not (keys or paid):
            reply = Reply(state).say(say("objection.gratuit_note"))
            return reply
        state = state.change_need(aside=tuple(dict.fromkeys((*state.aside, *paid))))
        match = self._lists.match(state)
        more = [key for key, score in match.solutions if score >= self._lists.ranker.bar and free.get(key) is not False]
        keys = [key for key in dict.fromkeys((*keys, *more)) if self._lists.usable([key])][:3]
        if not keys:
            return self.nothing_left(state)
        keys.sort(key=lambda key: free.get(key) is not True)
        sure = [key for key in keys if free.get(key)]
        return self._lists.draw(
            Reply(state), state, keys, title=say("objection.gratuit_sur" if sure else "objection.gratuit_inconnu")
        )

    def _simpler(self, turn: Turn) -> Reply:
        """Few means: the list again for the need with what they lack, those made for bodies like theirs first."""
        state = turn.state.change_need(text=f"{turn.state.said}. {turn.reading.need}")
        match = self._lists.match(state)
        keys = [] if match.decision == "none" else self._lists.shown(match)
        items = self._lists.solutions([key for key in keys if self._lists.usable([key])])
        if not items:
            return self._on_file(turn)
        small = sorted(items, key=lambda item: item.eligibility.max_population is None)
        return self._lists.draw(Reply(state), state, [item.id for item in small], title=say("objection.simple"))

    def _for_you(self, turn: Turn) -> Reply:
        """Size: what the files say of it for what was shown."""
        items = self._answering.meant(turn)
        if not items:
            return self.others(turn.state)
        lines = [facts.for_you(item, turn.state) for item in items]
        reply = Reply(turn.state).say("\n".join([*lines, say("objection.suite")]), ways.others())
        ids = tuple(item.id for item in items)
        current = ids[0] if len(ids) == 1 else turn.state.current
        reply.state = turn.state.change(last=Last(of.ANSWER, ids), current=current)
        return reply

    def _on_file(self, turn: Turn) -> Reply:
        """What the files say that bears on it; else noted, with the way to others."""
        items = self._answering.meant(turn)
        if not items:
            return self.others(turn.state)
        asked = self._answering.find(turn.text, [item.id for item in items])
        if asked.said:
            reply = self._answering.question(turn)
            return reply.say(say("objection.suite"), ways.others())
        names = listed([item.name for item in items])
        reply = Reply(turn.state).tell("objection.note", nom=names).offering(*ways.under_list())
        ids = tuple(item.id for item in items)
        reply.state = reply.state.change(last=Last(of.ANSWER, ids))
        return reply
