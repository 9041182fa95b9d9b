"""The population that a text says of its author's place."""

import re

_UNITS = {
    "un": 1, "une": 1, "deux": 2, "trois": 3, "quatre": 4, "cinq": 5, "six": 6, "sept": 7, "huit": 8, "neuf": 9,
    "dix": 10, "onze": 11, "douze": 12, "treize": 13, "quatorze": 14, "quinze": 15, "seize": 16, "vingt": 20,
    "vingts": 20, "trente": 30, "quarante": 40, "cinquante": 50, "soixante": 60, "septante": 70, "huitante": 80,
    "nonante": 90,
}  # fmt: skip
_MULTIPLES = {"cent": 100, "cents": 100, "mille": 1000, "milles": 1000, "million": 10**6, "millions": 10**6}
_WORD = "|".join(sorted((*_UNITS, *_MULTIPLES, "et"), key=len, reverse=True))
_DIGITS = (
    r"\d{1,3}(?:[ .’'\u00a0\u202f]\d{3})+(?!\d)|\d{1,3},\d{1,2}(?=\s*(?:k|m d|m hab|mille|million))|"
    r"\d{1,3}\.\d{1,2}(?=\s*million)|\d{1,8}"
)
_NUMBER = (
    rf"(?<![\d,.\w])(?P<number>{_DIGITS}|(?:(?:{_WORD})\b[ -]?){{1,10}}(?<![ -]))"
    r"(?:\s*(?P<times>k|m(?= d| ?hab)|milliers?|milles?|millions?)\b)?"
)
_OF = r"\s*\(?(?:d['’]\s*|de\s+)?(?:et quelques )?(?:petits? |braves |vrais? |bons )?"
_PEOPLE = (
    r"(?:habitant(?:e|es|s|\(e\)s|·e·s)?|habs?|hbts?|hbt|hts|[âa]mes|administr[ée]s|r[ée]sidents?|citoyens|villageois|"
    r"concitoyens|h(?=[\s.,;)]|$)(?! ?\d)|"
    r"personnes(?= (?:(?:dans|au|à l['’]ann[ée]e)(?! bureau| conseil| service)|(?:vivent|habitent) (?:ici|chez))))\b"
)
_PLACE = (
    r"(?:commune|ville|village|bourg|bourgade|municipalit[ée]|mairie|collectivit[ée]|cc|comcom|com com|agglo|interco|"
    r"intercommunalit[ée]|communaut[ée](?: de communes| d['’]agglo\w*)?|d[ée]partement|territoire|bled)"
)
_ABOUT = (
    r"(?:environ |[àa] peu pr[èe]s |[àa] peine |presque |quasi(?:ment)? |pr[èe]s de |autour de |dans les |plut[ôo]t |"
    r"exactement |seulement |juste |que |plus que |un peu (?:plus|moins) de |maintenant |aujourd['’]hui |"
    r"d['’]environ |d['’][àa] peu pr[èe]s |bien |genre )"
)
_SAID = (
    r"(?:on|nous)\s+(?:c['’]|n['’]|ne )?(?:est|sommes|[ée]tait|compte|comptons|doit [êe]tre|"
    r"devons [êe]tre|va [êe]tre|serait)"
)
_ENDS = (
    r"(?=\s*(?:$|[.,;:!?)\n…]|(?:ici|en tout|au total|au (?:dernier )?recensement|dans (?:la|le|ma|mon|notre) "
    r"(?:commune|village|ville|bourg|bled)|l['’](?:hiver|[ée]t[ée]|ann[ée]e)|[àa] l['’]ann[ée]e|au village|"
    r"sur (?:la commune|le territoire)|"
    r"aujourd['’]hui|maintenant|et|mais|je crois|environ|à peu près|hors saison|en hiver|pas plus)\b))"
)
_FILLER = (
    r"(?:(?:non|oui|euh|bah|moins|plus|beaucoup|bien|un|peu|que|[çc]a|cela|plut[ôo]t|environ|[àa]|peu|pr[èe]s|on|va|"
    r"dire|je|crois|dirais|pense|genre|autour|de|dans les|c['’]est|presque|exactement|à peine|en fait|pardon)"
    r"(?:\s*,\s*|\s+))"
)
_FLAGS = re.IGNORECASE
_PATTERNS = (
    re.compile(rf"{_NUMBER}{_OF}{_PEOPLE}", _FLAGS),
    re.compile(
        rf"population\s*(?:(?:est|totale|municipale|légale|communale|s['’]élève|INSEE)\s+){{0,2}}(?:de|à|:|"
        rf"=)\s*{_ABOUT}?{_NUMBER}",
        _FLAGS,
    ),
    re.compile(
        rf"(?:\bpopulation(?: municipale| totale| communale| l[ée]gale)?|(?<!\d )(?<!\d)\b(?:nb|nombre)?\.? ?(?:d['’])?"
        rf"hab(?:itants?|s)?\b\.?)\s*[:=]?\s*{_NUMBER}(?!\s*(?:%|euros?|€|ans|agents|[/-]\d))",
        _FLAGS,
    ),
    re.compile(rf"\b(?:{_SAID})\s+{_ABOUT}{{0,2}}{_NUMBER}{_ENDS}", _FLAGS),
    re.compile(rf"\b{_PLACE}\s+(?:de|d['’]|fait|compte|a)\s*{_ABOUT}{{0,2}}{_NUMBER}(?=\s*(?:$|[.,;:!?)\n]))", _FLAGS),
)
"""From the plainest: "900 hab", "population de 900", "hab : 900", "on est 900 ici", "une commune de 900"."""

