"""A conversation taken up again: after an hour only who and where, and what is asked for, still stand."""

import time

from bot.reading.offer import LIFE_SECONDS
from bot.reading.state import Last, State

SESSION_SECONDS = 3600.0
_DAY_SECONDS = 86400.0


def resumed(state: State, days: int, now: float | None = None) -> State:
    """The state at this moment: what was said last is no longer the last word after an hour.

    A request that is offered stands for a day after it was last spoken of. Needs said more than ``days`` ago are
    forgotten, however often the conversation was taken up since.
    """
    now = time.time() if now is None else now
    if state.at and now - state.at > SESSION_SECONDS:
        state = state.change(last=Last(), current=None, waiting=(), told=(), quoted=(), alerts=())
    kept = tuple(need for need in state.needs if not need.at or now - need.at <= max(days, 1) * _DAY_SECONDS)
    offer = state.offer if state.offer and now - state.offer.at <= LIFE_SECONDS else None
    return state.change(at=now, needs=kept, offer=offer)
