"""Finding the one contact detail of a message: an e-mail address or a phone number, French, overseas or foreign."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import phonenumbers

from bot.folding import fold
from bot.gateway.masked_numbers import accounts, nirs, phones
from bot.texts import texts

EMAIL, PHONE = "courriel", "telephone"

_LABEL = r"[^\W_](?:[^\W_]|-){0,62}"
_SIGNS = r"[\w!#$%&'*+/=?^`{|}~-]"
_EMAIL = re.compile(
    rf"(?<![\w.!#$%&'*+/=?^`{{|}}~-])(?:mailto:)?<?(?P<local>{_SIGNS}+(?:\.{_SIGNS}+)*)"
    rf"[ \u00a0]{{0,2}}@[ \u00a0]{{0,2}}(?P<domain>{_LABEL}(?:\.{_LABEL})+)>?"
)
_LONGEST_LOCAL, _LONGEST = 64, 254

_REGIONS = ("FR", "RE", "GP", "MQ", "GF", "YT")
"""Where a number without its country's code may be: those whose numbers have ten digits, told apart by the first."""
_FRENCH = re.compile(r"0[1-79](?:[ .\-]?\d){8}")

_ABROAD = re.compile(r"(?<![\w+])00[ .\-]?[1-9](?:[ .\-]?\d){6,13}(?!\w)")
"""With the sign that calls abroad from France, whatever the country."""

_AT_WORD = re.compile(
    r"\s{0,4}[\[({<]\s{0,4}(?:at|arobase?s?|@)\s{0,4}[\])}>]\s{0,4}|\s{1,4}(?:arobase?s?|@)\s{1,4}", re.IGNORECASE
)
_DOT_WORD = re.compile(
    r"\s{0,4}[\[({]\s{0,4}(?:point|dot|\.)\s{0,4}[\])}]\s{0,4}|(?<=\w)\s{1,4}(?:point|dot)\s{1,4}(?=\w)", re.IGNORECASE
)
_LINE_WORD = re.compile(r"(?<=\w)\s{1,4}(?:tiret du bas|underscore)\s{1,4}(?=\w)", re.IGNORECASE)
_DASH_WORD = re.compile(r"(?<=\w)\s{1,4}tiret\s{1,4}(?=\w)", re.IGNORECASE)

_AT_TOKEN = re.compile(r"(?<!\S)[^\s@]+@\S*")
_LETTER_O = re.compile(r"(?<!\w)[oO](?=[1-9])")
_DIGITS = re.compile(r"(?<!\w)\+?\d(?:[ .\-/\u00a0\u202f]{0,2}\d){5,}(?!\w)")


@dataclass(frozen=True)
class Contact:
    """A contact detail that somebody can be reached at."""

    means: str
    value: str

    def __repr__(self) -> str:
        """Never the detail itself: a representation ends up in logs."""
        return f"Contact({self.means})"


@dataclass(frozen=True)
class Found:
    """A contact detail and where a text gives it."""

    contact: Contact
    start: int
    end: int


@dataclass(frozen=True)
class Attempt:
    """What was meant as a contact detail and isn't one."""

    means: str
    digits: int = 0
    """How many a number has."""


def find(text: str) -> Found | None:
    """The first valid detail of a text; an address before a number."""
    return next(_emails(text), None) or next(_numbers(text), None)


def read(text: str) -> Contact | None:
    """The contact detail that a message gives, whatever it says beside; None when it gives none."""
    found = find(text)
    return found.contact if found else None


def dictated(text: str) -> Contact | None:
    """An address said aloud (« jean point dupont arobase mairie point fr »): likely, and to be confirmed."""
    if not _AT_WORD.search(text):
        return None
    written = _DASH_WORD.sub("-", _LINE_WORD.sub("_", _DOT_WORD.sub(".", _AT_WORD.sub("@", text))))
    found = next(_emails(written), None)
    return found.contact if found else None


def attempt(text: str) -> Attempt | None:
    """What a text without a valid detail means as one: a word with « @ », or digits and little else."""
    if _AT_TOKEN.search(text) or _AT_WORD.search(text):
        return Attempt(EMAIL)
    for digits in _DIGITS.finditer(text):
        if _like_a_number(digits[0]) or only_filler(_DIGITS.sub(" ", text)):
            return Attempt(PHONE, len(re.sub(r"\D", "", digits[0])))
    return None


