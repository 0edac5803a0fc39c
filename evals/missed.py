"""A missed expectation."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Missed:
    """One expectation that was not met: its field, what was wanted, what there was."""

    field: str
    wanted: str
    got: str

    def __str__(self) -> str:
        return f"{self.field}: wanted {self.wanted}, got {self.got}"
