"""Writes what happens around a shop as plain rows: texts and what became of them, clicks, orders."""

from dataclasses import replace
from datetime import datetime, timedelta

from conversation.contact import Contact
from conversation.conversation import Conversation
from conversation.event import Event, EventKind
from conversation.ids import new_id
from conversation.ledger import Books
from conversation.message import Author, Body, Direction, Message, Origin, Purpose
from conversation.opening import find_or_open
from conversation.order import Order
from conversation.outbox import OutboxRow, OutboxState
from conversation.short_link import LinkClick, OpenedBy
from conversation.touch import Automation, Touch
from tests.conversation.world import MERCHANT, NOW, SENDER, meet

MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)


class ShopLife:
    """Shoppers are told apart by the last digit of their number. Moments are minutes after `NOW`."""

    def __init__(self, books: Books) -> None:
        self.books = books

    def contact(self, shopper: int) -> Contact:
        return meet(self.books, f"+1303555010{shopper}")

    def talk(self, shopper: int) -> Conversation:
        return find_or_open(self.books, self.contact(shopper), NOW)

    def says(
        self,
        shopper: int,
        author: Author,
        minute: float,
        *,
        exchange: str = "",
        purpose: Purpose = Purpose.REPLY,
        state: OutboxState = OutboxState.SENT,
        status: str | None = "delivered",
        body: str = "hello",
    ) -> Message:
        """Write one text, with its row in the outbox where it goes out."""
        talk, at = self.talk(shopper), at_minute(minute)
        is_out = author is not Author.CONTACT
        message = Message(
            id=new_id("msg", at),
            merchant_id=MERCHANT.id,
            conversation_id=talk.id,
            exchange_id=exchange or talk.exchange_id,
            seq=talk.last_seq + 1,
            direction=Direction.OUT if is_out else Direction.IN,
            author=author,
            body=Body(body),
            epoch=1,
            created_at=at,
            origin=Origin.GENERATED if is_out else None,
            purpose=purpose if is_out else None,
        )
        self.books.add_message(message)
        self.books.save_conversation(replace(talk, last_seq=message.seq, updated_at=max(talk.updated_at, at)))
        if is_out:
            self._goes_out(message, state, status)
        return message

    def texts(
        self,
        shopper: int,
        minute: float,
        automation_id: str,
        *,
        step: str = "",
        variant: str = "",
        version: int = 1,
        kind: Automation = Automation.FLOW,
        state: OutboxState = OutboxState.SENT,
        status: str | None = "delivered",
        purpose: Purpose = Purpose.REMINDER,
    ) -> Message:
        """Write a text of a flow or campaign."""
        message = self.says(shopper, Author.TEMPLATE, minute, purpose=purpose, state=state, status=status)
        contact_id = self.contact(shopper).id
        self.books.add_touch(
            Touch(message.id, MERCHANT.id, contact_id, kind, automation_id, version, step, variant, message.created_at)
        )
        return message

    def clicks(self, shopper: int, message: Message, minute: float, by: OpenedBy = OpenedBy.HUMAN) -> None:
        at, contact_id = at_minute(minute), self.contact(shopper).id
        ref = new_id("clk", at)
        self.books.save_click(LinkClick(ref, MERCHANT.id, "lnk_1", contact_id, message.id, at, at, by, "test", "v"))

    def buys(
        self,
        shopper: int | None,
        minute: float,
        minor: int,
        *,
        currency: str = "USD",
        codes: tuple[str, ...] = (),
        refunded: int = 0,
        cancelled: bool = False,
    ) -> Order:
        at = at_minute(minute)
        order = Order(
            merchant_id=MERCHANT.id,
            shop_domain=MERCHANT.shop_domain,
            order_id=new_id("ord", at),
            name="#1",
            contact_id=None if shopper is None else self.contact(shopper).id,
            cart_id=None,
            minor=minor,
            currency=currency,
            codes=codes,
            placed_at=at,
            updated_at=at,
            refunded_minor=refunded,
            cancelled_at=at if cancelled else None,
        )
        self.books.save_order(order)
        return order

    def happens(self, shopper: int, kind: EventKind, minute: float, **details: str) -> None:
        talk = self.talk(shopper)
        event = Event(
            id=new_id("evt", at_minute(minute)),
            merchant_id=MERCHANT.id,
            conversation_id=talk.id,
            number=talk.last_event + 1,
            after_seq=talk.last_seq,
            kind=kind,
            actor="system",
            at=at_minute(minute),
            details=details,
        )
        self.books.add_event(event)
        self.books.save_conversation(replace(talk, last_event=event.number))

    def _goes_out(self, message: Message, state: OutboxState, status: str | None) -> None:
        has_left = state is OutboxState.SENT
        assert message.purpose is not None
        self.books.save_outbox_row(
            OutboxRow(
                message_id=message.id,
                merchant_id=MERCHANT.id,
                conversation_id=message.conversation_id,
                sender_id=SENDER.id,
                to="+13035550100",
                author=message.author,
                purpose=message.purpose,
                epoch=1,
                state=state,
                until=message.created_at + DAY,
                expires_at=message.created_at + DAY,
                queued_at=message.created_at,
                provider_id=f"SM{message.id}" if has_left else None,
                carrier_status=status if has_left else None,
            )
        )


def at_minute(minute: float) -> datetime:
    return NOW + minute * MINUTE
