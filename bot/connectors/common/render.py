"""One renderer of a turn: the gateway's entries as plain text, Markdown and HTML, with the choices they offer.

The plain form of a payload is composed once, with the answer (``custom.text``, numbered already): the formatted forms
are that same text with names and headings in bold and links, so that no two channels say different things. Under a list
one line more says how to answer it, where nothing may be clicked. Numbers are the positions that the gateway gives (see
:mod:`bot.gateway.choices`): a digit means the same for both.
"""

import html
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any, Literal

from bot.connectors.common.html import clean
from bot.texts import texts

Kind = Literal["choice", "rank", "feedback", "action"]
_NUMBERED: Mapping[str, str] = {
    "question": "choices", "none": "ways_on", "detail": "next", "answer": "next", "relay": "choices",
    "themes": "groups", "solutions": "next",
}  # fmt: skip
_HEADED: Mapping[str, str] = {"detail": "sections", "relay": "items", "themes": "groups"}
"""Types of payload that have headings, and where their titles stand."""
_URL = re.compile(r"https?://[^\s<>\"«»]+")
_MAIL = re.compile(r"(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_LINKED = re.compile(f"{_URL.pattern}|{_MAIL.pattern}")
_CLOSING = ".,;:!?…)]}'’"
_MARK = "- "
"""How the plain text begins a line of a list."""
_NUMBER = re.compile(r"([1-9][0-9]?)\. (.+)")
_MARKDOWN = re.compile(r"([\\`*_{}\[\]<>#|~^$])")
_LINE_START = re.compile(r"^(\s*)([-+=]|\d+(?=[.)]))", re.MULTILINE)
_MENTION = re.compile(r"(?<![\w.+-])@(?=\w)")


@dataclass(frozen=True)
class Choice:
    """Something a person can pick."""

    number: int | None
    """As shown and as the gateway counts; feedback and a card's action have none."""
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
    """What is shown in bold behind its number."""
    headings: tuple[str, ...] = ()
    """What is shown in bold at the start of a line."""
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
    bold = (draft.names, draft.headings)
    return Message(text, _markdown(text, *bold), _html(text, *bold), draft.choices, draft.payload)


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
    listed = _positioned(_items(custom))
    choices = [Choice(place, _title(item), item["payload"]) for place, item in listed if _picks(item)]
    cards = _positioned(custom.get("solutions"))
    if cards:
        ranks = [Choice(position, _title(item), str(position), "rank") for position, item in cards]
        opened = [_opened(item) for _position, item in cards]
        opinions = [Choice(None, _title(one), one["payload"], "feedback") for one in _offered(custom.get("feedback"))]
        choices = [*ranks, *(one for one in opened if one), *choices, *opinions]
    text = f"{custom['text']}\n\n{texts(__file__).say('liste')}" if cards else custom["text"]
    names = tuple(_title(item) for _position, item in (*cards, *listed))
    return _Draft(text, names, _headings(custom), tuple(choices), custom)


def _items(custom: Mapping[str, Any]) -> list[Any]:
    """What a payload numbers, beside the services of a list."""
    found = custom.get(_NUMBERED.get(str(custom.get("type")), ""))
    if custom.get("type") == "themes":
        groups = [group for group in found if isinstance(group, dict)] if isinstance(found, list) else []
        return [item for group in groups for item in (group.get("choices") or [])]
    return found if isinstance(found, list) else []


def _offered(items: Any) -> list[Mapping[str, Any]]:
    """The items of a list that have a title and a payload."""
    return [item for item in (items if isinstance(items, list) else []) if isinstance(item, dict) and _picks(item)]


def _picks(item: Mapping[str, Any]) -> bool:
    """Whether it can be picked: a link can't."""
    return isinstance(item.get("payload"), str) and bool(_title(item))


def _opened(card: Mapping[str, Any]) -> Choice | None:
    """The first action of a card that goes on with the conversation: the service in full."""
    actions = _offered(card.get("actions"))
    if not actions:
        return None
    label = actions[0].get("label")
    return Choice(
        None, label if isinstance(label, str) and label else _title(actions[0]), actions[0]["payload"], "action"
    )


def _headings(custom: Mapping[str, Any]) -> tuple[str, ...]:
    """Titles of the parts of a payload, and the name of a service told in full."""
    key = _HEADED.get(str(custom.get("type")))
    parts = custom.get(key) if key else None
    titles = [_title(part) for part in parts if isinstance(part, dict)] if isinstance(parts, list) else []
    name = [_title(custom)] if key == "sections" else []
    return tuple(title for title in (*name, *titles) if title)


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
    return _Draft("\n".join(lines), tuple(one.title for one in choices), choices=tuple(choices))


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


def _split(line: str, names: Sequence[str], headings: Sequence[str]) -> tuple[str, str, str]:
    """A line in three: the mark of a list, what is shown in bold (its number and name, or its heading), the rest."""
    match = _NUMBER.fullmatch(line)
    name = next((name for name in sorted(names, key=len, reverse=True) if match and match[2].startswith(name)), None)
    if match is not None and name is not None:
        bold = f"{match[1]}. {name}"
        return "", bold, line[len(bold) :]
    rest = line.removeprefix(_MARK)
    heading = next((title for title in headings if _heads(rest, title)), None)
    return (line[: len(line) - len(rest)], heading, rest[len(heading) :]) if heading else ("", "", line)


def _heads(line: str, title: str) -> bool:
    """Whether a line is a heading, or begins with one."""
    return line.startswith(title) and line[len(title) :].strip()[:1] in ("", ":", "(")


def _list(run: Iterable[tuple[bool, str]]) -> str:
    return f"<ul>{''.join(f'<li>{one}</li>' for _, one in run)}</ul>"


def _html(text: str, names: Sequence[str], headings: Sequence[str] = ()) -> str:
    def linked(piece: str) -> str:
        parts = []
        for before, link in _pieces(piece):
            parts.append(html.escape(before, quote=False))
            if link:
                href = link if link.startswith("http") else f"mailto:{link}"
                parts.append(f'<a href="{html.escape(href)}">{html.escape(link, quote=False)}</a>')
        return "".join(parts)

    def line(words: str) -> tuple[bool, str]:
        mark, bold, rest = _split(words, names, headings)
        return bool(mark), (f"<strong>{html.escape(bold, quote=False)}</strong>" if bold else "") + linked(rest)

    def block(words: str) -> str:
        runs = groupby((line(one) for one in words.splitlines()), key=lambda one: one[0])
        return "".join(_list(run) if marked else f"<p>{'<br>'.join(one for _, one in run)}</p>" for marked, run in runs)

    return clean("".join(block(words) for words in re.split(r"\n\s*\n", text) if words.strip()))


def _markdown(text: str, names: Sequence[str], headings: Sequence[str] = ()) -> str:
    """No character of the text is markup, and nobody is notified by what it quotes."""

    def escaped(piece: str) -> str:
        return _MENTION.sub("@\u200b", _MARKDOWN.sub(r"\\\1", piece))

    def linked(piece: str) -> str:
        return "".join(escaped(before) + link for before, link in _pieces(piece))

    def line(words: str) -> str:
        mark, bold, rest = _split(words, names, headings)
        if bold:
            return f"{mark}**{escaped(bold)}**{linked(rest)}"
        return _LINE_START.sub(lambda found: _start(found[1], found[2]), linked(words))

    return "\n".join(line(words) for words in text.splitlines())


def _start(spaces: str, sign: str) -> str:
    """A line's first sign that would begin a list."""
    return f"{spaces}{sign}\\" if sign.isdigit() else f"{spaces}\\{sign}"
