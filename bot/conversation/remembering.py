"""What a turn leaves in mind for the next one."""

from dataclasses import replace

from bot.conversation.answering import MOST_KEPT
from bot.conversation.asking import asks
from bot.conversation.relaying import waits
from bot.conversation.reply import Reply, Turn
from bot.reading import acts
from bot.reading import state as of
from bot.reading.state import Last, Need, State

ASKING = (acts.QUESTION, acts.NEXT, acts.COMPARISON, acts.OBJECTION, acts.WHY, "financement")
"""Acts that may be a question on a service."""


def remembered(turn: Turn, reply: Reply) -> Reply:
    """A reply with all that stays in mind of its turn."""
    return _left_open(turn, talked(turn.state, _on_services(turn, reply)))


def talked(before: State, reply: Reply) -> Reply:
    """A reply that doesn't say what it was is talk, with the choices that it offers."""
    if reply.state.last is before.last and (reply.messages or reply.response):
        reply.state = reply.state.change(last=Last(of.TALK, choices=reply.choices))
    return reply


def _left_open(turn: Turn, reply: Reply) -> Reply:
    """Services named beside stay known; so does a question that wasn't answered from a file."""
    last = reply.state.last
    cited = last.cited or turn.state.last.cited
    open_ = not last.pending and last.awaits != of.AWAITS_YES and turn.reading.act in ASKING and asks(turn.text)
    pending = turn.text[:MOST_KEPT] if open_ else last.pending
    if (cited, pending) != (last.cited, last.pending):
        reply.state = reply.state.change(last=replace(last, cited=cited, pending=pending))
    return reply


def _on_services(turn: Turn, reply: Reply) -> Reply:
    """A conversation that begins with services named has them as its need."""
    state = reply.state
    begins = not (state.needs or waits(turn.state) or turn.text.startswith("/"))
    if begins and state.last.kind in (of.ANSWER, of.DETAIL, of.COMPARED):
        need = Need(turn.reading.need or turn.text, shown=state.last.shown)
        reply.state = state.with_need(need).change(current=state.current)
    return reply
