"""The shell: what every whole page has around its own content."""

from dataclasses import dataclass
from datetime import datetime

from api.pages.look import Look
from api.pages.moments import moments_for
from api.pages.settings_tabs import AGENT_PARTS, PARTS, first_of, merchants_with
from api.pages.words import sender_words
from conversation.agent_seat import PresenceState
from conversation.conversation import Conversation
from conversation.recovery_addon import brands_of
from conversation.role import Permission, Permitted
from conversation.user import User
from handoff.recovery_figures import sees_figures


@dataclass(frozen=True, slots=True)
class Shell:
    """`clock` is None where the clock is the real one. `colleagues` are those the person may act as: in the demo only.

    `settings` and `agent` are where these begin for this person; empty for who has none. `presence` is what they said
    last, and online for who comes now; None for who only reads.
    `recovery` and `labels` tell whether P2P Cart Recovery and labelling are there for them.
    """

    active: str
    demo: bool
    user: User
    colleagues: tuple[User, ...]
    sender: str
    clock: str | None
    zone: str
    city: str
    now: datetime
    here: str
    settings: str
    agent: str
    labels: bool
    presence: PresenceState | None
    recovery: bool


def shell_of(look: Look, active: str, here: str, row: Conversation | None = None) -> Shell:
    """Return the shell around a page about `row`, or about no conversation."""
    merchant_id = row.merchant_id if row else look.user.merchants[0] if look.user.merchants else ""
    contact = look.books.contact(merchant_id, row.contact_id) if row else None
    moments = moments_for(contact, look.books.merchant(merchant_id), look.now)
    senders = look.books.senders(merchant_id)
    sender = look.books.sender(merchant_id, row.sender_id) if row else senders[0] if senders else None
    demo = look.house.settings.demo
    return Shell(
        active=active,
        demo=demo,
        user=look.user,
        colleagues=tuple(user for user in look.books.users() if user.removed_at is None) if demo else (),
        sender=sender_words(sender),
        clock=moments.local_now if demo else None,
        zone=moments.zone.key,
        city=moments.city,
        now=look.now,
        here=here,
        settings=first_of(PARTS, look.user),
        agent=first_of(AGENT_PARTS, look.user),
        labels=bool(merchants_with(look.user, Permission.REPLY)),
        presence=_presence(look),
        recovery=bool(brands_of(look.books, look.user)) or sees_figures(look.books, look.user),
    )


def _presence(look: Look) -> PresenceState | None:
    if not any(isinstance(look.user.may(Permission.CONTROL, merchant), Permitted) for merchant in look.user.merchants):
        return None
    said = look.books.presence(look.user.id)
    return said.state if said is not None and said.is_fresh(look.now) else PresenceState.ONLINE
