"""When two addresses are the same place, and whose a mailbox is."""

import re
from typing import Literal
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from bot.folding import fold
from bot.texts import texts

Owner = Literal["shared", "person", "unsure"]


def _without_tracking(query: str) -> str:
    return urlencode([(key, value) for key, value in parse_qsl(query) if not key.startswith(("utm_", "mtm_", "pk_"))])


def clean(address: str) -> str:
    """The address without what only counts visits."""
    parts = urlsplit(address)
    return urlunsplit(parts._replace(query=_without_tracking(parts.query))) if parts.query else address


def same_place(one: str | None, other: str | None) -> bool:
    """Whether two addresses lead to the same page: scheme, case of the host and last slash aside."""
    return _key(one) == _key(other)


def _key(address: str | None) -> str | None:
    if address is None:
        return None
    try:
        parts = urlsplit(address.strip())
    except ValueError:
        return address
    return urlunsplit(
        ("", parts.netloc.lower(), parts.path.rstrip("/"), _without_tracking(parts.query), parts.fragment)
    )


def owner(mailbox: str, *about: str) -> Owner:
    """Whose a mailbox is, as far as its form tells: a service's when it names what it is for, or the product.

    ``about``: id and name of the product. Only a mailbox that is surely shared may enter a file.
    """
    local, _, domain = fold(mailbox).partition("@")
    if domain in texts(__file__).get("boites.particuliers"):
        return "person"
    words = [word for word in re.split(r"[^a-z]+", local) if word]
    own = {word for text in about for word in re.split(r"[^a-z]+", fold(text)) if len(word) > 3}
    joined = re.sub(r"[^a-z]", "", " ".join(fold(text) for text in about))
    service, opening = texts(__file__).get("boites.services"), tuple(texts(__file__).get("boites.debuts"))
    glued = re.sub(r"[^a-z]", "", local)
    for_service = any(word in service or word.startswith(opening) for word in words)
    if for_service or own & set(words) or (len(glued) > 3 and glued in joined):
        return "shared"
    return "person" if len(words) > 1 and "." in local else "unsure"
