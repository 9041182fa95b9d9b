"""What a message points at, among what is on screen: services by rank, name, link, carrier; choices by title."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.folding import fold
from bot.reading.groups import ASKERS
from bot.reading.lexicon import Lexicon, telling
from bot.reading.state import LIST, Choice, State
from bot.reading.words import root, roots, tag, words

_ORDINALS = {
    "premier": 1, "premiere": 1, "1er": 1, "1ere": 1, "deuxieme": 2, "second": 2, "seconde": 2, "2e": 2, "2eme": 2,
    "2nd": 2, "troisieme": 3, "3e": 3, "3eme": 3, "quatrieme": 4, "dernier": -1, "derniere": -1,
}  # fmt: skip
_MONTHS = "janvier|fevrier|mars|avril|mai|juin|juillet|aout|septembre|octobre|novembre|decembre"
_COUNTED = (
    "communes?|mairies?|habitants?|agents?|euros?|fois|personnes?|ans?|mois|jours?|semaines?|minutes?|heures?|"
    "services?|sites?|ecoles?|elus?|autres|soucis|choses|questions|sujets|problemes|villes?|go|km|ha"
)
_STREET = "rue|place|avenue|av|bd|boulevard|chemin|route|allee|impasse|quai|square|lotissement|bis|ter"
_AGO = "".join(rf"(?<!\b{time} )" for time in "an annee mois semaine ete hiver printemps dimanche".split()) + "(?<!di )"
"""« le mois dernier », « lundi dernier »."""

_ORDINAL = re.compile(
    rf"\b(?:le|la|du|au|celui|celle|l')?\s*{_AGO}(?P<word>{'|'.join(_ORDINALS)})\b(?!\s+(?:adjoint|ministre|fois|etape|liste|"
    r"question|moitie|partie|besoin|souci|message|mail|jour|semaine|mois|semestre|trimestre|tour|degre|secours|arrive|mandat|magistrat|"
    r"conseil|etage|classe|age|recours|avis|sujet|point|chose|pas|temps|lieu|moment|recensement|an|annee|"
    rf"{_MONTHS}|de l'an\b))"
)
_DIGIT = re.compile(
    r"(?:^|\b(?:le|la|du|au|les(?=\s*\d\s*(?:et|ou|,)\s*\d)|et|ou|numero|no|n|num|option|choix|"
    r"service|solution|outil|reponse|point|ligne|carte)\s*[o°.]?\s*)"
    rf"(?P<digit>[1-9])(?!\s*(?:\d|[/:h%€]|eme\b|e\b|ere?\b|nde?\b|(?:{_MONTHS}|{_COUNTED})\b)|[.,]\d|,?\s*(?:{_STREET})\b|"
    rf"\s*(?:a|ou|et|-)\s*\d+\s*(?:h\b|(?:{_COUNTED})\b))"
)
"""A date, an hour, an address, an amount or a count are no rank; nor is "les 2", which is both."""

_BOTH = re.compile(r"\b(?:les|ces|vos) (?:deux|2)\b")
_ALL = re.compile(
    r"\b(?:les (?:trois|3)\b|tout ca\b|(?:tous|toutes)\b(?! (?:les|nos|mes|leurs|ses)\b)|"
    r"(?:tous|toutes) les (?=services|outils|solutions|pistes)|chacun\b|l'ensemble\b(?! d))"
)
_OURS = frozenset("services outils solutions pistes propositions choix applications plateformes autres".split())
"""What "les deux" may count and still mean what is shown; "les deux ponts" doesn't."""

