"""Numbers and names as the page says them."""

from typing import Optional

from bot.catalogue.files import themes
from bot.impact.declared import Value
from bot.impact.figures import OTHERS, SMALLEST, UNKNOWN
from bot.texts import texts


def say(key: str, /, **values: object) -> str:
    """A sentence of this package."""
    return texts(__file__).say(key, **values)


def number(value: float, digits: int = 0) -> str:
    """In French: a comma, and thousands apart (narrow no-break space)."""
    return f"{value:,.{digits}f}".replace(",", "\u202f").replace(".", ",")


def plain(value: float) -> str:
    """Without needless decimals."""
    return number(value, 0 if value == round(value) else 1)


def count(value: int) -> str:
    """A number of people's doings; few are not told apart."""
    return say("peu", nombre=SMALLEST) if 0 < value < SMALLEST else number(value)


def share(part: int, whole: int) -> Optional[float]:
    """In percent; None of too few."""
    return 100 * part / whole if whole >= SMALLEST else None


def percent(value: Optional[float]) -> str:
    """A share as said; None is of too few to be one."""
    return say("peu", nombre=SMALLEST) if value is None else say("part", valeur=number(value))


def opinion(useful: int, opinions: int) -> str:
    """The share of good opinions, or that there are none, or too few."""
    if not opinions:
        return say("sans_avis")
    rate = share(useful, opinions)
    return say("peu_avis", nombre=SMALLEST) if rate is None else percent(rate)


def month_name(month: str) -> str:
    """« octobre 2026 »."""
    year, index = month.split("-")
    return f"{texts(__file__).get('mois')[int(index) - 1]} {year}"


def group_name(dimension: str, name: str) -> str:
    """A group as people call it."""
    if name in (UNKNOWN, OTHERS):
        return say("groupes.non_dit" if name == UNKNOWN else "groupes.autres")
    names = {"channel": "canaux", "audience": "types", "size": "tailles"}
    labels = themes() if dimension == "theme" else texts(__file__).get(names[dimension])
    return str(labels.get(name, name))


def origin(value: Value) -> str:
    """Where a declared value comes from."""
    if value.valeur is None:
        return ""
    if not value.date:
        return say("sans_date")
    return say("declare", date=month_name(value.date), source=value.source or say("source_inconnue"))
