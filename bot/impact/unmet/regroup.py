"""The daily grouping: reads the transcripts, writes the tables that the page reads.

Groups that the team titled keep their members and take in what is near them. The others are made anew each time.
"""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from bot.gateway.models import MessageRow
from bot.impact.unmet.grouping import clusters, home, most_typical
from bot.impact.unmet.models import GroupRow, MemberRow
from bot.impact.unmet.nearness import Near, Nearness
from bot.impact.unmet.reading import Unmet, read
from bot.sentences.embedding import Vectors

MOST = 4_000
"""Needs that are grouped at once, the newest: their table of distances takes the square of it."""
TYPICAL = 5
"""Texts of a group that the ranker reads."""


@dataclass
class Draft:
    """A group to write: a titled one of the table, or a new one."""

    id: int | None
    new: list[Unmet] = field(default_factory=list)
    """Needs that aren't its members yet."""
    near: Near = field(default_factory=lambda: Near([], []))


def regroup(sessions: Any, mind: Nearness, now: dt.datetime) -> int:
    """Group what is unmet now; how many groups there are. Blocks, for a minute and more when there are many.

    Raises:
        SQLAlchemyError: the database doesn't answer.
    """
    with sessions() as session:
        found = read(session)[-MOST:]
        titles = {row.id: str(row.title) for row in session.scalars(_titled())}
        members = {row.message_id: int(row.group_id) for row in session.scalars(select(MemberRow))}
    drafts = draft(found, titles, {key: group for key, group in members.items() if group in titles}, mind)
    try:
        return _keep(sessions, drafts, now)
    except IntegrityError:  # a text was erased just now: what is still there is looked at again
        return _keep(sessions, drafts, now)


def draft(found: Sequence[Unmet], titles: dict[int, str], members: dict[int, int], mind: Nearness) -> list[Draft]:
    """The groups as they should be: pure, but for what ``mind`` is asked."""
    rows = mind.vectors([one.text for one in found])
    marks = dict(zip(titles, mind.vectors(list(titles.values()))))
    vectors = {key: [mark] for key, mark in marks.items()}
    texts: dict[int, list[str]] = defaultdict(list)
    free: list[int] = []
    for number, one in enumerate(found):
        if one.id in members:
            vectors[members[one.id]].append(rows[number])
            texts[members[one.id]].append(one.text)
        else:
            free.append(number)
    known = {key: np.vstack(group) for key, group in vectors.items()}
    drafts = {key: Draft(key) for key in titles}
    alone: list[int] = []
    for number in free:
        key = home(rows[number], known)
        if key is None:
            alone.append(number)
        else:
            drafts[key].new.append(found[number])
            texts[key].append(found[number].text)
    for key, one_draft in drafts.items():
        one_draft.near = mind.near([titles[key], *texts[key][-TYPICAL:]])
    return [*drafts.values(), *_made([found[number] for number in alone], rows[alone], mind)]


def _made(found: Sequence[Unmet], rows: Vectors, mind: Nearness) -> list[Draft]:
    """New groups."""
    result = []
    for group in clusters(rows):
        typical = [found[group[number]].text for number in most_typical(rows[group], TYPICAL)]
        result.append(Draft(None, [found[number] for number in group], mind.near(typical)))
    return result


def _keep(sessions: Any, drafts: Sequence[Draft], now: dt.datetime) -> int:
    with sessions.begin() as session:
        untitled = delete(GroupRow).where(GroupRow.title.is_(None))  # their members go with them
        session.execute(untitled.execution_options(synchronize_session=False))
        taken = set(session.scalars(select(MemberRow.message_id)))
        count = 0
        for one in drafts:
            new = _still_there(session, [need for need in one.new if need.id not in taken])
            count += _write(session, one, new, now)
        return count


def _still_there(session: Session, needs: Sequence[Unmet]) -> list[Unmet]:
    """Those whose text wasn't erased while the groups were made."""
    ids = [need.id for need in needs]
    kept = set(session.scalars(select(MessageRow.id).where(MessageRow.id.in_(ids)))) if ids else set()
    return [need for need in needs if need.id in kept]


def _write(session: Session, one: Draft, new: Sequence[Unmet], now: dt.datetime) -> int:
    """Write a group; 0 when nothing is left of it, or when it was taken away meanwhile."""
    row = session.get(GroupRow, one.id) if one.id is not None else None
    if row is None and (one.id is not None or not new):
        return 0
    if row is None:
        months = [need.month for need in new]
        row = GroupRow(needs=0, kinds={}, sizes={}, first_month=min(months), last_month=max(months))
        session.add(row)
    _count(row, _first_of_each(session, row, new))
    row.nearest, row.studies, row.grouped_at = one.near.solutions, one.near.studies, now
    session.flush()
    session.add_all(MemberRow(message_id=need.id, group_id=row.id) for need in new)
    session.flush()
    return 1


def _first_of_each(session: Session, row: Any, new: Sequence[Unmet]) -> list[Unmet]:
    """One need a conversation: somebody who says it again isn't a second one."""
    query = select(MessageRow.conversation_key).join(MemberRow, MemberRow.message_id == MessageRow.id)
    seen = set(session.scalars(query.where(MemberRow.group_id == row.id))) if row.id else set()
    result = []
    for need in new:
        if need.conversation not in seen:
            seen.add(need.conversation)
            result.append(need)
    return result


def _count(row: Any, new: Sequence[Unmet]) -> None:
    row.needs += len(new)
    row.kinds = dict(Counter(row.kinds) + Counter(need.kind for need in new))
    row.sizes = dict(Counter(row.sizes) + Counter(need.size or "" for need in new))
    months = [need.month for need in new]
    row.first_month = min([row.first_month, *months])
    row.last_month = max([row.last_month, *months])


def _titled() -> Any:
    return select(GroupRow).where(GroupRow.title.is_not(None))
