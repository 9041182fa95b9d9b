"""What corrects the place that is known: « non, le Cher », « plutôt le département », « le Cher, pas Bourges ».

What is said of a place replaces the place known, but for one case: a département or a région said after a commune that
lies in it only tells more of that commune (« dans le Cher », after Bourges). Here is how a person says that it doesn't.
"""

import re

from bot.folding import fold
from bot.territory.agreement import inside_area
from bot.territory.describe import by_code
from bot.territory.model import Kind, Territory
from bot.territory.resolve import resolve

MOST_WORDS = 7
"""Words beside the correction with which a text still says nothing but a place."""

_CORRECTS = (
    r"(?:non|plut[oô]t|pardon|erreur|en fait|en r[ée]alit[ée]|je voula(?:is|it) dire|je (?:me )?suis tromp[ée]e?|"
    r"je me trompe|d[ée]sol[ée]e?|correction)"
)
_OPENS = re.compile(rf"^\W*(?:(?:ah|oh|euh|ben|mais)\W+)*(?:{_CORRECTS}(?![\w’'])\W*)+", re.IGNORECASE)
_RATHER = re.compile(r"\bplut[oô]t\b(?! que)", re.IGNORECASE)
_NAME = r"[A-ZÉÈÎ][^\s,.;:!?]*(?:[- ][A-ZÉÈÎ][^\s,.;:!?]*)*"
_NOT_THAT = re.compile(
    rf"[,;]?\s*\b(?:[Mm]ais |[Ee]t )?(?:[Pp]as|[Pp]lut[oô]t que)\s+(?:[àa] |de |d['’]|la |le |l['’])*"
    rf"(?:commune|ville|mairie|{_NAME})\s*(?:,|\bmais\b)?"
)
_AREA = re.compile(
    r"(?:c'? ?est|ce serait|je suis|nous sommes|on est|pour|dans|a|au|le|du|la|de|notre|mon|ma|tout|toute|l'ensemble|"
    r"[ ,'])*\b(departement|region)(?: enti\w+)?\W*"
)
_AREAS: dict[str, Kind] = {"departement": "departement", "region": "region"}


def correction(text: str, known: Territory) -> Territory | None:
    """The territory that a text puts in the place of the one known; None when it corrects nothing.

    The name must be typed rightly. In small letters it is an ordinary word (« plutôt le lot », « plutôt cher »), unless
    it has its article and what is known lies there.
    """
    rest = _beside(text)
    if rest is None or len(rest.split()) > MOST_WORDS:
        return None
    area = _AREA.fullmatch(fold(rest).strip())
    if area:
        kind = _AREAS[area[1]]
        code = known.departement if kind == "departement" else known.region
        return by_code(kind, code) if code else None
    said = resolve(rest, asked=True)
    place = said.territory
    return place if place and said.stated and _named(rest, place, known) else None


def _beside(text: str) -> str | None:
    """What stands beside the words that correct; None when none does."""
    left = _RATHER.sub(" ", _NOT_THAT.sub(" ", _OPENS.sub("", text)))
    return left.strip() if left != text and left.strip() else None


def _named(text: str, place: Territory, known: Territory) -> bool:
    """Whether a text names a territory plainly enough to put it in the place of the one known."""
    name = r"\W+".join(re.findall(r"\w+", fold(place.name)))
    # Folded letter by letter, so that the positions are those of what was typed.
    plain = "".join(fold(letter)[:1] or " " for letter in text)
    found = re.search(rf"(\b(?:l[ae]s?|l['’]|du|au|aux|des)\s*)?\b{name}\b", plain)
    if found is None:
        return False
    start = found.end(1) if found[1] else found.start()
    return text[start].isupper() or found[1] is not None and inside_area(known, place)
