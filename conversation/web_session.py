"""A web session: one browser in which a person is logged in. Its token is in the cookie, its hash here."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from conversation.ids import UserId

LASTS = timedelta(hours=12)
"""However busy it is: a working day. NIST SP 800-63B lets a session with a password alone last 30 days."""
IDLE = timedelta(hours=1)
"""Without a sign of the person: a label says who wrote a text, so a seat that was left must not go on for long."""
SIGN_EVERY = timedelta(minutes=1)
"""How exactly the last sign is kept: no write for each request."""


@dataclass(frozen=True, slots=True)
class WebSession:
    """`seen_at` is the last sign of the person, to `SIGN_EVERY`."""

    digest: str
    user_id: UserId
    began_at: datetime
    seen_at: datetime
    ended_at: datetime | None = None

    def is_live(self, now: datetime) -> bool:
        return self.ended_at is None and now < self.began_at + LASTS and now < self.seen_at + IDLE

    def is_due_for_sign(self, now: datetime) -> bool:
        return now >= self.seen_at + SIGN_EVERY
