"""Counts from the views, by month and by group; no group of fewer than five conversations ever leaves here.

People's conversations alone are told by month, group and service; programs' are counted beside them.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from bot.catalogue import queries

SMALLEST = 5
"""Conversations in the smallest group that is shown, and opinions in the smallest rate of satisfaction."""
DIMENSIONS = ("channel", "theme", "audience", "size")
MONTHS = 13
"""Months that are shown: the last one beside the same of the year before."""
MOST_SERVICES = 10
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
        for item in fields(Counts):
            setattr(self, item.name, getattr(self, item.name) + getattr(other, item.name))

    @property
    def opinions(self) -> int:
        """Needs on which there is an opinion."""
        return self.useful + self.refused


@dataclass
class Month(Counts):
    """A month of people's conversations as a whole."""

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
    told: int = 0
    """Questions on a service that its file answered."""
    silent: int = 0
    """Questions on a service that its file didn't answer."""
    outcomes: dict[str, int] = field(default_factory=dict)
    """Needs by what they came to (the view's ``outcome``): their sum is ``needs``."""

    @property
    def few(self) -> bool:
        """Whether there are too few conversations for anything to be told of them."""
        return self.conversations < SMALLEST


@dataclass(frozen=True)
class Service:
    """A service of a month, and the conversations in which it was proposed and followed."""

    id: str
    name: str
    proposed: int
    followed: int


@dataclass
class Figures:
    """Everything that is shown, small groups put together already."""

    months: dict[str, Month] = field(default_factory=dict)
    """Oldest first."""
    groups: dict[str, dict[str, dict[str, Counts]]] = field(default_factory=dict)
    """Dimension -> month -> group."""
    reasons: dict[str, dict[str, int]] = field(default_factory=dict)
    """Month -> why lists were refused; no small number."""
    programs: dict[str, Counts] = field(default_factory=dict)
    """Month -> what programs did; only how many conversations when these are few."""
    proposed: dict[str, list[Service]] = field(default_factory=dict)
    """Month -> services that were proposed most; none in few conversations."""
    followed: dict[str, list[Service]] = field(default_factory=dict)
    """Month -> services that were followed most; none in few conversations."""
    since: dict[str, str] = field(default_factory=dict)
    """Kind -> the first month in which it was counted."""


_NEED = """COUNT(*) AS needs, SUM(listed) AS listed,
    SUM(CASE WHEN unanswered = 1 AND listed = 0 THEN 1 ELSE 0 END) AS unanswered, SUM(activated) AS activated,
    SUM(CASE WHEN refused = 0 THEN useful ELSE 0 END) AS useful, SUM(refused) AS refused"""
_OF_MONTHS = f"SELECT month, {_NEED} FROM impact_needs WHERE month >= :first AND people = :people GROUP BY month"
_OF_VISITS = """SELECT month, COUNT(*) AS conversations, SUM(CASE WHEN needs > 0 THEN 1 ELSE 0 END) AS with_need,
    SUM(listed) AS with_list, SUM(activated) AS active, SUM(CASE WHEN refused = 0 THEN useful ELSE 0 END) AS helped,
    SUM(CASE WHEN days > 1 THEN 1 ELSE 0 END) AS returned, SUM(relayed) AS relayed
    FROM impact_visits WHERE month >= :first AND people = :people GROUP BY month"""
_OF_QUESTIONS = """SELECT month, SUM(answered) AS told, SUM(silent) AS silent FROM impact_questions
    WHERE month >= :first AND people = :people GROUP BY month"""
_OF_RELAYS = "SELECT month, relays_answered AS answered FROM impact_months WHERE month >= :first"
_OF_PLACES = "SELECT month, COUNT(*) AS places FROM impact_place WHERE month >= :first GROUP BY month"
_OF_OUTCOMES = """SELECT month, outcome, COUNT(*) AS needs FROM impact_needs
    WHERE month >= :first AND people = 1 GROUP BY month, outcome"""
_OF_YEAR = (
    "SELECT COUNT(*) FROM (SELECT DISTINCT kind, code FROM impact_place WHERE month > :after AND month <= :last) p"
)
_OF_REASONS = """SELECT month, reason, COUNT(*) AS lists FROM impact_lists
    WHERE reason IS NOT NULL AND month >= :first AND people = 1 GROUP BY month, reason"""