_THAT = r"\b(?:celui|celle|ceux|l'outil|le service|le truc|le site|le machin|l'appli(?:cation)?)"
_BEFORE = re.compile(rf"{_THAT} d'avant\b|\bl'autre\b|\bprecedente?\b|\bl'ancien\b")
_OF = re.compile(rf"{_THAT} (?:de |du |des |d')(?:l'|la )?(?P<who>[\w' -]{{2,40}})")
_FOR = re.compile(rf"(?:{_THAT} (?:pour|qui|avec|sur|de|du|des|d')|\bet pour (?:les?|la|l'))\b(?P<what>.*)")
_PRONOUN = re.compile(
    r"\b(?:ca|cela|ce truc|ce service|ce site|cet outil|l'outil|le service|le site|la plateforme|l'appli|"
    r"l'application|ce machin|celui-ci|celui-la|celui|celle-ci|celle-la|il|elle|y|en|dessus|avec)\b"
)
_OURS_OR_THE = r"(?:le |la |les |l'|mes |nos |notre |mon |ma |aux? |des? )"
_TURNING = (
    r"(?:je |on )?(?:vous )?parl\w+(?: toujours| bien| encore)? (?:de|du|des)|"
    r"pour|sur|cote|concernant|quant a|au sujet d\w+|"
    r"(?:je |on |nous )?(?:y |en )?rev(?:ien|en)\w+(?: a| sur)?|retour\w*(?: a| sur)?"
)
_TURNS_TO = re.compile(
    r"(?:^|[.?!;,]\s*|\b(?:bon|ok|mais|alors|sinon|donc|non|nan)\s+)"
    r"(?:et |bon |ok |mais |sinon |finalement |du coup |enfin |pour en )*"
    rf"(?:(?:{_TURNING}) |et )(?:revenir )?{_OURS_OR_THE}(?P<what>[^.?!;,]{{3,60}})"
)
"""What turns from the service talked about to another one ("et pour les maisons vides ?")."""

MOST_AT_HAND = 9
"""Services shown so far that a message may turn back to."""

_TELLS = 2.0
"""Weight of a root that tells one service from another."""

_TITLE = 0.5
"""Share of a title's roots that a message must hold to pick it, when it says little else."""


@dataclass(frozen=True)
class Referents:
    """What a message is about."""

    services: tuple[str, ...] = ()
    """Ids, in the order of mention."""

    explicit: bool = False
    """Pointed at (rank, name, link, carrier, title), rather than meant for want of another."""

    named: tuple[str, ...] = ()
    """Those among them that were named or linked."""

    ranks: tuple[int, ...] = ()
    """Ranks said, whatever is on screen (-1: the last)."""

    choice: Choice | None = None
    """The choice of ours that it picks."""

    likeness: float = 0.0
    """How much of a choice's title it holds (0 to 1), picked or not."""


def ranks_said(text: str) -> tuple[int, ...]:
    """Ranks that a text names ("le 2", "le deuxième", "le dernier": -1), in order."""
    plain = fold(text[:400])
    found = [(match.start(), _ORDINALS[match["word"]]) for match in _ORDINAL.finditer(plain)]
    found += [(match.start(), int(match["digit"])) for match in _DIGIT.finditer(plain)]
    return tuple(dict.fromkeys(rank for _, rank in sorted(found)))


def _counts(pattern: re.Pattern[str], plain: str) -> bool:
    """Whether a folded text says "both" or "all" of what is shown."""
    for match in pattern.finditer(plain):
        after = re.match(r"\s*([a-z]+)", plain[match.end() :])
        if not after or after[1] in _OURS or tag(after[1]) != "N":
            return True
    return False


def _of_ranks(ranks: Sequence[int], ids: Sequence[str]) -> tuple[str, ...]:
    return tuple(ids[rank - 1 if rank > 0 else -1] for rank in ranks if -1 <= rank <= len(ids) and ids)


def choice_of(text: str, ranks: Sequence[int], choices: Sequence[Choice]) -> tuple[Choice | None, float]:
    """The choice that a message picks, by its rank or by most of its title; and how like a title it is at best."""
    if not choices:
        return None, 0.0
    said = set(roots(text))
    shares = []
    for choice in choices:
        title = set(roots(choice.title))
        shares.append(len(title & said) / len(title) if title else 0.0)
    best = max(shares)
    if ranks and 1 <= abs(ranks[0]) <= len(choices):
        return choices[ranks[0] - 1 if ranks[0] > 0 else -1], best
    alone = len(said) <= 2 * max(1, len(set(roots(choices[shares.index(best)].title))))
    if best >= _TITLE and shares.count(best) == 1 and alone:
        return choices[shares.index(best)], best
    return None, best


