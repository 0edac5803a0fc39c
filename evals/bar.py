"""Bars: a value and its interval, drawn."""

from html import escape

from evals.share import Share

BAR_WIDTH, WHISKER_WIDTH = 80, 240
"""In pixels: in a cell of the table, in a chart."""

_EDGE = 4
"""Room for the dot at either end."""


def bar(share: Share) -> str:
    """Draw the share as a dot on its interval, from 0 on the left to 1 on the right; nothing where there is none."""
    interval = share.interval
    return whisker(share.value, (interval.low, interval.high), str(share), BAR_WIDTH) if interval else ""


def whisker(value: float, ends: tuple[float, float] | None, told: str, width: int) -> str:
    """Draw a dot on its interval, all from 0 on the left to 1 on the right. `told` is what a screen reader says."""

    def along(share: float) -> float:
        return _EDGE + (width - 2 * _EDGE) * share

    reach = f"M{along(ends[0]):.0f} 5H{along(ends[1]):.0f}" if ends else ""
    return (
        f'<svg width="{width}" height="10" viewBox="0 0 {width} 10" role="img" aria-label="{escape(told)}">'
        f'<path d="M{_EDGE} 5H{width - _EDGE}" stroke="var(--line)"/>'
        f'<path d="{reach}" stroke="var(--quiet)" stroke-width="3"/>'
        f'<circle cx="{along(value):.0f}" cy="5" r="3.5" fill="var(--ink)"/></svg>'
    )
