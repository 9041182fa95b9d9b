"""The groups as the page and the terminal show them, and what the team does with one. All calls block."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.catalogue import queries
from bot.evaluation.overlap import copies
from bot.gateway.masking import mask
from bot.gateway.models import MessageRow
from bot.impact.unmet import wording
from bot.impact.unmet.examples import Refused
from bot.impact.unmet.models import GroupRow, MemberRow
from bot.impact.unmet.reading import people_texts, read

LONGEST_TITLE = 160


@dataclass(frozen=True)
class Group:
    """A group, with the catalogue's names; ``texts`` are empty in a list."""

    id: int
    title: str | None
    name: str
    """The title, or what stands for it."""
    count: int
    needs: str
    """The count, said."""
    kinds: str
    sizes: str
    months: str
    nearest: list[tuple[str, str]]
    """Ids and names."""
    studies: list[tuple[str, str]]
    solution: tuple[str, str] | None
    """The solution that example needs were added to last."""
    texts: list[str]


def groups(session: Session, *, with_texts: bool = False) -> list[Group]:
    """Every group, those of most conversations first."""
    rows = session.scalars(select(GroupRow).order_by(GroupRow.needs.desc(), GroupRow.id)).all()
    names = queries.names(session)
    texts = _texts(session, [row.id for row in rows]) if with_texts else {}
    return [_shown(row, names, texts.get(row.id, [])) for row in rows]


def group(session: Session, key: int) -> Group | None:
    """One group with its texts that are still kept."""
    row = session.get(GroupRow, key)
    return _shown(row, queries.names(session), _texts(session, [key]).get(key, [])) if row else None


def solutions(session: Session) -> list[tuple[str, str]]:
    """Ids and names of the catalogue's solutions, by name."""
    found = ((item.id, item.name) for item in queries.all_solutions(session))
    return sorted(found, key=lambda item: item[1].casefold())


def set_title(session: Session, key: int, text: str) -> bool:
    """Title a group; False when it is there no more.

    Raises:
        Refused: not a title, or not the team's own words.
    """
    title = " ".join(text.split())
    if not 3 <= len(title) <= LONGEST_TITLE:
        raise Refused("titre_vide")
    if mask(title) != title:
        raise Refused("personnel")
    # Two or three words of a subject (« chats errants ») are everyone's; a sentence is somebody's.
    if copies([title], people_texts(session), short_may_equal=True):
        raise Refused("titre_copie")
    row = session.get(GroupRow, key)
    if row is None:
        return False
    row.title = title
    return True


def note_solution(session: Session, key: int, solution: str) -> None:
    """Remember which solution example needs were added to."""
    row = session.get(GroupRow, key)
    if row is not None:
        row.solution = solution


def _texts(session: Session, keys: Collection[int]) -> dict[int, list[str]]:
    """The needs of these groups, from the transcripts that are still there."""
    query: Any = (
        select(MemberRow.message_id, MemberRow.group_id, MessageRow.conversation_key)
        .join(MessageRow, MessageRow.id == MemberRow.message_id)
        .where(MemberRow.group_id.in_(list(keys)))
    )
    members = {message: (group_id, conversation) for message, group_id, conversation in session.execute(query)}
    found: dict[int, list[str]] = {}
    for need in read(session, {conversation for _, conversation in members.values()}):
        if need.id in members:
            found.setdefault(members[need.id][0], []).append(need.text)
    return found


def _shown(row: Any, names: dict[str, str], texts: list[str]) -> Group:
    def named(keys: Any) -> list[tuple[str, str]]:
        return [(key, names.get(key, key)) for key in keys]

    return Group(
        int(row.id), row.title, row.title or wording.say("sans_titre", numero=row.id),
        int(row.needs), wording.count(row.needs),
        wording.kinds(row.kinds), wording.sizes(row.sizes), wording.months(row.first_month, row.last_month),
        named(row.nearest), named(row.studies), named([row.solution])[0] if row.solution else None, texts,
    )  # fmt: skip
