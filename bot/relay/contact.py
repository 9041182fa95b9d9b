"""Reading the one contact detail: an e-mail address or a French phone number, alone or in a few words around it."""

import re
from dataclasses import dataclass
from functools import lru_cache

from bot.folding import fold
from bot.texts import texts

EMAIL, PHONE = "courriel", "telephone"

_LABEL = r"[^\W_](?:[^\W_]|-){0,62}"
_SIGNS = r"[\w!#$%&'*+/=?^`{|}~-]"
_EMAIL = re.compile(
    rf"(?<![\w.!#$%&'*+/=?^`{{|}}~-])(?:mailto:)?<?(?P<local>{_SIGNS}+(?:\.{_SIGNS}+)*)"
    rf"@(?P<domain>{_LABEL}(?:\.{_LABEL})+)>?"
)
_GAP = r"[ .\-/\u00a0\u202f\u2009]?"
_PHONE = re.compile(
    r"(?<![\w+])(?:(?:\+|00)(?P<country>33|262|590|594|596|508|681|687|689)" + _GAP + r"(?:\(0\))?" + _GAP + r"|0)"
    r"(?P<digits>[1-9](?:" + _GAP + r"\d){5,8})(?!\w)"
)
_ABROAD_LENGTHS = {"33": (9,), "508": (6,), "681": (6,), "687": (6,), "689": (6, 8)}
"""Digits after the country's code; nine where nothing is said."""
_LONGEST_LOCAL, _LONGEST = 64, 254
_LONGEST_MESSAGE = 400


@dataclass(frozen=True)
class Contact:
    """A contact detail that somebody can be reached at."""

    means: str
    value: str

    def __repr__(self) -> str:
        """Never the detail itself: a representation ends up in logs."""
        return f"Contact({self.means})"


def read(text: str) -> Contact | None:
    """The contact detail that a message gives; None for an ordinary message, even one that holds an address."""
    if len(text) > _LONGEST_MESSAGE:
        return None
    for find in (_email, _phone):
        found = find(text)
        if found and _only_filler(text[: found[1]] + " " + text[found[2] :]):
            return found[0]
    return None


def _email(text: str) -> tuple[Contact, int, int] | None:
    match = _EMAIL.search(text)
    if not match or not match["local"].isascii() or len(match["local"]) > _LONGEST_LOCAL:
        return None
    try:
        domain = match["domain"].lower().encode("idna").decode("ascii")
    except UnicodeError:
        return None
    value = f"{match['local']}@{domain}"
    if len(value) > _LONGEST or not re.fullmatch(r"[a-z]{2,}|xn--[a-z0-9-]+", domain.rpartition(".")[2]):
        return None
    return Contact(EMAIL, value), *match.span()


def _phone(text: str) -> tuple[Contact, int, int] | None:
    match = _PHONE.search(text)
    if not match:
        return None
    digits, country = re.sub(r"\D", "", match["digits"]), match["country"]
    if len(digits) not in _ABROAD_LENGTHS.get(country or "33", (9,)):
        return None
    if country in (None, "33"):
        value = " ".join(("0" + digits)[start : start + 2] for start in range(0, 10, 2))
    else:
        value = f"+{country} {digits}"
    return Contact(PHONE, value), *match.span()


@lru_cache(maxsize=1)
def _filler() -> frozenset[str]:
    return frozenset(fold(str(texts(__file__).get("contact.mots"))).split())


def _only_filler(rest: str) -> bool:
    """Whether what stands around says nothing of its own (« mon adresse : …, merci »), or is a second detail."""
    rest = _PHONE.sub(" ", _EMAIL.sub(" ", rest))
    return all(word in _filler() for word in re.findall(r"\w+", fold(rest)))
