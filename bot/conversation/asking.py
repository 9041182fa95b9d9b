"""What a question asks, from its plain words alone: a price, users, whether it is for us; and how many it holds."""

import re

from bot.conversation.plain import COMPLAINS, pattern, patterns
from bot.folding import fold
from bot.reading.words import roots

_OPEN = pattern("open")
"""Whether it can be used today."""

_SORTS = patterns("sorts")
"""Kinds of questions, or fields of the files, that a few plain words ask for."""


_WHAT = pattern("what")
"""What a service is for."""


def plainly_asks(question: str) -> bool:
    """Whether plain words tell what is asked of a service: what it is for, its price, its users, who carries it."""
    return asks_what(question) or sort_of(question) is not None


_SERVES = pattern("serves")
"""Whether something works, or is open, somewhere."""

_FOR_US = pattern("for_us")
"""Whether the person may use it."""

_OF_US = ("open_to", "territories", "users", "who_signs_up", "other", "obligation", None)
"""Kinds of a question that may really be whether it is for the person."""

_TOPICS = (
    r"prix|co[uû]t|tarif|d[ée]lai|formation|contact|acc[eè]s|inscription|h[ée]bergement|donn[ée]es|dur[ée]e|"
    r"s[ée]curit[ée]"
)
_PARTS = re.compile(
    r"(?<=\?)\s*|(?<=[.!;\n])\s+|,\s+(?=vous\b)|(?<=r[ée]pondu)\s*:\s*|(?<=question)\s*:\s*|"
    r",\s+(?=je (?:vous )?demande\b)|"
    r",\s+(?=(?:qui (?!est\b|sont\b|a\b|ont\b)|c['’]est\b|combien|comment|est-ce|faut)\b)|"
    r"[,;.]?\s+(?:et|mais)\s+(?=(?:alors |sinon |aussi |puis )?(?:c['’]|[çc]a\b|est\b|il\b|elle\b|on\b|je\b|combien|"
    r"qui\b|comment|quand|quel|o[uù]\b|faut|y a|pour (?:quand|qui)|[àa] qui|est-ce|"
    rf"(?:le|la|les|l['’]|du|de la) ?(?:{_TOPICS})))",
    re.IGNORECASE,
)
"""Where one question of a message ends and another begins."""

_ASKING = pattern("asking")
"""What asks, in a part of a message."""

_COURTESY = re.compile(r"\b(?:merci\w*|bonjour|bonsoir|au revoir|bonne (?:journee|soiree))\b")

_TAKEN = re.compile(
    r"\b(?:ok|d['’]accord|entendu|compris|bien|va|vu) pour (?:le |la |les |l['’]|[cç]a|cela)\s*\w*|"
    r"\b(?:pas|et non|non pas|ni) (?:le |la |les |l['’]|de |du |d['’])\s*\w+(?=\W*$|\W*[.!])",
    re.IGNORECASE,
)
"""What a message says to be settled, or not to ask ("ok pour le prix", "…, pas le coût")."""

_LEAST_PART = 3
"""Characters of a part of a message that can be a question by itself."""

MOST_QUESTIONS = 3

FRAGMENT_WORDS = 2
"""Words of what completes the question before it."""

_NOT_ASKED = re.compile(r"\bje (?:ne )?(?:vous )?(?:demande|parle) pas\b")
"""A clause that says what isn't asked."""


def questions_of(text: str) -> list[str]:
    """The questions of a message, three at most, in its words; the message when none stands apart."""
    parts = _joined([part.strip(" ,.;\n") for part in _PARTS.split(text)])
    kept = [part for part in parts if len(part) >= _LEAST_PART and roots(part) and asks(part)]
    return kept[:MOST_QUESTIONS] if kept and len(parts) > 1 else [text]


def without_complaint(text: str) -> str:
    """What a complaint asks beside complaining ("c'est pas ma question. hébergé où ?"); empty when nothing."""
    parts = [part.strip(" ,.;\n") for part in _PARTS.split(text)]
    kept = [part for part in parts if roots(part) and not COMPLAINS.search(fold(part))]
    asked = [part for part in kept if asks(part)]
    if asked:
        return " ".join(part if part.endswith("?") else f"{part}." for part in asked)
    told = " ".join(kept)
    return told if len(parts) > len(kept) and len(roots(told)) > 1 else ""


def uncomplaining(text: str) -> str:
    """A message less its clauses that complain of us; the message when nothing else is said."""
    if not COMPLAINS.search(fold(text)):
        return text
    parts = [part.strip(" ,;\n") for part in _PARTS.split(text)]
    return " ".join(part for part in parts if part and not COMPLAINS.search(fold(part))) or text


def bare(part: str) -> str:
    """A question less the word that joins it to another ("et Waze, c'est pris en compte ?")."""
    return re.sub(r"^(?:et|mais|donc|ok|bon|alors)\b[ ,]*", "", part, flags=re.IGNORECASE)


def settled(text: str) -> str:
    """A question less what it says not to ask, or to be settled."""
    return " ".join(_TAKEN.sub(" ", text).split()).strip(" ,") or text


def _joined(parts: list[str]) -> list[str]:
    """The parts, "entre … et …" in one, and what only completes a question with it ("prévenus comment ? un sms ?")."""
    found: list[str] = []
    for part in filter(None, parts):
        if found and re.search(r"\bentre\b[^?]*$", found[-1]):
            found[-1] += f" et {part}"
        elif found and found[-1].endswith("?") and len(part.split()) <= FRAGMENT_WORDS and sort_of(part) is None:
            found[-1] += f" {part}"
        else:
            found.append(part)
    return found


def asks(part: str) -> bool:
    """Whether a part of a message asks something."""
    plain = fold(part)
    if COMPLAINS.search(plain) or _NOT_ASKED.search(plain):
        return False
    return _ASKING.search(_TAKEN.sub(" ", plain)) is not None or plainly_asks(part)


def is_for_us(text: str, kind: str | None) -> bool:
    """Whether a question is whether the person may use a service."""
    plain = fold(text)
    if _FOR_US.search(plain):
        return kind in _OF_US
    return kind in ("open_to", "start", "delay", "territories", None) and _OPEN.search(plain) is not None


def asks_too(text: str) -> bool:
    """Whether a message that thanks or greets asks something beside ("merci ! il faut un compte ?")."""
    parts = [part for part in _PARTS.split(text) if not _COURTESY.search(fold(part)) or "?" in part]
    return "?" in text and any(asks(part) and len(roots(part)) > 1 for part in parts if part)


def asks_what(question: str) -> bool:
    """Whether it asks what a service is for."""
    return _WHAT.search(fold(question)) is not None


def asks_whether_served(question: str) -> bool:
    """Whether it asks if something works, or is open, somewhere."""
    return _SERVES.search(fold(question)) is not None


def sort_of(question: str) -> str | None:
    """The kind, or the field of the files, that plain words ask for; None when none does."""
    plain = _TAKEN.sub(" ", fold(question))
    return next((sort for sort, words in _SORTS.items() if words.search(plain)), None)
