"""How long what is kept about a person must be kept at least, as the rulebook says."""

from dataclasses import dataclass
from datetime import date, datetime

from compliance.rulebook import Rulebook


@dataclass(frozen=True, slots=True)
class Keeping:
    """Whole years."""

    proof_years: int
    opt_out_years: int

    def proof_until(self, now: datetime) -> date:
        """Return until when proof of consent and of sending may be asked for, of what has ended by `now`."""
        return _years_after(now.date(), self.proof_years)

    def opt_out_until(self, now: datetime) -> date:
        """Return until when an opt-out binds at least."""
        return _years_after(now.date(), self.opt_out_years)


def keeping(rulebook: Rulebook) -> Keeping:
    """Return the longest that any rule asks for. Raises Misconfigured where the rulebook lacks them."""
    return Keeping(rulebook.rule("records.proof").number("years"), rulebook.rule("opt_out.va").number("years"))


def _years_after(day: date, years: int) -> date:
    last = day.replace(month=12, day=31) if (day.month, day.day) == (2, 29) else day
    return last.replace(year=day.year + years)
