"""Quiet hours: when it is a lawful time of day in every zone where the shopper may be."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import TypeAlias
from zoneinfo import ZoneInfo

from compliance.holidays import holidays_of
from compliance.hours import Span, common
from compliance.rule import Rule

DAY = timedelta(days=1)
LOOK_AHEAD = 21
"""Days to look ahead for a common opening: the longest run of days without one (holidays, a Sunday) is far shorter."""
_MOST_DAYS = 800
"""Days to remember; two years of them, after which they are counted again."""

Interval: TypeAlias = tuple[datetime, datetime]


@dataclass(slots=True)
class Calendar:
    """When texts may leave under every one of `rules` in every one of `zones`; instants are UTC.

    Each day is worked out once. A rule counts on the local days on which it is in force, so that a dated one switches
    on at midnight of the place.
    """

    rules: tuple[Rule, ...]
    zones: tuple[ZoneInfo, ...]
    _days: dict[date, tuple[Interval, ...]] = field(default_factory=dict)

    def open_until(self, moment: datetime) -> datetime | None:
        """Return when what is open at `moment` closes; None where it is closed."""
        found = self._at_or_after(moment, moment.date())
        return found[1] if found is not None and found[0] <= moment else None

    def next_opening(self, moment: datetime) -> datetime | None:
        """Return the first open instant at or after `moment`; None when the places agree on none within three weeks."""
        day = moment.date()
        for _ in range(LOOK_AHEAD):
            found = self._at_or_after(moment, day)
            if found is not None:
                return max(found[0], moment)
            day += DAY
        return None

    def next_change(self, moment: datetime) -> datetime | None:
        """Return when what is open at `moment` closes, or what is closed opens."""
        return self.open_until(moment) or self.next_opening(moment)

    def span_on(self, day: date) -> Span | None:
        """Return the hours of a local day by the clock; None for a day without any."""
        return common([hours_on(rule, day) for rule in self.rules if is_counted(rule, day)])

    def closed_by(self, moment: datetime) -> tuple[Rule, datetime] | None:
        """Return a rule that keeps texts from leaving at `moment`, with the local time at which it does."""
        for zone in self.zones:
            local = moment.astimezone(zone)
            for rule in self.rules:
                if is_counted(rule, local.date()) and not _lies_in(local, hours_on(rule, local.date())):
                    return rule, local
        return None

    def _at_or_after(self, moment: datetime, day: date) -> Interval | None:
        """Return the interval of the UTC `day` that `moment` lies in, or the day's next one."""
        intervals = self._days.get(day)
        if intervals is None:
            intervals = self._remember(day)
        return next((interval for interval in intervals if moment < interval[1]), None)

    def _remember(self, day: date) -> tuple[Interval, ...]:
        if len(self._days) >= _MOST_DAYS:
            self._days.clear()
        self._days[day] = intervals = self._intervals(day)
        return intervals

    def _intervals(self, day: date) -> tuple[Interval, ...]:
        """Return what is open everywhere and reaches into the UTC `day`, soonest first."""
        begins = datetime.combine(day, time(), UTC)
        shared: Sequence[Interval] | None = None
        for zone in self.zones:
            own = [found for near in (-1, 0, 1) if (found := self._interval(day + near * DAY, zone)) is not None]
            shared = own if shared is None else _overlaps(shared, own)
        return tuple((start, end) for start, end in shared or () if start < begins + DAY and begins < end)

    def _interval(self, local_day: date, zone: ZoneInfo) -> Interval | None:
        span = self.span_on(local_day)
        return None if span is None else (_instant(local_day, span.opens, zone), _instant(local_day, span.closes, zone))


def hours_on(rule: Rule, day: date) -> Span | None:
    """Return the hours that `rule` gives for a local day."""
    if rule.hours is None:
        return None
    regions = rule.words.get("holidays_of", (rule.region or "US",))
    is_holiday = rule.hours.heeds_holidays and any(day in holidays_of(region, day.year) for region in regions)
    return rule.hours.on(day, is_holiday=is_holiday)


def is_counted(rule: Rule, day: date) -> bool:
    """Tell whether a calendar looks at `rule` on `day`."""
    return rule.hours is not None and rule.is_in_force(day)


def _overlaps(ours: Iterable[Interval], theirs: Iterable[Interval]) -> list[Interval]:
    pairs = ((max(a[0], b[0]), min(a[1], b[1])) for a in ours for b in theirs)
    return sorted((start, end) for start, end in pairs if start < end)


def _lies_in(local: datetime, span: Span | None) -> bool:
    return span is not None and span.opens <= local.time() < span.closes


def _instant(day: date, at: time, zone: ZoneInfo) -> datetime:
    """Return the instant when the clocks of `zone` show `at` on `day`."""
    return datetime.combine(day, at, tzinfo=zone).astimezone(UTC)
