"""Charts of the HTML report: for each score a line, on it every pack's value and the interval it may well lie in."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html import escape
from statistics import fmean

from evals.bar import WHISKER_WIDTH, whisker
from evals.score import PackScore, SuiteScore
from evals.share import Share
from evals.sheet import sheet_of
from evals.statistics.mean import of_mean
from evals.tone import MEASURES
from flows.statistics.interval import Interval


@dataclass(frozen=True, slots=True)
class Dot:
    """One pack's value of a score. The interval is None where there are too few scenarios for one."""

    value: float
    interval: Interval | None

    def __str__(self) -> str:
        reach = f" ({self.interval.low:.2f} to {self.interval.high:.2f})" if self.interval else ""
        return f"{self.value:.2f}{reach}"


@dataclass(frozen=True, slots=True)
class Line:
    """One score of every pack, on a scale of its own; None for a pack that has none."""

    what: str
    dots: tuple[Dot | None, ...]

    @property
    def ends(self) -> tuple[float, float]:
        """Return where the scale begins and ends."""
        seen = [end for dot in self.dots if dot is not None for end in _ends(dot)]
        low, high = min(seen), max(seen)
        return (low, high) if high > low else (low - 0.5, high + 0.5)


def chart(score: SuiteScore) -> Iterator[str]:
    """Yield the charts: plays as expected from 0 to 1, then the measures of tone.

    Those in which the packs differ, or, of one pack, those that vary.
    """
    packs = tuple(escape(pack.pack.label) for pack in score.packs)
    yield '<h2 id="scores">Scores, with 95 % intervals</h2>'
    yield from _drawn("Share as expected, from 0 to 1", packs, [_shares(score)], scale=(0.0, 1.0))
    tones = [line for line in _tones(score.packs) if any(line.dots)]
    if tones:
        where = ", where the packs differ" if len(packs) > 1 else ""
        yield from _drawn(f"Tone{where}: mean over scenarios, each on a scale of its own", packs, tones)


def _shares(score: SuiteScore) -> Line:
    shares = (Share.of_pack(pack) for pack in score.packs)
    return Line("share as expected", tuple(Dot(share.value, share.interval) if share.of else None for share in shares))


def _tones(packs: tuple[PackScore, ...]) -> Iterator[Line]:
    if all(mean is None for pack in packs for mean in pack.tone.values()):
        return
    sheets = [sheet_of("", pack) for pack in packs]
    for measure in MEASURES:
        found = [[row.tone[measure.id] for row in sheet.rows if measure.id in row.tone] for sheet in sheets]
        line = Line(measure.what, tuple(Dot(fmean(values), of_mean(values)) if values else None for values in found))
        if len(set(line.dots)) > 1 or (len(packs) == 1 and len(set(found[0])) > 1):
            yield line


def _drawn(
    title: str, packs: tuple[str, ...], lines: Iterable[Line], scale: tuple[float, float] | None = None
) -> Iterator[str]:
    yield f'<table class="chart"><caption>{escape(title)}</caption><tbody>'
    for line in lines:
        low, high = scale or line.ends
        heading = f'<th scope="rowgroup" rowspan="{len(packs)}">{escape(line.what)}</th>'
        for place, (pack, dot) in enumerate(zip(packs, line.dots, strict=True)):
            drawn = _svg(dot, low, high) if dot is not None else ""
            cells = f'<td>{pack}</td><td class="drawn">{drawn}</td><td class="number">{dot or "-"}</td>'
            yield f"<tr>{heading if place == 0 else ''}{cells}</tr>"
    yield "</tbody></table>"


def _svg(dot: Dot, low: float, high: float) -> str:
    def along(value: float) -> float:
        return (value - low) / (high - low)

    ends = (along(dot.interval.low), along(dot.interval.high)) if dot.interval else None
    return whisker(along(dot.value), ends, str(dot), WHISKER_WIDTH)


def _ends(dot: Dot) -> tuple[float, ...]:
    return (dot.interval.low, dot.interval.high, dot.value) if dot.interval else (dot.value,)
