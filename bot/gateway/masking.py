"""Masking of personal details in what people write, before anything is stored or sent to Rasa.

Masked: e-mail and Matrix addresses, phone numbers, NIR, IBAN and RIB, and names that follow a civility
(« Mme Dupont »). What orientation needs stays: postal and INSEE codes, populations, amounts, SIREN and SIRET,
names of communes, functions (« M. le maire »). ``python -m bot.evaluation.masking`` measures it.
"""

import re

from bot.gateway.masked_names import names
from bot.gateway.masked_numbers import accounts, nirs, phones, replace
from bot.texts import texts

_GAP = r"[ \t\u00a0\u202f\u2009]"
_LOCAL = r"(?<![\w.+%'’-])[\w.+%'’-]+"
_DOMAIN = r"[\w-]+(?:\.[\w-]+)+"
_AT = rf"(?:@|{_GAP}*[\[({{]{_GAP}*(?:at|arobase|@){_GAP}*[\])}}]{_GAP}*|{_GAP}+arobase{_GAP}+)"
_ENDING = r"\b(?:fr|com|org|net|eu|info|re|nc|pf|bzh|corsica|paris|alsace|be|ch|lu|de)(?!\w)"
_DOT = rf"(?:\.|{_GAP}+(?:point|dot){_GAP}+|{_GAP}*[\[({{](?:point|dot|\.)[\])}}]{_GAP}*)"
_READ_ALOUD = (
    rf"(?:{_GAP}point{_GAP}[\w.+-]+){{0,3}}{_GAP}*[\[({{]?\b(?:arobase|at)\b[\])}}]?{_GAP}*"
    rf"[\w-]+(?:{_DOT}[\w-]+){{0,3}}{_DOT}{_ENDING}"
)
"""« jean point dupont arobase mairie point fr », without its first word."""
# « jean @ mairie.fr » needs a real ending, since « @ » stands between other words too.
_EMAIL = re.compile(
    rf"{_LOCAL}{_AT}{_DOMAIN}|{_LOCAL}{_GAP}?@{_GAP}[\w-]+(?:\.[\w-]+)*\.{_ENDING}|{_LOCAL}{_READ_ALOUD}", re.IGNORECASE
)
_MATRIX = re.compile(r"(?<!\w)@[\w.=/+-]+:[\w-]+(?:\.[\w-]+)+")


_ATTEMPT = re.compile(r"(?<!\S)\S*@\S*")
_ATTEMPT_NUMBER = re.compile(rf"\+?\d(?:{_GAP}?[.\-/]?{_GAP}?\d){{5,}}")


def mask_attempt(text: str) -> str:
    """What a contact detail was asked for and isn't quite one is masked too (« jean@mairie », nine digits)."""
    words: dict[str, str] = texts(__file__).get("masque")
    return _ATTEMPT_NUMBER.sub(words["telephone"], _ATTEMPT.sub(words["adresse"], text))


def holds_detail(masked: str) -> bool:
    """Whether an address or a phone number was masked in a text."""
    words: dict[str, str] = texts(__file__).get("masque")
    return words["adresse"] in masked or words["telephone"] in masked


def without_details(masked: str) -> str:
    """A masked text less the words that stand for addresses and phone numbers."""
    words: dict[str, str] = texts(__file__).get("masque")
    return " ".join(masked.replace(words["adresse"], " ").replace(words["telephone"], " ").split())


def mask(text: str) -> str:
    """The text with personal details replaced by words that say what stood there; masking twice changes nothing."""
    words: dict[str, str] = texts(__file__).get("masque")
    # Longest forms first: an IBAN or a NIR holds runs that look like phone numbers.
    text = replace(text, accounts, words["iban"])
    text = _MATRIX.sub(lambda _match: words["adresse"], text)
    text = _EMAIL.sub(lambda _match: words["adresse"], text)
    text = replace(text, nirs, words["nir"])
    text = replace(text, phones, words["telephone"])
    return replace(text, names, words["nom"])
