"""A sample contact, who agreed to everything and left a cart: whom texts are rehearsed with and previewed for."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from compliance.facts import Facts
from conversation.cart import Cart, CartItem, CartState
from conversation.consent import Consent, ConsentScope, ConsentState
from conversation.contact import Contact
from conversation.conversation import Control, Conversation
from conversation.draft import Cause, CauseKind, Draft
from conversation.flow_run import FlowRun
from conversation.merchant import Merchant
from conversation.message import Author, Body, Direction, Message, Origin
from conversation.money import Money
from conversation.number_check import CheckAnswer, CheckKind, NumberCheck
from conversation.offer import Offer, OfferState
from conversation.sender import Registration, Sender, SenderKind
from flows.filling import Subject, sources_of, values_of
from flows.flow import Flow
from flows.placeholders import fill
from flows.steps import Discount, Text

ITEM = "Sample item"
PRODUCT = "Sample product"
ORDER = "#1001"
_PHONE = "+13035550142"


@dataclass(frozen=True, slots=True)
class Sample:
    """One text of a flow as the sample contact would be sent it, and everything that the gate may know of them."""

    draft: Draft
    facts: Facts
    now: datetime


def sample_of(flow: Flow, text: Text, merchant: Merchant, today: datetime, *, answers: bool) -> Sample:
    """Put `text` before the sample contact at a noon in Denver; `answers` where it answers a reply of theirs."""
    now = _noon_after(today)
    cart, contact = sample_cart(merchant, now), sample_contact(merchant, now)
    run = _run(flow, merchant, now, "msg_sample" if answers else None)
    offer = _offer(merchant, cart, text.discount, now) if text.discount else None
    heard = _heard(merchant, now) if answers else None
    body = fill(text.body, values_of(merchant, contact, Subject(cart, ORDER, PRODUCT), offer))
    facts = Facts(
        merchant=merchant,
        contact=contact,
        conversation=_conversation(merchant, now),
        sender=Sender(
            "snd_sample", merchant.id, "+18885550100", SenderKind.TOLL_FREE, Registration.VERIFIED, "simulator"
        ),
        consents=tuple(_consent(merchant, scope, now) for scope in ConsentScope),
        number_checks=tuple(
            NumberCheck(merchant.id, _PHONE, kind, CheckAnswer.CLEAR, now, now, "sample") for kind in CheckKind
        ),
        run=run,
        asked=heard,
        last_inbound=heard,
        cart=cart if flow.is_about_cart else None,
        offers=(offer,) if offer else (),
    )
    return Sample(replace(_draft(merchant, run, body, now), media=text.media), facts, now)


def sample_contact(merchant: Merchant, now: datetime) -> Contact:
    return Contact("con_sample", merchant.id, _PHONE, "Sam Sample", now, region="CO", timezone="America/Denver")


def sample_cart(merchant: Merchant, now: datetime) -> Cart:
    """A cart of two lines, left an hour ago."""
    left = now - timedelta(hours=1)
    lines = (
        CartItem("p1", "v1", ITEM, "", 1, Money(3000)),
        CartItem("p2", "v2", "Another sample item", "", 1, Money(1800)),
    )
    url = f"https://{merchant.shop_domain}/cart/c/sample"
    return Cart(
        "crt_sample", merchant.id, "con_sample", merchant.shop_domain, "sample", url, lines, Money(4800),
        CartState.OPEN, left, left,
    )  # fmt: skip


def _noon_after(today: datetime) -> datetime:
    """Return a coming Wednesday's noon in Denver: an hour at which every rule lets texts leave."""
    day = today.astimezone(UTC) + timedelta(days=(2 - today.astimezone(UTC).weekday()) % 7)
    return day.replace(hour=19, minute=0, second=0, microsecond=0)


def _conversation(merchant: Merchant, now: datetime) -> Conversation:
    blank = Conversation("cvn_sample", merchant.id, "con_sample", "snd_sample", "exc_sample", Control.AI, 1, now, now)
    return replace(blank, cart_id="crt_sample", last_seq=1, last_inbound_seq=1)


def _consent(merchant: Merchant, scope: ConsentScope, now: datetime) -> Consent:
    agreed = now - timedelta(days=1)
    return Consent(
        f"cns_{scope.value}", merchant.id, _PHONE, scope, ConsentState.CONFIRMED, "sample", "text", "sample", agreed,
        confirmed_at=agreed, answer_id="msg_yes",
    )  # fmt: skip


def _offer(merchant: Merchant, cart: Cart, discount: Discount, now: datetime) -> Offer:
    ends, code = now + timedelta(hours=merchant.settings.offer_hours), f"SAVE{discount.percent}-AB3CD"
    return Offer("off_sample", merchant.id, cart.id, "cvn_sample", code, discount.percent, OfferState.ISSUED, now, ends)


def _heard(merchant: Merchant, now: datetime) -> Message:
    return Message(
        id="msg_sample",
        merchant_id=merchant.id,
        conversation_id="cvn_sample",
        exchange_id="exc_sample",
        seq=1,
        direction=Direction.IN,
        author=Author.CONTACT,
        body=Body("yes please"),
        epoch=1,
        created_at=now,
    )


def _run(flow: Flow, merchant: Merchant, now: datetime, heard: str | None) -> FlowRun:
    return FlowRun(
        id="run_sample",
        merchant_id=merchant.id,
        flow_id=flow.id,
        version=1,
        contact_id="con_sample",
        trigger=flow.trigger.kind,
        is_transactional=flow.is_transactional,
        subject="crt_sample" if flow.is_about_cart else "sample",
        began_at=now,
        due_at=now,
        changed_at=now,
        heard=heard,
    )


def _draft(merchant: Merchant, run: FlowRun, body: str, now: datetime) -> Draft:
    return Draft(
        merchant_id=merchant.id,
        conversation_id="cvn_sample",
        body=body,
        author=Author.TEMPLATE,
        origin=Origin.GENERATED,
        cause=Cause(CauseKind.FLOW, run.id),
        epoch=1,
        seen_seq=1,
        composed_at=now,
        sources=sources_of(run.trigger, PRODUCT),
    )
