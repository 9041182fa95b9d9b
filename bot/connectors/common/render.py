"""One renderer of a turn: the gateway's entries as plain text, Markdown and HTML, with the choices they offer.

The plain form of a payload is composed once, with the answer (``custom.text``, numbered already): the formatted forms
are that same text with names in bold and links, so that no two channels say different things. Numbers are the
positions that the gateway gives (see :mod:`bot.gateway.choices`): a digit means the same for both.
"""

import html
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from bot.connectors.common.html import clean
from bot.texts import texts

Kind = Literal["choice", "rank", "feedback"]
_NUMBERED: Mapping[str, str] = {
    "question": "choices", "none": "ways_on", "detail": "next", "answer": "next", "solutions": "solutions"
}  # fmt: skip
_URL = re.compile(r"https?://[^\s<>\"«»]+")
_MAIL = re.compile(r"(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_LINKED = re.compile(f"{_URL.pattern}|{_MAIL.pattern}")
_CLOSING = ".,;:!?…)]}'’"
_NUMBER = re.compile(r"([1-9][0-9]?)\. (.+)")
_MARKDOWN = re.compile(r"([\\`*_{}\[\]<>#|~^$])")
_LINE_START = re.compile(r"^(\s*)([-+=]|\d+(?=[.)]))", re.MULTILINE)
_MENTION = re.compile(r"(?<![\w.+-])@(?=\w)")


@dataclass(frozen=True)
class Choice:
    """Something a person can pick."""

    number: int | None
    """As shown and as the gateway counts; feedback has none."""
    title: str
    message: str
    """What to send to the gateway when it is picked: an opaque token, or the digit for a rank in a list."""
    kind: Kind = "choice"


@dataclass(frozen=True)
class Message:
    """One message to post."""

    plain: str
    markdown: str
    html: str
    choices: tuple[Choice, ...] = ()
    payload: Mapping[str, Any] | None = None
    """The ``custom`` it was made of, for channels that draw it."""


@dataclass(frozen=True)
class _Draft:
    text: str
    names: tuple[str, ...] = ()
    choices: tuple[Choice, ...] = ()
    payload: Mapping[str, Any] | None = None


def render(entries: Sequence[Mapping[str, Any]]) -> list[Message]:
    """The messages of a turn, in order; an entry that holds nothing to show gives none."""
    messages = []
    for place, entry in enumerate(entries):
        following = entries[place + 1] if place + 1 < len(entries) else {}
        draft = _of_payload(entry) if "custom" in entry else _of_text(entry, following)
        if draft is not None and draft.text.strip():
            messages.append(_finished(draft))
    return messages


def plain_message(text: str) -> Message:
    """A sentence of the connector's own."""
    return _finished(_Draft(text))


def _finished(draft: _Draft) -> Message:
    text = draft.text.strip()
    return Message(text, _markdown(text, draft.names), _html(text, draft.names), draft.choices, draft.payload)


def _positioned(items: Any) -> list[tuple[int, Mapping[str, Any]]]:
    """The items of a list that have a position and a title, with it."""
    return [
        (item["position"], item)
        for item in (items if isinstance(items, list) else [])
        if isinstance(item, dict) and isinstance(item.get("position"), int) and _title(item)
    ]


def _of_payload(entry: Mapping[str, Any]) -> _Draft | None:
    custom = entry["custom"]
    if not isinstance(custom, dict) or not isinstance(custom.get("text"), str):
        return None
    key = _NUMBERED.get(str(custom.get("type")))
    kind: Kind = "rank" if key == "solutions" else "choice"
    listed = _positioned(custom.get(key)) if key else []
    choices = [
        Choice(position, _title(item), str(position) if kind == "rank" else item["payload"], kind)
        for position, item in listed
        if kind == "rank" or isinstance(item.get("payload"), str)
    ]
    feedback = custom.get("feedback")
    for item in feedback if isinstance(feedback, list) else []:
        if isinstance(item, dict) and isinstance(item.get("payload"), str) and _title(item):
            choices.append(Choice(None, _title(item), item["payload"], "feedback"))
    return _Draft(custom["text"], tuple(_title(item) for _position, item in listed), tuple(choices), custom)


def _of_text(entry: Mapping[str, Any], following: Mapping[str, Any]) -> _Draft | None:
    text = entry.get("text")
    if not isinstance(text, str):
        return None
    custom = following.get("custom")
    if isinstance(custom, dict):
        if custom.get("text") == text:  # the plain form of what comes next
            return None
        if str(custom.get("type")) in _NUMBERED:
            return _Draft(text)
    lines, choices = text.rstrip().split("\n"), []
    for position, item in _positioned(entry.get("buttons")):
        title, payload, url = _title(item), item.get("payload"), item.get("url")
        shown = f"{title} : {url}" if isinstance(url, str) and url else title
        _number(lines, title, texts(__file__).say("choix", numero=position, titre=shown))
        if isinstance(payload, str):
            choices.append(Choice(position, title, payload))
    return _Draft("\n".join(lines), tuple(one.title for one in choices), tuple(choices))


def _number(lines: list[str], title: str, numbered: str) -> None:
    """Show a choice with its number: in its place where the text lists it already, else at the end."""
    bare = [line.strip() for line in lines]
    if title in bare:
        lines[bare.index(title)] = numbered
    elif numbered not in bare:
        lines.append(numbered)


def _title(item: Mapping[str, Any]) -> str:
    title = item.get("title") or item.get("name")
    return title.strip() if isinstance(title, str) else ""


def _pieces(text: str) -> Iterator[tuple[str, str]]:
    """The text cut at its links: pairs of what stands before and the link (empty for the last)."""
    position = 0
    for match in _LINKED.finditer(text):
        link = match.group().rstrip(_CLOSING)
        # A closing bracket that the address opened itself belongs to it.
        if link.count("(") > link.count(")"):
            link += ")"
        yield text[position : match.start()], link
        position = match.start() + len(link)
    yield text[position:], ""


def _split(line: str, names: Sequence[str]) -> tuple[str, str]:
    """A line's number and name, to be shown in bold, and the rest."""
    match = _NUMBER.fullmatch(line)
    name = next((name for name in sorted(names, key=len, reverse=True) if match and match[2].startswith(name)), None)
    if match is None or name is None:
        return "", line
    bold = f"{match[1]}. {name}"
    return bold, line[len(bold) :]


def _html(text: str, names: Sequence[str]) -> str:
    def linked(piece: str) -> str:
        parts = []
        for before, link in _pieces(piece):
            parts.append(html.escape(before, quote=False))
            if link:
                href = link if link.startswith("http") else f"mailto:{link}"
                parts.append(f'<a href="{html.escape(href)}">{html.escape(link, quote=False)}</a>')
        return "".join(parts)

    def line(words: str) -> str:
        bold, rest = _split(words, names)
        return (f"<strong>{html.escape(bold, quote=False)}</strong>" if bold else "") + linked(rest)

    blocks = [block for block in re.split(r"\n\s*\n", text) if block.strip()]
    return clean("".join(f"<p>{'<br>'.join(line(words) for words in block.splitlines())}</p>" for block in blocks))


def _markdown(text: str, names: Sequence[str]) -> str:
    """No character of the text is markup, and nobody is notified by what it quotes."""

    def escaped(piece: str) -> str:
        return _MENTION.sub("@\u200b", _MARKDOWN.sub(r"\\\1", piece))

    def linked(piece: str) -> str:
        return "".join(escaped(before) + link for before, link in _pieces(piece))

    def line(words: str) -> str:
        bold, rest = _split(words, names)
        if bold:
            return f"**{escaped(bold)}**{linked(rest)}"
        return _LINE_START.sub(lambda found: _start(found[1], found[2]), linked(words))

    return "\n".join(line(words) for words in text.splitlines())


def _start(spaces: str, sign: str) -> str:
    """A line's first sign that would begin a list."""
    return f"{spaces}{sign}\\" if sign.isdigit() else f"{spaces}\\{sign}"
