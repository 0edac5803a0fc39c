"""Moments as people and spreadsheets write them. One without a zone is the merchant's own local time."""

import re
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from conversation.clock import whole_milliseconds
from tools.upload_fault import BadCell

EARLIEST, LATEST = datetime(2000, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)
_FORMS = (
    "%m/%d/%Y %I:%M:%S %p",
    "%m/%d/%Y %I:%M %p",
    "%m/%d/%Y %H:%M:%S",
    "%m/%d/%Y %H:%M",
    "%m/%d/%Y",
    "%d.%m.%Y %H:%M:%S",
    "%d.%m.%Y %H:%M",
    "%d.%m.%Y",
)
_UTC = re.compile(r"\s*(?:UTC|GMT|Z)$", re.IGNORECASE)
_EPOCH = re.compile(r"\d{10}(?:\d{3})?")
_REMEDY = "write it as 2026-11-24T17:30:00-05:00"


def read_moment(field: str, text: str, zone: ZoneInfo) -> tuple[datetime, str]:
    """Return the moment in UTC, to the millisecond, and what is to be said about how it was read, if anything.

    Raises BadCell for what is no moment, and for one that no shop was open at.
    """
    moment, said = _read(field, text.strip(), zone)
    if not EARLIEST <= moment < LATEST:
        raise BadCell(field, f"the year {moment.year} is out of reach", _REMEDY)
    return whole_milliseconds(moment), said


def _read(field: str, text: str, zone: ZoneInfo) -> tuple[datetime, str]:
    if _EPOCH.fullmatch(text):
        return datetime.fromtimestamp(int(text[:10]), UTC), ""
    bare = _UTC.sub("", text)
    try:
        naive = _parsed(bare)
        if naive.tzinfo is not None:
            return naive.astimezone(UTC), ""
        return (naive.replace(tzinfo=UTC), "") if bare != text else in_zone(naive, zone)
    except (ValueError, OverflowError) as error:
        raise BadCell(field, "it is no date and time that is known here", _REMEDY) from error


def in_zone(naive: datetime, zone: ZoneInfo) -> tuple[datetime, str]:
    """Return the moment of a local time.

    One that the clocks left out is the same time by the clock before; of one that came twice it is the first.
    """
    first, second = naive.replace(tzinfo=zone), naive.replace(tzinfo=zone, fold=1)
    moment = first.astimezone(UTC)
    if first.utcoffset() == second.utcoffset():
        return moment, ""
    if moment.astimezone(zone).replace(tzinfo=None) != naive:
        shown = moment.astimezone(zone)
        return moment, f"the clocks in {zone.key} left this time out; read as {shown:%Y-%m-%d %H:%M}"
    return moment, f"this time came twice in {zone.key}; read as the first, {_offset(first)}"


def _parsed(text: str) -> datetime:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        for form in _FORMS:
            try:
                return datetime.strptime(text, form)  # noqa: DTZ007
            except ValueError:
                continue
    raise ValueError(text)


def _offset(moment: datetime) -> str:
    minutes = int((moment.utcoffset() or timedelta(0)).total_seconds() // 60)
    return f"UTC{'-' if minutes < 0 else '+'}{abs(minutes) // 60:02d}:{abs(minutes) % 60:02d}"
