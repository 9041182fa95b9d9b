"""The public API of beta.gouv.fr (JSON, v2.7): every product with its phases, links and contact, not its users."""

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from bot.catalogue.sync import reading
from bot.catalogue.sync.facts import Product, Source, SourceError
from bot.catalogue.sync.reading import BadField, say

MOST_PRODUCTS = 20_000
"""Thirty times what the source holds: beyond, it is something else."""

_MADE_UP_STATISTICS = "/stats"
"""The API adds it to a product's link when its page only says that statistics exist."""


def document(raw: bytes, label: str) -> Any:
    """The JSON of a source's bytes.

    Raises:
        SourceError: not JSON, with where it stops being so.
    """
    if raw.lstrip()[:1] == b"<":
        raise SourceError(say("source.html", source=label))
    try:
        return json.loads(raw.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise SourceError(say("source.codage", source=label)) from None
    except json.JSONDecodeError as error:
        raise SourceError(say("source.json", source=label, ligne=error.lineno, colonne=error.colno)) from None
    except (RecursionError, ValueError):
        raise SourceError(say("source.emboite", source=label)) from None


def read_api(raw: bytes, label: str) -> Source:
    """The products of an answer of the API; one that can't be read is set aside with its reason.

    Raises:
        SourceError: when nothing of it can be used.
    """
    whole = document(raw, label)
    items = whole.get("data") if isinstance(whole, dict) else None
    if not isinstance(items, list):
        raise SourceError(say("source.sans_liste", source=label))
    if len(items) > MOST_PRODUCTS:
        raise SourceError(say("source.trop", source=label, nombre=len(items), limite=MOST_PRODUCTS))
    source = Source(label)
    for rank, item in enumerate(items, 1):
        _add(source, item, rank)
    if not source.products:
        raise SourceError(say("source.vide", source=label))
    return source


def _add(source: Source, item: Any, rank: int) -> None:
    place = say("faute.rang", rang=rank)
    try:
        if not isinstance(item, dict):
            raise BadField(say("faute.type", champ="data", attendu=reading.kind({}), trouve=reading.kind(item)))
        place = reading.id_of(item.get("id"))
        source.add(_product(place, item))
    except BadField as error:
        source.products.pop(place, None)
        source.set_aside(place, str(error))


def _product(key: str, item: Mapping[str, Any]) -> Product:
    raw = reading.typed(item, "attributes", dict)
    if raw is None:
        raise BadField(say("faute.absent", champ="attributes"))
    product = Product(
        key, reading.required(reading.text_of(raw, "name"), "name"), reading.phases_of(raw), _incubators(item), None,
        reading.address_of(raw, "link"), reading.address_of(raw, "stats_url"), reading.address_of(raw, "repository"),
        reading.mailbox_of(raw, "contact"), reading.words_of(raw, "thematiques"), reading.words_of(raw, "sponsors"),
    )  # fmt: skip
    made_up = product.site and product.statistics == product.site.rstrip("/") + _MADE_UP_STATISTICS
    return replace(product, statistics=None) if made_up else product


def _incubators(item: Mapping[str, Any]) -> tuple[str, ...] | None:
    relations = reading.typed(item, "relationships", dict) or {}
    main = reading.typed(reading.typed(relations, "incubator", dict) or {}, "data", dict)
    others = reading.typed(reading.typed(relations, "incubators", dict) or {}, "data", list) or []
    named = [one.get("id") for one in [main, *others] if isinstance(one, dict)]
    found = dict.fromkeys(name for name in named if isinstance(name, str))
    return tuple(found) or None
