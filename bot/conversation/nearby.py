"""What comes near a need and doesn't answer it, said with the file's own words on what it doesn't do."""

import re
from typing import TYPE_CHECKING

from bot.catalogue.schema import Solution
from bot.conversation.wording import say
from bot.folding import fold
from bot.reading.words import FUNCTION_WORDS

if TYPE_CHECKING:
    from bot.conversation.lists import Lists

LIMITS = "limits"
"""The field of the files that says what a service doesn't do."""

_DENIES = re.compile(r"\b(?:ne|pas|ni|aucun|aucune|plus|rien)\b|\bn['’]")
_OPENS = re.compile(r"^(?:(?:[ldcsn]|qu)['’])?(\w+)", re.IGNORECASE)


def limit_of(lists: "Lists", need: str, item: Solution) -> str | None:
    """The limit of a service's file that is nearest to a need; None when the file says none.

    One that says what isn't done comes before one that only says what is.
    """
    ranked = [passage.text for passage, _ in lists.find(need, [item.id]).ranked if passage.field == LIMITS]
    if not ranked:  # a file that came after the training
        ranked = list(item.limits)
    return next((text for text in ranked if _DENIES.search(fold(text))), ranked[0] if ranked else None)


def near_said(item: Solution, limit: str) -> str:
    """« … s’en approche : … mais … » in one sentence when the limit can go on with it, else in two."""
    opening = _OPENS.match(limit)
    goes_on = opening is not None and (opening.group() != opening[1] or fold(opening[1]) in FUNCTION_WORDS)
    key = "aucun.proche" if goes_on else "aucun.proche_deux"
    said = limit[:1].lower() + limit[1:] if goes_on else limit
    return say(key, nom=item.name, but=item.purpose, limite=said)
