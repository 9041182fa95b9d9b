"""Questions that services' files don't answer, by service and kind, for the team: no word of the persons' is kept."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import text
from sqlalchemy.orm import Session

from bot.catalogue import queries
from bot.impact.unmet import wording

_QUERY = """SELECT solution, kind, SUM(visits_silent) AS visits, SUM(silent) AS silent, SUM(answered) AS answered,
        MIN(CASE WHEN silent > 0 THEN month END) AS first, MAX(CASE WHEN silent > 0 THEN month END) AS last
    FROM impact_questions WHERE people = 1 GROUP BY solution, kind HAVING SUM(silent) > 0"""


@dataclass(frozen=True)
class Silence:
    """What one file doesn't say, of one kind."""

    id: str
    """Of the service, whose file is ``data/catalogue/<id>.yml``."""
    name: str
    kind: str
    """What is asked, said."""
    silent: int
    answered: int
    """Questions of this kind on this service that its file did answer."""
    count: str
    """Conversations in which it was asked in vain, said."""
    months: str


def silences(session: Session) -> list[Silence]:
    """What is asked in vain, most often first."""
    names = queries.names(session)
    rows = session.execute(text(_QUERY)).all()
    found = [
        Silence(
            row.solution, names.get(row.solution, row.solution), wording.say(f"questions.{row.kind}"), int(row.silent),
            int(row.answered), wording.count(int(row.visits)), wording.months(row.first, row.last),
        )
        for row in rows
    ]  # fmt: skip
    return sorted(found, key=lambda item: (-item.silent, item.name.casefold(), item.kind))


def by_kind(found: Sequence[Silence]) -> list[tuple[str, int]]:
    """The same by kind alone: what many files lack."""
    totals: dict[str, int] = {}
    for item in found:
        totals[item.kind] = totals.get(item.kind, 0) + item.silent
    return sorted(totals.items(), key=lambda item: (-item[1], item[0]))
