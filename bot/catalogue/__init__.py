"""Solution files <-> tables: schema, reading, checks, loading, queries."""

from bot.catalogue.files import Catalogue, CatalogueError, Fault, load_valid, read_catalogue, themes
from bot.catalogue.schema import AUDIENCES, Audience, Investigation, Solution, Status

__all__ = [
    "AUDIENCES",
    "Audience",
    "Catalogue",
    "CatalogueError",
    "Fault",
    "Investigation",
    "Solution",
    "Status",
    "load_valid",
    "read_catalogue",
    "themes",
]
