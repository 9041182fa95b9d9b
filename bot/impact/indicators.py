"""The seven indicators that beta.gouv asks for, the five stages of AARRI, and the key results.

Nothing here is read from how sure the ranking was: what counts is what people did and said.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Optional

from bot.impact.declared import Declared, Okr
from bot.impact.figures import SMALLEST, Month, months_before
from bot.impact.wording import count, number, opinion, origin, percent, plain, say, share


@dataclass(frozen=True)
class Indicator:
    """A value with what it means; ``known`` is False for « non mesuré »."""

    key: str
    title: str
    value: str
    definition: str
    detail: str = ""
    known: bool = True


@dataclass(frozen=True)
class Progress:
    """A key result: where it starts, stands and should be."""

    title: str
    value: str
    """What it is, or why it isn't known."""
    start: str
    target: str
    percent: Optional[int]


def _indicator(group: str, key: str, value: Optional[str], detail: str = "", *, known: bool = True) -> Indicator:
    """``value``: None is what nobody measures; one that is too small to be told is ``known`` to be so only."""
    said = say("non_mesure") if value is None else value
    title, definition = say(f"{group}.{key}.titre"), say(f"{group}.{key}.definition")
    return Indicator(key, title, said, definition, detail, known and value is not None)


def _declared(group: str, key: str, value: Optional[float], **values: Callable[[float], str]) -> Optional[str]:
    write = values.get("write", plain)
    return None if value is None else say(f"{group}.{key}.valeur", valeur=write(value))


def seven(months: Mapping[str, Month], last: str, declared: Declared) -> list[Indicator]:
    """The seven, in the order in which beta.gouv lists them."""
    month, budget = months[last], declared.budget_annuel.valeur
    cost = None if budget is None else budget / month.conversations
    return [
        _indicator("indicateurs", "facilite_usage",
                   _declared("indicateurs", "facilite_usage", declared.facilite_usage.valeur),
                   origin(declared.facilite_usage)),
        _indicator("indicateurs", "utilisateurs", count(month.conversations), _over_a_year(months, last)),
        _indicator("indicateurs", "transactions", count(month.listed)),
        _penetration(month, declared),
        _indicator("indicateurs", "satisfaction", opinion(month.useful, month.opinions),
                   say("indicateurs.satisfaction.detail", nombre=count(month.opinions)),
                   known=month.opinions >= SMALLEST),
        _indicator("indicateurs", "impact", _declared("indicateurs", "impact", declared.impact.valeur),
                   origin(declared.impact)),
        _indicator("indicateurs", "cout", _declared("indicateurs", "cout", cost, write=lambda value: number(value, 2)),
                   origin(declared.budget_annuel)),
    ]  # fmt: skip


def _over_a_year(months: Mapping[str, Month], last: str) -> str:
    before = months.get(months_before(last, 12))
    if before is None:
        return say("indicateurs.utilisateurs.sans_recul")
    change = round(100 * (months[last].conversations / before.conversations - 1))
    key = "hausse" if change > 0 else "baisse" if change < 0 else "stable"
    return say(f"indicateurs.utilisateurs.{key}", valeur=number(abs(change)))


def _penetration(month: Month, declared: Declared) -> Indicator:
    target, said = declared.collectivites_visees.valeur, count(month.places_year)
    if not target:
        return _indicator("indicateurs", "penetration", None, say("indicateurs.penetration.detail", nombre=said))
    enough = month.places_year >= SMALLEST
    value = say("part", valeur=number(100 * month.places_year / target, 1)) if enough else count(month.places_year)
    detail = say("indicateurs.penetration.detail_cible", nombre=said, cible=number(target))
    detail = f"{detail} {origin(declared.collectivites_visees)}"
    return _indicator("indicateurs", "penetration", value, detail, known=enough)


def aarri(month: Month, declared: Declared) -> list[Indicator]:
    """The five stages."""
    active, back = share(month.active, month.conversations), share(month.returned, month.conversations)
    return [
        _indicator("aarri", "acquisition", count(month.conversations)),
        _indicator("aarri", "activation", percent(active), count(month.active)),
        _indicator("aarri", "retention", percent(back), count(month.returned)),
        _indicator("aarri", "recommandation",
                   _declared("aarri", "recommandation", declared.recommandation.valeur),
                   origin(declared.recommandation)),
        _indicator("aarri", "impact", _declared("aarri", "impact", declared.impact.valeur), origin(declared.impact)),
    ]  # fmt: skip


def measures(month: Month) -> dict[str, Optional[float]]:
    """What key results may be read in; None for what is too few to be told."""

    def few(value: int) -> Optional[float]:
        return value if value >= SMALLEST or not value else None

    return {
        "conversations": month.conversations, "besoins": few(month.needs), "besoins_utiles": few(month.useful),
        "activation": share(month.active, month.conversations),
        "satisfaction": share(month.useful, month.opinions),
        "sans_reponse": share(month.unanswered, month.needs),
        "retour": share(month.returned, month.conversations),
        "collectivites": few(month.places_year),
        "relais_repondus": share(min(month.answered, month.relayed), month.relayed),
    }  # fmt: skip


def key_results(month: Month, okr: Okr) -> list[tuple[str, list[Progress]]]:
    """Each objective with the progress of its key results."""
    known = measures(month)
    return [
        (
            objective.titre,
            [
                _progress(result.titre, result.unite, known.get(result.mesure) if result.mesure else result.valeur,
                          result.depart, result.cible, result.progress,
                          say("peu", nombre=SMALLEST) if result.mesure else say("non_mesure"))
                for result in objective.resultats
            ],
        )
        for objective in okr.objectifs
    ]  # fmt: skip


def _progress(
    title: str, unit: str, value: Optional[float], start: float, target: float,
    progress: Callable[[Optional[float]], Optional[int]], unknown: str,
) -> Progress:  # fmt: skip
    def said(amount: float) -> str:
        return f"{plain(round(amount, 1))}\u00a0{unit}".strip()

    return Progress(title, unknown if value is None else said(value), said(start), said(target), progress(value))