def beside(text: str, found: Found) -> str:
    """What a message says beside its detail (« après 14h »): no other detail, nor words that only lead to it."""
    parts = [_DIGITS.sub(" ", _EMAIL.sub(" ", part)) for part in (text[: found.start], text[found.end :])]
    kept = [" ".join(part.split()).strip(' ,;:.!()[]<>«»"-') for part in parts if not only_filler(part)]
    return " ".join(part for part in kept if part)


def masked(contact: Contact) -> str:
    """The detail as it may be shown and kept: « j…t@mairie.fr », « 06 … 78 »."""
    if contact.means == EMAIL:
        local, _, domain = contact.value.rpartition("@")
        return f"{local[0]}…{local[-1] if len(local) > 2 else ''}@{domain}"
    first = contact.value.split(" ")[0]
    return f"{first} … {contact.value[-2:]}"


def is_yes(text: str) -> bool:
    """Whether a message says yes and nothing else, to an address that was read back."""
    said = " ".join(re.findall(r"\w+", fold(text)))
    return said in {fold(form) for form in texts(__file__).get("contact.oui")}


def _like_a_number(digits: str) -> bool:
    """Whether digits among other words begin and are grouped as a phone number: no date, no postal codes."""
    groups = re.findall(r"\d+", digits)
    dated = [len(group) for group in groups] in ([2, 2, 4], [1, 2, 4], [2, 1, 4])
    short = len(groups) == 1 or all(len(group) < 5 for group in groups)
    return digits[0] in "0+" and sum(map(len, groups)) >= 8 and short and not dated


def _emails(text: str) -> Iterator[Found]:
    for match in _EMAIL.finditer(text):
        if not match["local"].isascii() or len(match["local"]) > _LONGEST_LOCAL:
            continue
        try:
            domain = match["domain"].lower().encode("idna").decode("ascii")
        except UnicodeError:
            continue
        value = f"{match['local']}@{domain}"
        if len(value) <= _LONGEST and re.fullmatch(r"[a-z]{2,}|xn--[a-z0-9-]+", domain.rpartition(".")[2]):
            yield Found(Contact(EMAIL, value), *match.span())


def _numbers(text: str) -> Iterator[Found]:
    """Valid numbers, in order: neither a bank account, nor a person's national number, nor a file's reference."""
    text = _LETTER_O.sub("0", text)
    taken = [*accounts(text), *nirs(text)]
    spans = {*phones(text), *(match.span() for match in _ABROAD.finditer(text))}
    for start, end in sorted(spans):
        if any(start < other_end and other_start < end for other_start, other_end in taken):
            continue
        value = _valid(text[start:end])
        if value:
            yield Found(Contact(PHONE, value), start, end)


def _valid(number: str) -> str | None:
    """The number as it is dialled from mainland France, or None when no plan has it."""
    for region in _REGIONS:
        try:
            parsed = phonenumbers.parse(number.replace("O", "0"), region)
        except phonenumbers.NumberParseException:
            return None
        if phonenumbers.is_valid_number(parsed):
            return _dialled(parsed)
    # A French number of ten digits is taken as it stands: plans open new ranges faster than libraries learn them.
    if _FRENCH.fullmatch(number.replace("O", "0")):
        return _dialled(phonenumbers.parse(number.replace("O", "0"), "FR"))
    return None


def _dialled(parsed: phonenumbers.PhoneNumber) -> str:
    """A number as it is written: a French one as France dials it, another with its country's prefix."""
    french = parsed.country_code == phonenumbers.country_code_for_region("FR")
    form = phonenumbers.PhoneNumberFormat.NATIONAL if french else phonenumbers.PhoneNumberFormat.INTERNATIONAL
    return str(phonenumbers.format_number(parsed, form)).replace(".", " ")


@lru_cache(maxsize=1)
def _filler() -> frozenset[str]:
    return frozenset(fold(str(texts(__file__).get("contact.mots"))).split())


def only_filler(rest: str) -> bool:
    """Whether what stands around says nothing of its own (« mon adresse : …, merci »)."""
    return all(word in _filler() for word in re.findall(r"\w+", fold(rest)))
