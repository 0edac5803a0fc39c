"""What is wrong with one row of an upload, or is worth saying about it. No words of the row stand here."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Remark:
    """The row was kept; `said` is how a doubtful value of it was read."""

    line: int
    field: str
    said: str


class BadCell(ValueError):
    """One value cannot be read: `field` is at fault, `remedy` what to change. The row is left out."""

    def __init__(self, field: str, problem: str, remedy: str) -> None:
        super().__init__(f"{field}: {problem}; {remedy}")
        self.field = field
        self.problem = problem
        self.remedy = remedy
