"""A table that a team keeps: a CSV file, or the records of a Grist table; an empty cell says nothing."""

import csv
import datetime as dt
import io
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from bot.catalogue.sync import reading
from bot.catalogue.sync.api import MOST_PRODUCTS, document
from bot.catalogue.sync.facts import Product, Source, SourceError
from bot.catalogue.sync.reading import BadField, say
from bot.folding import fold
from bot.texts import texts


def read_csv(raw: bytes, label: str) -> Source:
    """The products of a CSV file, comma or semicolon, in UTF-8 or as French spreadsheets write it.

    Raises:
        SourceError: when it is no such file.
    """
    if raw.lstrip()[:1] == b"<":
        raise SourceError(say("source.html", source=label))
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = raw.decode("cp1252", errors="replace")
    first = text.partition("\n")[0]
    try:
        rows = list(csv.DictReader(io.StringIO(text), delimiter=";" if first.count(";") > first.count(",") else ","))
    except csv.Error:
        raise SourceError(say("source.csv", source=label)) from None
    return _read(rows, label)


def read_grist(raw: bytes, label: str) -> Source:
    """The products of a Grist table, as its API gives the records.

    Raises:
        SourceError: when it is no such answer.
    """
    whole = document(raw, label)
    records = whole.get("records") if isinstance(whole, dict) else None
    if not isinstance(records, list):
        raise SourceError(say("source.sans_lignes", source=label))
    fields = [record.get("fields") if isinstance(record, dict) else None for record in records]
    if not all(isinstance(row, dict) for row in fields):
        raise SourceError(say("source.sans_lignes", source=label))
    return _read([row for row in fields if isinstance(row, dict)], label)


def _read(rows: Sequence[Mapping[Any, Any]], label: str) -> Source:
    if len(rows) > MOST_PRODUCTS:
        raise SourceError(say("source.trop", source=label, nombre=len(rows), limite=MOST_PRODUCTS))
    source = Source(label)
    for rank, raw in enumerate(rows, 2):
        place = say("faute.ligne", rang=rank)
        row = _named(raw)
        if not any(row.values()):
            continue
        try:
            place = reading.id_of(row.get("id"))
            source.add(_product(place, row))
        except BadField as error:
            source.products.pop(place, None)
            source.set_aside(place, str(error))
    if not source.products and not source.faults:
        raise SourceError(say("source.vide", source=label))
    if not source.products and all(_named(raw).get("id") is None for raw in rows):
        raise SourceError(say("source.colonne", source=label))
    return source


def _named(raw: Mapping[Any, Any]) -> dict[str, Any]:
    """The row under our names of its columns; the others, and what is beyond the last column, are left out."""
    columns: dict[str, str] = texts(__file__).get("colonnes")
    found = {columns[fold(str(key)).strip()]: value for key, value in raw.items() if fold(str(key)).strip() in columns}
    return {key: value.strip() if isinstance(value, str) else value for key, value in found.items()}


def _product(key: str, row: Mapping[str, Any]) -> Product:
    phase = row.get("phase")
    return Product(
        key, reading.text_of(row, "name"),
        (reading.phase_of(phase, _grist_day(row.get("start"))),) if phase else (),
        _split(row, "incubators"), _split(row, "users"), reading.address_of(row, "site"),
        reading.address_of(row, "statistics"), reading.address_of(row, "code"), reading.mailbox_of(row, "contact"),
    )  # fmt: skip


def _grist_day(value: object) -> object:
    """Grist gives a day as seconds since 1970; other values are left as they are."""
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        try:
            return dt.datetime.fromtimestamp(value, dt.timezone.utc).date()
        except (OverflowError, ValueError, OSError):
            return str(value)
    return value


def _split(row: Mapping[str, Any], key: str) -> tuple[str, ...] | None:
    """A cell of several values: comma-separated, or a Grist list (which begins with the mark ``L``)."""
    value = row.get(key)
    if isinstance(value, list):
        return reading.words_of({key: value[1:] if value[:1] == ["L"] else value}, key)
    text = reading.text_of(row, key)
    return _parts(text.split(",")) if text else None


def _parts(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(part.strip() for part in values if part.strip())
