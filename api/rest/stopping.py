"""Stopping a number from its conversation: what the shopper said elsewhere, or a block of the merchant's own."""

from enum import StrEnum

from fastapi import APIRouter
from pydantic import BaseModel, Field

from api.auth import MayReassign, MayReply
from api.consent_desk import ConsentDesk
from api.house import House, HouseDep
from api.rest.conversations import CONFLICTS, merchant_for
from api.rest.models import ConversationOut
from api.rest.presenting import Presenter
from compliance.redaction import redact
from conversation.blocking import LONGEST_REASON, block, unblock
from conversation.consent import SuppressionReason
from conversation.consenting import Proof
from conversation.contact import Contact
from conversation.errors import Invalid, Unknown
from conversation.ids import ConversationId
from conversation.ledger import Books
from conversation.role import Permission
from conversation.user import User

router = APIRouter(prefix="/api/conversations/{conversation_id}", tags=["Conversations"])


class Stop(StrEnum):
    """Whose wish it is: the shopper's, or the merchant's."""

    OPT_OUT = "opt_out"
    BLOCK = "block"


class StopIn(BaseModel):
    """`reason`: what the shopper said and where, or why the number is blocked."""

    kind: Stop
    reason: str = Field(max_length=LONGEST_REASON)


class UnblockIn(BaseModel):
    """Why the block is taken back."""

    reason: str = Field(max_length=LONGEST_REASON)


@router.post("/stop", responses=CONFLICTS)
async def stop(conversation_id: ConversationId, asked: StopIn, house: HouseDep, user: MayReply) -> ConversationOut:
    """Stop every text to this shopper at once, whoever writes it; what waits is cancelled.

    An opt-out is lifted by the shopper's START alone, a block by a person.
    """
    return await house.ledger.write(lambda books: _stop(books, house, user, conversation_id, asked))


@router.post("/unblock", responses=CONFLICTS)
async def take_block_back(
    conversation_id: ConversationId, asked: UnblockIn, house: HouseDep, user: MayReassign
) -> ConversationOut:
    """Take a block back. It restores no consent, and an opt-out of the shopper's own stands."""

    def command(books: Books) -> ConversationOut:
        contact = _contact(books, user, conversation_id, Permission.REASSIGN)
        reason = redact(asked.reason).text
        unblock(books, contact.merchant_id, contact.phone, reason, user.id, house.clock.now())
        return Presenter(books, contact.merchant_id, house.rulebook).whole(conversation_id)

    return await house.ledger.write(command)


def _stop(books: Books, house: House, user: User, conversation_id: ConversationId, asked: StopIn) -> ConversationOut:
    contact, now = _contact(books, user, conversation_id, Permission.REPLY), house.clock.now()
    reason = redact(asked.reason).text.strip()
    if asked.kind is Stop.BLOCK:
        block(books, contact.merchant_id, contact.phone, reason, user.id, now)
    else:
        if not reason:
            raise Invalid("reason", "it is empty", "say what the shopper said, and where")
        merchant = books.merchant(contact.merchant_id)
        if merchant is None:
            raise Unknown("merchant", contact.merchant_id)
        proof = Proof("", "conversation", now, user.id, reason)
        ConsentDesk(books, merchant, now).opt_out(contact.phone, SuppressionReason.OPERATOR, proof)
    return Presenter(books, contact.merchant_id, house.rulebook).whole(conversation_id)


def _contact(books: Books, user: User, conversation_id: ConversationId, permission: Permission) -> Contact:
    merchant_id = merchant_for(books, user, conversation_id, permission)
    row = books.conversation(merchant_id, conversation_id)
    contact = books.contact(merchant_id, row.contact_id) if row else None
    if contact is None:
        raise Unknown("contact of conversation", conversation_id)
    return contact
