"""Whether services are there for a place that a message asks about ("ça marche en Guyane ?")."""

import re
from collections.abc import Sequence

from bot.catalogue.schema import Solution
from bot.conversation import facts, sheets
from bot.conversation.asking import asks_whether_served, sort_of
from bot.conversation.lists import Lists
from bot.conversation.reply import Reply, Turn
from bot.conversation.similar import areas
from bot.conversation.telling import shortened, spoke, where
from bot.conversation.wording import say
from bot.folding import fold
from bot.reading.words import roots
from bot.territory import Territory, by_code, resolve
from bot.territory.whose import without_denied

AREA_WORDS = 4
"""Telling words of a message that names an area and asks whether a service is there."""

OVERSEAS = "97"
"""How the codes of overseas départements begin."""

_AT_OURS = re.compile(r"\b(?:chez nous|ici|par chez nous|outre[- ]?mer)\b")


def place_asked(turn: Turn) -> str | None:
    """The place that a question is about ("ça marche en Guyane ?"), when it asks whether it is served."""
    alone = _areas_of(turn)
    if not asks_whether_served(turn.text) and not alone:
        return None
    found = turn.reading.fields.get("territoire")
    if found:
        return str(found["name"])
    named = list(areas(turn.text)) or alone
    if named:
        return named[0].name
    place = turn.state.place
    overseas = place is not None and (place.departement or "").startswith(OVERSEAS)
    if place is not None and overseas and _AT_OURS.search(fold(turn.text)):
        area = by_code("departement", place.departement or "")
        return area.name if area else place.name
    return None


def open_there(lists: Lists, turn: Turn, items: Sequence[Solution], place: str) -> Reply:
    """Whether the files speak of a place: what they say of it, else that they don't, and who can use it today."""
    reply = Reply(turn.state)
    for item in items:
        about = [passage for passage in lists.passages(item.id) if fold(place) in fold(passage.text)]
        if about:
            texts = [(passage, shortened(lists, passage, [item], place)) for passage in about[:1]]
            reply.draw(sheets.answer([item], texts, say("reponse.de", nom=item.name)))
            reply.state = reply.state.with_quoted(about[0].mark)
        else:
            told = say("reponse.lieu_tait", nom=item.name, lieu=place, etat=facts.status(item))
            verdict = facts.verdict_of_place(item, turn.state)
            reply.say(" ".join(part for part in (told, verdict, where([item])) if part))
    spoke(reply, items)
    return reply


def _areas_of(turn: Turn) -> list[Territory]:
    """Areas that a short message beside a service names and says little else ("hérault. on y est ?")."""
    if turn.state.current is None or len(roots(turn.text)) > AREA_WORDS or sort_of(turn.text):
        return []
    parts = re.split(r"[.,;:!?]+\s*", without_denied(turn.text))
    found = (resolve(part, asked=True).territory for part in parts if part.strip())
    return [place for place in found if place and place.kind in ("departement", "region")]
