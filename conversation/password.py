"""A person's password: what is kept of it, which ones are taken, and the link that sets one."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from unicodedata import normalize

from conversation.common_passwords import COMMON
from conversation.errors import Invalid
from conversation.ids import UserId
from conversation.user import User

SHORTEST = 12
LONGEST = 256
"""Characters. NIST SP 800-63B asks for at least 64 to be taken; without an end, hashing could be made to cost much."""
FEWEST_DIFFERENT = 5
LINK_LASTS = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Password:
    """`hash` says by itself how it was made; nothing else is known of the password."""

    user_id: UserId
    hash: str
    set_at: datetime


@dataclass(frozen=True, slots=True)
class PasswordLink:
    """Whoever has its token may set the person's password, once."""

    digest: str
    user_id: UserId
    made_by: str
    expires_at: datetime
    used_at: datetime | None = None

    def is_live(self, now: datetime) -> bool:
        return self.used_at is None and now < self.expires_at


def normal(password: str) -> str:
    """Return the one form of a password that keyboards may send in several (Unicode NFC)."""
    return normalize("NFC", password)


def check_password(password: str, user: User) -> None:
    """Raise Invalid for a password that is guessed early; length counts, kinds of characters do not."""
    words = normal(password)
    folded = words.casefold()
    local = (user.email or "").partition("@")[0]
    if len(words) < SHORTEST:
        raise Invalid("password", f"it has {len(words)} characters", f"use at least {SHORTEST}; a sentence is good")
    if len(words) > LONGEST:
        raise Invalid("password", f"it has {len(words)} characters", f"keep it within {LONGEST}")
    if folded in COMMON or len(set(folded)) < FEWEST_DIFFERENT:
        raise Invalid("password", "it is among the first that are guessed", "use one that nobody else has")
    if folded == user.email or folded in (local * 2, local * 3, user.name.casefold() * 2):
        raise Invalid("password", "it is your name or address", "use one that nobody can look up")
