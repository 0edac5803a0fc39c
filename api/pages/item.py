"""One row of the list: who, what they wrote last or why they wait, whose it is, and what is promised to them."""

from dataclasses import dataclass

from api.pages.look import Look
from api.pages.moments import Moments, Stamp, moments_for, since, until
from api.pages.words import REASONS, short_name
from conversation.case import Case, CaseState, ServiceClock
from conversation.conversation import Control, Conversation
from conversation.exchange import Exchange
from conversation.filter import Listed
from conversation.ids import ConversationId
from conversation.message import Direction, Message
from conversation.reading import is_unread


@dataclass(frozen=True, slots=True)
class Promise:
    """When a waiting shopper is to be answered or settled, in words: ``reply in 12m`` or ``reply overdue 5m``."""

    words: str
    exact: str
    is_late: bool


@dataclass(frozen=True, slots=True)
class Item:
    """One conversation in the list. `snippet` is in pieces; those that are marked were searched for."""

    conversation_id: ConversationId
    name: str
    merchant: str
    needs_person: bool
    unanswered: bool
    unread: bool
    opted_out: bool
    tone: str
    footing: str
    promise: Promise | None
    snippet: tuple[tuple[str, bool], ...]
    stamp: Stamp
    current: bool


def item_of(
    look: Look, listed: Listed, open_id: ConversationId | None, excerpt: tuple[tuple[str, bool], ...] = ()
) -> Item:
    """Show a row as it stands now, with `excerpt` in place of the newest text where there is one."""
    row, case = listed.conversation, listed.case
    contact = look.books.contact(row.merchant_id, row.contact_id)
    merchant = look.books.merchant(row.merchant_id)
    newest = look.books.newest_message(row.merchant_id, row.id)
    standing = look.books.suppression(row.merchant_id, contact.phone) if contact else None
    moments = moments_for(contact, merchant, look.now)
    exchange = look.books.exchange(row.merchant_id, row.exchange_id) if newest else None
    tone, footing = _footing(look, row, exchange, case)
    return Item(
        conversation_id=row.id,
        name=short_name(contact.name, contact.phone) if contact else "(erased)",
        merchant=merchant.name if merchant and len(look.user.merchants) > 1 else "",
        needs_person=row.control is Control.ESCALATED,
        unanswered=newest is not None and newest.direction is Direction.IN,
        unread=is_unread(row, look.books.reading(look.user.id, row.id)),
        opted_out=standing is not None and standing.is_live,
        tone=tone,
        footing=footing,
        promise=promise_of(moments, case) if case else None,
        snippet=excerpt or ((_snippet(row, newest), False),),
        stamp=moments.ago(newest.created_at if newest else row.updated_at),
        current=row.id == open_id,
    )


def promise_of(moments: Moments, case: Case) -> Promise:
    """Say when the promise that runs now is broken, or since when it is; of a case put aside, when it comes back."""
    what = "reply" if case.clock is ServiceClock.FIRST_REPLY else "settle"
    if case.state is CaseState.SNOOZED and case.snoozed_until is not None:
        return Promise(f"back {moments.clock(case.snoozed_until)}", moments.at(case.snoozed_until).exact, False)
    is_late = case.is_overdue(case.clock, moments.now)
    if is_late:
        words = f"{what} overdue {since(case.due_at, moments.now)}".removesuffix(" now")
    else:
        words = f"{what} in {until(case.due_at, moments.now)}"
    return Promise(words, moments.at(case.due_at).exact, is_late)


def _footing(look: Look, row: Conversation, exchange: Exchange | None, case: Case | None) -> tuple[str, str]:
    tone, label = _label(exchange)
    match row.control:
        case Control.ESCALATED:
            return (
                "asked",
                f"Claimed by {look.name_of(case.claimed_by)}" if case and case.claimed_by else "Needs a person",
            )
        case Control.HUMAN:
            return tone, f"{label}{look.name_of(row.holder)}"
        case Control.AI:
            return tone, f"{label}AI"
        case Control.CLOSED:
            return "quiet", "Closed"


def _label(exchange: Exchange | None) -> tuple[str, str]:
    """Return the exchange's label; none before its conversation's first text: a label is a fact about texts."""
    return (exchange.traffic_type.value.lower(), f"{exchange.traffic_type.value} ") if exchange else ("quiet", "")


def _snippet(row: Conversation, newest: Message | None) -> str:
    if row.control is Control.ESCALATED and row.escalation is not None:
        return REASONS[row.escalation.reason]
    return newest.heard if newest else "no texts yet"
