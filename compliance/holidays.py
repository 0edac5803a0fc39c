"""Legal holidays, from the package `holidays`."""

from datetime import date
from functools import lru_cache


@lru_cache(maxsize=1024)
def holidays_of(region: str, year: int) -> frozenset[date]:
    """Return the legal holidays of a US state or territory in `year`, with the federal ones and the days observed.

    `US` stands for the federal ones alone. A day that a governor proclaims is not among them: halt the region.
    """
    import holidays  # a fifth of a second, and few rules look at holidays

    federal = holidays.country_holidays("US", years=year)
    own = holidays.country_holidays("US", subdiv=region, years=year) if region != "US" else {}
    return frozenset(day for day in {*federal, *own} if day.year == year)
