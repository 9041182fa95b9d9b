"""Who speaks: the audience that a text plainly says ("je suis secrétaire de mairie", "on est un CCAS").

A text is read clause by clause. Each body or job that it mentions (``roles.yml``) gets a strength from the words
around it: how plainly they make it the author's own. What belongs to somebody else gets none.
"""

from bot.reading.role_attribution import NONE, strength
from bot.reading.role_mentions import OTHER, Mention, mentions
from bot.territory import population_said

_TOWN = ("commune", "habitant", OTHER)


def role_said(text: str) -> str | None:
    """The audience said, or None: precision first, a body that is only mentioned is not the person's."""
    found = mentions(text)
    best: Mention | None = None
    most = NONE
    for mention in found:
        plain = strength(mention)
        if plain > most or (best and plain == most and _more_particular(mention, best)):
            best, most = mention, plain
    if best is None and any(mention.kind == "commune" and mention.sort == "corps" for mention in found):
        return "commune" if _sized(text, found) else None
    return best.kind if best and best.kind != OTHER else None


def _more_particular(mention: Mention, best: Mention) -> bool:
    """Said as plainly: the CCAS rather than its town, the body rather than the trade ("médecin au département")."""
    if best.kind == OTHER:
        return best.sort == "metiers" and mention.kind not in _TOWN
    return mention.kind == "ccas" and best.kind == "commune" and best.sort == "corps"


def _sized(text: str, found: list[Mention]) -> bool:
    """A size said of one's place, which has a mairie, and no other body: "75 habitants, pas de wifi à la mairie"."""
    return all(mention.kind in _TOWN for mention in found) and population_said(text) is not None