def _by_words(plain: str, ids: Sequence[str], lexicon: Lexicon) -> tuple[str, ...]:
    """The one service on screen that "celui de l'Anah" or "l'outil pour les cartes" means."""
    of = _OF.search(plain)
    if of:
        said = set(words(of["who"]))
        carried = [key for key in ids if said & lexicon.operators.get(key, frozenset())]
        if len(carried) == 1:
            return tuple(carried)
    about = _FOR.search(plain)
    if about:
        told = telling(about["what"])
        shares = {key: lexicon.share(told, (key,)) for key in ids}
        best = max(shares, key=lambda key: shares[key], default=None)
        others = [share for key, share in shares.items() if key != best]
        if best and shares[best] >= 0.4 and shares[best] > 1.3 * max(others, default=0.0):
            return (best,)
    return ()


def _by_problem(text: str, state: State, lexicon: Lexicon) -> tuple[str, ...]:
    """The one service on screen whose problem alone a message names ("et pour la cantine ?")."""
    before = [key for need in state.needs for key in need.shown]
    screen = tuple(dict.fromkeys((*state.on_screen, *before)))[:MOST_AT_HAND]
    if len(screen) < 2:
        return ()
    if state.current:  # only what the message turns to names another
        turned = _TURNS_TO.search(fold(text[:400]))
        if not turned:
            return ()
        text = turned["what"]
    nouns = {root(word) for word in words(text) if tag(word) == "N" and word not in ASKERS}
    said = {told for told in telling(text) if told in nouns and lexicon.weight(told) >= _TELLS}
    shares = {key: said & lexicon.vocabulary.get(key, frozenset()) for key in screen}
    alone = [
        key for key in screen if shares[key] - frozenset().union(*(shares[other] for other in screen if other != key))
    ]
    return tuple(alone) if len(alone) == 1 else ()


def _by_need(plain: str, state: State) -> tuple[str, ...]:
    """The first service shown for the earlier need that a message turns back to ("revenons à l'église, …")."""
    turned = _TURNS_TO.search(plain)
    said = set(roots(turned["what"])) if turned else set()
    if not said or len(state.needs) < 2:
        return ()
    for need in state.needs[1:]:
        kept = [key for key in need.shown if key not in need.aside]
        if kept and said & set(roots(need.text)):
            return (kept[0],)
    return ()


def referents(text: str, state: State, lexicon: Lexicon) -> Referents:
    """What a message points at, else what it means by default: the service talked about, the only one, or all."""
    plain, screen = fold(text[:1200]), state.on_screen
    offered = tuple(choice.value for choice in state.last.choices)
    before = tuple(key for need in state.needs for key in need.shown)
    named = tuple(lexicon.names.find_all(text, (*screen, *offered, *state.last.cited, *before)))
    ranks = ranks_said(text)
    listed = state.last.shown if state.last.kind == LIST else state.shown or state.last.shown
    # A lone choice has no number: "le premier" then counts through the services shown.
    alone = len(state.last.choices) == 1 and bool(listed)
    choice, likeness = choice_of(text, () if alone else ranks, state.last.choices)
    if named:
        return Referents(named, True, named, ranks, choice if choice and choice.value in named else None, likeness)
    if choice and choice.value in lexicon.known:
        return Referents((choice.value,), True, (), ranks, choice, likeness)
    pointed = _of_ranks(ranks, listed) if not choice else ()
    if not pointed and len(listed) > 1:
        pointed = listed[:2] if _counts(_BOTH, plain) else listed if _counts(_ALL, plain) else ()
    if not pointed and _BEFORE.search(plain) and state.current:
        others = [key for key in screen if key != state.current]
        pointed = (others[0],) if others else ()
    pointed = pointed or _by_words(plain, screen, lexicon) or _by_problem(text, state, lexicon)
    pointed = pointed or _by_need(plain, state)
    if pointed:
        return Referents(pointed, True, (), ranks, choice, likeness)
    return Referents(_default(state), False, (), ranks, choice, likeness)


def _default(state: State) -> tuple[str, ...]:
    if state.current:
        return (state.current,)
    left = [tuple(key for key in some if key not in state.aside) for some in (state.last.shown, state.shown)]
    return left[0] or left[1] or state.on_screen


def has_pronoun(text: str) -> bool:
    """Whether a text points with a pronoun or a bare noun ("ça", "l'outil")."""
    return _PRONOUN.search(fold(text[:400])) is not None
