"""The brief over REST: what a person should know of a conversation before they type."""

from datetime import datetime

from fastapi import APIRouter
from pydantic import BaseModel, Field

from api.auth import MayRead
from api.house import House, HouseDep
from api.rest.conversations import PROBLEMS, merchant_for
from api.rest.halts import HaltOut, halt_out
from compliance.window import window_of
from conversation.ids import ConversationId
from conversation.ledger import Reader
from conversation.message import Message
from conversation.offer import Offer
from handoff.brief import Brief, brief_of
from handoff.brief_words import memory_words

router = APIRouter(prefix="/api/conversations/{conversation_id}/brief", tags=["Conversations"])


class SaidOut(BaseModel):
    """One text."""

    message: str
    author: str
    body: str
    at: datetime


class ObjectionOut(BaseModel):
    """What speaks against buying, with the text in which the shopper last said so."""

    about: str
    said: SaidOut


class BriefOfferOut(BaseModel):
    """An offer that was made, whatever became of it."""

    code: str
    percent: int
    state: str
    live: bool
    expires_at: datetime


class BriefCartOut(BaseModel):
    """The cart as the shop last told it."""

    state: str
    total: str
    items: list[str]


class HoursOut(BaseModel):
    """Whether it is a lawful time of day where the shopper may be; answers may have a grace beyond."""

    open: bool
    changes_at: datetime | None


class BriefOut(BaseModel):
    """Built from the ledger by code; no model wrote any of it."""

    conversation: str
    name: str
    phone: str
    language: str | None = Field(description="a guess from the shopper's texts: en, es or fr")
    escalation: str | None
    escalation_note: str | None
    cart: BriefCartOut | None
    offers: list[BriefOfferOut]
    objections: list[ObjectionOut]
    open_questions: list[SaidOut]
    unanswered: list[SaidOut]
    promise: SaidOut | None = Field(description="what a person said they would still do")
    memory: list[str] = Field(description="what is known of the shopper from before, in words")
    consents: list[str]
    opted_out: bool
    hours: HoursOut
    halts: list[HaltOut]
    newest: list[SaidOut]


@router.get("", responses=PROBLEMS)
async def get_brief(conversation_id: ConversationId, house: HouseDep, user: MayRead) -> BriefOut:
    """Read the brief of one conversation. 404 once its contact was erased."""

    def read(books: Reader) -> BriefOut:
        merchant_id = merchant_for(books, user, conversation_id)
        return brief_out(house, brief_of(books, merchant_id, conversation_id, house.clock.now()))

    return await house.ledger.read(read)


def brief_out(house: House, brief: Brief) -> BriefOut:
    now, contact = house.clock.now(), brief.contact
    window = window_of(contact, house.rulebook, now)
    escalation, cart = brief.escalation, brief.cart
    return BriefOut(
        conversation=brief.conversation.id,
        name=contact.name,
        phone=contact.phone,
        language=brief.language,
        escalation=escalation.reason.value if escalation else None,
        escalation_note=escalation.note if escalation else None,
        cart=BriefCartOut(state=cart.state.value, total=str(cart.total), items=[item.title for item in cart.items])
        if cart
        else None,
        offers=[_offer(offer, now) for offer in brief.offers],
        objections=[ObjectionOut(about=one.objection.value, said=_said(one.message)) for one in brief.objections],
        open_questions=[_said(one) for one in brief.questions if one in brief.unanswered],
        unanswered=[_said(one) for one in brief.unanswered],
        promise=_said(brief.promise) if brief.promise else None,
        memory=list(memory_words(brief.memory)),
        consents=[f"{consent.scope.value}: {consent.state.value}" for consent in brief.consents],
        opted_out=brief.suppression is not None and brief.suppression.is_live,
        hours=HoursOut(open=window.is_open, changes_at=window.changes_at),
        halts=[halt_out(halt) for halt in brief.halts],
        newest=[_said(one) for one in brief.newest],
    )


def _said(message: Message) -> SaidOut:
    return SaidOut(message=message.id, author=message.author.value, body=message.heard, at=message.created_at)


def _offer(offer: Offer, now: datetime) -> BriefOfferOut:
    return BriefOfferOut(
        code=offer.code,
        percent=offer.percent,
        state=offer.state.value,
        live=offer.is_live(now),
        expires_at=offer.expires_at,
    )
