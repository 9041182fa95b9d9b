"""What of a message is its need: without what it rejects or announces; in its parts when it holds several."""

import re

from bot.folding import fold
from bot.reading.words import roots, tag

_WORD = r"[^\s,.;:!?()«»\"]+"
_UNTIL = (
    r"(?=\s*(?:[,.;:!?()«»\"\n]|$|\b(?:mais|je|j['’]|on|nous|c['’]est|juste|plut[oô]t|et|moi|car|parce|puisque|ni)\b))"
)
_SOME = rf"(?:\s+{_WORD}){{1,6}}?"
_WILL = (
    r"(?:veux|veut|vx|voulons|voulais|voudrais|voudrait|cherche|cherchons|cherchais|demande|demandais|demandons|"
    r"parle|parlais|parlons|int[eé]resse|s['’]agit|besoin|envie|attends)"
)
_REJECTED = (
    # « je ne veux pas d'antenne », « on parle pas de subvention », « rien demandé sur le chauffage »
    re.compile(
        rf"\b(?:(?:je|j['’]|on|nous|il)\s*)?(?:(?:ne\s+|n['’]){_WILL}\s+plus\b|"
        rf"(?:ne\s+|n['’])?{_WILL}\s+(?:pas|rien|plus(?!\s+d(?:es?|u)?\b))\b)(?:\s+du tout)?{_SOME}{_UNTIL}",
        re.IGNORECASE,
    ),
    re.compile(rf"\brien\s+demand[eé]\b{_SOME}{_UNTIL}", re.IGNORECASE),
    # « laissez tomber l'usine », « oubliez la cantine » ; not « n'oubliez pas la cantine »
    re.compile(rf"\b(?:laiss\w+|l[aâ]ch\w+)[\s-]+tomber{_SOME}{_UNTIL}", re.IGNORECASE),
    re.compile(rf"\b(?:oubli(?:e|ez)|enlev(?:e|ez)|retir(?:e|ez))\b(?!\s+pas\b){_SOME}{_UNTIL}", re.IGNORECASE),
    # « ce n'est pas la cantine », « c'est pas internet »
    re.compile(rf"\b(?:ce\s+n['’]est|c['’]est|ces|cest|s['’]est|c)\s+pas\b{_SOME}{_UNTIL}", re.IGNORECASE),
    # « rien à voir avec les friches »
    re.compile(rf"\brien\s+[àa]\s+voir\s+avec{_SOME}{_UNTIL}", re.IGNORECASE),
)
_BARE = re.compile(
    rf"(?:^|[,.;:!?]\s*)(?:non\W+|nan\W+|mais\W+|et\W+)*pas(?:\s+(?:de|du|des|la|le|les)\b)?{_SOME}{_UNTIL}",
    re.IGNORECASE,
)
"""« pas d'antenne », « pas internet !! »: only where something was shown; « pas de réseau » is else a need."""

