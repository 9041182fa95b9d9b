"""Classes of population: all that is kept of a size."""

CLASSES: tuple[tuple[int, str], ...] = (
    (500, "0-499"),
    (2_000, "500-1999"),
    (10_000, "2000-9999"),
    (50_000, "10000-49999"),
)
"""Each class with the population that it stays under."""

LARGEST = "50000+"
ALL: tuple[str, ...] = (*(name for _, name in CLASSES), LARGEST)
"""Every class, smallest first."""


def size_class(population: int | None) -> str | None:
    """The class of a population."""
    if population is None:
        return None
    return next((name for limit, name in CLASSES if population < limit), LARGEST)
