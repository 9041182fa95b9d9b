"""What stands around every public page: its templates, its links to who we are, the state of accessibility."""

from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from bot.settings import Settings

TEMPLATES = Path(__file__).parent / "templates"
ABOUT = ("donnees-personnelles", "accessibilite", "mentions-legales")
"""Addresses of the pages that say who we are, without the slash, and names of their templates."""
POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
"""Of a page that runs no script and sends no form."""


@cache
def environment(*folders: Path) -> Environment:
    """The templates of these folders, which may use those of this package.

    Every value is escaped, and one that a template misspells is an error.
    """
    return Environment(
        loader=FileSystemLoader([*folders, TEMPLATES]), autoescape=True, undefined=StrictUndefined, trim_blocks=True,
        lstrip_blocks=True,
    )  # fmt: skip


def conformity(rate: int | None) -> str:
    """State of conformity of the French rules: what no audit has measured isn't conforming."""
    if rate is None or rate < 50:
        return "non conforme"
    return "totalement conforme" if rate == 100 else "partiellement conforme"


def around(settings: Settings, page: str) -> dict[str, Any]:
    """The values that the templates of this package need; ``page`` is the address without the slash."""
    return {"settings": settings, "conformity": conformity(settings.accessibility_rate), "page": page}
