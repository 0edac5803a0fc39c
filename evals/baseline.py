"""A baseline: the sheet that a team has agreed to be measured against, with who agreed and why."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from conversation.errors import Misconfigured
from evals.sheet import Sheet

BASELINE_VERSION = 1


@dataclass(frozen=True, slots=True)
class Blessing:
    """Somebody moved the baseline to a pack."""

    by: str
    why: str
    at: datetime
    pack: str
    model: str


@dataclass(frozen=True, slots=True)
class Baseline:
    """`blessings` are all there ever were, the newest last."""

    schema_version: int
    sheet: Sheet
    blessings: tuple[Blessing, ...]


def blessed(sheet: Sheet, by: str, why: str, at: datetime, earlier: Sequence[Blessing] = ()) -> Baseline:
    """Return the baseline that `sheet` becomes. Raises Misconfigured where nobody says who or why."""
    for option, value in (("--by", by), ("--why", why)):
        if not value.strip():
            raise Misconfigured(option, "it is empty; a baseline records who moved it and why")
    blessing = Blessing(by.strip(), why.strip(), at, sheet.pack.label, sheet.model)
    return Baseline(BASELINE_VERSION, sheet, (*earlier, blessing))


def write_baseline(file: Path, baseline: Baseline) -> None:
    """Write the baseline so that the file is the old one or the new one, whatever happens meanwhile."""
    file.parent.mkdir(parents=True, exist_ok=True)
    partial = file.with_name(f"{file.name}.partial")
    partial.write_bytes(_adapter().dump_json(baseline, indent=1) + b"\n")
    partial.replace(file)


def read_baseline(file: Path) -> Baseline:
    """Raises Misconfigured where there is none that this version can read."""
    if not file.is_file():
        raise Misconfigured(str(file), "there is no baseline; make one with `twolane evals bless`")
    try:
        baseline = _adapter().validate_json(file.read_bytes())
    except ValidationError as error:
        raise Misconfigured(str(file), f"it is no baseline ({error.errors()[0]['msg']}); bless a run again") from error
    if baseline.schema_version != BASELINE_VERSION:
        raise Misconfigured(str(file), f"it has schema version {baseline.schema_version}; bless a run again")
    return baseline


@cache
def _adapter() -> TypeAdapter[Baseline]:
    return TypeAdapter(Baseline)
