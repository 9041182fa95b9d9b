"""Tables of the groups. Neither holds a text of people: members point at lines of transcripts, and go with them."""

from sqlalchemy import JSON, Column, DateTime, ForeignKey, Index, Integer, String

from bot.database import Base


class GroupRow(Base):
    """Needs that mean the same. With a title it outlives the texts; without one it is made anew by each grouping."""

    __tablename__ = "unmet_group"
    # An id is never given twice: a page that was opened before a grouping must not title another group.
    __table_args__ = {"sqlite_autoincrement": True}

    id = Column(Integer, primary_key=True)
    title = Column(String(160))
    """Written by the team, which rewrites: never a person's sentence."""
    needs = Column(Integer, nullable=False)
    """Conversations that it was in, erased ones included once there is a title."""
    kinds = Column(JSON, nullable=False)
    """How many by what went wrong (see :mod:`bot.impact.unmet.reading`)."""
    sizes = Column(JSON, nullable=False)
    """How many by class of population; an empty name for those that didn't say."""
    nearest = Column(JSON, nullable=False)
    """Ids of the nearest solutions, best first."""
    studies = Column(JSON, nullable=False)
    """Ids of the investigations that looked at it."""
    first_month = Column(String(7), nullable=False)
    last_month = Column(String(7), nullable=False)
    solution = Column(String(120))
    """The solution that example needs were added to last."""
    grouped_at = Column(DateTime, nullable=False)


class MemberRow(Base):
    """A need of a group: the transcript's line with its (bad) answer. Erasing the line erases this."""

    __tablename__ = "unmet_member"
    __table_args__ = (Index("ix_unmet_member_group", "group_id"),)

    message_id = Column(Integer, ForeignKey("gateway_message.id", ondelete="CASCADE"), primary_key=True)
    group_id = Column(Integer, ForeignKey("unmet_group.id", ondelete="CASCADE"), nullable=False)
