"""A merchant with one number at a carrier that answers what it is told to, and texts to shoppers."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from channels.carrier import Outgoing, Receipt, StatusUpdate
from channels.delivery_actions import DeliveryActions
from channels.errors import Rejected
from channels.sender import OutboxSender
from channels.status import CarrierStatus
from channels.throughput import Throughput
from compliance.rulebook import load_rulebook
from conversation.alert import AlertKind
from conversation.fence import hold
from conversation.ledger import Books
from conversation.message import Author, Body, Purpose
from conversation.outbox import OutboxRow
from conversation.receiving import receive
from conversation.sending import queue
from conversation.store_memory import MemoryLedger
from conversation.verdict import Allow, Trail
from tests.conversation.world import MERCHANT, NOW, SENDER, SHOPPER, draft_by, seed, talk_to, text_from

RULEBOOK = load_rulebook()


class Moved:
    """A clock that stands until it is moved."""

    def __init__(self) -> None:
        self.at = NOW

    def now(self) -> datetime:
        return self.at


@dataclass
class Network:
    """A carrier that answers every send with what `answer` is."""

    name: str
    answer: str | None = None
    permanent: bool = True
    sent: int = 0

    async def send(self, outgoing: Outgoing) -> Receipt:
        if self.answer is not None:
            opted_out = self.answer in ("21610", "40300")
            raise Rejected(self.answer, "no", permanent=self.permanent, opted_out=opted_out)
        self.sent += 1
        self.callback = outgoing.status_callback
        return Receipt(f"SM{self.sent}", CarrierStatus.QUEUED)


class World:
    """A merchant with one number at `carrier`, and texts to shoppers."""

    def __init__(self, carrier: str, opens: Callable[[MemoryLedger], Throughput] | None = None) -> None:
        self.ledger = MemoryLedger()
        self.clock = Moved()
        self.network = Network(carrier)
        self.sender = OutboxSender(
            self.ledger,
            self.clock,
            RULEBOOK,
            {carrier: self.network},  # type: ignore[dict-item]
            "wrk",
            "https://t.example",
            throughput=opens(self.ledger) if opens else None,
        )

    async def text(
        self,
        phone: str = SHOPPER,
        author: Author = Author.AI,
        prompt: str = "",
        purpose: Purpose = Purpose.REPLY,
        body: str = "Yes, it is here.",
    ) -> OutboxRow:
        """Answer a text of the shopper's, and return the row as it was queued."""

        def command(books: Books) -> OutboxRow:
            seed(books)
            known = books.sender(MERCHANT.id, SENDER.id)
            if known is not None and known.carrier != self.network.name:
                books.save_sender(replace(SENDER, carrier=self.network.name))
            receive(books, replace(text_from(phone, "hi"), carrier=self.network.name), self.clock.at)
            talk = talk_to(books, phone)
            with hold(books, MERCHANT.id, talk.id, self.clock.at) as held:
                draft = replace(draft_by(author, held.row, body), prompt_hash=prompt or None)
                allow = Allow(self.clock.at + timedelta(hours=2), Trail("test", ()))
                message = queue(held, draft, Body(draft.body), purpose, allow)
            row = books.outbox_row(MERCHANT.id, message.id)
            assert row is not None
            return row

        return await self.ledger.write(command)

    async def send(self, row: OutboxRow) -> OutboxRow:
        await self.sender.send(row)
        return await self.row(row)

    async def hear(
        self, row: OutboxRow, status: str, code: str | None = None, provider: str = "SM1", attempt: int = 0
    ) -> OutboxRow:
        update = StatusUpdate(provider, CarrierStatus.read_word(status), code, row.to, SENDER.phone)

        def command(books: Books) -> None:
            actions = DeliveryActions(books, self.network.name, RULEBOOK, self.clock.at)
            assert actions.heard(update, row.message_id, attempt)

        await self.ledger.write(command)
        return await self.row(row)

    async def row(self, row: OutboxRow) -> OutboxRow:
        found = await self.read(lambda books: books.outbox_of(row.message_id))
        assert found is not None
        return found

    async def read(self, query: Callable[[Any], Any]) -> Any:
        return await self.ledger.read(query)

    async def told(self) -> list[AlertKind]:
        causes = await self.ledger.write(lambda books: books.take_alert_causes(self.clock.at, 50))
        return [cause.kind for cause in causes if cause.done_at is None]
