"""Territories by code, their name as said to people, and what lies within what."""

from typing import cast, get_args

from bot.folding import fold
from bot.territory.gazetteer import gazetteer
from bot.territory.model import Kind, Territory
from bot.texts import texts


def by_code(kind: Kind, code: str) -> Territory | None:
    """The territory of a kind that bears a code (INSEE's, SIREN for an EPCI), or nothing."""
    return gazetteer().by_code(kind, code.strip().upper()) if kind in get_args(Kind) else None


def label(territory: Territory) -> str:
    """The territory as said to people: "Vierzon (Cher)", "l'Allier", "la région Bretagne"."""
    say = texts(__file__)
    if territory.kind == "region":
        return say.say("label.region", name=territory.name)
    if territory.kind == "departement":
        return say.say("label.departement", article=_article(territory), name=territory.name)
    home = by_code("departement", territory.departement) if territory.departement else None
    if home is None or home.name == territory.name:
        return territory.name
    return say.say("label.within", name=territory.name, departement=home.name)


def _article(territory: Territory) -> str:
    """The article before a département's name, with its space; « la » or its elision unless the texts say."""
    articles = texts(__file__).get("articles")
    for article, codes in articles["exceptions"].items():
        if territory.code in codes:
            return "" if article == "none" else f"{article} "
    return str(articles["elided" if fold(territory.name)[0] in "aeiouy" or territory.code == "34" else "usual"])


def inside(territory: Territory, kind_code: str) -> bool:
    """Whether a territory is, or lies within, ``kind:code`` ("departement:62", "region:53", "epci:…", "commune:…").

    An EPCI counts where most of its people live. A région that is one département lies within it (overseas).

    Raises:
        ValueError: when the kind is unknown or the code is missing.
    """
    kind, _, code = kind_code.partition(":")
    code = code.strip().upper()
    if kind not in get_args(Kind) or not code:
        raise ValueError(f"{kind_code!r}: expected commune:, epci:, departement: or region: and a code")
    if territory.kind == kind:
        return territory.code == code
    if kind == "departement" and territory.kind == "region":
        return [area.code for area in _departements_of(territory.code)] == [code]
    return kind != "commune" and getattr(territory, cast(Kind, kind)) == code


def _departements_of(region: str) -> list[Territory]:
    return [area for area in gazetteer().areas if area.kind == "departement" and area.region == region]
