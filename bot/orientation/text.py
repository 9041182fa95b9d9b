"""Words of a need as the lexical evidence sees them: folded, stemmed, acronyms expanded."""

import re
from functools import lru_cache

import snowballstemmer
import yaml

from bot.folding import fold
from bot.settings import get_settings

MAX_CHARACTERS = 1200
"""A need is cut here before it is read: what it is about was said by then, and the model reads 510 tokens."""

_TOKEN = re.compile(r"[a-z0-9]+(?:['’][a-z]+)?")
_ELISION = re.compile(r"\b(?:l|d|j|m|t|s|n|c|qu|jusqu|lorsqu|puisqu)['’]")
_STEMMER = snowballstemmer.stemmer("french")

STOP_WORDS = frozenset(
    """a ai aie ait alors apres as au aucun aussi autre autres aux avec avez avons avait avaient avant c ca car ce ceci
    cela celle celui ces cet cette chez ci comme comment d dans de depuis des deux doit donc dont du elle elles en
    encore entre es est et etait etaient etant ete etes etre eu eux fait faire fois font il ils j je l la le les leur
    leurs lui ma mais me meme memes mes mettre moi mon n ne ni nos notre nous on ont or ou par pas peu peut peuvent
    plus plusieurs pour pourquoi qu quand que quel quelle quelles quels qui quoi s sa sans se sera ses si sinon soit
    sommes son sont sous sur t ta te tes toi ton tous tout toute toutes tres trop tu un une va vers veut voila vos
    votre vous y bonjour merci svp bonsoir faut avoir chaque quelqu""".split()
)
"""Words that carry no subject; accents folded."""


def tokens(text: str) -> list[str]:
    """Folded words, elided articles cut off ("l'eau" -> "eau")."""
    return _TOKEN.findall(_ELISION.sub(" ", fold(text)))


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """French stem of a folded word."""
    return str(_STEMMER.stemWord(word))


def stems(text: str) -> list[str]:
    """Stems of the words that carry a subject, in order."""
    return [stem(word) for word in tokens(text) if word not in STOP_WORDS and (len(word) > 1 or word.isdigit())]


@lru_cache(maxsize=1)
def acronyms() -> dict[str, str]:
    """Acronyms and trade words with their plain expansion (``data/orientation/acronyms.yml``), folded keys."""
    raw = yaml.safe_load((get_settings().data_dir / "orientation" / "acronyms.yml").read_text(encoding="utf-8"))
    return {fold(key): value for key, value in raw.items()}


def expand(text: str) -> str:
    """The text followed by the expansions of the acronyms it holds: nothing of what was written is lost."""
    known = acronyms()
    found = [known[word] for word in dict.fromkeys(tokens(text)) if word in known]
    return f"{text} ({', '.join(found)})" if found else text


def prepare(text: str) -> str:
    """What every kind of evidence reads: cut to length, acronyms expanded."""
    return expand(" ".join(text.split())[:MAX_CHARACTERS])
