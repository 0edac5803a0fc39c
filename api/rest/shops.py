"""A merchant's shop over REST: how far it is read, and letting it be read now."""

from datetime import datetime

from fastapi import APIRouter, Request
from pydantic import BaseModel, Field

from api.address import address_mark
from api.auth import MayChangeSettings
from api.house import HouseDep
from api.merchant_for import merchant_for
from api.rest.conversations import PROBLEMS
from api.rest.models import ProblemOut
from api.shops.office import sync_now
from conversation.acts import Doer
from conversation.ids import MerchantId
from conversation.ledger import Books, Reader
from conversation.privacy_request import PrivacyRequest, PrivacyTopic
from conversation.role import Permission
from conversation.shop_sync import SyncKind, SyncState
from conversation.user import User

router = APIRouter(prefix="/api/merchants/{merchant_id}/shop", tags=["Shops"])


class PrivacyOut(BaseModel):
    """What was asked through the shop for somebody's privacy."""

    id: str
    topic: PrivacyTopic
    ref: str = Field(description="the shop's own id of it")
    asked_at: datetime
    due_at: datetime = Field(description="by when the record is owed, or from when on everybody is forgotten")
    done_at: datetime | None
    outcome: str

    @classmethod
    def of(cls, one: PrivacyRequest) -> "PrivacyOut":
        return cls(
            id=one.id,
            topic=one.topic,
            ref=one.ref,
            asked_at=one.asked_at,
            due_at=one.due_at,
            done_at=one.done_at,
            outcome=one.outcome,
        )


class SyncOut(BaseModel):
    """One kind of thing that is read page by page."""

    kind: SyncKind
    state: SyncState
    read: int = Field(description="things that the run under way, or the last one, was told")
    unread: int = Field(description="what of it could not be read, and is kept aside")
    pages: int
    level_at: datetime | None = Field(description="whatever the shop changed before then is known here")
    due_at: datetime
    error: str = Field(description="why the last run ended early; empty where it did not")


class ShopOut(BaseModel):
    """How a merchant's shop stands."""

    merchant_id: str
    products: int = Field(description="how many are on sale, as last told")
    syncs: tuple[SyncOut, ...]
    webhooks_checked_at: datetime | None
    webhooks_missing: tuple[str, ...]
    webhooks_error: str
    gone_at: datetime | None = Field(description="since when the app is no longer installed in the shop")
    privacy: tuple[PrivacyOut, ...]


class SyncIn(BaseModel):
    """What to read; without a kind, all."""

    kinds: tuple[str, ...] = ()


@router.get("", responses=PROBLEMS)
async def get_shop(merchant_id: MerchantId, house: HouseDep, user: MayChangeSettings) -> ShopOut:
    """Read how far the shop is read, and how its webhooks stand."""
    return await house.ledger.read(lambda books: _out(books, user, merchant_id))


@router.post("/sync", status_code=202, responses=PROBLEMS | {422: {"model": ProblemOut}})
async def sync(
    merchant_id: MerchantId, body: SyncIn, request: Request, house: HouseDep, user: MayChangeSettings
) -> ShopOut:
    """Let these be read now. The worker does; ask again how far it is."""
    doer, now = Doer(user.id, address_mark(request, house.settings)), house.clock.now()

    def command(books: Books) -> ShopOut:
        _out(books, user, merchant_id)
        sync_now(books, merchant_id, body.kinds, doer, now)
        return _out(books, user, merchant_id)

    return await house.ledger.write(command)


def _out(books: Reader, user: User, merchant_id: MerchantId) -> ShopOut:
    merchant_for(books, user, merchant_id, Permission.SETTINGS)
    standing = books.shop_standing(merchant_id)
    return ShopOut(
        merchant_id=merchant_id,
        products=books.count_products(merchant_id),
        syncs=tuple(
            SyncOut(
                kind=sync.kind,
                state=sync.state,
                read=sync.read,
                unread=sync.unread,
                pages=sync.pages,
                level_at=sync.level_at,
                due_at=sync.due_at,
                error=sync.error,
            )
            for sync in books.shop_syncs(merchant_id)
        ),
        webhooks_checked_at=standing.checked_at if standing else None,
        webhooks_missing=standing.missing if standing else (),
        webhooks_error=standing.error if standing else "",
        gone_at=standing.gone_at if standing else None,
        privacy=tuple(map(PrivacyOut.of, books.privacy_requests(merchant_id))),
    )
