"""Canned replies over REST: as they are kept, as they read in a conversation, saved and removed."""

from datetime import datetime

from fastapi import APIRouter, Response
from pydantic import BaseModel, Field

from api.auth import MayChangeSettings, MayRead, MayReply
from api.canned_office import CannedOffice
from api.house import HouseDep
from api.merchant_for import check_for
from api.rest.conversations import PROBLEMS, merchant_for
from conversation.canned_reply import CannedReply
from conversation.errors import Unknown
from conversation.ids import ConversationId, MerchantId
from conversation.ledger import Reader
from conversation.role import Permission
from handoff.canned import filled_replies

router = APIRouter(tags=["Canned replies"])


class CannedIn(BaseModel):
    """`body` may name variables, such as ``{{ first_name }}``; with an `id` that reply is changed."""

    name: str
    body: str
    id: str = ""


class CannedOut(BaseModel):
    """A reply as the merchant keeps it."""

    id: str
    merchant_id: str
    name: str
    body: str
    saved_by: str
    saved_at: datetime


class FilledOut(BaseModel):
    """A reply as it reads in a conversation. `words` is null where a variable is not known there."""

    id: str
    name: str
    words: str | None
    missing: str = Field(description="which variable, and what to do")


@router.get("/api/conversations/{conversation_id}/canned-replies", responses=PROBLEMS)
async def replies_here(conversation_id: ConversationId, house: HouseDep, user: MayReply) -> list[FilledOut]:
    """List the merchant's replies with this conversation's variables in them."""

    def read(books: Reader) -> list[FilledOut]:
        merchant_id = merchant_for(books, user, conversation_id, Permission.REPLY)
        row = books.conversation(merchant_id, conversation_id)
        if row is None:
            raise Unknown("conversation", conversation_id)
        return [
            FilledOut(id=one.reply.id, name=one.reply.name, words=one.words, missing=one.missing)
            for one in filled_replies(books, row, user, house.clock.now())
        ]

    return await house.ledger.read(read)


@router.get("/api/canned-replies", responses=PROBLEMS)
async def list_replies(house: HouseDep, user: MayRead) -> list[CannedOut]:
    """List the replies of your merchants."""

    def read(books: Reader) -> list[CannedOut]:
        kept = [reply for merchant_id in user.merchants for reply in books.canned_replies(merchant_id)]
        return [_canned_out(reply) for reply in kept if reply.removed_at is None]

    return await house.ledger.read(read)


@router.put("/api/canned-replies/{merchant_id}", responses=PROBLEMS)
async def save_reply(merchant_id: MerchantId, reply: CannedIn, house: HouseDep, user: MayChangeSettings) -> CannedOut:
    """Keep a reply, or change one. 422 names what is wrong with it."""
    check_for(user, merchant_id)
    now = house.clock.now()
    saved = await house.ledger.write(
        lambda books: CannedOffice(books, user, now).save(merchant_id, reply.name, reply.body, reply.id)
    )
    return _canned_out(saved)


@router.delete("/api/canned-replies/{merchant_id}/{reply_id}", status_code=204, responses=PROBLEMS)
async def remove_reply(merchant_id: MerchantId, reply_id: str, house: HouseDep, user: MayChangeSettings) -> Response:
    """Offer a reply no longer. What was sent from it keeps its label."""
    check_for(user, merchant_id)
    now = house.clock.now()
    await house.ledger.write(lambda books: CannedOffice(books, user, now).remove(merchant_id, reply_id))
    return Response(status_code=204)


def _canned_out(reply: CannedReply) -> CannedOut:
    return CannedOut(
        id=reply.id,
        merchant_id=reply.merchant_id,
        name=reply.name,
        body=reply.body,
        saved_by=reply.saved_by,
        saved_at=reply.saved_at,
    )
