"""Conversations over REST: read, take over, text, hand back."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any, TypeAlias

from fastapi import APIRouter, Header, Response

from api.auth import MayControl, MayRead, MayReply
from api.house import House, HouseDep
from api.rest.departing import departure_out
from api.rest.models import (
    ConversationOut,
    DepartureOut,
    HandbackIn,
    OverrideIn,
    ProblemOut,
    ReplyIn,
    TakeoverIn,
)
from api.rest.once import Once
from api.rest.presenting import Presenter
from channels.media_limits import check_media
from conversation.errors import Unknown
from conversation.ids import ConversationId, MerchantId
from conversation.ledger import Books, Reader
from conversation.media_keeping import media_for
from conversation.override import Override
from conversation.role import Permission
from conversation.user import User
from handoff.canned import canned_source
from handoff.handback import hand_back
from handoff.takeover import Desk, Reply

router = APIRouter(prefix="/api/conversations", tags=["Conversations"])

Responses: TypeAlias = dict[int | str, dict[str, Any]]

STATUSES = {"allowed": 201, "deferred": 202, "refused": 422}
PROBLEMS: Responses = {401: {"model": ProblemOut}, 403: {"model": ProblemOut}, 404: {"model": ProblemOut}}
CONFLICTS: Responses = PROBLEMS | {409: {"model": ProblemOut}}


@router.get("/{conversation_id}", responses=PROBLEMS)
async def get_conversation(conversation_id: ConversationId, house: HouseDep, user: MayRead) -> ConversationOut:
    """Read one conversation: its exchanges, its messages in seq order, and drafts that did not leave."""
    return await house.ledger.read(
        lambda books: Presenter(books, merchant_for(books, user, conversation_id), house.rulebook).whole(
            conversation_id
        )
    )


@router.post("/{conversation_id}/takeover", responses=CONFLICTS)
async def take_over(
    conversation_id: ConversationId, house: HouseDep, user: MayControl, body: TakeoverIn | None = None
) -> ConversationOut:
    """Take control. 409 when another person has it or the expected epoch is not the present one."""
    epoch = body.epoch if body else None

    def command(books: Books) -> ConversationOut:
        merchant_id = merchant_for(books, user, conversation_id, Permission.CONTROL)
        desk_for(house, books, user).take_over(merchant_id, conversation_id, epoch)
        return Presenter(books, merchant_id, house.rulebook).whole(conversation_id)

    return await house.ledger.write(command)


@router.post(
    "/{conversation_id}/messages",
    status_code=201,
    responses=CONFLICTS | {202: {"model": DepartureOut}, 422: {"model": DepartureOut}},
)
async def send_message(
    conversation_id: ConversationId,
    reply: ReplyIn,
    house: HouseDep,
    user: MayReply,
    response: Response,
    idempotency_key: Annotated[str, Header()] = "",
) -> DepartureOut:
    """Text the shopper: 201 allowed, 202 deferred until a moment, 422 refused by a rule, 409 without control.

    A repeat with the same Idempotency-Key sends nothing and answers as the first did; 409 when its text differs.
    """
    shown = await house.ledger.write(lambda books: _send(house, books, user, conversation_id, reply, idempotency_key))
    response.status_code = STATUSES[shown.outcome]
    return shown


@router.post("/{conversation_id}/handback", responses=CONFLICTS)
async def hand_back_control(
    conversation_id: ConversationId, house: HouseDep, user: MayControl, body: HandbackIn | None = None
) -> ConversationOut:
    """Give control back to the AI. It sends nothing by itself; an unanswered text wakes it."""
    note = body.note if body else ""

    def command(books: Books) -> ConversationOut:
        merchant_id = merchant_for(books, user, conversation_id, Permission.CONTROL)
        hand_back(books, merchant_id, conversation_id, user, house.clock.now(), note)
        return Presenter(books, merchant_id, house.rulebook).whole(conversation_id)

    return await house.ledger.write(command)


def merchant_for(
    books: Reader, user: User, conversation_id: ConversationId, permission: Permission = Permission.READ
) -> MerchantId:
    """Return whose conversation it is. Raises Unknown where they may not even see it, NotAllowed for `permission`."""
    merchant_id = books.merchant_of_conversation(conversation_id)
    if merchant_id is None or not user.may_see(merchant_id):
        raise Unknown("conversation", conversation_id)
    user.check(permission, merchant_id)
    return merchant_id


def desk_for(house: House, books: Books, user: User) -> Desk:
    return Desk(books, house.rulebook, user, house.clock.now())


def _send(
    house: House, books: Books, user: User, conversation_id: ConversationId, asked: ReplyIn, key: str
) -> DepartureOut:
    now = house.clock.now()
    merchant_id = merchant_for(books, user, conversation_id, Permission.REPLY)
    once = Once(books, house.rulebook, merchant_id, conversation_id, user, key, asked.body)
    earlier = once.earlier(now)
    if earlier is not None:
        return earlier
    canned = canned_words_of(books, merchant_id, conversation_id, user, asked.canned, now)
    files = media_for(books, merchant_id, conversation_id, asked.media)
    check_media(files, carrier_of(books, merchant_id, conversation_id))
    reply = Reply(
        body=asked.body,
        composed_at=min(asked.composed_at or now, now),
        source=asked.source or canned,
        source_is_canned=asked.source_is_canned or bool(canned),
        override=stated_override(asked.override),
        shown_at=asked.shown_at,
        undoable=asked.undoable,
        media=tuple(asked.media),
    )
    desk = desk_for(house, books, user)
    if asked.take_over:
        departed = desk.take_over_and_send(merchant_id, conversation_id, reply, asked.epoch)
    else:
        departed = desk.reply(merchant_id, conversation_id, reply)
    once.remember(departed, now)
    return departure_out(books, departed, house.rulebook)


def carrier_of(books: Reader, merchant_id: MerchantId, conversation_id: ConversationId) -> str:
    """Return the carrier of the number that the conversation texts from."""
    row = books.conversation(merchant_id, conversation_id)
    sender = books.sender(merchant_id, row.sender_id) if row else None
    return sender.carrier if sender else ""


def canned_words_of(
    books: Reader,
    merchant_id: MerchantId,
    conversation_id: ConversationId,
    user: User,
    canned: Sequence[str],
    now: datetime,
) -> str:
    """Return what the named canned replies say in the conversation. Raises Unknown."""
    row = books.conversation(merchant_id, conversation_id)
    if row is None:
        raise Unknown("conversation", conversation_id)
    return canned_source(books, row, user, canned, now)


def stated_override(stated: OverrideIn | None) -> Override | None:
    """Return what a request says about what nothing backs."""
    return Override(stated.source.strip(), stated.save_as_fact) if stated else None
