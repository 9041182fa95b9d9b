"""Texts of needs: two in one message, words that announce, ranks in a list."""

import re
from functools import lru_cache

from bot.folding import fold
from bot.orientation.text import stems
from bot.texts import texts

_SPLIT = re.compile(
    r"(?:[.;!?]\s*|,\s*|\s+)(?:et\s+(?:aussi|puis|sinon|d['’]autre part|par ailleurs)|par ailleurs|d['’]autre part|"
    r"deuxi[eè]mement|deuxi[eè]me (?:sujet|chose|point|question)|autre (?:sujet|chose|point|question)\s*:|"
    r"en plus de (?:ç|c)a|sinon)[\s,:]+",
    re.IGNORECASE,
)
_MIN_STEMS = 2
"""Each half must say something of its own."""

_ANNOUNCE = re.compile(
    r"^\W*(?:non\W+|oups\W+|pardon\W+|d[ée]sol[ée]e?\W+|erreur\W+|"
    r"(?:je me suis|j['’]me suis) tromp[ée]e?\W*|en fait\W+|alors\W+|bon\W+|"
    r"(?:j['’]ai|on a) une? autre (?:besoin|question|sujet|demande|souci)\W*|"
    r"(?:changeons|on change) de sujet\W*|autre (?:sujet|question|chose|besoin)\W*|"
    r"(?:je|on) (?:parlais|parle|voulais parler) (?:plut[oô]t )?(?:d(?:e la|e l['’]|es|e|u)\s|d['’])\s*|"
    r"ce n['’]est pas (?:ça|ca|ce que je (?:demande|voulais|cherche))\W*|vous (?:m['’])?avez mal compris\W*|"
    r"par ailleurs\W*|(?:je|on) voulai[st] dire\W*)+",
    re.IGNORECASE,
)

_TWO_ANNOUNCED = re.compile(
    r"^.{0,30}\b(?:deux|2) (?:soucis|probl[eè]mes|besoins|sujets|questions|demandes|choses)\b[\s,:;.]*", re.IGNORECASE
)
_AND = re.compile(r"\s*(?:,\s*et|\bet|;)\s+(?:l['’]autre |aussi )?", re.IGNORECASE)


def two_needs(text: str) -> tuple[str, str] | None:
    """The two halves of a message that speaks of two things; None when it speaks of one."""
    text = " ".join(text.split())
    announced = _TWO_ANNOUNCED.match(text)
    if announced:
        text = text[announced.end() :]
    found = _SPLIT.search(text) or (_AND.search(text) if announced else None)
    if not found:
        return None
    first, second = text[: found.start()].strip(" ,.;"), text[found.end() :].strip()
    return (first, second) if min(len(stems(first)), len(stems(second))) >= _MIN_STEMS else None


def without_announcement(text: str) -> str | None:
    """What remains of "non, je parlais de l'eau potable" once the announcement is cut; None when nothing does."""
    rest = _ANNOUNCE.sub("", text).strip()
    return rest if stems(rest) and len(rest.split()) <= len(text.split()) else None


_RANKS: tuple[tuple[str, int], ...] = (
    (r"\b(?:premi(?:er|ere)|1er|1ere)\b", 1), (r"\b(?:deuxieme|second|seconde|2e|2eme)\b", 2),
    (r"\b(?:troisieme|3e|3eme)\b", 3), (r"\bdernier(?:e)?\b", -1), (r"\b(?:numero|no|n|le|la|service)?\s*([1-9])\b", 0),
)  # fmt: skip


_ONLY_RANK = re.compile(
    r"\W*(?:(?:et|pour|sur|voir|plus|d|dites|moi|m|en|infos?|montrez|details?|svp|s il vous plait|stp|le|la|l|service|"
    r"numero|no|n|premiere?|deuxieme|seconde?|troisieme|derniere?|\d{1,2}|1er|1ere|[23]e(?:me)?)\W*)+"
)


def only_rank(text: str) -> bool:
    """Whether a text says nothing but a rank ("le numéro 9 svp")."""
    return rank_said(text) is not None and _ONLY_RANK.fullmatch(fold(text)) is not None


def rank_said(text: str) -> int | None:
    """The rank that a text names ("le 2", "le deuxième", "le dernier": -1); None when it names none."""
    plain = fold(text)
    for pattern, rank in _RANKS:
        match = re.search(pattern, plain)
        if match:
            return rank or int(match.group(1))
    return None


_NOT_THAT = re.compile(r"\b(?:pas|sauf|sans|hormis|autre que|plutot que|a part|deja)\b")


def sets_aside(text: str) -> bool:
    """Whether a text holds a word that leaves something out ("pas celui-là", "sauf le premier", "on l'a déjà")."""
    return _NOT_THAT.search(fold(text)) is not None


@lru_cache(maxsize=1)
def _vague() -> frozenset[str]:
    """Stems that announce a need without saying what it is about."""
    return frozenset(stems(texts(__file__).get("changer.mots_vagues")))


def vague(text: str) -> bool:
    """Whether a text announces a need and says nothing of it ("on a un problème en mairie")."""
    return all(stem in _vague() for stem in stems(text))


_WHAT = re.compile(
    r"\b(?:c'est quoi|sert a quoi|ca sert|fait quoi|qu'est[- ]ce que|kesako|consiste|plus (?:d'infos?|de details)|"
    r"(?:dites|dis|parle[rz]?)(?:[- ]m'en|[- ]moi)? (?:plus )?(?:sur|de|d'))"
)


def asks_what(text: str) -> bool:
    """Whether a text asks what something is ("à quoi ça sert", "plus d'infos sur…")."""
    return _WHAT.search(fold(text)) is not None
