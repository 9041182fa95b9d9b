"""HTML kept by allow-list: what isn't on the list is shown as text or dropped."""

import html
import re
from html.parser import HTMLParser

TAGS = frozenset({"a", "b", "blockquote", "br", "code", "del", "em", "i", "li", "ol", "p", "pre", "strong", "u", "ul"})
"""Of what Matrix clients show, what an answer needs."""
_VOID = frozenset({"br"})
_SILENT = frozenset({"script", "style", "mx-reply", "head", "title", "iframe", "svg", "math", "template", "noscript"})
"""Their content goes with them."""
_LINK = re.compile(r"(?:https?://|mailto:)[^\s\x00-\x1f]+", re.IGNORECASE)
_DEEPEST = 32


class _Cleaner(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.open: list[str] = []
        self.silent: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _SILENT:
            self.silent.append(tag)
        if self.silent or tag not in TAGS or len(self.open) >= _DEEPEST:
            return
        self.parts.append(f"<{tag}{_kept(tag, attrs)}>")
        if tag not in _VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _VOID and not self.silent:
            self.parts.append(f"<{tag}>")

    def handle_endtag(self, tag: str) -> None:
        if tag in self.silent:
            while self.silent.pop() != tag:
                pass
        elif not self.silent and tag in self.open:
            while True:
                last = self.open.pop()
                self.parts.append(f"</{last}>")
                if last == tag:
                    return

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.parts.append(html.escape(data, quote=False))


def _kept(tag: str, attrs: list[tuple[str, str | None]]) -> str:
    """Only a link's address, when it is the web's or a mailbox's."""
    if tag != "a":
        return ""
    address = next((value for name, value in attrs if name == "href" and value), "").strip()
    return f' href="{html.escape(address)}"' if _LINK.fullmatch(address) else ""


def clean(text: str) -> str:
    """The HTML with every tag closed and nothing but :data:`TAGS`, links of the web and of mailboxes."""
    cleaner = _Cleaner()
    cleaner.feed(text)
    cleaner.close()
    return "".join(cleaner.parts) + "".join(f"</{tag}>" for tag in reversed(cleaner.open))


def as_text(text: str) -> str:
    """The words of a piece of HTML, without its tags and without what it quotes."""
    cleaned = re.sub(r"<br>|</p>|</li>", "\n", clean(text))
    return html.unescape(re.sub(r"<[^>]*>", "", cleaned)).strip()
