"""Plots as inline SVG, made here: no script, no style of their own (the page's sheet has their colours).

Each is drawn from what a table beside it says, and is out of reach of screen readers for that reason.
"""

from collections.abc import Sequence

from markupsafe import Markup, escape

_WIDTH, _HEIGHT, _BASE, _LEFT = 720, 260, 220, 48
_STEPS = 4


def bar(value: float, largest: float) -> Markup:
    """One bar of a table's line, as long as its share of the largest."""
    length = 0.0 if largest <= 0 else max(0.5, round(100 * value / largest, 1)) if value else 0.0
    return Markup(
        '<svg class="bar" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true" focusable="false">'
        '<rect class="rail" width="100" height="10"/><rect class="fill" width="{}" height="10"/></svg>'
    ).format(length)


def columns(title: str, labels: Sequence[str], series: Sequence[tuple[str, Sequence[int]]]) -> Markup:
    """Columns side by side, a group a label; ``series`` are names and values."""
    top = _rounded(max((value for _, values in series for value in values), default=1))
    place = (_WIDTH - _LEFT) / max(1, len(labels))
    width = min(36.0, place / (len(series) + 1))
    parts = [_scale(top)]
    for index, label in enumerate(labels):
        middle = _LEFT + place * (index + 0.5)
        start = middle - width * len(series) / 2
        for number, (_, values) in enumerate(series):
            height = (_BASE - 16) * values[index] / top
            parts.append(
                f'<rect class="series-{number + 1}" x="{start + number * width:.1f}" y="{_BASE - height:.1f}" '
                f'width="{width - 2:.1f}" height="{height:.1f}"/>'
            )
        parts.append(f'<text class="label" x="{middle:.1f}" y="{_BASE + 22}">{escape(label)}</text>')
    return Markup(
        f'<svg class="plot" viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img" aria-label="{escape(title)}">'
        f"{''.join(parts)}</svg>"
    )


def _scale(top: int) -> str:
    """Lines across, with their numbers."""
    lines = []
    for step in range(_STEPS + 1):
        y = _BASE - (_BASE - 16) * step / _STEPS
        value = f"{top * step // _STEPS:,}".replace(",", "\u202f")
        lines.append(f'<line class="grid" x1="{_LEFT}" x2="{_WIDTH}" y1="{y:.1f}" y2="{y:.1f}"/>')
        lines.append(f'<text class="tick" x="{_LEFT - 8}" y="{y + 5:.1f}">{value}</text>')
    return "".join(lines)


def _rounded(largest: int) -> int:
    """The next number that four steps divide well."""
    size = 1
    while size * 40 < largest:
        size *= 10
    return next(size * step for step in (4, 8, 12, 16, 20, 24, 32, 40) if size * step >= largest)
