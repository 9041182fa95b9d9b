"""Who may use what: the ineligible are left out before anything is decided."""

from dataclasses import dataclass

from bot.catalogue.schema import Audience, Eligibility, Solution
from bot.territory import Territory, inside

_LOCAL: frozenset[Audience] = frozenset({"commune", "epci", "departement", "region", "ccas", "syndicat"})
"""Local bodies: a service made for one of them is often open to another; its file says, the list shows."""

UNLISTED = 0.5
"""A solution that doesn't name the person's kind of body, but a kindred one, keeps this share of its odds."""


@dataclass(frozen=True)
class Conditions:
    """For whom a solution is, as its file says."""

    audiences: frozenset[Audience]
    rules: Eligibility

    @classmethod
    def of(cls, solution: Solution) -> "Conditions":
        """Those of a solution."""
        return cls(frozenset(solution.audiences), solution.eligibility)


def audience_share(conditions: Conditions, audience: Audience | None) -> float:
    """1 when it is for this audience (or the audience is unknown), less when kindred, 0 when it is not for it."""
    if audience is None or audience in conditions.audiences:
        return 1.0
    if audience in _LOCAL and _LOCAL & conditions.audiences:
        return UNLISTED
    return 0.0


def open_to(conditions: Conditions, territory: Territory | None, population: int | None) -> bool:
    """False only when the file's conditions exclude for sure: unknown never excludes."""
    rules = conditions.rules
    if territory and rules.territories and not any(inside(territory, code) for code in rules.territories):
        return False
    if population is None:
        return True
    too_small = rules.min_population is not None and population < rules.min_population
    too_big = rules.max_population is not None and population > rules.max_population
    return not (too_small or too_big)


def eligible_share(
    conditions: Conditions, audience: Audience | None, territory: Territory | None, population: int | None
) -> float:
    """Share of its odds that a solution keeps for this person: 0 leaves it out."""
    return audience_share(conditions, audience) if open_to(conditions, territory, population) else 0.0
