"""The sources asked for, read one after the other; a later one speaks last of what it speaks of.

Pages come first (a folder may be an old copy), then the API, then the table that the team keeps.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from bot.catalogue.sync.api import read_api
from bot.catalogue.sync.facts import ENDED, Phase, Product, Source, SourceError
from bot.catalogue.sync.fetching import MOST_BYTES, fetch
from bot.catalogue.sync.pages import read_pages
from bot.catalogue.sync.reading import say
from bot.catalogue.sync.tables import read_csv, read_grist


@dataclass(frozen=True)
class Asked:
    """Where to read: an address or a file for the API and the table, a folder for the pages; empty is not asked."""

    api: str = ""
    pages: str = ""
    table: str = ""
    table_key: str = ""


@dataclass
class Gathered:
    """All that the sources say, product by product."""

    products: dict[str, Product] = field(default_factory=dict)
    read: list[tuple[str, int]] = field(default_factory=list)
    """Each source with its number of products."""

    faults: list[str] = field(default_factory=list)
    unreadable: set[str] = field(default_factory=set)
    doubted: dict[str, Phase] = field(default_factory=dict)
    """Products that an earlier source says ended and a later one doesn't, with that end."""

    complete: bool = False
    """Whether one of the sources lists every product: else nothing can be said to be gone."""


def _bytes(place: str, label: str, key: str = "") -> bytes:
    if place.startswith(("http://", "https://")):
        return fetch(place, label, key)
    path = Path(place)
    try:
        if path.stat().st_size > MOST_BYTES:
            raise SourceError(say("source.enorme", source=label, limite=MOST_BYTES // 1_000_000))
        return path.read_bytes()
    except OSError:
        raise SourceError(say("source.fichier", source=label, fichier=place)) from None


def _sources(asked: Asked) -> Iterable[tuple[Source, bool]]:
    """Each source, and whether it lists every product."""
    if asked.pages:
        yield read_pages(Path(asked.pages), say("noms.pages")), True
    if asked.api:
        yield read_api(_bytes(asked.api, say("noms.api")), say("noms.api")), True
    if asked.table:
        label = say("noms.table")
        raw = _bytes(asked.table, label, asked.table_key)
        web = asked.table.startswith(("http://", "https://"))
        yield (read_grist if web else read_csv)(raw, label), False


def gather(asked: Asked, day: dt.date) -> Gathered:
    """Read every source asked for and put together what they say.

    Raises:
        SourceError: when one of them can't be read at all: half of the sources would mislead.
    """
    all_of_it = Gathered()
    for source, complete in _sources(asked):
        all_of_it.read.append((source.label, len(source.products)))
        all_of_it.faults += source.faults
        all_of_it.unreadable |= source.unreadable
        all_of_it.complete = all_of_it.complete or complete
        for key, product in source.products.items():
            _merge(all_of_it, key, product, day)
    return all_of_it


def _merge(gathered: Gathered, key: str, product: Product, day: dt.date) -> None:
    known = gathered.products.get(key)
    if known is None:
        gathered.products[key] = product
        return
    before, after = known.phase_on(day), product.phase_on(day)
    if product.phases and before and before.name in ENDED:
        gathered.doubted.pop(key, None)
        if not (after and after.name in ENDED):
            gathered.doubted[key] = before
    gathered.products[key] = known.completed_by(product)
