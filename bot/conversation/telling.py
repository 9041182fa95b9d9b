"""How passages of the files are worded, whom to ask, and what was talked about."""

import re
from collections.abc import Sequence

from bot.answers import Passage
from bot.answers.views import sentences
from bot.catalogue.schema import Solution
from bot.conversation import facts
from bot.conversation.lists import Lists
from bot.conversation.reply import Reply
from bot.conversation.wording import say
from bot.reading import state as of
from bot.reading.state import Last, State

FEW_WORDS, MOST_WORDS = 25, 45
"""Words of a passage that is shown whole, and that are shown of a longer one."""

_LEANS = re.compile(
    r"[a-zà-ÿ]|(?:Ils?|Elles?|Cela|Ce(?:s|t|tte)?|Leurs?|S['’]y|Celles?|Ceux|Les autres|L['’]autre|D['’]autres)\b"
)
"""How a sentence begins that needs the one before it."""


def shortened(lists: Lists, passage: Passage, items: Sequence[Solution], question: str) -> str:
    """A passage as it is shown; of a long one, the sentence nearest to the question with what goes with it."""
    text = worded(passage, items)
    parts = sentences(passage.text)
    if text != passage.text or len(parts) < 2 or len(text.split()) <= FEW_WORDS:
        return text
    at = lists.nearest_sentence(passage, question)
    first = at - 1 if at and _LEANS.match(parts[at]) else at
    kept = [*parts[first : at + 1]]
    for part in parts[at + 1 :]:
        if len(" ".join([*kept, part]).split()) > MOST_WORDS:
            break
        kept.append(part)
    return " ".join(kept)


def worded(passage: Passage, items: Sequence[Solution]) -> str:
    """A passage as it is shown: the file's words, with what a bare field needs to be understood."""
    item = next(item for item in items if item.id == passage.service)
    if passage.key == "contact":
        return say("reponse.contact", contact=facts.where_to_ask(item))
    if passage.key == "cost":
        return say("reponse.cout", cout=facts.cost_known(item) or say("cout.inconnu"))
    if passage.key == "access":
        return say("reponse.acces", etat=facts.status(item))
    if passage.key == "operator":
        return say("reponse.operateur", operateur=facts.operator(item))
    return passage.text


def team(state: State, items: Sequence[Solution], key: str = "reponse.demander") -> tuple[State, str]:
    """Whom to ask: the address the first time, then only that the team knows."""
    if address_given(state, items):
        return state, say("reponse.demander_aussi")
    return with_address(state, items), where(items, key)


def address_given(state: State, items: Sequence[Solution]) -> bool:
    """Whether the addresses of these services' teams were given lately."""
    return all(_mark(item) in state.told for item in items)


def with_address(state: State, items: Sequence[Solution]) -> State:
    """The state once they are given."""
    return state.with_told(*(_mark(item) for item in items))


def _mark(item: Solution) -> str:
    return f"equipe.{item.id}"


def where(items: Sequence[Solution], key: str = "reponse.demander") -> str:
    """Whom to ask."""
    if len(items) == 1:
        return say(key, ou=facts.where_to_ask(items[0]))
    places = [say("reponse.lieu", nom=item.name, ou=facts.where_to_ask(item)) for item in items]
    return say("reponse.demander_a", lieux=" ; ".join(places))


def spoke(reply: Reply, items: Sequence[Solution]) -> None:
    """Remember what was talked about."""
    ids = tuple(item.id for item in items)
    current = ids[0] if len(ids) == 1 else reply.state.current
    reply.state = reply.state.change(last=Last(of.ANSWER, ids), current=current)
