"""Times as the pages show them: in the shopper's zone, with the exact moment on hover."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from compliance.zones import zones_of
from conversation.contact import Contact
from conversation.merchant import Merchant


@dataclass(frozen=True, slots=True)
class Stamp:
    """One moment: for machines, in short, and exactly."""

    iso: str
    short: str
    exact: str


@dataclass(frozen=True, slots=True)
class Moments:
    """Words for moments in one zone."""

    zone: ZoneInfo
    now: datetime

    @property
    def city(self) -> str:
        return self.zone.key.rsplit("/", 1)[-1].replace("_", " ")

    @property
    def local_now(self) -> str:
        """Such as ``Tue 10:42``."""
        return f"{self.now.astimezone(self.zone):%a %H:%M}"

    def at(self, moment: datetime) -> Stamp:
        """Show the time of day, with the day where it is another one."""
        return self._stamp(moment, self.clock(moment))

    def ago(self, moment: datetime) -> Stamp:
        """Show how long ago it was."""
        return self._stamp(moment, since(moment, self.now))

    def clock(self, moment: datetime) -> str:
        """Return ``10:42`` today, ``Wed 08:00`` within a week, else ``3 Dec 08:00``."""
        local, today = moment.astimezone(self.zone), self.now.astimezone(self.zone)
        if local.date() == today.date():
            return f"{local:%H:%M}"
        if abs(local.date() - today.date()) < timedelta(days=7):
            return f"{local:%a %H:%M}"
        return f"{local.day} {local:%b %H:%M}"

    def _stamp(self, moment: datetime, short: str) -> Stamp:
        local = moment.astimezone(self.zone)
        return Stamp(moment.isoformat(), short, f"{local:%a} {local.day} {local:%b %Y, %H:%M:%S %Z} ({self.city})")


def since(moment: datetime, now: datetime) -> str:
    """Return ``now``, ``2m``, ``3h`` or ``5d``."""
    minutes = max(0, int((now - moment).total_seconds() // 60))
    if minutes < 1:
        return "now"
    if minutes < 60:
        return f"{minutes}m"
    hours = minutes // 60
    return f"{hours}h" if hours < 24 else f"{hours // 24}d"


def until(moment: datetime, now: datetime) -> str:
    """Return how long it is until a moment to come: ``1m`` for less than a minute, ``12m``, ``3h`` or ``5d``."""
    return since(now, moment) if moment - now >= timedelta(minutes=1) else "1m"


def moments_for(contact: Contact | None, merchant: Merchant | None, now: datetime) -> Moments:
    """Return words in the zone where the shopper may be, else the merchant's."""
    zones = zones_of(contact) if contact else ()
    if zones:
        return Moments(zones[0], now)
    return Moments(ZoneInfo(merchant.timezone if merchant else "UTC"), now)
