"""A pace: what left lately, so that no window of time holds more than the tier allows, and who waits for a moment.

A classic token bucket lets a full bucket and what refills meanwhile leave within one window, twice what was registered.
Here every text is remembered with its moment for as long as a window lasts, and a moment suits a text if no window that
holds the moment would hold too much. Everything is in whole milliseconds. `channels/pace.lua` says the same to Redis.
"""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import accumulate
from typing import TypeAlias

KEPT_WINDOWS = 4
"""For so many windows what left is remembered: processes' clocks differ a little."""
LATE_WINDOWS = 2
"""For so many windows after its moment an answer still has room kept for it: nobody looks every millisecond."""

Part: TypeAlias = tuple[int, str, int]
"""Moment, whose, and how many segments."""


@dataclass(frozen=True, slots=True)
class Wish:
    """A text that would like to leave. `is_answer`: it goes before what campaigns and flows send.

    `has_waited`: it was told once to come again, and comes; it does not go to the end of the line anew.
    """

    ref: str
    segments: int
    is_answer: bool
    has_waited: bool = False


@dataclass(slots=True)
class Pace:
    """One subject's. For an answer that must wait room is kept, which nothing else takes but answers."""

    most: int
    window: int
    left: list[Part] = field(default_factory=list)
    waiting: list[Part] = field(default_factory=list)
    line: int = 0
    """When the line of what campaigns and flows wait for ends."""

    def take(self, wish: Wish, now: int) -> int:
        """Return `now` where the text may leave, which counts it, or the later moment at which it is to ask again."""
        self.left = [part for part in self.left if part[0] > now - KEPT_WINDOWS * self.window]
        waiting = [part for part in self.waiting if part[0] > now - LATE_WINDOWS * self.window]
        self.waiting = [part for part in waiting if part[1] != wish.ref]
        is_again = wish.has_waited or len(self.waiting) < len(waiting)
        at = self._moment(wish, now, is_again=is_again)
        if at == now:
            self.left = sorted([*self.left, *self._parts(wish, at)])
        elif wish.is_answer:
            self.waiting = sorted([*self.waiting, *self._parts(wish, at)])
        elif not is_again:
            self.line = at + -(-wish.segments * self.window // self.most)
        return at

    def _moment(self, wish: Wish, now: int, *, is_again: bool) -> int:
        """An answer that comes again looks at what left alone; all else leaves room for the answers that wait."""
        if wish.is_answer and is_again:
            return _Windows(self.left, self).first(wish, now)
        ends = self.waiting[-1][0] if self.waiting else now
        line = now if is_again else max(now, ends if wish.is_answer else self.line)
        return _Windows(sorted([*self.left, *self.waiting]), self).first(wish, line)

    def _parts(self, wish: Wish, at: int) -> list[Part]:
        """A text that is longer than a window holds takes the windows after it, too."""
        count = max(1, -(-wish.segments // self.most))
        sizes = [min(self.most, wish.segments - place * self.most) for place in range(count)]
        return [(at + place * self.window, wish.ref, size) for place, size in enumerate(sizes)]


class _Windows:
    """Finds a moment among parts that are in order."""

    def __init__(self, parts: Sequence[Part], pace: Pace) -> None:
        self._moments = [part[0] for part in parts]
        self._sums = [0, *accumulate(part[2] for part in parts)]
        self._pace = pace

    def first(self, wish: Wish, begin: int) -> int:
        """Return the first moment from `begin` on that suits: after everything that is known, every moment does."""
        window = self._pace.window
        freed = sorted({moment + window for moment in self._moments if moment + window > begin})
        return next(at for at in (begin, *freed) if self._all_suit(wish, at))

    def _all_suit(self, wish: Wish, at: int) -> bool:
        return all(self._suits(moment, size) for moment, _, size in self._pace._parts(wish, at))

    def _suits(self, at: int, size: int) -> bool:
        later = self._moments[bisect_right(self._moments, at) : bisect_right(self._moments, at + self._pace.window - 1)]
        return all(self._held(end) + size <= self._pace.most for end in (at, *later))

    def _held(self, end: int) -> int:
        """How much the window holds that ends with `end`, and begins after what is a window older."""
        begin = bisect_right(self._moments, end - self._pace.window)
        return self._sums[bisect_right(self._moments, end)] - self._sums[begin]
