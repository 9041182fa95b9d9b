"""Reading one message: the body's form, its bounds, and the cleaning that every channel needs."""

import json
import math
import re
import unicodedata
from dataclasses import dataclass
from typing import Any, NoReturn

from bot.gateway.masking import mask
from bot.gateway.refusals import Refusal

MAX_CHARACTERS = 4_000
"""Of a message, as received."""
MAX_BODY = 65_536
"""Bytes of a request: 4,000 characters written as JSON escapes, and metadata."""
MAX_NAME = 255
"""Characters of a sender or of a message id."""
MAX_METADATA = 8_000
"""Characters of the metadata as JSON."""
MAX_DEPTH = 6
"""Levels of the metadata."""
WIDGET_CHANNEL = "widget"
"""Name of the widget's channel, as Rasa is told."""

_ENDLESS = re.compile(r"\S{60}(?=\S)")
_TERRITORY = re.compile(r"(?:(?:commune|epci|departement|region):)?[0-9AB]{2,9}")
_CHANNEL = re.compile(r"[A-Za-z0-9_-]{1,40}")
_KEPT_CONTROLS = frozenset("\n\t\u200d")
"""New line and tabulation are part of a text; the zero-width joiner holds emoji together."""


@dataclass(frozen=True)
class Incoming:
    """A message whose form is right. ``text`` is clean but not masked: it must not be stored nor sent as it is."""

    sender: str
    text: str
    message_id: str | None = None
    channel: str | None = None
    metadata: dict[str, Any] | None = None
    """Masked already."""


def clean(text: str) -> str:
    """The text composed (NFC), without control or invisible characters, lone surrogates and outer spaces."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    text = "".join(char for char in text if char in _KEPT_CONTROLS or unicodedata.category(char) not in _DROPPED)
    return unicodedata.normalize("NFC", text).strip().strip("\u200d").strip()


_DROPPED = frozenset({"Cc", "Cf", "Cs", "Cn"})


def as_text(text: str) -> str:
    """A text that Rasa can't take for a command: leading "/" and spaces are cut off (Rasa strips spaces itself)."""
    start = 0
    while start < len(text) and (text[start] in "/\u200d" or text[start].isspace()):
        start += 1
    return text[start:]


def breakable(text: str) -> str:
    """The text with a space in its endless words: tokenizers take a time that grows with the square of a word."""
    return _ENDLESS.sub(r"\g<0> ", text)


def _masked(value: Any, depth: int = 0) -> Any:
    """Metadata with its texts masked.

    Raises:
        Refusal: deeper than :data:`MAX_DEPTH`, or longer than :data:`MAX_METADATA` once composed.
    """
    if depth > MAX_DEPTH:
        raise Refusal(400, "missing_field")
    if isinstance(value, dict):
        return {_masked_text(key): _masked(item, depth + 1) for key, item in value.items()}
    if isinstance(value, list):
        return [_masked(item, depth + 1) for item in value]
    return _masked_text(value) if isinstance(value, str) else value


def _masked_text(text: str) -> str:
    cleaned = clean(text)
    if len(cleaned) > MAX_METADATA:  # composing may lengthen a text threefold
        raise Refusal(400, "missing_field")
    return mask(cleaned)


def _no_constant(_name: str) -> NoReturn:
    raise ValueError("NaN and Infinity are no JSON")


def _finite(digits: str) -> float:
    """A number; 1e999 would be read as infinity, which no JSON can say."""
    number = float(digits)
    if not math.isfinite(number):
        raise ValueError("a number out of bounds")
    return number


def _name(value: Any, *, required: bool) -> str | None:
    """An identifier of the caller's: opaque, so only its length and its encoding are checked."""
    if value is None and not required:
        return None
    if not isinstance(value, str) or not value.strip() or len(value) > MAX_NAME or "\x00" in value:
        raise Refusal(400, "missing_field")
    if any(unicodedata.category(char) == "Cs" for char in value):
        raise Refusal(400, "missing_field")
    return value


def _metadata(value: Any) -> dict[str, Any] | None:
    if value is None:
        return None
    if not isinstance(value, dict) or len(json.dumps(value)) > MAX_METADATA:
        raise Refusal(400, "missing_field")
    masked: dict[str, Any] = _masked(value)
    return masked


def read_object(body: bytes) -> dict[str, Any]:
    """A request's body as a JSON object.

    Raises:
        Refusal: 400 broken JSON, or something else than an object.
    """
    try:
        data = json.loads(body, parse_constant=_no_constant, parse_float=_finite)
    except (ValueError, RecursionError):
        raise Refusal(400, "bad_json") from None
    if not isinstance(data, dict):
        raise Refusal(400, "bad_json")
    return data


def read_text(message: Any) -> str:
    """What a person wrote, clean.

    Raises:
        Refusal: 400 no text, 413 too long, 422 nothing left once cleaned.
    """
    if not isinstance(message, str):
        raise Refusal(400, "missing_field")
    if len(message) > MAX_CHARACTERS:
        raise Refusal(413, "too_long")
    text = as_text(clean(message))
    if len(text) > MAX_CHARACTERS:  # composing lengthens some characters
        raise Refusal(413, "too_long")
    if not text:
        raise Refusal(422, "empty")
    return text


def parse_widget(body: bytes, conversation: str) -> Incoming:
    """A request's body as a message of the widget: ``{"message", "message_id", "territory"?}``.

    ``territory`` is the code of the territory that the site is of ("18279", "region:53"); the dialogue reads it as long
    as the person has named none.

    Raises:
        Refusal: as :func:`parse`.
    """
    data = read_object(body)
    message_id = _name(data.get("message_id"), required=True)
    territory = data.get("territory")
    if territory is not None and not (isinstance(territory, str) and _TERRITORY.fullmatch(territory)):
        raise Refusal(400, "missing_field")
    metadata = {"territory": territory} if territory else None
    return Incoming(conversation, read_text(data.get("message")), message_id, WIDGET_CHANNEL, metadata)


def parse(body: bytes) -> Incoming:
    """A request's body as a message.

    Raises:
        Refusal: 400 broken JSON or a field missing or of the wrong form, 413 too long, 422 nothing left once cleaned.
    """
    data = read_object(body)
    sender = _name(data.get("sender"), required=True)
    channel = data.get("input_channel")
    if sender is None:
        raise Refusal(400, "missing_field")
    if channel is not None and not (isinstance(channel, str) and _CHANNEL.fullmatch(channel)):
        raise Refusal(400, "missing_field")
    message_id = _name(data.get("message_id"), required=False)
    text = read_text(data.get("message"))
    return Incoming(sender, text, message_id, channel, _metadata(data.get("metadata")))