_ANNOUNCE = re.compile(
    r"^\W*(?:bon s[ée]rieusement\W*|(?:non|nan|oups|pardon|d[ée]sol[ée]e?|erreur|bon|bah|ben|ok|d['’]accord|alors|"
    r"donc|sinon|enfin|ah|oui|et|euh)\b\W*|"
    r"(?:je me suis|j['’]me suis) (?:mal exprim[ée]e?|tromp[ée]e?)\W*|en fait\W+|rien [àa] voir(?! avec)\W*|"
    r"(?:j['’]ai|on a|nous avons|autre|une) (?:une? )?(?:autre )?(?:sujet|question|souci|besoin|demande|chose)\b\W*"
    r"(?=\S)|"
    r"(?:changeons|on change) de sujet\W*|(?:je|on) repar[st]\w* [àa] z[ée]ro\W*|(?:je|on) repren\w* [àa] z[ée]ro\W*|"
    r"(?:je|on) (?:parlais|parle|parlons|voulais parler) (?:plut[oô]t )?(?:d(?:e la|e l['’]|es|e|u)\s|d['’])\s*|"
    r"ce n['’]est pas (?:ça|ca)\W*|vous (?:m['’])?avez (?:mal|pas) compris\W*|par ailleurs\W*|"
    r"(?:je|on) voulai[st] dire\W*)+",
    re.IGNORECASE,
)
_NUMBERED = re.compile(
    r"(?:^|[\s,;:])(?:\(?[1-4]\s?[)°.\-/]|[1-4]\s?:|premi[eè]rement|deuxi[eè]mement|troisi[eè]mement)\s+(?=\S)",
    re.IGNORECASE,
)
_JOINED = re.compile(
    r"(?:[.;!?]\s*|,\s*|\s+)(?:et\s+(?:aussi|puis|sinon|en plus|d['’]autre part|par ailleurs|autre chose)|et en plus|"
    r"par ailleurs|d['’]autre part|deuxi[eè]me (?:sujet|chose|point|question|souci)|"
    r"autre (?:sujet|chose|point|question|souci)\s*:|en plus de (?:ç|c)a|sinon)[\s,:]+",
    re.IGNORECASE,
)
_SEVERAL = re.compile(
    r"\b(?:deux|2|trois|3|plusieurs) (?:soucis|probl[eè]mes|besoins|sujets|questions|demandes|choses|trucs)\b[\s,:;.]*",
    re.IGNORECASE,
)
_AND = re.compile(r"\s*(?:,\s*(?:et|puis)|\bet|;|\.)\s+(?:l['’]autre |aussi |ensuite |enfin )?", re.IGNORECASE)
_IS_NOT = re.compile(rf"(?:ce\s+n['’]est|c['’]est|ces|cest|s['’]est|c)\s+pas\s+(?P<what>{_WORD})", re.IGNORECASE)
_BARE_NUMBERS = re.compile(r"\b1\s+(?P<one>[^\d].+?)\s+2\s+(?P<two>[^\d].+)$", re.DOTALL)
"""« j'ai 2 choses. 1 la fibre … 2 la salle … »."""

_LEAST = 2
"""Roots that each part must have: it says something of its own."""


def rejected(text: str, offered: bool) -> list[str]:
    """What a message says that it isn't about; ``offered``: something was shown, so that a bare "pas de X" rejects."""
    patterns = (*_REJECTED, _BARE) if offered else _REJECTED
    found = [match.group().strip(" ,.;:!?\n") for pattern in patterns for match in pattern.finditer(text)]
    return [span for span in found if not _deplores(span)]


def _deplores(span: str) -> bool:
    """Whether "c'est pas" says what is wrong ("c'est pas normal", "c'est pas chauffé") rather than what isn't meant."""
    told = _IS_NOT.match(span)
    return told is not None and (tag(fold(told["what"])) == "A" or re.search(r"ée?s?$", told["what"]) is not None)


def without_rejected(text: str, offered: bool) -> str:
    """A message less what it rejects; the message itself when nothing of substance would remain."""
    rest = text
    for span in rejected(text, offered):
        rest = rest.replace(span, " ")
    rest = re.sub(r"([,;])(?:\s*[,;])+", r"\1", " ".join(rest.split())).strip(" ,;").lstrip(".:!? ")
    return rest if len(roots(rest)) >= 1 else text


def without_announcement(text: str) -> str:
    """What a message says once its announcement is cut ("non pardon, je parlais de l'eau"); possibly nothing."""
    line = " ".join(text.split())
    return _ANNOUNCE.sub("", line).strip()


def parts(text: str) -> tuple[str, ...]:
    """The needs of a message, in its order; one when it holds one."""
    line = " ".join(text.split())
    listed = [part.strip(" ,.;:") for part in _NUMBERED.split(line)]
    if len(listed) > 2:  # what stands before "1)" announces
        found = listed[1:] if len(roots(listed[0])) < 2 * _LEAST else listed
        if all(len(roots(part)) >= _LEAST for part in listed[1:]):
            return tuple(listed[1:]) if found is not listed else tuple(listed[1:])
    several = _SEVERAL.search(line)
    bare = _BARE_NUMBERS.search(line) if several else None
    if bare and all(len(roots(bare[side])) >= _LEAST for side in ("one", "two")):
        return (bare["one"].strip(" ,.;"), bare["two"].strip(" ,.;"))
    rest = line[several.end() :] if several and several.start() < 120 else line
    for pattern in (_JOINED, _AND) if several else (_JOINED,):
        split = pattern.search(rest)
        if not split:
            continue
        halves = (rest[: split.start()].strip(" ,.;"), rest[split.end() :].strip())
        if all(len(roots(half)) >= _LEAST for half in halves):
            return halves
    return (text,)


def folded_words(text: str) -> list[str]:
    """Folded words with their apostrophes cut, for cues."""
    return re.findall(r"[a-z0-9]+|[?!]", fold(text))