_ALONE = re.compile(
    rf"^\W*(?P<filler>{_FILLER}{{0,8}}){_NUMBER}(?P<after>[^\w]*(?:environ|à peu près|je crois)?\W*)$", _FLAGS
)
# "moins de 500 habitants", "de 2 000 à 3 000 habitants" describe a class of communes, not one.
_CLASS = re.compile(
    r"(?:(?<!un peu )(?<!peu )(?:moins|plus) d(?:e |['’])|(?:en )?dessous de|au[- ]del[àa] de|au[- ]dessus de|"
    r"jusqu[’']?\s?[àa]|entre|seuils? (?:de|des|à)|au moins|pour|tous les|toutes les|par|à partir de|d[èe]s|"
    r"\bpas(?: les)?|\d\s*(?:à|et|ou|-)|[àa] moins de|maximum|minimum|(?:les|des|aux|dans les|"
    r"certaines) (?:\w+ ){1,2}(?:de|à)|"
    r"<|>|≤|≥)\s*$",
    _FLAGS,
)
_RANGE_BEFORE = re.compile(r"\d\s*(?:habitants? |hab )?(?:à|et|ou|-)\s*$", _FLAGS)
_CLASS_AFTER = re.compile(
    r"\s*(?:(?:se|s['’]|m['’]|me|ont|sont venus|nous (?:ont|demandent)) ?(?!trouv)|"
    r"(?:au )?minimum|(?:au )?maximum|mini\b|maxi\b|ou (?:plus|moins)|et (?:plus|moins)|c['’]est (?:le|"
    r"un) (?:seuil|minimum|maximum)|requis|(?:peut|doit|a|est|sera|aura)[- ](?:t-)?(?:elle|il)\b|au moins|par \w+|"
    r"(?:sont|est)[ -](?:obligatoire|exig|requis))",
    _FLAGS,
)
_RULE = re.compile(
    r"\b(?:lois?|d[ée]crets?|seuils?|obligatoires?|obligation|article|limite|plafond|r[ée]serv[ée]e?s?|strates?|"
    r"tranches?|cat[ée]gories?|r[èe]gle|cgct|au-del[àa]|quartier de|immeuble|[ée]ligibles?|crit[èe]res?|ehpad|"
    r"(?:villes|communes|villages|bourgs|collectivit[ée]s|epci|ceux|celles) (?:de|d['’]|[àa]|avec|qui)|"
    r"(?:les|des|aux) (?:petit(?:e)?s |grandes )?(?:villes|communes|villages|bourgs|collectivit[ée]s)|"
    r"(?:faut|faudrait|falloir)(?:-il)?(?: avoir| [êe]tre| faire| atteindre| d[ée]passer)?(?= *$))(?!\w)",
    _FLAGS,
)
_NEIGHBOUR = re.compile(r"\b(?:voisine?s?|d['’]à c[ôo]t[ée]|d['’]en face)\b", _FLAGS)
_OWN = re.compile(
    r"\b(?:on (?:est|a|doit|compte)|nous (?:sommes|avons|comptons|devons)|notre|ma|mon|chez nous|ici|je suis|"
    r"la n[ôo]tre|mairie|une? (?:petite? )?(?:commune|ville|village|bourg)|commune de)\b",
    _FLAGS,
)
_PART_OF = re.compile(r"\b(?:partie|membres?|adh[ée]r\w+|d[ée]pend\w*) (?:de |d['’]|[àa] )[^,.;]*$", _FLAGS)
_FOR_THEM = re.compile(
    r"\b(?:on|nous|je|seule?|agents?|dossiers?|postes?|deux|trois|[àa] la mairie)\b"
    r"(?!.*\b(?:co[ûu]te?|prix|tarif|combien|"
    r"euros?|abonnement|m[ée]decin|gratuit)\b).*\bpour\s*$",
    _FLAGS,
)
"""« On est deux pour 590 habitants » ; « combien ça coûte pour 5 000 habitants » is anyone's."""
_HOURS = re.compile(r"\s*h$", _FLAGS)
_STOP = re.compile(r"[.?!;\n:](?!\d)")
_SEEN = 2000
_LEFT = 90
_LEAST_ALONE = 20
_LEAST_HOURS = 100
_LEAST, _MOST = 2, 10_000_000


