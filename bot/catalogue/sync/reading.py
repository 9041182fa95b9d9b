"""Fields of a source, checked one by one: a value that can't be is said in one French line, never guessed."""

import datetime as dt
import html
import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from bot.catalogue.sync.facts import PHASES, Phase
from bot.folding import fold
from bot.texts import texts

NAME_CHARACTERS, ADDRESS_CHARACTERS, LIST_ITEMS = 300, 500, 200
"""What the catalogue's tables hold; a longer value is no name and no address."""

_ID = re.compile(r"^\w[\w.-]{0,119}$")
_ADDRESS = re.compile(r"^https?://[^\s/?#]+[^\s]*$")
_MAILBOX = re.compile(r"^[\w.+-]+@[\w-]+(\.[\w-]+)+$")


class BadField(ValueError):
    """A field that can't be used; the message is French and complete."""


def say(key: str, /, **values: object) -> str:
    """A sentence of this package."""
    return texts(__file__).say(key, **values)


def shown(value: object) -> str:
    """A value as a fault quotes it: one short line."""
    text = " ".join(str(value).split())
    return text if len(text) <= 60 else text[:60] + "…"


def kind(value: object) -> str:
    """A value's type, in words."""
    return str(texts(__file__).get("types").get(type(value).__name__, type(value).__name__))


def typed(raw: Mapping[str, Any], key: str, wanted: type) -> Any:
    """A value of this type, or None when it is absent.

    Raises:
        BadField: for another type.
    """
    value = raw.get(key)
    if value is None or isinstance(value, wanted):
        return value
    raise BadField(say("faute.type", champ=key, attendu=kind(wanted()), trouve=kind(value)))


def text_of(raw: Mapping[str, Any], key: str, limit: int = NAME_CHARACTERS) -> str | None:
    """A line of text; empty is None.

    Raises:
        BadField: not a text, too long, or with characters that no text has.
    """
    value = typed(raw, key, str)
    if value is None:
        return None
    value = html.unescape(value).strip()
    if len(value) > limit:
        raise BadField(say("faute.long", champ=key, nombre=len(value), limite=limit))
    if not value.isprintable():
        raise BadField(say("faute.caracteres", champ=key))
    return value or None


def id_of(value: object) -> str:
    """A product's id, safe as a file's name.

    Raises:
        BadField: when it can't be one.
    """
    if not isinstance(value, str) or not _ID.match(value):
        raise BadField(say("faute.identifiant", valeur=shown(value)))
    return value


def address_of(raw: Mapping[str, Any], key: str) -> str | None:
    """A web address; what is relative to the source's own site is no address.

    Raises:
        BadField: when it is none.
    """
    value = text_of(raw, key, ADDRESS_CHARACTERS)
    if value is None or value.startswith("/"):
        return None
    try:
        if _ADDRESS.match(value) and urlsplit(value).hostname:
            return value
    except ValueError:
        pass
    raise BadField(say("faute.adresse", champ=key, valeur=shown(value)))


def mailbox_of(raw: Mapping[str, Any], key: str) -> str | None:
    """An e-mail address.

    Raises:
        BadField: when it is none (the value is not quoted: it may be a person's).
    """
    value = text_of(raw, key, 200)
    if value is not None and not _MAILBOX.match(value):
        raise BadField(say("faute.courriel", champ=key))
    return value


def words_of(raw: Mapping[str, Any], key: str) -> tuple[str, ...] | None:
    """A list of short texts.

    Raises:
        BadField: not a list, too long, or with something else in it.
    """
    values = typed(raw, key, list)
    if values is None:
        return None
    if len(values) > LIST_ITEMS:
        raise BadField(say("faute.liste", champ=key, nombre=len(values), limite=LIST_ITEMS))
    return tuple(item for item in (text_of({key: value}, key) for value in values) if item)


def day_of(value: object, key: str) -> dt.date | None:
    """A day, written YYYY-MM-DD or already a date; empty is None.

    Raises:
        BadField: when it is none.
    """
    if value in (None, ""):
        return None
    if isinstance(value, dt.date):
        return value.date() if isinstance(value, dt.datetime) else value
    try:
        return dt.date.fromisoformat(str(value).strip()[:10])
    except ValueError:
        raise BadField(say("faute.date", champ=key, valeur=shown(value))) from None


def phase_of(name: object, start: object) -> Phase:
    """A phase by its name in the source, accents and capitals aside.

    Raises:
        BadField: for a phase that the catalogue doesn't know.
    """
    if not isinstance(name, str):
        raise BadField(say("faute.type", champ="phases.name", attendu=kind(""), trouve=kind(name)))
    known = fold(name).strip().replace(" ", "-")
    if known not in PHASES:
        raise BadField(say("faute.phase", valeur=shown(name)))
    return Phase(known, day_of(start, "phases.start"))


def phases_of(raw: Mapping[str, Any]) -> tuple[Phase, ...]:
    """The phases of a product, in the source's order.

    Raises:
        BadField: when there is none, or one is wrong.
    """
    values = typed(raw, "phases", list)
    if not values:
        raise BadField(say("faute.absent", champ="phases"))
    found = []
    for value in values[:LIST_ITEMS]:
        if not isinstance(value, dict):
            raise BadField(say("faute.type", champ="phases", attendu=kind({}), trouve=kind(value)))
        phase = phase_of(value.get("name"), value.get("start"))
        if phase.start is None:
            raise BadField(say("faute.absent", champ="phases.start"))
        found.append(phase)
    return tuple(found)


def required(value: str | None, key: str) -> str:
    """A value that a product can't do without.

    Raises:
        BadField: when it is absent.
    """
    if value is None:
        raise BadField(say("faute.absent", champ=key))
    return value
