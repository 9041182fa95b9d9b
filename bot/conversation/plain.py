"""Plain words that tell what a message does, whatever the classifier makes of it."""

import re

OWN_PAPERS = re.compile(
    r"\b(?:ma|mon|mes) (?:carte (?:d'identite|grise|vitale)|passeport|permis de conduire|apl|rsa|retraite|impots?|"
    r"allocations?|chomage|titre de sejour|naturalisation|acte de naissance|dossier caf)\b"
)
"""A person's own paperwork: no collectivity asks for that."""

OTHERS_USE = re.compile(
    r"\b(?:d'autres?|quelqu'un d'autre|beaucoup|combien d\w*|des) .{0,40}"
    r"\b(?:l'utilis\w+|s'en serv\w+|l'ont|l'a|utilis\w+)\b"
    r"|\bqui (?:d'autre )?(?:l'utilis\w+|s'en sert|l'a)\b"
)
"""Who uses it: neither other services nor the forum."""

HAVE = re.compile(
    r"\b(?:on|nous|je|j') ?(?:l'|les |la |le |en )?(?:a|avons|ai|utilis\w+|connai\w+) (?:bien )?deja\b"
    r"(?! (?:eu|ete|fait|essaye|un|une|des|demande|dit|parle|ecrit|regarde|appele)\b)"
)
"""They have it, or know it, already."""

NOT_IT = re.compile(
    r"\bpas (?:celui|celle|ceux|celles|ca|cela|lui|elle)\b(?!.{0,20}\b(?:que|qui|qu)\b)|"
    r"\b(?:pas|rien) (?:de )?(?:ca du tout|"
    r"ce qu(?:e|'on|'il|'elle)\b.{0,20}\b(?:cherch\w*|veu\w*|voul\w*|faut|demand\w*))|"
    r"\b(?:ne |n')?(?:repond|correspond|convient|colle|va) (?:toujours |vraiment |absolument )?pas\b"
)
"""What was shown isn't it."""

MACHINE = re.compile(
    r"\b(?:vous etes|tu es|t'es|c'est|cest|j'ai affaire a|je (?:parle|discute|cause)|y a|il y a) .{0,30}"
    r"\b(?:humaine?|robot|bot|machine|programme|ordinateur|ia|intelligence artificielle|chatgpt|"
    r"vraie? (?:personne|gens)|quelqu'un de vrai|personne reelle)\b"
)
"""Whether a person or a machine answers."""

AFRESH = re.compile(
    r"\b(?:repren\w*|repart\w*|recommenc\w*) (?:a|de) zero\b|\bchange(?:ons|ment)? (?:de|completement de) sujet\b|"
    r"\blaiss\w+ tomber .{2,40}\b(?:finalement|en fait|je voudrais|on voudrait|parlons)\b"
)
"""What drops the need so far for another one."""

COMPARES = re.compile(r"\b(?:differen\w+|compar\w+|mieux|plutot|lequel|laquelle|ou bien|vs|pareil\w*|meme chose)\b")
"""What puts services side by side."""

_ZERO = re.compile(r"\b[àa] z[ée]ro\s*[:.,;]\s*", re.IGNORECASE)


def after_dropping(text: str) -> str:
    """What a message says once it has dropped the need so far ("je reprends à zéro : …"); else all of it."""
    return _ZERO.split(text, 1)[-1].strip() or text


NEW = re.compile(
    r"\b(?:autre (?:sujet|chose|question|besoin|souci|probleme|demande)|rien a voir|par ailleurs|j'ai aussi|on a aussi|"
    r"nouveau (?:sujet|besoin)|changeons|sinon|en fait|en vrai|plutot)\b"
)
"""What announces a need of its own."""

ASKS = re.compile(r"\bou pas\b|\boui ou non\b|\best[- ]ce\b|\bje (?:vous )?demand(?:e|ais)\b|\bma question\b")
"""What asks, with or without a question mark."""
