"""Words of a message as the reading compares them: folded, cut to their root, function words left out."""

import re
from functools import lru_cache

from bot import folders
from bot.folding import fold

LONGEST = 2_000
"""Characters of a message that are read; a need is said by then."""

ROOT_LETTERS = 6
"""Two words that begin alike are taken for forms of one."""

_WORD = re.compile(r"[a-z0-9]+")
_ELISION = re.compile(r"\b(?:l|d|j|m|t|s|n|c|qu|jusqu|lorsqu|puisqu)'")

FUNCTION_WORDS = frozenset(
    """a ai aie ait alors apres as au aucun aucune aussi autre autres aux avec avez avons avait avaient avant bah bcp
    ben bien bon bonjour bonsoir c ca car ce ceci cela celle celles celui ces cest cet cette ceux chez chose
    choses ci comme comment d da dans de deja del depuis des desole deux dis dit dites doit donc dont du elle
    elles en encore enfin entre es est et etait etaient etant ete etes etre eu euh eux fait faire fais fallait
    faudrait faut ferait fois font genre grand gros ha hein hop ici il ils j jai je jsuis juste l la là le les
    leur leurs lui m ma mais mal me meme memes mer merci mes mettre mien mieux moi moins mon n na ne ni non nos
    notre nous nan o oh ok on ont or ou ouais oui par parce pareil pas passe pc peu peut peuvent peux pff plus
    plusieurs plutot pour pourquoi pouvez pouvons pr prend prendre pu puis q qd qq qqch qu quand que quel quelle
    quelles quels quelque quelques quelqu qui quoi r rien s sa salut sans sauf se sera serait ses si sinon slt
    soit sommes son sont sous sur svp stp t ta tant te tel tes toi ton toujours tous tout toute toutes tres trop
    trouve truc trucs tu un une va vais vas vers veut veux via voila voir vois vont vos votre vouloir voulais
    voulez voulons voudrais voudrait vous vraiment vs vu y ya madame monsieur cordialement""".split()
)
"""Words that say nothing of a subject; accents folded."""


def words(text: str) -> list[str]:
    """Folded words, elided articles cut off ("l'eau" -> "eau")."""
    return _WORD.findall(_ELISION.sub(" ", fold(text[:LONGEST])))


@lru_cache(maxsize=20_000)
def root(word: str) -> str:
    """What the forms of a folded word share."""
    bare = word[:-1] if len(word) > 4 and word[-1] in "sx" else word
    return bare[:ROOT_LETTERS]


def roots(text: str) -> list[str]:
    """Roots of the words that say something, in order."""
    return [root(word) for word in words(text) if word not in FUNCTION_WORDS and (len(word) > 1 or word.isdigit())]


@lru_cache(maxsize=1)
def _tags() -> dict[str, str]:
    lines = (folders.data() / "reading" / "words.txt").read_text(encoding="utf-8").split("\n")
    return dict(line.split(" ") for line in lines if line)


def tag(word: str) -> str:
    """``N`` for a noun, ``A`` for an adjective, nothing for what is neither or unknown (folded word)."""
    return _tags().get(word, "")
