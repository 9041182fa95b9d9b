"""Displayed French: one ``textes.yml`` beside the code of each package, read once."""

from functools import cache
from pathlib import Path
from typing import Any

import yaml


class Texts:
    """The sentences of one package, by dotted key; placeholders in braces are filled by :meth:`say`."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._entries: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))

    def get(self, key: str) -> Any:
        """The entry under a dotted key: a sentence, a list or a mapping.

        Raises:
            KeyError: when the file has no such entry (a fault of the code, found by the tests).
        """
        entry: Any = self._entries
        for part in key.split("."):
            try:
                entry = entry[part]
            except (KeyError, TypeError):
                raise KeyError(f"{self._path}: no text {key!r}") from None
        return entry

    def say(self, key: str, /, **values: object) -> str:
        """The sentence under a key with its placeholders filled."""
        return str(self.get(key)).format(**values).strip()


@cache
def texts(package_file: str) -> Texts:
    """The texts that stand beside a module (call it with ``__file__``)."""
    return Texts(Path(package_file).resolve().parent / "textes.yml")
