"""Tables of the catalogue: what a conversation shows, filled from the files by :mod:`bot.catalogue.loading`."""

from typing import Any

from sqlalchemy import JSON, Boolean, Column, Date, DateTime, ForeignKey, Integer, String, Text
from sqlalchemy.orm import relationship

from bot.database import Base


class EntryRow(Base):
    """A solution or an investigation."""

    __tablename__ = "catalogue_entry"

    id = Column(String(120), primary_key=True)
    kind = Column(String(20), nullable=False, index=True)
    name = Column(String(300), nullable=False)
    programme = Column(String(20))
    phase = Column(String(30), nullable=False)
    status = Column(String(20))
    status_note = Column(Text)
    summary = Column(Text, nullable=False)
    details = Column(Text)
    min_population = Column(Integer)
    max_population = Column(Integer)
    territories = Column(JSON, nullable=False)
    conditions = Column(Text)
    free = Column(Boolean)
    cost = Column(Text)
    getting_started = Column(Text)
    prerequisites = Column(Text)
    usage = Column(Text)
    usage_date = Column(String(7))
    accompaniment = Column(Text)
    operator = Column(Text)
    contact_email = Column(String(200))
    contact_url = Column(String(500))
    site = Column(String(500))
    statistics = Column(String(500))
    code = Column(String(500))
    source = Column(String(500), nullable=False)
    questions = Column(JSON, nullable=False)
    ended = Column(String(7))
    problem = Column(Text)
    lesson = Column(Text)
    studied_with = Column(Text)
    snapshot = Column(Date, nullable=False)

    audiences: Any = relationship(
        "AudienceRow", cascade="all, delete-orphan", lazy="selectin", order_by="AudienceRow.rank"
    )
    themes: Any = relationship("ThemeRow", cascade="all, delete-orphan", lazy="selectin", order_by="ThemeRow.rank")


class AudienceRow(Base):
    """One audience of an entry; ``rank`` keeps the file's order."""

    __tablename__ = "catalogue_audience"

    entry_id = Column(String(120), ForeignKey("catalogue_entry.id", ondelete="CASCADE"), primary_key=True)
    audience = Column(String(20), primary_key=True)
    rank = Column(Integer, nullable=False)


class ThemeRow(Base):
    """One theme of an entry."""

    __tablename__ = "catalogue_theme"

    entry_id = Column(String(120), ForeignKey("catalogue_entry.id", ondelete="CASCADE"), primary_key=True)
    theme = Column(String(40), primary_key=True, index=True)
    rank = Column(Integer, nullable=False)


class VersionRow(Base):
    """The one row that says which files the tables come from, and when they were loaded."""

    __tablename__ = "catalogue_version"

    id = Column(Integer, primary_key=True)
    version = Column(String(12), nullable=False)
    loaded_at = Column(DateTime, nullable=False)


class OverrideRow(Base):
    """A dated decision that stands until the entry's file says the same (:mod:`bot.catalogue.overrides`)."""

    __tablename__ = "catalogue_override"

    entry_id = Column(String(120), primary_key=True)
    state = Column(String(4), nullable=False)
    ended = Column(Date, nullable=False)
    decided_at = Column(DateTime, nullable=False)
