"""A bridge: a merchant's own inbox, in which their people read and answer; and each conversation as it stands there."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from conversation.ids import ConversationId, MerchantId, UserId

LEASE = timedelta(seconds=60)
"""How long a process that tells an inbox something may be silent before another goes on for it."""


@dataclass(frozen=True, slots=True)
class Bridge:
    """Where the inbox is, and who its people are here. What it is opened with is a secret and no row.

    `people` says for each account of the inbox which person it is. Whoever is not named there cannot text.
    """

    merchant_id: MerchantId
    url: str
    account: int
    inbox: int
    people: Mapping[str, UserId] = field(default_factory=dict)
    is_on: bool = True

    @property
    def source(self) -> str:
        """What its messages' ids are unique in."""
        return f"inbox:{self.merchant_id}:{self.url}:{self.account}"

    def seating(self, account: str, user_id: UserId) -> "Bridge":
        """Return the bridge with the inbox's account being this person."""
        return replace(self, people={**self.people, account: user_id})

    def unseating(self, account: str) -> "Bridge":
        """Return the bridge with the inbox's account being nobody here."""
        return replace(self, people={one: user_id for one, user_id in self.people.items() if one != account})

    def seats(self, user_id: UserId | None) -> bool:
        """Tell whether the person answers from this inbox."""
        return user_id is not None and user_id in self.people.values()


@dataclass(frozen=True, slots=True)
class Mirror:
    """A conversation as the inbox has it: its log is told there up to a text and an event, in order.

    `contact_ref` and `thread_ref` are the inbox's own ids, None until it has given them. `is_open`: a person there is
    to answer. Who tells it holds the `lease`. After `attempts`, failed or broken off, nobody knows whether the last
    step arrived.
    """

    conversation_id: ConversationId
    merchant_id: MerchantId
    contact_ref: str | None = None
    thread_ref: str | None = None
    told_seq: int = 0
    told_event: int = 0
    is_open: bool = False
    lease: str | None = None
    leased_until: datetime | None = None
    attempts: int = 0
    not_before: datetime | None = None
    problem: str = ""

    def is_behind(self, last_seq: int, last_event: int) -> bool:
        """Tell whether the conversation's log goes on after what was told."""
        return last_seq > self.told_seq or last_event > self.told_event

    def is_free(self, now: datetime) -> bool:
        """Tell whether it may be told more now."""
        leased = self.leased_until is not None and self.leased_until > now
        return not leased and (self.not_before is None or self.not_before <= now)
