"""All seeded faults, by kind."""

from collections.abc import Sequence

from conversation.errors import Misconfigured
from evals.faults.fault import Fault, Kind
from evals.faults.instructing import INSTRUCTING
from evals.faults.promising import PROMISING
from evals.faults.speaking import SPEAKING
from evals.faults.stopping import STOPPING
from evals.faults.timing import TIMING
from evals.faults.wording import WORDING
from evals.faults.yielding import YIELDING

FAULTS: tuple[Fault, ...] = (*STOPPING, *SPEAKING, *YIELDING, *PROMISING, *TIMING, *WORDING, *INSTRUCTING)


def chosen(kinds: Sequence[Kind] = (), names: Sequence[str] = ()) -> tuple[Fault, ...]:
    """Return the faults of these kinds and names, all where none are given. Raises Misconfigured for an unknown one."""
    if unknown := set(names) - {fault.name for fault in FAULTS}:
        known = ", ".join(fault.name for fault in FAULTS)
        raise Misconfigured("--fault", f"there is no fault {sorted(unknown)[0]!r}; name some of: {known}")
    return tuple(f for f in FAULTS if (not kinds or f.kind in kinds) and (not names or f.name in names))
