"""Reading a fault plan from YAML; what is wrong is named by its field, with the remedy."""

import re
from datetime import UTC, time, timedelta
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from channels.simulator_plan import Daily, FaultPlan, Since, Spell
from channels.simulator_weather import Weather
from conversation.errors import Invalid

EXAMPLE = "see examples/weather.yaml"
_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}
_SPAN = re.compile(r"(\d+)([smhd])")


class SpellIn(BaseModel):
    """A spell as it is written: either `daily` or `from` and `until`; the rest are fields of the weather."""

    model_config = ConfigDict(extra="allow", populate_by_name=True)

    daily: str = ""
    begins: str = Field(default="", alias="from")
    ends: str = Field(default="", alias="until")


class PlanIn(BaseModel):
    """A plan as it is written."""

    model_config = ConfigDict(extra="forbid")

    usual: dict[str, Any] = Field(default_factory=dict)
    spells: list[SpellIn] = Field(default_factory=list)


def read_plan_file(path: Path) -> FaultPlan:
    """Read a plan. Raises Invalid."""
    try:
        return read_plan(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise Invalid("weather", str(error), "name a YAML file that can be read") from error


def read_plan(words: str) -> FaultPlan:
    """Read a plan from YAML. Raises Invalid."""
    try:
        written = PlanIn.model_validate(yaml.safe_load(words) or {})
    except yaml.YAMLError as error:
        raise Invalid("weather", f"it is not YAML: {error}", EXAMPLE) from error
    except ValidationError as error:
        raise _named("weather", error) from error
    usual = _weather("usual", written.usual)
    return FaultPlan(usual, tuple(_spell(f"spells.{at}", spell) for at, spell in enumerate(written.spells)))


def _spell(field: str, written: SpellIn) -> Spell:
    changes = dict(written.model_extra or {})
    stated = _weather(field, changes)
    return Spell(_when(field, written), {name: getattr(stated, name) for name in changes})


def _weather(field: str, stated: dict[str, Any]) -> Weather:
    for name in stated:
        if name not in Weather.__dataclass_fields__:
            raise Invalid(f"{field}.{name}", "the weather has no such thing", EXAMPLE)
    try:
        return TypeAdapter(Weather).validate_python(stated)
    except ValidationError as error:
        raise _named(field, error) from error


def _when(field: str, written: SpellIn) -> Daily | Since:
    if written.daily:
        if written.begins or written.ends:
            raise Invalid(field, "it says both daily and from, until", "say one of them")
        return Daily(*_daily(f"{field}.daily", written.daily))
    begins = _span(f"{field}.from", written.begins or "0s")
    ends = _span(f"{field}.until", written.ends)
    if ends <= begins:
        raise Invalid(f"{field}.until", "it ends before it begins", "let it end later")
    return Since(begins, ends)


def _daily(field: str, words: str) -> tuple[time, time]:
    begins, dash, ends = words.partition("-")
    try:
        moments = time.fromisoformat(begins.strip()), time.fromisoformat(ends.strip())
    except ValueError as error:
        raise Invalid(field, f"{words!r} is no time of day", "write 02:00-02:10, in UTC") from error
    if not dash or any(moment.tzinfo not in (None, UTC) for moment in moments):
        raise Invalid(field, f"{words!r} is no time of day", "write 02:00-02:10, in UTC")
    return moments


def _span(field: str, words: str) -> timedelta:
    found = _SPAN.fullmatch(words.strip())
    if found is None:
        raise Invalid(field, f"{words!r} is no span", "write 90s, 10m, 2h or 1d")
    return timedelta(**{_UNITS[found.group(2)]: int(found.group(1))})


def _named(field: str, error: ValidationError) -> Invalid:
    first = error.errors()[0]
    path = ".".join(str(part) for part in (field, *first["loc"]))
    return Invalid(path, first["msg"], EXAMPLE)
