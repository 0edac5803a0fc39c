"""What a simulated shopper did, as a transcript keeps it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SimulationNote:
    """Who played the shopper, by which seed, and how it ended (an `Ending`). Any of `faults` sets the play aside."""

    by: str
    goal: str
    seed: int
    ended: str
    met: bool
    texts: int
    faults: tuple[str, ...] = ()
