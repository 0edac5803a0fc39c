"""What a person wants to hear of, by which way, and when not."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from conversation.alert import TOPICS, AlertKind
from conversation.escalation import PRIORITIES, Priority
from conversation.ids import MerchantId, UserId

BY_EMAIL = (
    *(reason.value for reason, priority in PRIORITIES.items() if priority is Priority.URGENT),
    AlertKind.UNTAKEN.value,
    AlertKind.OVERDUE.value,
    AlertKind.VIOLATED.value,
    AlertKind.CODES.value,
    AlertKind.SHOP_AWAY.value,
    AlertKind.NUMBER_STOPPED.value,
    AlertKind.TEMPLATE_STOPPED.value,
)
"""What comes by e-mail unless somebody chose otherwise: what is urgent, and what went wrong."""


@dataclass(frozen=True, slots=True)
class QuietTimes:
    """Every day from `begins` until `ends` (``HH:MM`` in `zone`), into the next day where it is not later."""

    begins: str
    ends: str
    zone: str

    def end_of(self, moment: datetime) -> datetime | None:
        """Return when the quiet time ends that `moment` lies in; None where it lies in none."""
        zone = ZoneInfo(self.zone)
        today = moment.astimezone(zone).date()
        for day in (today - timedelta(days=1), today):
            begins = datetime.combine(day, time.fromisoformat(self.begins), zone)
            until = day + timedelta(days=self.ends <= self.begins)
            ends = datetime.combine(until, time.fromisoformat(self.ends), zone)
            if begins <= moment < ends:
                return ends.astimezone(moment.tzinfo)
        return None


@dataclass(frozen=True, slots=True)
class AlertWishes:
    """One person's choice for one merchant: the topics that come by push and by e-mail."""

    user_id: UserId
    merchant_id: MerchantId
    push: tuple[str, ...] = TOPICS
    email: tuple[str, ...] = BY_EMAIL
    quiet: QuietTimes | None = None


@dataclass(frozen=True, slots=True)
class PushDevice:
    """A browser that takes push messages for a person: its address at the push service, and its keys (base64url)."""

    id: str
    user_id: UserId
    endpoint: str
    p256dh: str
    auth: str
    label: str
    made_at: datetime
