"""A conversation taken up again: after an hour only who and where, and what is asked for, still stand."""

import time

from bot.reading.state import Last, State

SESSION_SECONDS = 3600.0


def resumed(state: State, now: float | None = None) -> State:
    """The state at this moment: what was said last is no longer the last word after an hour."""
    now = time.time() if now is None else now
    if state.at and now - state.at > SESSION_SECONDS:
        state = state.change(last=Last(), current=None, waiting=(), told=())
    return state.change(at=now)
