"""Counts from the views, by month and by group; no group of fewer than five conversations ever leaves here."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

SMALLEST = 5
"""Conversations in the smallest group that is shown, and opinions in the smallest rate of satisfaction."""
DIMENSIONS = ("channel", "theme", "audience", "size")
MONTHS = 13
"""Months that are shown: the last one beside the same of the year before."""
UNKNOWN, OTHERS = "", "*"
"""Groups of what wasn't said, and of those that are too small to be shown alone."""


@dataclass
class Counts:
    """What is counted of a month or of a group."""

    conversations: int = 0
    needs: int = 0
    listed: int = 0
    unanswered: int = 0
    activated: int = 0
    useful: int = 0
    refused: int = 0
    relayed: int = 0

    def add(self, other: "Counts") -> None:
        """Take another's counts in."""
        for item in fields(self):
            setattr(self, item.name, getattr(self, item.name) + getattr(other, item.name))

    @property
    def opinions(self) -> int:
        """Needs on which there is an opinion."""
        return self.useful + self.refused


@dataclass
class Month(Counts):
    """A month as a whole."""

    with_need: int = 0
    """Conversations with a need."""
    with_list: int = 0
    active: int = 0
    """Conversations that went on to a service or to somebody."""
    helped: int = 0
    """Conversations in which a list was said to help."""
    returned: int = 0
    """Conversations that were taken up again another day."""
    answered: int = 0
    """Relays that were answered."""
    places: int = 0
    """Distinct territories."""
    places_year: int = 0
    """Distinct territories of the twelve months that end with this one."""


@dataclass
class Figures:
    """Everything that is shown, small groups put together already."""

    months: dict[str, Month] = field(default_factory=dict)
    """Oldest first."""
    groups: dict[str, dict[str, dict[str, Counts]]] = field(default_factory=dict)
    """Dimension -> month -> group."""
    reasons: dict[str, dict[str, int]] = field(default_factory=dict)
    """Month -> why lists were refused; no small number."""


_NEED = """COUNT(*) AS needs, SUM(listed) AS listed,
    SUM(CASE WHEN unanswered = 1 AND listed = 0 THEN 1 ELSE 0 END) AS unanswered, SUM(activated) AS activated,
    SUM(CASE WHEN refused = 0 THEN useful ELSE 0 END) AS useful, SUM(refused) AS refused, SUM(relayed) AS relayed"""
_OF_MONTHS = f"SELECT month, {_NEED} FROM impact_needs WHERE month >= :first GROUP BY month"
_OF_VISITS = """SELECT month, COUNT(*) AS conversations, SUM(CASE WHEN needs > 0 THEN 1 ELSE 0 END) AS with_need,
    SUM(listed) AS with_list, SUM(activated) AS active, SUM(CASE WHEN refused = 0 THEN useful ELSE 0 END) AS helped,
    SUM(CASE WHEN days > 1 THEN 1 ELSE 0 END) AS returned
    FROM impact_visits WHERE month >= :first GROUP BY month"""
_OF_RELAYS = (
    "SELECT month, relays_asked AS relayed, relays_answered AS answered FROM impact_months WHERE month >= :first"
)
_OF_PLACES = "SELECT month, COUNT(*) AS places FROM impact_place WHERE month >= :first GROUP BY month"
_OF_YEAR = (
    "SELECT COUNT(*) FROM (SELECT DISTINCT kind, code FROM impact_place WHERE month > :after AND month <= :last) p"
)
_OF_REASONS = """SELECT month, reason, COUNT(*) AS lists FROM impact_lists
    WHERE reason IS NOT NULL AND month >= :first GROUP BY month, reason"""


def figures(session: Session, last: str) -> Figures:
    """The figures of the months that end with ``last`` (``2026-10``)."""
    first = months_before(last, MONTHS - 1)
    result = Figures()
    # A month of very few conversations isn't shown.
    found = _months(session, first)
    result.months = {name: month for name, month in found.items() if month.conversations >= SMALLEST}
    for name, month in result.months.items():
        bounds = {"after": months_before(name, 12), "last": name}
        month.places_year = int(session.execute(text(_OF_YEAR), bounds).scalar_one())
    for dimension in DIMENSIONS:
        counted = _groups(session, dimension, first)
        result.groups[dimension] = {name: together(counted.get(name, {})) for name in result.months}
    for row in session.execute(text(_OF_REASONS), {"first": first}):
        if row.lists >= SMALLEST and row.month in result.months:
            result.reasons.setdefault(row.month, {})[row.reason] = int(row.lists)
    return result


def _months(session: Session, first: str) -> dict[str, Month]:
    """Every month since the first, oldest first."""
    found: dict[str, Month] = {}
    for query in (_OF_VISITS, _OF_MONTHS, _OF_RELAYS, _OF_PLACES):
        for row in session.execute(text(query), {"first": first}):
            values = dict(row._mapping)
            month = found.setdefault(values.pop("month"), Month())
            for name, value in values.items():
                setattr(month, name, int(value or 0))
    return dict(sorted(found.items()))


def _groups(session: Session, dimension: str, first: str) -> dict[str, dict[str, Counts]]:
    query = text(
        f"SELECT month, COALESCE({dimension}, '') AS name, COUNT(DISTINCT visit) AS conversations, {_NEED} "
        f"FROM impact_needs WHERE month >= :first GROUP BY month, COALESCE({dimension}, '')"
    )
    found: dict[str, dict[str, Counts]] = defaultdict(dict)
    for row in session.execute(query, {"first": first}):
        values: dict[str, Any] = dict(row._mapping)
        counts = {item.name: int(values[item.name] or 0) for item in fields(Counts)}
        found[row.month][row.name] = Counts(**counts)
    return found


def together(groups: Mapping[str, Counts]) -> dict[str, Counts]:
    """Groups, largest first, the small ones in one.

    That one is never small either: it takes the next smallest in until it isn't, since what is left out could be
    found by taking the others from the whole. Nothing is shown when all of them are not enough.
    """
    ordered = sorted(groups.items(), key=lambda item: (-item[1].conversations, item[0]))
    shown = [(name, counts) for name, counts in ordered if counts.conversations >= SMALLEST]
    rest = [counts for _, counts in ordered[len(shown) :]]
    while rest and sum(counts.conversations for counts in rest) < SMALLEST and shown:
        rest.append(shown.pop()[1])
    result = dict(shown)
    if rest and sum(counts.conversations for counts in rest) >= SMALLEST:
        result[OTHERS] = _sum(rest)
    return result


def _sum(parts: Sequence[Counts]) -> Counts:
    whole = Counts()
    for part in parts:
        whole.add(part)
    return whole


def months_before(month: str, count: int) -> str:
    """The month that comes so many before."""
    year, number = map(int, month.split("-"))
    index = year * 12 + number - 1 - count
    return f"{index // 12:04d}-{index % 12 + 1:02d}"
