"""Buttons that only we can have made: what a button carries, signed, and read back when it is clicked."""

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import asdict, astuple, dataclass
from typing import Any


class Forged(Exception):
    """A context without our signature."""


@dataclass(frozen=True)
class Button:
    """One choice offered to one person; ``token`` is the gateway's and opaque."""

    channel_id: str
    root_id: str
    user_id: str
    direct: str
    """``1`` in a direct channel, else empty."""
    part: str
    """Which of our posts the button stands under (its ``orientation_answer``)."""
    token: str
    title: str


class Signer:
    """Signs and checks with one key."""

    def __init__(self, key: bytes) -> None:
        self._key = key

    def context(self, button: Button) -> dict[str, str]:
        """What the server keeps with the button and sends back at a click."""
        return {**asdict(button), "signature": self._signature(button)}

    def read(self, context: Any) -> Button:
        """The button of a click.

        Raises:
            Forged: a field or the signature isn't as we made it.
        """
        fields = Button.__dataclass_fields__
        if not isinstance(context, Mapping) or not all(isinstance(context.get(name), str) for name in fields):
            raise Forged
        button = Button(**{name: context[name] for name in fields})
        given = context.get("signature")
        if not isinstance(given, str) or not same(given, self._signature(button)):
            raise Forged
        return button

    def _signature(self, button: Button) -> str:
        # Lengths in front: no two buttons give the same bytes.
        raw = b"".join(len(part).to_bytes(4, "big") + part for part in map(_bytes, astuple(button)))
        return hmac.new(self._key, b"orientation-button" + raw, hashlib.sha256).hexdigest()


def same(left: str, right: str) -> bool:
    """Whether two secrets are equal, in a time that tells nothing."""
    return hmac.compare_digest(_bytes(left), _bytes(right))


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")