def _value(number: str, times: str) -> int:
    """The number of "12 000", "1,4 million", "deux mille cent"."""
    if not number[0].isdigit():
        return _spelled(re.split(r"[ -]+", number.lower().strip())) * (_multiple(times) or 1)
    if "," in number or (times.startswith("million") and re.fullmatch(r"\d+\.\d{1,2}", number)):
        return round(float(number.replace(",", ".")) * (_multiple(times) or 1))
    return int(re.sub(r"\D", "", number)) * (_multiple(times) or 1)


def _multiple(times: str) -> int:
    if not times:
        return 0
    return 10**6 if times[0] == "m" and not times.startswith("mil") or times.startswith("million") else 1000


def _spelled(words: list[str]) -> int:
    total = part = 0
    for word in words:
        if word not in _MULTIPLES:
            unit = _UNITS.get(word, 0)
            part = part * 20 if unit == 20 and part % 100 == 4 else part + unit
        elif _MULTIPLES[word] == 100:
            part = (part or 1) * 100
        else:
            total += (part or 1) * _MULTIPLES[word]
            part = 0
    return total + part


def _of_others(text: str, start: int, end: int) -> bool:
    """Whether the number is a bound, a rule's, or another place's."""
    before = text[max(0, start - _LEFT) : start]
    if _HOURS.search(text[start:end]) and _are_hours(text[start:end], before, text[end : end + 20]):
        return True
    if _PART_OF.search(_STOP.split(before)[-1]):
        return True
    if (
        _CLASS.search(before)
        and not _FOR_THEM.search(_STOP.split(before)[-1])
        or _RANGE_BEFORE.search(before)
        or _CLASS_AFTER.match(text[end : end + 30])
    ):
        return True
    sentence = _STOP.split(before)[-1]
    clause = re.split(r",(?!\d)", sentence)[-1]
    return bool(_RULE.search(clause) or _NEIGHBOUR.search(sentence)) and not _OWN.search(clause)


def _are_hours(said: str, before: str, after: str) -> bool:
    """ "18h", "1 607 h par an"; not "CC de 13 300 h.", "on est 900 h"."""
    number = int(re.sub(r"\D", "", said) or 0)
    if number < _LEAST_HOURS or re.match(r"\s*(?:par|de|/|annuel|travail)", after):
        return True
    return number < 10 * _LEAST_HOURS and not _OWN.search(before)


def _alone(text: str) -> tuple[int, int, int] | None:
    """The whole message is a number that can only be a size: "12k", "1 850", "plutôt 530"."""
    found = _ALONE.match(text[:80]) if len(text) <= 80 else None
    if not found:
        return None
    number = _value(found["number"], (found["times"] or "").lower())
    plain = found["number"].isdigit() and not found["times"]
    if plain and not (found["filler"] or re.search(r"\w", found["after"])):
        return None
    least = 10 * _LEAST_ALONE if "est" in found["filler"] else _LEAST_ALONE
    if re.search(r"(?:plus|moins) de\s*$", found["filler"]) and "un peu" not in found["filler"].lower():
        return None
    return (number, found.start("number"), found.end("number")) if least <= number <= _MOST else None


def find_population(text: str) -> tuple[int, int, int] | None:
    """Inhabitants that the text says of its author's place, with the start and end of the words that say it.

    Bounds ("moins de 500 habitants") are no population.
    """
    text = text[:_SEEN]
    for pattern in _PATTERNS:
        for match in pattern.finditer(text):
            number = _value(match["number"], (match["times"] or "").lower())
            least = _LEAST_ALONE if pattern is _PATTERNS[3] else _LEAST
            if least <= number <= _MOST and not _of_others(text, match.start("number"), match.end()):
                return number, match.start(), match.end()
    return _alone(text)


def population_said(text: str) -> int | None:
    """The number alone ("on est 900 habitants", "25 000 âmes"), or nothing."""
    found = find_population(text)
    return found[0] if found else None
