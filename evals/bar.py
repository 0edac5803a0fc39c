"""A bar: a share and its interval, drawn."""

from html import escape

from evals.share import Share


def bar(share: Share) -> str:
    """Draw the share as a dot on its interval, from 0 on the left to 1 on the right; nothing where there is none."""
    interval = share.interval
    if interval is None:
        return ""
    low, high, dot = (4 + 72 * end for end in (interval.low, interval.high, share.value))
    return (
        f'<svg width="80" height="10" role="img" aria-label="{escape(str(share))}">'
        f'<path d="M4 5H76" stroke="var(--line)"/><path d="M{low:.0f} 5H{high:.0f}" stroke="var(--quiet)"'
        f' stroke-width="3"/><circle cx="{dot:.0f}" cy="5" r="3.5" fill="var(--ink)"/></svg>'
    )
