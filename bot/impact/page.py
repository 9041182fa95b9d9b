"""The public page of statistics."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.gateway import site
from bot.impact import indicators, plots
from bot.impact.accounting import KINDS, OUTCOMES, Accounted, accounted
from bot.impact.declared import read_declared, read_okr
from bot.impact.figures import DIMENSIONS, OTHERS, SMALLEST, UNKNOWN, Counts, Figures, Month, Service
from bot.impact.sizes import ALL
from bot.impact.summary import summary
from bot.impact.wording import count, group_name, month_name, number, opinion, percent, say, share
from bot.settings import Settings

_TEMPLATES = Path(__file__).parent / "templates"
FUNNEL = ("conversations", "with_need", "with_list", "active", "helped")


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
            "named": _named(month, today), "few": whole.few, "programs": _programs(figures, month),
            "summary": summary(figures.months, month, month_name(month), under_way=month == today),
            "history": _history(figures), "outcomes": _outcome_columns(), "plot": _plot(figures),
        }  # fmt: skip
        if not whole.few:
            values |= {
                "star": count(whole.useful), "accounts": _accounts(figures, month), "needs": count(whole.needs),
                "questions": [count(value) for value in (whole.told + whole.silent, whole.told, whole.silent)],
                "questions_since": _since(figures, "file_silent", month),
                "proposed": _services(figures.proposed.get(month, []), "proposed"),
                "followed": _services(figures.followed.get(month, []), "followed"),
                "relayed": count(whole.relayed), "answered": count(whole.answered),
                "seven": indicators.seven(figures.months, month, declared),
                "aarri": indicators.aarri(whole, declared), "funnel": _funnel(whole),
                "okr": [(title, _drawn(results)) for title, results in indicators.key_results(whole, okr)],
                "tables": [_table(figures, dimension, month) for dimension in DIMENSIONS],
                "reasons": _reasons(figures, month),
            }  # fmt: skip
    return site.environment(_TEMPLATES).get_template("stats.html").render(values)


def _named(month: str, today: str) -> str:
    return say("en_cours", mois=month_name(month)) if month == today else month_name(month)


def _since(figures: Figures, kind: str, month: str) -> str:
    """Since when a kind is counted; that it wasn't yet in an earlier month."""
    first = figures.since.get(kind, "")
    return say("pas_encore", mois=month_name(first)) if first > month else month_name(first) if first else ""


def _outcome_columns() -> list[str]:
    return [say(f"suites.{name}.colonne") for name in OUTCOMES]


def _accounts(figures: Figures, month: str) -> list[Line]:
    """What the needs of a month came to: name and meaning, needs, share, since when it is counted."""
    whole = figures.months[month]
    found = accounted(whole.outcomes, month, figures.since)
    lines = []
    for name in OUTCOMES:
        value = found.shown.get(name, 0)
        cells = (say(f"suites.{name}.definition"), _cell(found, name), _part(found, name, whole.needs),
                 _since(figures, KINDS[name], month))  # fmt: skip
        lines.append(Line(say(f"suites.{name}.titre"), cells, plots.bar(value, max(1, whole.needs))))
    if found.rest:
        names = ", ".join(say(f"suites.{name}.colonne").lower() for name in (*found.few, *found.joined))
        cells = (say("suites.reunies.definition", noms=names), count(found.rest),
                 percent(share(found.rest, whole.needs)) if found.rest >= SMALLEST else "", "")  # fmt: skip
        lines.append(Line(say("suites.reunies.titre"), cells, plots.bar(found.rest, max(1, whole.needs))))
    return lines


def _cell(found: Accounted, name: str) -> str:
    """The needs of an outcome, or why they aren't told."""
    if name in found.unmeasured:
        return say("non_mesure")
    if name in found.few:
        return say("peu", nombre=SMALLEST)
    return say("reuni") if name in found.joined else number(found.shown[name])


def _part(found: Accounted, name: str, whole: int) -> str:
    return percent(share(found.shown[name], whole)) if name in found.shown and whole >= SMALLEST else ""


def _services(services: list[Service], by: str) -> list[Line]:
    """Conversations in which each was proposed and followed, those of most ``by`` first."""
    largest = max((getattr(item, by) for item in services), default=1)
    return [
        Line(item.name, (count(item.proposed), count(item.followed)), plots.bar(getattr(item, by), largest))
        for item in services
    ]


def _programs(figures: Figures, month: str) -> tuple[str, str]:
    """Conversations and needs of programs; no needs when the conversations are too few."""
    found = figures.programs.get(month, Counts())
    return count(found.conversations), count(found.needs) if found.conversations >= SMALLEST else ""


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
        percent(share(counts.activated, counts.needs)), opinion(counts.useful, counts.opinions),
    )  # fmt: skip


def _history(figures: Figures) -> list[tuple[str, tuple[str, ...]]]:
    """Month by month: conversations, needs, each outcome, those that are told together, satisfaction, programs."""
    lines = []
    for name, month in reversed(figures.months.items()):
        theirs = _programs(figures, name)[0]
        if month.few:
            hidden = ("–",) * (len(OUTCOMES) + 3)
            lines.append((month_name(name), (count(month.conversations), *hidden, theirs)))
            continue
        found = accounted(month.outcomes, name, figures.since)
        cells = [count(month.conversations), count(month.needs), *(_cell(found, outcome) for outcome in OUTCOMES)]
        cells += [count(found.rest), opinion(month.useful, month.opinions), theirs]
        lines.append((month_name(name), tuple(cells)))
    return lines


def _plot(figures: Figures) -> Any:
    names = list(figures.months)
    title = say("graphique.titre", premier=month_name(names[0]), dernier=month_name(names[-1]))
    months = [Month() if month.few else month for month in figures.months.values()]
    series = [
        (say("graphique.conversations"), [month.conversations for month in months]),
        (say("graphique.besoins"), [month.needs for month in months]),
    ]
    return plots.columns(title, [f"{name[5:]}/{name[2:4]}" for name in names], series)


def _reasons(figures: Figures, month: str) -> list[Line]:
    found = sorted(figures.reasons.get(month, {}).items(), key=lambda item: -item[1])
    largest = max((value for _, value in found), default=1)
    return [Line(say(f"raisons.{name}"), (number(value),), plots.bar(value, largest)) for name, value in found]
