"""How often one caller may ask for short links, so that nobody finds other people's by trying."""

from collections import OrderedDict
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from api.problems import TooManyAttempts

MOST = 60
WITHIN = timedelta(minutes=1)
"""A shopper follows a handful; an office behind one address some dozens."""
REMEMBERED = 10_000
"""Callers; those not seen for longest are forgotten first."""


@dataclass(slots=True)
class LinkPace:
    """Counts calls by this process. `note` takes a hash of the caller's address."""

    _since: OrderedDict[str, tuple[datetime, int]] = field(default_factory=OrderedDict, init=False)

    def note(self, caller: str, now: datetime) -> None:
        """Count a call. Raises TooManyAttempts beyond `MOST` in `WITHIN`."""
        began, count = self._since.pop(caller, (now, 0))
        if now - began >= WITHIN or now < began:
            began, count = now, 0
        self._since[caller] = (began, count + 1)
        if len(self._since) > REMEMBERED:
            self._since.popitem(last=False)
        if count >= MOST:
            raise TooManyAttempts(began + WITHIN - now)
