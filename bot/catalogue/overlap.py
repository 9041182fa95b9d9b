"""No sentence of the source pages in the catalogue: shared runs of 12 words are found without the pages.

The pages' licence lets facts be taken, not sentences. ``python -m bot.catalogue.overlap FOLDER`` reads the
product pages and writes the 6-byte hashes of all their normalised 12-word runs to ``data/sources.runs``.
"""

import hashlib
import re
import sys
import unicodedata
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from bot.catalogue.files import read_catalogue
from bot.settings import get_settings

RUN_WORDS = 12
"""Length of a run, in words."""

HASH_BYTES = 6
"""2^48 values: among some 100,000 runs on each side, a chance match has odds of about 1 in 20,000."""


_ADDRESS = re.compile(r"https?://\S+")


def words(text: str) -> list[str]:
    """Lower-case words without accents or punctuation."""
    folded = unicodedata.normalize("NFD", text.lower())
    return re.findall(r"[a-z0-9]+", "".join(char for char in folded if not unicodedata.combining(char)))


def run_hashes(text: str, length: int = RUN_WORDS) -> Iterator[tuple[bytes, str]]:
    """Each run of the text: its hash and its words."""
    found = words(text)
    for start in range(len(found) - length + 1):
        run = " ".join(found[start : start + length])
        yield hashlib.blake2b(run.encode(), digest_size=HASH_BYTES).digest(), run


def write_hashes(pages: Iterable[Path], target: Path) -> int:
    """Write the sorted hashes of the pages' runs; returns how many."""
    hashes = sorted({key for page in pages for key, _ in run_hashes(page.read_text(encoding="utf-8"))})
    target.write_bytes(b"".join(hashes))
    return len(hashes)


def read_hashes(path: Path) -> set[bytes]:
    """The hashes written by :func:`write_hashes`."""
    raw = path.read_bytes()
    return {raw[start : start + HASH_BYTES] for start in range(0, len(raw), HASH_BYTES)}


def texts_of(value: Any, skip: frozenset[str] = frozenset({"name", "operator", "links", "contact"})) -> Iterator[str]:
    """Every sentence of a file's data, names and addresses left out."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, item in value.items():
            if key not in skip:
                yield from texts_of(item, skip)
    elif isinstance(value, list):
        for item in value:
            yield from texts_of(item, skip)


def shared_runs(texts: Iterable[str], hashes: set[bytes]) -> list[str]:
    """The runs of the texts that the source pages hold too; an address is no sentence."""
    parts = (part for text in texts for part in _ADDRESS.split(text))
    return [run for part in parts for key, run in run_hashes(part) if key in hashes]


def main(folder: str) -> None:
    """Write the hashes of the pages of every product in the catalogue."""
    ids = [entry.id for entry in read_catalogue().entries()]
    target = get_settings().data_dir / "sources.runs"
    count = write_hashes([Path(folder) / f"{key}.md" for key in ids], target)
    sys.stdout.write(f"{count} runs of {len(ids)} pages written to {target}\n")


if __name__ == "__main__":
    main(sys.argv[1])
