"""What a check of `doctor` found."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """One check. `remedy` is empty where all is well."""

    subject: str
    fact: str
    remedy: str = ""

    @property
    def is_well(self) -> bool:
        return not self.remedy

    def __str__(self) -> str:
        mark = "ok  " if self.is_well else "FAIL"
        remedy = f"\n       remedy: {self.remedy}" if self.remedy else ""
        return f"{mark} {self.subject}: {self.fact}{remedy}"
