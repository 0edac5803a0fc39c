"""How far a merchant's shop has been read: one row for each kind of thing, so that whoever goes on knows where."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from conversation.ids import MerchantId


class SyncKind(StrEnum):
    """What is read. `texts` are the shop's policies and pages."""

    CHECKOUTS = "checkouts"
    ORDERS = "orders"
    CONSENTS = "consents"
    PRODUCTS = "products"
    TEXTS = "texts"


class SyncState(StrEnum):
    """`failed`: it is tried again by itself. `refused`: the shop said no, so an operator must look."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    REFUSED = "refused"


EVERY = {
    SyncKind.CHECKOUTS: timedelta(hours=1),
    SyncKind.ORDERS: timedelta(hours=1),
    SyncKind.CONSENTS: timedelta(hours=1),
    SyncKind.PRODUCTS: timedelta(hours=6),
    SyncKind.TEXTS: timedelta(hours=24),
}
"""House figures: what webhooks may miss is looked for hourly, what changes rarely less often."""


@dataclass(frozen=True, slots=True)
class ShopSync:
    """One kind's standing at one merchant. `since` and `cursor` are those of the run that is under way or was last.

    `level_at`: whatever the shop changed before then is known. `read` and `unread` count what the run's `pages` told,
    and what of it could not be read. Whoever works on it holds it until `held_until`.
    """

    merchant_id: MerchantId
    kind: SyncKind
    state: SyncState
    due_at: datetime
    since: datetime | None = None
    cursor: str | None = None
    pages: int = 0
    read: int = 0
    unread: int = 0
    failures: int = 0
    """In a row."""
    error: str = ""
    begun_at: datetime | None = None
    ended_at: datetime | None = None
    level_at: datetime | None = None
    held_by: str | None = None
    held_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class ShopOddity:
    """Something of a shop's that cannot be taken in, kept aside: where it came from, and why. No words of a shopper.

    `topic` is a webhook's, or the kind of a sync; `ref` the shop's own id of it, or empty.
    """

    merchant_id: MerchantId
    topic: str
    ref: str
    field: str
    why: str
    times: int
    first_at: datetime
    last_at: datetime


@dataclass(frozen=True, slots=True)
class ShopStanding:
    """How a shop's webhooks stand, as last checked. `missing` are topics that it would not tell of.

    `gone_at`: since when the app is no longer installed there.
    """

    merchant_id: MerchantId
    checked_at: datetime
    missing: tuple[str, ...] = ()
    error: str = ""
    gone_at: datetime | None = None
