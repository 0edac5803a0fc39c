"""The world of the benchmark: the sample store on SQLite, and conversations with a history of a chosen length."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from pydantic import SecretStr

from agent.acting import Acting
from api.sample_world import MERCHANT, SENDER, record_double_opt_in, seed_store
from api.settings import Settings
from api.wiring import Twolane, open_twolane
from compliance.rules import CHECKS
from conversation.cart import Cart, CartState
from conversation.carts import remember_cart
from conversation.clock import ScriptedClock
from conversation.conversation import Conversation
from conversation.event import EventKind
from conversation.fence import Held, hold
from conversation.ids import new_id
from conversation.ledger import Books
from conversation.message import Author, Body, Direction, Message, Origin, Purpose, TrafficType
from conversation.outbox import OutboxRow, OutboxState
from conversation.verdict import VerdictNote
from tools.sample_catalog import SampleShopper, sample_catalog
from tools.sample_checkout import sample_checkout

NOON = datetime(2027, 6, 15, 16, 0, tzinfo=UTC)
"""A Tuesday, noon where all shoppers live: no text has to wait."""
BETWEEN_TEXTS = timedelta(hours=2)
AREA_CODES = (617, 212, 305, 404, 202, 216, 313, 919, 804, 603, 401, 207, 518, 215, 412, 614, 704, 813, 904)

SHOPPER_WROTE = "Is the rain jacket still in my cart, and does it come in blue as well?"
WE_WROTE = "It is, in blue and in your size. Tell me if you would like the link to finish the order."


@asynccontextmanager
async def open_world(folder: Path, port: int, model_url: str) -> AsyncIterator[Twolane]:
    """Open Twolane on a SQLite file, joined to the mock model and the simulated network."""
    settings = Settings(
        _env_file=None,
        data_dir=folder,
        database_url=f"sqlite:///{folder / 'twolane.db'}",
        public_url=f"http://127.0.0.1:{port}",
        model="bench-model",
        model_acting=Acting.NATIVE,
        openai_api_key=SecretStr("bench"),
        openai_base_url=model_url,
        simulator_token=SecretStr("bench-network"),
        shopify_client_secret=SecretStr("bench-shop"),
        redis_url="",
        demo=True,
    )
    twolane = await open_twolane(settings, ScriptedClock(NOON))
    try:
        await twolane.house.ledger.write(seed_store)
        yield twolane
    finally:
        await twolane.close()


def phone(number: int) -> str:
    """Return the number of the `number`-th shopper, from the ranges that are reserved for fiction."""
    return f"+1{AREA_CODES[number // 100]}55501{number % 100:02}"


def add_conversation(books: Books, number: int, length: int, now: datetime) -> None:
    """Write a shopper with consent, a cart and a conversation of `length` texts: theirs and the AI's by turns."""
    shopper = replace(sample_catalog().shopper("noah_brown_6181"), phone=phone(number))
    began = now - BETWEEN_TEXTS * (length + 1)
    contact = record_double_opt_in(books, shopper, began)
    cart = _cart(shopper, contact.id, began)
    conversation = remember_cart(books, contact, cart, timedelta(days=365), began)
    with hold(books, MERCHANT.id, conversation.id, began) as held:
        held.cancel_due("the benchmark is about replies")
        for seq in range(1, length + 1):
            _add_text(held, shopper.phone, seq, began + BETWEEN_TEXTS * seq)
        read = length if length % 2 else length - 1
        held.change(last_seq=length, last_inbound_seq=read, handled_seq=read)


def _cart(shopper: SampleShopper, contact_id: str, at: datetime) -> Cart:
    checkout = sample_checkout(shopper.user_id, at=at)
    return Cart(
        id=new_id("crt", at),
        merchant_id=MERCHANT.id,
        contact_id=contact_id,
        shop_domain=MERCHANT.shop_domain,
        token=f"token-{shopper.phone}",
        checkout_url=checkout.url,
        items=checkout.items,
        total=checkout.total,
        state=CartState.OPEN,
        abandoned_at=at,
        updated_at=at,
    )


def _add_text(held: Held, to: str, seq: int, at: datetime) -> None:
    """Write one text as a turn would have left it, with its verdict, its settled outbox row and its event."""
    is_ours = seq % 2 == 0
    message = text(held.row, seq, at, SHOPPER_WROTE)
    if is_ours:
        message = replace(
            text(held.row, seq, at, WE_WROTE),
            direction=Direction.OUT,
            author=Author.AI,
            origin=Origin.GENERATED,
            purpose=Purpose.REPLY,
            traffic_type=TrafficType.A2P,
            verdict=verdict(at),
            model="bench-model",
            prompt_hash="0" * 16,
            sources=(held.row.cart_id or "",),
        )
    held.books.add_message(message)
    if is_ours:
        held.books.save_outbox_row(settled(message, held.row, to))
        held.record(EventKind.TEXT_CLAIMED, "wrk_before", message=message.id, author=message.author.value)


def text(row: Conversation, seq: int, at: datetime, words: str) -> Message:
    return Message(
        id=new_id("msg", at),
        merchant_id=row.merchant_id,
        conversation_id=row.id,
        exchange_id=row.exchange_id,
        seq=seq,
        direction=Direction.IN,
        author=Author.CONTACT,
        body=Body(words),
        epoch=row.epoch,
        created_at=at,
    )


def verdict(at: datetime) -> VerdictNote:
    facts = {
        "purpose": Purpose.REPLY.value,
        "decided_at": at.isoformat(),
        "hours": "08:00-21:00",
        "local_times": "Tue 12:00 America/New_York",
        "suppressed": "no",
        "initiated_24h": "0",
    }
    return VerdictNote("allow", None, None, at, "bench", tuple(CHECKS), facts)


def settled(message: Message, row: Conversation, to: str) -> OutboxRow:
    return OutboxRow(
        message_id=message.id,
        merchant_id=message.merchant_id,
        conversation_id=message.conversation_id,
        sender_id=SENDER.id,
        to=to,
        author=message.author,
        purpose=Purpose.REPLY,
        epoch=row.epoch,
        state=OutboxState.SENT,
        until=message.created_at,
        expires_at=message.created_at,
        queued_at=message.created_at,
        claimed_by="wrk_before",
        claimed_at=message.created_at,
        provider_id=f"SM{message.id}",
        carrier_status="delivered",
        settled_at=message.created_at,
    )
