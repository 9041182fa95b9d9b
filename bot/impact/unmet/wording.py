"""The groups as the team reads them."""

from collections.abc import Mapping, Sequence

from bot.impact.sizes import ALL
from bot.impact.wording import month_name
from bot.impact.wording import say as say_statistics
from bot.texts import texts

KINDS = ("aucun", "refus", "ne_repond_pas", "taille", "deja_connu", "information_fausse", "avis")
"""Order in which they are said."""


def say(key: str, /, **values: object) -> str:
    """A sentence of this package."""
    return texts(__file__).say(key, **values)


def count(number: int) -> str:
    """How many conversations."""
    return say("nombre.un" if number == 1 else "nombre.plusieurs", nombre=number)


def kinds(counted: Mapping[str, int]) -> str:
    """What went wrong, and how often."""
    said = [(say(f"raisons.{name}"), counted[name]) for name in KINDS if counted.get(name)]
    return _joined(said)


def sizes(counted: Mapping[str, int]) -> str:
    """Sizes of the territories, smallest first, those that weren't said last."""
    said = [(say_statistics(f"tailles.{name}"), counted[name]) for name in ALL if counted.get(name)]
    if counted.get(""):
        said.append((say("taille_inconnue"), counted[""]))
    return _joined(said)


def _joined(said: Sequence[tuple[str, int]]) -> str:
    return ", ".join(say("compte", nom=name, nombre=number) for name, number in said)


def months(first: str, last: str) -> str:
    """When."""
    if first == last:
        return month_name(first)
    return say("periode", debut=month_name(first), fin=month_name(last))
