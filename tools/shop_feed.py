"""The feed port: a shop read page by page, so that what its webhooks missed is found."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Generic, Protocol, TypeVar, runtime_checkable

from tools.shop_news import CheckoutSeen, ConsentSeen, OrderPlaced, ProductSeen

Told = TypeVar("Told", covariant=True)


@dataclass(frozen=True, slots=True)
class Unread:
    """Something on a page that cannot be read, such as a total below zero. It is kept aside; the rest is taken in.

    `ref` is the shop's own id of it, `field` the part at fault. No words of a shopper stand here.
    """

    ref: str
    field: str
    why: str


@dataclass(frozen=True, slots=True)
class Page(Generic[Told]):
    """Some of the things, in the shop's own order. `cursor` None: nothing follows.

    `rest` is for how many seconds to let the shop be before the next page, so that its limit has room for what a
    conversation needs meanwhile.
    """

    items: tuple[Told, ...]
    cursor: str | None = None
    unread: tuple[Unread, ...] = ()
    rest: float = 0.0


class TextKind(StrEnum):
    """A policy is what the shop binds itself by; a page is anything else that it publishes."""

    POLICY = "policy"
    PAGE = "page"


@dataclass(frozen=True, slots=True)
class ShopText:
    """What the shop publishes at one address. `html` is as the shop gives it."""

    kind: TextKind
    url: str
    title: str
    html: str


@runtime_checkable
class ShopFeed(Protocol):
    """One merchant's shop, read page by page. Every adapter passes `tests/contracts/test_shop_feed.py`.

    A `cursor` is the adapter's own and is understood by it alone, in any process; None begins. With `since` only what
    changed at or after then is told, where the shop can tell; without it everything. Reading a page again tells the
    same, or newer states of it. Every method raises ShopUnreachable (with `retry_after` where the shop says) and
    ShopRefused, and never BadShopWebhook: what cannot be read is `unread`.
    """

    async def checkouts(self, since: datetime | None, cursor: str | None) -> Page[CheckoutSeen]:
        """Checkouts that were left, and those among them that were completed since (`completed_at`)."""
        ...

    async def orders(self, since: datetime | None, cursor: str | None) -> Page[OrderPlaced]: ...

    async def products(self, since: datetime | None, cursor: str | None) -> Page[ProductSeen]: ...

    async def consents(self, since: datetime | None, cursor: str | None) -> Page[ConsentSeen]:
        """What the shop's customers agreed to, or took back. Those without a number are left out."""
        ...

    async def texts(self) -> tuple[ShopText, ...]:
        """Every policy and published page: what is not among them is no longer said."""
        ...
