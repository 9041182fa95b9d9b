"""Who may use what: the ineligible are left out before anything is decided."""

from bot.catalogue.schema import Audience, Solution
from bot.territory import Territory, inside

_LOCAL: frozenset[Audience] = frozenset({"commune", "epci", "departement", "region", "ccas", "syndicat"})
"""Local bodies: a service made for one of them is often open to another; its file says, the list shows."""

UNLISTED = 0.5
"""A solution that doesn't name the person's kind of body, but a kindred one, keeps this share of its odds."""


def audience_share(solution: Solution, audience: Audience | None) -> float:
    """1 when the solution is for this audience (or it is unknown), less when kindred, 0 when it is not for it."""
    if audience is None or audience in solution.audiences:
        return 1.0
    if audience in _LOCAL and _LOCAL & set(solution.audiences):
        return UNLISTED
    return 0.0


def open_to(solution: Solution, territory: Territory | None, population: int | None) -> bool:
    """False only when the file's conditions exclude for sure: unknown never excludes."""
    rules = solution.eligibility
    if territory and rules.territories and not any(inside(territory, code) for code in rules.territories):
        return False
    if population is None:
        return True
    too_small = rules.min_population is not None and population < rules.min_population
    too_big = rules.max_population is not None and population > rules.max_population
    return not (too_small or too_big)


def eligible_share(
    solution: Solution, audience: Audience | None, territory: Territory | None, population: int | None
) -> float:
    """Share of its odds that a solution keeps for this person: 0 leaves it out."""
    return audience_share(solution, audience) if open_to(solution, territory, population) else 0.0
