"""The population that a text says."""

import re

_NUMBER = r"(?<!\d)(?P<number>\d{1,3}(?:[ .\u00a0\u202f]\d{3})+|\d{1,8})"
_PEOPLE = r"(?:habitant(?:e|es|s|\(e\)s|·e·s)?|habs?|hbts?|[âa]mes|administr[ée]s|r[ée]sidents?)\b"
_AFTER = re.compile(rf"{_NUMBER}\s*(?P<thousands>k|mille|milles)?\s*{_PEOPLE}", re.IGNORECASE)
_BEFORE = re.compile(rf"population\s*(?:est\s+|totale\s+)?(?:de|:|=)\s*{_NUMBER}(?P<thousands>)", re.IGNORECASE)
# "moins de 500 habitants", "de 2 000 à 3 000 habitants" describe a class of communes, not one.
_CLASS = re.compile(
    r"(?:moins de|plus de|(?:en )?dessous de|au[- ]del[àa] de|au[- ]dessus de|"
    r"jusqu[’']?\s?[àa]|entre|seuil de|au moins|pour|tous les|par|à|et|<|>|≤|≥)\s*$",
    re.IGNORECASE,
)
_WORDS = {"mille": 1000, "deux mille": 2000, "trois mille": 3000, "cent": 100, "deux cents": 200, "trois cents": 300}
_SPELLED = re.compile(
    rf"(?<!quatre )(?<!cinq )(?<!six )(?<!sept )(?<!huit )(?<!neuf )(?<!dix )(?<!vingt )(?<!trente )(?<!quarante )"
    rf"(?<!cinquante )(?<!soixante )\b(?P<words>(?:deux |trois )?(?:mille|cents?))\s+(?:petits? )?{_PEOPLE}",
    re.IGNORECASE,
)
_MOST = 10_000_000


def find_population(text: str) -> tuple[int, int, int] | None:
    """Inhabitants that the text says of its author's place, with the start and end of the words that say it.

    Bounds ("moins de 500 habitants") are no population.
    """
    text = text[:2000]
    for pattern in (_AFTER, _BEFORE):
        for match in pattern.finditer(text):
            number = int(re.sub(r"\D", "", match["number"])) * (1000 if match["thousands"] else 1)
            if 0 < number <= _MOST and not _CLASS.search(text[: match.start()]):
                return number, match.start(), match.end()
    spelled = _SPELLED.search(text)
    if spelled and not _CLASS.search(text[: spelled.start()]):
        number = _WORDS.get(spelled["words"].lower(), 0)
        return (number, spelled.start(), spelled.end()) if number else None
    return None


def population_said(text: str) -> int | None:
    """The number alone ("on est 900 habitants", "25 000 âmes"), or nothing."""
    found = find_population(text)
    return found[0] if found else None
