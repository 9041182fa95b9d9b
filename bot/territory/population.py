"""The population that a text says."""

import re

_NUMBER = r"(?<!\d)(?P<number>\d{1,3}(?:[ .\u00a0\u202f]\d{3})+|\d{1,8})"
_PEOPLE = r"(?:habitant(?:e|es|s|\(e\)s|·e·s)?|habs?|hbts?|[âa]mes|administr[ée]s|r[ée]sidents?)\b"
_AFTER = re.compile(rf"{_NUMBER}\s*(?P<thousands>k|mille|milles)?\s*{_PEOPLE}", re.IGNORECASE)
_BEFORE = re.compile(rf"population\s*(?:est\s+|totale\s+)?(?:de|:|=)\s*{_NUMBER}(?P<thousands>)", re.IGNORECASE)
# "moins de 500 habitants", "de 2 000 à 3 000 habitants" describe a class of communes, not one.
_CLASS = re.compile(
    r"(?:moins de|plus de|jusqu[’']?\s?[àa]|entre|seuil de|au moins|pour|tous les|par|à|et|<|>|≤|≥)\s*$", re.IGNORECASE
)
_WORDS = {"mille": 1000, "deux mille": 2000, "trois mille": 3000, "cent": 100, "deux cents": 200, "trois cents": 300}
_SPELLED = re.compile(
    rf"\b(?P<words>(?:deux |trois )?(?:mille|cents?))\s+(?:petits? )?{_PEOPLE}",
    re.IGNORECASE,
)
_MOST = 10_000_000


def population_said(text: str) -> int | None:
    """Inhabitants that the text says of its author's place ("on est 900 habitants", "25 000 âmes"), or nothing.

    Bounds ("moins de 500 habitants") are no population.
    """
    text = text[:2000]
    for pattern in (_AFTER, _BEFORE):
        for match in pattern.finditer(text):
            number = int(re.sub(r"\D", "", match["number"])) * (1000 if match["thousands"] else 1)
            if 0 < number <= _MOST and not _CLASS.search(text[: match.start()]):
                return number
    spelled = _SPELLED.search(text)
    if spelled and not _CLASS.search(text[: spelled.start()]):
        return _WORDS.get(spelled["words"].lower())
    return None
