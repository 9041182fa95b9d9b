"""Tables of the catalogue: what a conversation shows, filled from the files by :mod:`bot.catalogue.loading`."""

from sqlalchemy import Column, Date, DateTime, ForeignKey, Integer, String, Text

from bot.database import Base


class EntryRow(Base):
    """A solution or an investigation: what queries filter on, and the whole entry as its schema writes it."""

    __tablename__ = "catalogue_entry"

    id = Column(String(120), primary_key=True)
    kind = Column(String(20), nullable=False, index=True)
    status = Column(String(20))
    document = Column(Text, nullable=False)
    """JSON of the entry, its example needs left out: nothing of them is shown."""


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
