"""A stamp: what a calibration found, for exactly this judge, rubric, prompt and these labels."""

from dataclasses import asdict, dataclass
from datetime import datetime
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import TypeAlias

from pydantic import TypeAdapter, ValidationError

from conversation.errors import Misconfigured
from evals.judging.calibration import FEWEST, LEAST_KAPPA, Calibration

FILE = "stamps.json"


@dataclass(frozen=True, slots=True)
class Basis:
    """What must be the same for a stamp to hold. Hashes are SHA-256, hex."""

    judge: str
    dimension: str
    rubric_hash: str
    prompt_hash: str
    labels_hash: str


@dataclass(frozen=True, slots=True)
class Stamp:
    """`low` and `high` bound kappa at 95 %; None where they could not be told. `doubts` speak against the judge.

    `passes` of `passed` and `fails` of `failed` are what the judge saw of what people passed and failed.
    """

    basis: Basis
    n: int
    kappa: float
    low: float | None
    high: float | None
    passes: int
    passed: int
    fails: int
    failed: int
    doubts: tuple[str, ...]
    at: datetime

    @property
    def mark(self) -> str:
        """Eight hex digits that change with the basis."""
        return sha256(repr(sorted(asdict(self.basis).items())).encode()).hexdigest()[:8]


@dataclass(frozen=True, slots=True)
class Admitted:
    """The judge may weigh in a gate, by this stamp."""

    stamp: Stamp


@dataclass(frozen=True, slots=True)
class ReportOnly:
    """The judge is told of and weighs nothing."""

    why: str


Admission: TypeAlias = Admitted | ReportOnly


def stamped(basis: Basis, found: Calibration, at: datetime) -> Stamp:
    """Return the stamp of a calibration."""
    return Stamp(
        basis=basis,
        n=found.n,
        kappa=found.kappa,
        low=found.interval.low if found.interval else None,
        high=found.interval.high if found.interval else None,
        passes=found.sensitivity.hits,
        passed=found.sensitivity.of,
        fails=found.specificity.hits,
        failed=found.specificity.of,
        doubts=found.doubts(),
        at=at,
    )


def admit(basis: Basis, stamps: tuple[Stamp, ...]) -> Admission:
    """Say whether a judge may weigh in a gate: only by a stamp with the same basis and without a doubt."""
    of_dimension = [stamp for stamp in stamps if stamp.basis.dimension == basis.dimension]
    if not of_dimension:
        return ReportOnly("not calibrated")
    fitting = [stamp for stamp in of_dimension if stamp.basis == basis]
    if not fitting:
        return ReportOnly(f"calibrated with another {_other(basis, of_dimension[-1].basis)}; calibrate again")
    stamp = fitting[-1]
    if stamp.doubts:
        return ReportOnly(stamp.doubts[0])
    if stamp.n < FEWEST or stamp.low is None or stamp.low <= LEAST_KAPPA:
        return ReportOnly("its stamp does not carry it; calibrate again")
    return Admitted(stamp)


def write_stamps(file: Path, stamps: tuple[Stamp, ...]) -> None:
    """Write the stamps into the file; they take the place of those of the same judge and dimension."""
    replaced = {(stamp.basis.judge, stamp.basis.dimension) for stamp in stamps}
    kept = [one for one in read_stamps(file) if (one.basis.judge, one.basis.dimension) not in replaced]
    partial = file.with_name(f"{file.name}.partial")
    partial.write_bytes(_adapter().dump_json((*kept, *stamps), indent=1) + b"\n")
    partial.replace(file)


def read_stamps(file: Path) -> tuple[Stamp, ...]:
    """Return the stamps of a file, none where there is no file. Raises Misconfigured for one that is no stamps."""
    if not file.is_file():
        return ()
    try:
        return _adapter().validate_json(file.read_bytes())
    except ValidationError as error:
        raise Misconfigured(str(file), f"it holds no stamps ({error.errors()[0]['msg']}); calibrate again") from error


def _other(basis: Basis, stamped_basis: Basis) -> str:
    wanted, got = asdict(basis), asdict(stamped_basis)
    return " and ".join(name.removesuffix("_hash") for name in wanted if wanted[name] != got[name])


@cache
def _adapter() -> TypeAdapter[tuple[Stamp, ...]]:
    return TypeAdapter(tuple[Stamp, ...])
