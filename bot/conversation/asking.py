"""What a question asks, from its plain words alone: a price, users, whether it is for us; and how many it holds."""

import re

from bot.folding import fold
from bot.reading.words import roots

_OPEN = re.compile(r"\b(?:dispo\w*|ouverte?s?|accessible\w*|utilisable\w*)\b")
"""Whether it can be used today."""

_SORTS = {
    "cost": re.compile(
        r"\b(?:gratuit\w*|payant\w*|coute\w*|couts?|couterai\w*|prix|tarifs?|chere?s?|abonnement|"
        r"(?:on|nous|faut|doit|dois|devra|devons) (?:\w+ )?(?:payer|paye|paie|payera))\b"
    ),
    "users": re.compile(
        r"\b(?:l'utilis(?:e|ent|aient)|s'en serv(?:ent|aient)|s'en sert|"
        r"l'ont (?:deja )?(?:pris|adopte|teste|essaye)\w*)\b.{0,30}\?|"
        r"\bqui (?:d'autre )?(?:l'utilise|s'en sert)\b|\bcombien (?:de |d')(?:communes|collectivites|territoires|"
        r"mairies|departements|structures|utilisateurs|villes|agents)\b|"
        r"\b(?:d'autres|combien de) \w+ .{0,30}\b(?:utilis\w+|s'en serv\w+)\b"
    ),
    "operator": re.compile(
        r"\bqui (?:est-ce qui |c'est qui |qui )?(?:pilote|porte|gere|finance|l?'?edite|developpe|l'a fait|a fait)\w*\b|"
        r"\b(?:qui (?:est|y a)|c'est qui|cest qui) .{0,12}derriere\b|"
        r"\bquel (?:organisme|ministere)\b|\bquelle administration\b"
    ),
    "accompaniment": re.compile(
        r"\b(?:une |des |de |la )?(?:formations?|webinaires?|tutoriels?|accompagnement)\b.{0,60}(?:\?|$)"
    ),
    "phone": re.compile(
        r"\bqui contacter\b|\b(?:a|vers) qui (?:je |on )?(?:dois |peux |doit |peut )?(?:ecri\w+|demand\w+|m'adress\w+|"
        r"s'adress\w+|me tourn\w+)\b|\bnumero de telephone\b|\bqui (?:peut|pourrait|pourra) (?:me|nous) renseigner\b"
    ),
}
"""Kinds of questions, or fields of the files, that a few plain words ask for."""


_WHAT = re.compile(
    r"\b(?:(?:c'est|cest|c) (?:quoi|koi)(?! (?:une?|les?|la|l'|des|du|de|comme)\b)|kesako|"
    r"qu'est[- ]ce que c'est\b(?! qu)|"
    r"a (?:quoi|koi) (?:ca |il |elle )?ser(?:t|vent)|(?:ca|il|elle) (?:sert a|fait) (?:quoi|koi)|"
    r"en quoi (?:ca |il |elle )?consist\w+|pour quoi faire)\b"
)
"""What a service is for."""


def plainly_asks(question: str) -> bool:
    """Whether plain words tell what is asked of a service: what it is for, its price, its users, who carries it."""
    return asks_what(question) or sort_of(question) is not None


_SERVES = re.compile(
    r"\b(?:marche\w*|fonctionne\w*|couv\w+|ouvert\w*|dispo\w*|deploy\w+|existe\w*|valable|concern\w+|fait partie|"
    r"chez nous|compris|droit|eligible\w*|utilisable\w*)\b"
)

_FOR_US = re.compile(
    r"\b(?:pour nous(?! \w+(?:er|ir|re)\b)|chez nous|eligible\w*|"
    r"notre (?:commune|taille|mairie|ville|interco\w*|communaute|collectivite|cas)|"
    r"(?:on|nous|j|je) (?:y )?(?:a|ai|avons) (?:bien |aussi )?(?:le )?droit|concerne\w*|"
    r"(?:on|nous) (?:peut|peux|pouvons|pourra\w*) (?:\w+ )?(?:l'|s'en|en|y|nous en)|"
    r"petites? (?:communes?|mairies?|villes?|villages?)|trop petits?)\b"
)

_PARTS = re.compile(
    r"\?+\s*|[,;.]?\s+et\s+(?=(?:c'|ca|est|il|on|combien|qui|comment|quand|ou|faut|y a|c est|pour quand|à qui))",
    re.IGNORECASE,
)
_LEAST_PART = 4
"""Characters of a part of a message that can be a question by itself."""


def questions_of(text: str) -> list[str]:
    """The one or two questions of a message."""
    parts = [part.strip(" ,.;") for part in _PARTS.split(text)]
    kept = [part for part in parts if len(part) >= _LEAST_PART and roots(part)]
    return kept[-2:] if len(kept) > 1 and text.count("?") > 1 else [text]


def is_for_us(text: str, kind: str | None) -> bool:
    """Whether a question is whether the person may use a service."""
    plain = fold(text)
    if _FOR_US.search(plain):
        return kind != "cost"
    return kind in ("open_to", "start", "delay", "territories", None) and _OPEN.search(plain) is not None


def asks_what(question: str) -> bool:
    """Whether it asks what a service is for."""
    return _WHAT.search(fold(question)) is not None


def asks_whether_served(question: str) -> bool:
    """Whether it asks if something works, or is open, somewhere."""
    return _SERVES.search(fold(question)) is not None


def sort_of(question: str) -> str | None:
    """The kind, or the field of the files, that plain words ask for; None when none does."""
    plain = fold(question)
    return next((sort for sort, words in _SORTS.items() if words.search(plain)), None)