_OF_SERVICES = """SELECT solution, month, visits_shown AS proposed, visits_followed AS followed FROM impact_solutions
    WHERE month >= :first AND people = 1"""


def figures(session: Session, last: str) -> Figures:
    """The figures of the months that end with ``last`` (``2026-10``)."""
    first = months_before(last, MONTHS - 1)
    result = Figures(since=_since(session))
    people, programs = _months(session, first, people=True), _months(session, first, people=False)
    # A month of very few conversations isn't shown; one of few people's, or programs', says no more than that.
    shown = {name for found in (people, programs) for name, month in found.items() if not month.few}
    for name in sorted(shown):
        result.months[name] = _told(people.get(name, Month()))
        result.programs[name] = _told(programs.get(name, Month()))
        bounds = {"after": months_before(name, 12), "last": name}
        result.months[name].places_year = int(session.execute(text(_OF_YEAR), bounds).scalar_one())
    told = {name for name, month in result.months.items() if not month.few}
    for dimension in DIMENSIONS:
        counted = _groups(session, dimension, first)
        result.groups[dimension] = {name: together(counted.get(name, {})) for name in told}
    for row in session.execute(text(_OF_REASONS), {"first": first}):
        if row.lists >= SMALLEST and row.month in told:
            result.reasons.setdefault(row.month, {})[row.reason] = int(row.lists)
    _services(session, first, result)
    return result


def _told(month: Month) -> Month:
    return Month(conversations=month.conversations) if month.few else month


def _since(session: Session) -> dict[str, str]:
    return {row.kind: row.month for row in session.execute(text("SELECT kind, month FROM impact_since"))}


def _months(session: Session, first: str, *, people: bool) -> dict[str, Month]:
    """Every month since the first, oldest first."""
    found: dict[str, Month] = {}
    known = {"first": first, "people": int(people)}
    alone = (_OF_RELAYS, _OF_PLACES) if people else ()
    for query in (_OF_VISITS, _OF_MONTHS, _OF_QUESTIONS, *alone):
        for row in session.execute(text(query), known):
            values = dict(row._mapping)
            month = found.setdefault(values.pop("month"), Month())
            for name, value in values.items():
                setattr(month, name, int(value or 0))
    if people:
        for row in session.execute(text(_OF_OUTCOMES), known):
            found[row.month].outcomes[row.outcome] = int(row.needs)
    return dict(sorted(found.items()))


def _groups(session: Session, dimension: str, first: str) -> dict[str, dict[str, Counts]]:
    query = text(
        f"SELECT month, COALESCE({dimension}, '') AS name, COUNT(DISTINCT visit) AS conversations, {_NEED}, "
        f"SUM(relayed) AS relayed FROM impact_needs WHERE month >= :first AND people = 1 "
        f"GROUP BY month, COALESCE({dimension}, '')"
    )
    found: dict[str, dict[str, Counts]] = defaultdict(dict)
    for row in session.execute(query, {"first": first}):
        values: dict[str, Any] = dict(row._mapping)
        counts = {item.name: int(values[item.name] or 0) for item in fields(Counts)}
        found[row.month][row.name] = Counts(**counts)
    return found


def _services(session: Session, first: str, result: Figures) -> None:
    """The services that were proposed and followed most, by month."""
    names = queries.names(session)
    found: dict[str, list[Service]] = defaultdict(list)
    for row in session.execute(text(_OF_SERVICES), {"first": first}):
        item = Service(row.solution, names.get(row.solution, row.solution), int(row.proposed), int(row.followed))
        found[row.month].append(item)
    for month, services in found.items():
        if month not in result.months or result.months[month].few:
            continue
        for kind in ("proposed", "followed"):
            ordered = sorted(services, key=lambda item: (-getattr(item, kind), item.name))  # noqa: B023
            shown = [item for item in ordered if getattr(item, kind) >= SMALLEST]
            getattr(result, kind)[month] = shown[:MOST_SERVICES]


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
