"""Example needs that the team adds to a solution's file: a sentence of its own, never a person's."""

import contextlib
import json
import os
import re
import tempfile
import threading
from collections.abc import Sequence
from pathlib import Path

import yaml

from bot.evaluation.overlap import copies, words
from bot.gateway.masking import mask

LONGEST = 500
_ID = re.compile(r"[a-z0-9][a-z0-9._-]*")
_writing = threading.Lock()


class Refused(Exception):
    """The sentence can't go into a file; ``args[0]`` is the entry of the texts that says why."""


class NotWritable(Exception):
    """The file can't be changed from here; ``args[0]`` is the line to copy into it."""


def sentence_of(text: str, people: Sequence[str]) -> str:
    """The sentence on one line.

    Raises:
        Refused: too short or too long, personal details, or a copy of what a person wrote.
    """
    sentence = " ".join(text.split())
    if len(words(sentence)) < 3 or len(sentence) > LONGEST:
        raise Refused("exemple_long")
    if mask(sentence) != sentence:
        raise Refused("personnel")
    if copies([sentence], people):
        raise Refused("exemple_copie")
    return sentence


def line_of(sentence: str) -> str:
    """The sentence as the files write their examples: a JSON string is one of YAML's."""
    return f"  - {json.dumps(sentence, ensure_ascii=False)}\n"


def append(folder: Path, solution: str, sentence: str) -> None:
    """Add an example need at the end of a solution's file, whole or not at all.

    Raises:
        Refused: no such file, or the sentence is in it.
        NotWritable
    """
    path = folder / f"{solution}.yml"
    if not _ID.fullmatch(solution) or not path.is_file():
        raise Refused("service_inconnu")
    with _writing:
        before = path.read_text(encoding="utf-8")
        known = yaml.load(before, Loader=yaml.CSafeLoader)  # noqa: S506  (a safe loader)
        examples = known.get("examples") or []
        if any(words(example) == words(sentence) for example in examples):
            raise Refused("exemple_connu")
        after = before.rstrip("\n") + "\n" + line_of(sentence)
        if not _only_added(after, known, sentence):  # the list of examples isn't the file's end
            raise NotWritable(line_of(sentence))
        try:
            _replace(path, after)
        except OSError:
            raise NotWritable(line_of(sentence)) from None


def _only_added(after: str, known: dict[str, object], sentence: str) -> bool:
    try:
        read = yaml.load(after, Loader=yaml.CSafeLoader)  # noqa: S506  (a safe loader)
    except yaml.YAMLError:
        return False
    examples = known.get("examples")
    wanted = {**known, "examples": [*(examples if isinstance(examples, list) else []), sentence]}
    return bool(read == wanted)


def _replace(path: Path, text: str) -> None:
    """Put the file in the other's place at once: who reads it meanwhile reads one of the two whole."""
    if not os.access(path, os.W_OK):
        raise PermissionError
    handle, draft = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
        os.chmod(draft, path.stat().st_mode & 0o777)
        os.replace(draft, path)
    except OSError:
        with contextlib.suppress(OSError):
            os.unlink(draft)
        raise
