"""The public page of statistics, and the same as CSV."""

import csv
import io
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.gateway import site
from bot.impact import indicators, plots
from bot.impact.declared import read_declared, read_okr
from bot.impact.figures import DIMENSIONS, OTHERS, SMALLEST, UNKNOWN, Counts, Figures, Month
from bot.impact.sizes import ALL
from bot.impact.wording import count, group_name, month_name, number, percent, say, share
from bot.settings import Settings

_HERE = Path(__file__).parent
FUNNEL = ("conversations", "with_need", "with_list", "active", "helped")
_COLUMNS = (
    "mois", "dimension", "groupe", "conversations", "besoins", "besoins_avec_liste", "besoins_sans_reponse",
    "taux_activation", "avis", "taux_satisfaction",
)  # fmt: skip


@dataclass(frozen=True)
class Line:
    """A line of a table, with the bar that is drawn of it."""

    name: str
    cells: tuple[str, ...]
    bar: Any


@dataclass(frozen=True)
class Table:
    """Groups of one dimension."""

    key: str
    title: str
    column: str
    note: str
    lines: list[Line]


def render(figures: Figures, settings: Settings, asked: str, today: str) -> str:
    """The page of a month (the last one with figures when it has none); ``today`` is the month under way."""
    folder = settings.data_dir / "impact"
    (declared, declared_read), (okr, okr_read) = read_declared(folder), read_okr(folder)
    month = asked if asked in figures.months else max(figures.months, default="")
    values: dict[str, Any] = {
        "months": [(name, _named(name, today)) for name in reversed(figures.months)], "month": month,
        "smallest": SMALLEST, "readable": declared_read and okr_read, "period": okr.periode,
        **site.around(settings, "stats"),
    }  # fmt: skip
    if month:
        whole = figures.months[month]
        values |= {
            "named": _named(month, today), "star": count(whole.useful),
            "seven": indicators.seven(figures.months, month, declared),
            "aarri": indicators.aarri(whole, declared), "funnel": _funnel(whole),
            "okr": [(title, _drawn(results)) for title, results in indicators.key_results(whole, okr)],
            "tables": [_table(figures, dimension, month) for dimension in DIMENSIONS],
            "history": _history(figures), "plot": _plot(figures), "reasons": _reasons(figures, month),
        }  # fmt: skip
    return site.environment(_HERE / "templates").get_template("stats.html").render(values)


def _named(month: str, today: str) -> str:
    return say("en_cours", mois=month_name(month)) if month == today else month_name(month)


def _funnel(month: Month) -> list[Line]:
    steps = [(name, int(getattr(month, name))) for name in FUNNEL]
    whole = max(1, month.conversations)
    return [
        Line(
            say(f"entonnoir.{name}"),
            (count(value), percent(100 * value / whole) if value == 0 or value >= SMALLEST else ""),
            plots.bar(value if value >= SMALLEST else 0, whole),
        )
        for name, value in steps
    ]


def _drawn(results: list[indicators.Progress]) -> list[tuple[indicators.Progress, Any]]:
    return [(result, plots.bar(result.percent or 0, 100)) for result in results]


def _table(figures: Figures, dimension: str, month: str) -> Table:
    groups = figures.groups[dimension].get(month, {})
    largest = max((counts.needs for counts in groups.values()), default=1)
    lines = [
        Line(group_name(dimension, name), _cells(counts), plots.bar(counts.needs, largest))
        for name, counts in sorted(groups.items(), key=lambda item: _place(item[0]))
    ]
    said = {part: say(f"dimensions.{dimension}.{part}") for part in ("titre", "colonne", "note")}
    return Table(dimension, said["titre"], said["colonne"], said["note"], lines)


def _place(group: str) -> tuple[bool, int]:
    """Sizes by size, the rest as counted; what wasn't said and what is too small come last."""
    return group in (UNKNOWN, OTHERS), ALL.index(group) if group in ALL else 0


def _cells(counts: Counts) -> tuple[str, ...]:
    """Conversations, needs, share with a list, share that went on, satisfaction."""
    return (
        number(counts.conversations), number(counts.needs), percent(share(counts.listed, counts.needs)),
        percent(share(counts.activated, counts.needs)), _satisfaction(counts),
    )  # fmt: skip


def _satisfaction(counts: Counts) -> str:
    rate = share(counts.useful, counts.opinions)
    return percent(rate) if rate is not None else say("peu_avis", nombre=SMALLEST)


def _history(figures: Figures) -> list[tuple[str, tuple[str, ...]]]:
    return [
        (month_name(name), (count(month.conversations), count(month.needs), count(month.listed),
                            count(month.unanswered), count(month.active), _satisfaction(month)))
        for name, month in reversed(figures.months.items())
    ]  # fmt: skip


def _plot(figures: Figures) -> Any:
    names = list(figures.months)
    title = say("graphique.titre", premier=month_name(names[0]), dernier=month_name(names[-1]))
    series = [
        (say("graphique.conversations"), [month.conversations for month in figures.months.values()]),
        (say("graphique.besoins"), [month.needs for month in figures.months.values()]),
    ]
    return plots.columns(title, [f"{name[5:]}/{name[2:4]}" for name in names], series)


def _reasons(figures: Figures, month: str) -> list[Line]:
    found = sorted(figures.reasons.get(month, {}).items(), key=lambda item: -item[1])
    largest = max((value for _, value in found), default=1)
    return [Line(say(f"raisons.{name}"), (number(value),), plots.bar(value, largest)) for name, value in found]


def export(figures: Figures) -> str:
    """Each month as a whole and by group, as the page shows them; a rate of too few is left empty."""
    file = io.StringIO()
    writer = csv.writer(file, delimiter=";", lineterminator="\r\n")
    writer.writerow(_COLUMNS)
    for name, month in figures.months.items():
        writer.writerow([name, "ensemble", "", *_numbers(month)])
        for dimension in DIMENSIONS:
            column = say(f"dimensions.{dimension}.colonne").lower()
            for group, counts in figures.groups[dimension].get(name, {}).items():
                writer.writerow([name, column, group_name(dimension, group), *_numbers(counts)])
    return file.getvalue()


def _numbers(counts: Counts) -> list[str]:
    def few(value: int) -> str:
        return str(value) if value == 0 or value >= SMALLEST else ""

    def rate(part: int, whole: int) -> str:
        value = share(part, whole)
        return "" if value is None else f"{value:.1f}".replace(".", ",")

    return [
        few(counts.conversations), few(counts.needs), few(counts.listed), few(counts.unanswered),
        rate(counts.activated, counts.needs), few(counts.opinions), rate(counts.useful, counts.opinions),
    ]  # fmt: skip
