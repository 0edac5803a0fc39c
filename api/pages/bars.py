"""Bars: one for each day, the credited part of it filled. The table below the chart says the same in words."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from markupsafe import Markup

WIDTH, HEIGHT, FOOT = 1088, 176, 20
MOST_MARKS = 8
MOST_GAP = 4


@dataclass(frozen=True, slots=True)
class Bar:
    """`part` of `whole` is filled; both are 0 or more. `words` tell it on hovering, `mark` stands below."""

    whole: float
    part: float
    mark: str
    words: str


def bars(found: Sequence[Bar], most: str, label: str) -> Markup:
    """Draw the bars on one scale from 0; `most` says in words what the highest comes to."""
    highest = max((bar.whole for bar in found), default=0)
    drawn = Markup("").join(_drawn(found, highest))
    return Markup(
        '<svg class="bars" viewBox="0 0 {w} {h}" preserveAspectRatio="none" role="img" aria-label="{label}">'
        '<path class="scale" d="M0 {top}H{w}"/><text class="most" x="0" y="{words}">{most}</text>'
        '{drawn}<path class="floor" d="M0 {floor}H{w}"/></svg>'
    ).format(w=WIDTH, h=HEIGHT, label=label, top=FOOT, words=FOOT - 6, most=most, drawn=drawn, floor=HEIGHT - FOOT)


def _drawn(found: Sequence[Bar], highest: float) -> Iterator[Markup]:
    step = WIDTH / max(len(found), 1)
    gap = min(MOST_GAP, step / 4)
    marked = max(1, -(-len(found) // MOST_MARKS))
    for at, bar in enumerate(found):
        left, width = round(at * step + gap / 2, 1), round(step - gap, 1)
        whole, part = (_tall(value, highest) for value in (bar.whole, bar.part))
        yield Markup(
            '<g><title>{words}</title><rect class="whole" x="{x}" y="{wy}" width="{w}" height="{wh}"/>'
            '<rect class="part" x="{x}" y="{py}" width="{w}" height="{ph}"/></g>'
        ).format(words=bar.words, x=left, w=width, wy=_top(whole), wh=whole, py=_top(part), ph=part)
        if at % marked == 0:
            yield Markup('<text class="mark" x="{x}" y="{y}">{mark}</text>').format(x=left, y=HEIGHT - 4, mark=bar.mark)


def _tall(value: float, highest: float) -> float:
    return round((HEIGHT - 2 * FOOT) * max(value, 0) / highest, 1) if highest > 0 else 0.0


def _top(tall: float) -> float:
    return round(HEIGHT - FOOT - tall, 1)
