"""Where people are: every commune, EPCI, département and région, and what people type to name them."""

from bot.territory.correcting import correction
from bot.territory.describe import by_code, inside, label
from bot.territory.model import Kind, Resolution, Territory
from bot.territory.population import find_population, population_said
from bot.territory.resolve import resolve

__all__ = [
    "Kind",
    "Resolution",
    "Territory",
    "by_code",
    "correction",
    "find_population",
    "inside",
    "label",
    "population_said",
    "resolve",
]
