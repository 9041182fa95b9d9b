"""The figures as CSV: each month as a whole, by group and by programs, as the page shows them."""

import csv
import io
from typing import Optional

from bot.impact.accounting import OUTCOMES, Accounted, accounted
from bot.impact.figures import DIMENSIONS, SMALLEST, Counts, Figures
from bot.impact.wording import group_name, say, share

_COLUMNS = (
    "mois", "dimension", "groupe", "conversations", "besoins", "besoins_avec_liste", "besoins_sans_reponse",
    "taux_activation", "avis", "taux_satisfaction",
)  # fmt: skip
REST = "suites_reunies"


def export(figures: Figures) -> str:
    """A line a month and group; what is too few, or wasn't counted yet, is left empty.

    The lines of a month as a whole also hold what its needs came to: these columns add up to ``besoins``.
    """
    file = io.StringIO()
    writer = csv.writer(file, delimiter=";", lineterminator="\r\n")
    writer.writerow([*_COLUMNS, *(f"suite_{name}" for name in OUTCOMES), REST])
    for name, month in figures.months.items():
        if not month.few:
            found = accounted(month.outcomes, name, figures.since)
            writer.writerow([name, say("export.ensemble"), "", *_numbers(month), *_outcomes(found)])
        for dimension in DIMENSIONS:
            column = say(f"dimensions.{dimension}.colonne").lower()
            for group, counts in figures.groups[dimension].get(name, {}).items():
                writer.writerow([name, column, group_name(dimension, group), *_numbers(counts), *_outcomes(None)])
        programs = figures.programs.get(name, Counts())
        if programs.conversations >= SMALLEST:
            numbers = _numbers(programs)
            writer.writerow([name, say("export.programmes"), "", *numbers, *_outcomes(None)])
    return file.getvalue()


def _few(value: int) -> str:
    return str(value) if value == 0 or value >= SMALLEST else ""


def _outcomes(found: Optional[Accounted]) -> list[str]:
    if found is None:
        return [""] * (len(OUTCOMES) + 1)
    return [*(str(found.shown.get(name, "")) for name in OUTCOMES), _few(found.rest)]


def _numbers(counts: Counts) -> list[str]:
    def rate(part: int, whole: int) -> str:
        value = share(part, whole)
        return "" if value is None else f"{value:.1f}".replace(".", ",")

    return [
        _few(counts.conversations), _few(counts.needs), _few(counts.listed), _few(counts.unanswered),
        rate(counts.activated, counts.needs), _few(counts.opinions), rate(counts.useful, counts.opinions),
    ]  # fmt: skip
