"""Hash of what a result depends on, so that it is computed again when any of it changes, and only then."""

import ast
import hashlib
from collections.abc import Iterable, Iterator
from importlib.metadata import version
from pathlib import Path

from bot.folders import ROOT

OURS = "bot"
"""The package whose imports are followed."""

_WHERE = Path(OURS) / "settings.py"
"""Settings say where things are, not what is made of them."""


class Fingerprint:
    """A SHA-256 of versions, files and code, added one after the other; the code is that of the checkout ``root``."""

    def __init__(self, root: Path = ROOT) -> None:
        self._digest = hashlib.sha256()
        self._root = root

    def versions(self, packages: Iterable[str]) -> "Fingerprint":
        """Add the installed versions of these distributions."""
        for name in packages:
            self._add(name, version(name).encode())
        return self

    def files(self, paths: Iterable[Path], root: Path) -> "Fingerprint":
        """Add files, by their place under ``root`` and their bytes."""
        for path in paths:
            self._add(path.relative_to(root).as_posix(), path.read_bytes())
        return self

    def code(self, modules: Iterable[str]) -> "Fingerprint":
        """Add what these modules and all of ours that they import do, with the YAML files that stand beside them.

        Comments and docstrings change nothing.
        """
        root = self._root
        paths = sorted(_closure(root, modules) - {root / _WHERE})
        for path in paths:
            self._add(path.relative_to(root).as_posix(), _meaning(path).encode())
        return self.files(sorted({table for path in paths for table in path.parent.glob("*.yml")}), root)

    def value(self) -> str:
        """The hash, in hexadecimal."""
        return self._digest.hexdigest()

    def _add(self, name: str, content: bytes) -> None:
        # Lengths in front: no two lists of parts give the same bytes.
        for part in (name.encode(), content):
            self._digest.update(len(part).to_bytes(8, "big") + part)


def _file_of(root: Path, module: str) -> Path | None:
    """The file of a module of the checkout; None when it has none there."""
    path = root.joinpath(*module.split("."))
    for candidate in (path.with_suffix(".py"), path / "__init__.py"):
        if candidate.is_file():
            return candidate
    return None


def _tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def _imports(path: Path) -> Iterator[str]:
    """Modules that a file imports, within its functions too; an imported name may be a module of a package."""
    for node in ast.walk(_tree(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def _closure(root: Path, modules: Iterable[str]) -> set[Path]:
    """Files of these modules and of all of ours that they reach."""
    found: set[Path] = set()
    waiting = list(modules)
    while waiting:
        path = _file_of(root, waiting.pop())
        if path and path not in found:
            found.add(path)
            waiting += [name for name in _imports(path) if name.partition(".")[0] == OURS]
    return found


def _meaning(path: Path) -> str:
    """The code as a syntax tree without its docstrings."""
    tree = _tree(path)
    for node in ast.walk(tree):
        if isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)):
            node.body = [part for part in node.body if not _is_docstring(part)]
    return ast.dump(tree)


def _is_docstring(node: ast.stmt) -> bool:
    """Whether a statement is a text alone: a docstring, or a constant's."""
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)
