"""A second opinion about quiet hours: the YAML files read as they stand, and a count of minutes by the local clock."""

from datetime import date, datetime
from functools import cache, lru_cache
from pathlib import Path
from zoneinfo import ZoneInfo

import holidays
import yaml

import compliance

FOLDER = Path(compliance.__file__).parent
MINUTES_A_DAY = 24 * 60
FEDERAL = (8 * 60, 21 * 60)
CAUTIOUS = (10 * 60, 17 * 60)
RESTRICTING = ("AL", "LA", "PA", "RI", "UT")
"""The states whose law closes holidays."""


@lru_cache(maxsize=1)
def rows() -> dict[str, dict[str, object]]:
    """Each state's row of hours as it stands in the file, by state."""
    text = (FOLDER / "rulebook" / "states.yaml").read_text(encoding="utf-8")
    found = (rule for rule in yaml.safe_load(text)["rules"] if rule["id"].startswith("quiet_hours."))
    return {rule["jurisdiction"].removeprefix("US-"): rule for rule in found}


@lru_cache(maxsize=1)
def zones_by_state() -> dict[str, list[ZoneInfo]]:
    raw = yaml.safe_load((FOLDER / "zones.yaml").read_text(encoding="utf-8"))
    return {state: [ZoneInfo(name) for name in names] for state, names in raw.items()}


@lru_cache(maxsize=1)
def area_codes() -> dict[str, list[int]]:
    raw: dict[str, list[int]] = yaml.safe_load((FOLDER / "area_codes.yaml").read_text(encoding="utf-8"))
    return raw


def allowed(moment: datetime, states: set[str], zones: list[ZoneInfo]) -> bool:
    """Tell whether `moment` lies in every state's hours by every zone's clock."""
    return all(_allowed_at(moment.astimezone(zone), states) for zone in zones)


def _allowed_at(local: datetime, states: set[str]) -> bool:
    minute = local.hour * 60 + local.minute
    if not FEDERAL[0] <= minute < FEDERAL[1]:
        return False
    return all(opens <= minute < closes for opens, closes in (_window(state, local.date()) for state in states))


def allowed_where_unknown(moment: datetime, zones: list[ZoneInfo]) -> bool:
    for zone in zones:
        local = moment.astimezone(zone)
        minute = local.hour * 60 + local.minute
        if not CAUTIOUS[0] <= minute < CAUTIOUS[1] or local.weekday() == 6:
            return False
        if any(_is_holiday(state, local.date()) for state in RESTRICTING):
            return False
    return True


@lru_cache(maxsize=100_000)
def _window(state: str, day: date) -> tuple[int, int]:
    row = rows()[state]
    if "effective" in row and day < row["effective"]:  # type: ignore[operator]
        return (0, MINUTES_A_DAY)
    columns = row["hours"]
    assert isinstance(columns, dict)
    kind = {5: "saturday", 6: "sunday"}.get(day.weekday(), "weekdays")
    if columns["holidays"] == "none" and _is_holiday(state, day):
        return (0, 0)
    return _minutes(str(columns[kind]))


def boundaries(state: str, day: date) -> set[int]:
    """The minutes of a local day at which something opens or closes."""
    return {*FEDERAL, *_window(state, day)} & set(range(1, MINUTES_A_DAY))


def _minutes(words: str) -> tuple[int, int]:
    if words == "none":
        return (0, 0)
    opens, closes = words.split("-")
    return int(opens) * 60, int(closes) * 60


@cache
def _is_holiday(state: str, day: date) -> bool:
    own = holidays.country_holidays("US", subdiv=state, years=day.year)
    return day in own or day in holidays.country_holidays("US", years=day.year)
