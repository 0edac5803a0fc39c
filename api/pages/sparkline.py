"""A sparkline: how a mean went from day to day, beside what was blessed. The words say the same."""

from collections.abc import Sequence

from markupsafe import Markup

from api.evaluating import Point

WIDTH, HEIGHT, EDGE = 120, 28, 4


def sparkline(points: Sequence[Point], blessed: float, figure: str) -> Markup:
    """Draw the days as dots on a line, and the blessed mean as a broken one. `figure` formats a mean."""
    low, high = _bounds([blessed, *(point.mean for point in points)])
    spots = [(_across(at, len(points)), _down(point.mean, low, high)) for at, point in enumerate(points)]
    line = Markup(" ").join(Markup("{},{}").format(x, y) for x, y in spots)
    dots = Markup("").join(Markup('<circle class="spot" cx="{}" cy="{}" r="2"/>').format(x, y) for x, y in spots)
    level = _down(blessed, low, high)
    return Markup(
        '<svg class="sparkline" viewBox="0 0 {w} {h}" width="{w}" height="{h}" role="img" aria-label="{words}">'
        '<path class="blessed" d="M{e} {y}H{right}"/><polyline class="days" points="{line}"/>{dots}</svg>'
    ).format(w=WIDTH, h=HEIGHT, words=_words(points, figure), e=EDGE, y=level, right=WIDTH - EDGE, line=line, dots=dots)


def _words(points: Sequence[Point], figure: str) -> str:
    if not points:
        return "no day"
    first, last = points[0], points[-1]
    ends = f"{first.day:%d %b} {format(first.mean, figure)}"
    if len(points) == 1:
        return f"one day: {ends}"
    return f"{len(points)} days: from {ends} to {last.day:%d %b} {format(last.mean, figure)}"


def _bounds(values: Sequence[float]) -> tuple[float, float]:
    low, high = min(values), max(values)
    return (low, high) if high > low else (low - 1, high + 1)


def _across(at: int, of: int) -> float:
    span = WIDTH - 2 * EDGE
    return round(EDGE + (span * at / (of - 1) if of > 1 else span / 2), 1)


def _down(mean: float, low: float, high: float) -> float:
    return round(HEIGHT - EDGE - (HEIGHT - 2 * EDGE) * (mean - low) / (high - low), 1)
