"""The noun group that names a need, in the person's words, said back to them (« vos boîtes mail »)."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from bot.folding import fold
from bot.reading.words import FUNCTION_WORDS, root, tag

MOST_WORDS = 5
"""Words of a group, its determiner apart."""

_TOKEN = re.compile(r"[\w’'-]+|[^\w\s]")
_LINKS = frozenset({"de", "du", "des", "d", "a", "au", "aux", "en", "pour"})
_ARTICLES = frozenset({"la", "le", "les", "l"})
"""They go on with a group behind a link alone: "la cour de l'école", not "les collèges le soir"."""

_ENDS = frozenset(
    "plein pleins matin midi soir nuit ete hiver tout toute tous seul seule meme dernier derniere".split()
)
"""Words tagged as adjectives or nouns that end a group ("des vitrines vides plein la rue")."""

CORE = 2.0
"""What a root of what the service is for adds to a group's score."""

_YOURS = {
    "nos": "vos", "mes": "vos", "notre": "votre", "mon": "votre", "ma": "votre", "des": "vos", "un": "votre",
    "une": "votre", "ses": "les", "leurs": "les", "les": "les", "le": "le", "la": "la", "l": "l’", "ces": "ces",
    "ce": "ce", "cet": "cet", "cette": "cette", "d": "", "de": "", "du": "le", "vos": "vos", "au": "le", "aux": "les",
}  # fmt: skip
"""Determiner as said -> as said back."""

ASKERS = frozenset(
    """liste listes maire adjoint adjointe elu elue secretaire directeur directrice dgs dga dsi drh dst charge
    chargee agent agente conseiller conseillere president presidente responsable technicien technicienne prefet
    stagiaire collegue collegues monsieur madame equipe service services mairie commune communes village ville
    epci interco intercommunalite syndicat departement region prefecture ccas cias association habitant habitants
    administre administres gens monde besoin policier policiere agents communaute communautes agglo agglomeration
    metropole employeur patron chef probleme problemes souci soucis question solution outil logiciel truc aide
    moyen projet an ans mois semaine jour jours fois heure heures chose euros conseil cas exemple idee moment
    bourg hameau quartier territoire canton voisin voisine voisins voisines famille familles riverain riverains
    enfant enfants parents neveu monsieur dame dames retraite""".split()
)
"""Nouns that say who asks, where, or nothing at all."""


@dataclass(frozen=True)
class _Token:
    text: str
    word: str
    """Folded, its elided article cut off."""
    article: str
    """The article cut off ("l", "d"), if any."""


def _tokens(text: str) -> list[_Token]:
    found = []
    for match in _TOKEN.finditer(text):
        said = match.group()
        folded = fold(said).replace("’", "'")
        head, apostrophe, rest = folded.partition("'")
        if apostrophe and head in ("l", "d", "qu", "n", "s", "c", "j", "m", "t") and rest:
            found.append(_Token(said[len(head) + 1 :], rest, head))
        else:
            found.append(_Token(said, folded, ""))
    return found


def _is_noun(token: _Token) -> bool:
    return tag(token.word) == "N" and token.word not in FUNCTION_WORDS and len(token.word) >= 3


def _groups(tokens: Sequence[_Token]) -> list[tuple[int, int]]:
    """Runs that begin with a noun and go on with adjectives, or with more nouns behind a link."""
    found = []
    for start, token in enumerate(tokens):
        if not _is_noun(token):
            continue
        before = tokens[start - 1] if start and not token.article else None
        if before and _is_noun(before) and before.word not in ASKERS:
            continue  # within a group: "mail" in "boîtes mail"
        end, at = start + 1, start + 1
        while at < len(tokens) and end - start < MOST_WORDS:
            word = tokens[at]
            if word.word in _ENDS:
                break
            if word.article in ("", "d", "l") and tag(word.word) in ("N", "A") and word.word not in FUNCTION_WORDS:
                end = at = at + 1
            elif _links(tokens, at):
                at += 1
            else:
                break
        found.append((start, end))
    return found


def _links(tokens: Sequence[_Token], at: int) -> bool:
    """Whether a small word goes on with the group that it stands in."""
    word = tokens[at].word
    linked = word in _LINKS or word in _ARTICLES and tokens[at - 1].word in _LINKS
    return linked and at + 1 < len(tokens) and bool(tag(tokens[at + 1].word) or tokens[at + 1].word in _ARTICLES)


def group(
    text: str, about: Collection[str], weights: "dict[str, float] | None" = None, core: Collection[str] = ()
) -> str | None:
    """The noun group of a text that says most of what it is about, as said back to its author.

    Args:
        text: what remains of a message once greetings and rejections are cut.
        about: roots that the group must share one of (words of the problem that a service answers).
        weights: how much each root tells; all the same by default.
        core: roots of what the service is for, which tell most.
    """
    tokens = _tokens(text)
    best: tuple[float, int, int] | None = None
    for start, end in _groups(tokens):
        said = [token.word for token in tokens[start:end]]
        shared = [root(word) for word in said if root(word) in about and word not in ASKERS]
        if not shared or said[0] in ASKERS:
            continue
        score = sum((weights or {}).get(key, 1.0) for key in dict.fromkeys(shared)) - 0.2 * (end - start)
        score += CORE * len(set(shared) & set(core))
        if best is None or score > best[0]:
            best = (score, start, end)
    return _said_back(tokens, best[1], best[2]) if best else None


def _said_back(tokens: Sequence[_Token], start: int, end: int) -> str | None:
    """The group behind the determiner that its author hears; None when none was said."""
    words = []
    for place, token in enumerate(tokens[start:end]):
        article = f"{token.article}’" if token.article and place else ""
        words.append(article + token.text)
    name = " ".join(words)
    before = tokens[start].article or (tokens[start - 1].word if start else "")
    said = _YOURS.get(before)
    if not said:
        return None
    return f"{said}{name}" if said.endswith("’") else f"{said} {name}"
