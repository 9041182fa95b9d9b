"""What a classifier of acts looks at: the message's words, and how they stand to what was said before."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import yaml

from bot.folding import fold
from bot.reading import state as of
from bot.reading.lexicon import Lexicon, telling
from bot.reading.referents import Referents, has_pronoun
from bot.reading.spans import rejected
from bot.reading.state import State
from bot.reading.words import FUNCTION_WORDS, roots

LONGEST = 600
"""Characters that an act is read from: what a person does with a message is said early or in few words."""

_TOKEN = re.compile(r"[a-z0-9]+|[?!]")
_NUMBER = re.compile(r"\d[\d .]*")
_YES = re.compile(
    r"^\W*(?:oui|ouais|ui|ok|okay|d'accord|dac|volontiers|exact\w*|tout a fait|c'est ca|voila|yes|parfait|go|banco)\b"
)
_NO = re.compile(
    r"^\W*(?:non|nan|nn|no|pas (?:la peine|besoin|interesse|maintenant|du tout)|aucun\w*|surtout pas|jamais)\b"
)
_ASKS = re.compile(
    r"\?|\b(?:est[- ]ce|combien|comment|pourquoi|quel\w*|qui|quand|quoi|ou est|faut[- ]il|peut[- ]on|y a[- ]t[- ]il|"
    r"c'est quoi)\b"
)
_NEGATION = re.compile(r"\b(?:pas|plus|rien|jamais|aucun\w*|ni|sans|sauf)\b")
_YOU = re.compile(r"\b(?:vous|tu|votre|vos|toi|ton)\b")
_WE = re.compile(r"\b(?:on|nous|notre|nos|je|j|mon|ma|mes|chez)\b")
_WANTS = re.compile(r"\b(?:cherch\w+|voudr\w+|veux|voul\w+|besoin|aimer\w+|souhait\w+|faudr\w+)\b")
_FIRST = 2
"""Words at the head of a message that tell by their place."""


@lru_cache(maxsize=1)
def _subjects() -> "dict[str, re.Pattern[str]]":
    """What words tell of what is wanted, whatever the context (``cues.yml``)."""
    raw = yaml.safe_load((Path(__file__).parent / "cues.yml").read_text(encoding="utf-8"))
    return {name: re.compile(rf"\b(?:{'|'.join(patterns)})\b") for name, patterns in raw.items()}


@dataclass(frozen=True)
class Context:
    """A message beside what is known when it comes."""

    text: str
    state: State
    refers: Referents


PHASES = ("debut", "choix", "fiche", "liste", "ouinon", "parole", "parole_vide", "relais", "rien", "themes", "un")


def phase(state: State) -> str:
    """Where the conversation stands: one of :data:`PHASES`."""
    last = state.last
    if last.awaits in (of.RECAP, of.CORRECTION, of.CONTACT, of.AWAITS_RELAY):
        return "relais"
    if last.awaits in (of.AWAITS_YES, of.AWAITS_ERASURE):
        return "ouinon"
    if last.kind == of.QUESTION:
        return "choix"
    if last.kind == of.LIST:
        return "liste" if len(last.shown) > 1 else "un"
    if last.kind in (of.DETAIL, of.ANSWER, of.COMPARED):
        return "fiche"
    if last.kind in (of.NOTHING, of.THEMES):
        return last.kind
    if last.kind == of.START or not state.needs:
        return "debut"
    return "parole" if state.on_screen else "parole_vide"


def _masked(context: Context, lexicon: Lexicon) -> str:
    """The folded message, names of services and numbers replaced by what they are."""
    text = context.text[:LONGEST]
    if context.refers.named:
        text = lexicon.names.masked(text, context.refers.named, " nomservice ")
    return _NUMBER.sub(" nombre ", fold(text))


def strings(context: Context, lexicon: Lexicon) -> Iterator[str]:
    """The words and pieces of words of a message, alone and with the phase of the conversation."""
    plain = _masked(context, lexicon)
    words = _TOKEN.findall(plain)
    where = phase(context.state)
    padded = ["^", *words, "$"]
    for size in (1, 2, 3):
        for start in range(len(padded) - size + 1):
            gram = " ".join(padded[start : start + size])
            yield f"w{gram}"
            if size < 3:
                yield f"{where}|{gram}"
    for word in words:
        edged = f"_{word[:14]}_"
        for size in (3, 4, 5):
            for start in range(max(1, len(edged) - size + 1)):
                yield f"c{edged[start : start + size]}"


def cues(context: Context, lexicon: Lexicon) -> dict[str, float]:
    """How a message stands to what was said before, by name; most are shares or yes/no."""
    state, refers, text = context.state, context.refers, context.text[:LONGEST]
    plain = fold(text)
    words = _TOKEN.findall(plain)
    said = telling(lexicon.names.rest(text, refers.named) if refers.named else text)
    shown = state.on_screen
    found = {
        f"phase:{phase(state)}": 1.0,
        f"last:{state.last.kind}": 1.0,
        f"awaits:{state.last.awaits}": 1.0,
        "shown": min(len(shown), 3) / 3,
        "needs": min(len(state.needs), 2) / 2,
        "waiting": float(bool(state.waiting)),
        "named": float(bool(refers.named)),
        "named:shown": float(any(key in shown for key in refers.named)),
        "pointed": float(refers.explicit and not refers.named),
        "ranks": float(bool(refers.ranks)),
        "choice": float(refers.choice is not None),
        "likeness": refers.likeness,
        "pronoun": float(has_pronoun(text)),
        "yes": float(bool(_YES.search(plain))),
        "no": float(bool(_NO.search(plain))),
        "asks": float(bool(_ASKS.search(plain))),
        "mark": float("?" in text),
        "shout": float("!" in text),
        "negation": float(bool(_NEGATION.search(plain))),
        "rejects": float(bool(rejected(text, bool(shown)))),
        "you": float(bool(_YOU.search(plain))),
        "we": float(bool(_WE.search(plain))),
        "wants": float(bool(_WANTS.search(plain))),
        "told": min(len(said), 12) / 12,
        "length": min(len(words), 40) / 40,
        f"size:{_size(len(words))}": 1.0,
        f"told:{_size(len(said))}": 1.0,
        "empty": float(not words),
        "function": sum(word in FUNCTION_WORDS for word in words) / max(1, len(words)),
    }
    for name, pattern in _subjects().items():
        if pattern.search(plain):
            found[f"on:{name}"] = found[f"on:{name}|{phase(state)}"] = 1.0
    found.update(_shares(said, state, lexicon))
    return found


def _size(count: int) -> str:
    """A count by its order."""
    for bound in (0, 1, 2, 4, 8, 16):
        if count <= bound:
            return str(bound)
    return "more"


def _shares(said: list[str], state: State, lexicon: Lexicon) -> dict[str, float]:
    """What the message shares with the services shown, with others, and with the need."""
    if not said:
        return {}
    shown = state.on_screen
    near, far = lexicon.share(said, shown) if shown else 0.0, lexicon.best_share(said, shown)
    need = set(roots(state.need.text)) if state.need else set()
    before = max((len(set(roots(item.text)) & set(said)) / len(said) for item in state.needs[1:]), default=0.0)
    return {
        "share:shown": near,
        "share:other": far,
        "share:gap": near - far,
        "share:need": len(need & set(said)) / len(said),
        "share:before": before,
        "share:problem": lexicon.problem_share(said),
    }
