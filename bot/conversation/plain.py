"""Plain words that tell what a message does, or asks, whatever the classifier makes of it (``plain.yml``)."""

import re
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from bot.gateway.masking import holds_detail
from bot.relay.contact import only_filler


@lru_cache(maxsize=1)
def _lexicon() -> dict[str, Any]:
    content: dict[str, Any] = yaml.safe_load(Path(__file__).with_suffix(".yml").read_text(encoding="utf-8"))
    return content


def pattern(name: str) -> re.Pattern[str]:
    """The expressions of a name as one, for folded text."""
    return re.compile("|".join(_lexicon()[name]))


def patterns(name: str) -> dict[str, re.Pattern[str]]:
    """The same for a name that holds several lists, each by its own name."""
    return {key: re.compile("|".join(found)) for key, found in _lexicon()[name].items()}


OWN_PAPERS = pattern("own_papers")
"""A person's own paperwork: no collectivity asks for that."""

OTHERS_USE = pattern("others_use")
"""Who uses it: neither other services nor the forum."""

HAVE = pattern("have")
"""They have it, or know it, already."""

NOT_IT = pattern("not_it")
"""What was shown isn't it."""

MACHINE = pattern("machine")
"""Whether a person or a machine answers."""

AFRESH = pattern("afresh")
"""What drops the need so far for another one."""

COMPARES = pattern("compares")
"""What puts services side by side."""

NEW = pattern("new")
"""What announces a need of its own."""

ASKS = pattern("asks")
"""What asks, with or without a question mark."""

COMPLAINS = pattern("complains")
"""A complaint about our last answer, whatever the message asks beside."""

LEAVES = pattern("leaves")
"""Somebody who goes."""

CALLS_US = pattern("calls_us")
"""Somebody of ours is wanted on the telephone."""

PRIVACY = pattern("privacy")
"""What a message on one's data speaks of."""

HAND_OVER = pattern("hand_over")
"""A yes to handing the request over."""

ABOUT_CHAT = pattern("about_chat")
"""A question on data that is about this conversation, not about a service."""

ABOUT_SELF = pattern("about_self")
"""A question on the assistant speaks to it, or of it."""

THANKS = pattern("thanks")
"""A message that ends with thanks."""

AGREES = pattern("agrees")
"""A yes, whatever else is said."""

CALLS = pattern("calls")
"""Somebody who would rather call than write."""

CORRECTS = pattern("corrects")
"""What corrects a summary that was shown."""

WHEN = pattern("when")
"""When somebody answers."""

CALLS_BACK = pattern("calls_back")
"""When the person is answered, once a request was made."""

LIVES = pattern("lives")
"""Whether a service is still there."""

MEANS_WHAT = pattern("means_what")
"""What asks the meaning of our words, or whether a service still lives."""

NEXT = pattern("next")
"""What to do now."""

NO_DANGER = pattern("no_danger")
"""Nobody is in danger: what was taken for an emergency isn't one."""

DENIES = pattern("denies")
"""Once the advice for an emergency was shown: nothing is under way, or no more."""

SEEKS_MONEY = pattern("seeks_money")
"""Somebody looks for money, not for what a file says of it."""

LEGAL = pattern("legal")
"""What speaks of the law and of the life of a council."""

LINKS = pattern("links")
"""Somebody who looks for the address of a page."""

INSTEAD = pattern("instead")
"""Somebody who wants another service for the same need."""

WRITES_WHAT = pattern("writes_what")
"""What to put in the message to a service's team."""

ANOTHER = pattern("another")
"""What announces that another need follows."""

NEW_ONE = pattern("new_one")
"""What asks for something else than the service at hand."""

BACK = pattern("back")
"""What turns back to an earlier list or need."""

_ZERO = re.compile(r"\b[àa] z[ée]ro\s*[:.,;]\s*", re.IGNORECASE)


_MASKED = re.compile(r"\[[^\[\]]{1,40}\]")


def only_detail(text: str) -> bool:
    """Whether a message is a contact detail that was masked, and says nothing else that matters."""
    return holds_detail(text) and only_filler(_MASKED.sub(" ", text))


def after_dropping(text: str) -> str:
    """What a message says once it has dropped the need so far ("je reprends à zéro : …"); else all of it."""
    return _ZERO.split(text, 1)[-1].strip() or text
