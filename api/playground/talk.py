"""One conversation of the playground: the real turn, over a ledger in memory and a phone network that is none."""

import asyncio
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from api.intake import Intake
from api.playground.shelf import LentShelf
from api.playground.shop import PlayShop
from api.playground.stage_set import NUMBER, PHONE, Setting, begin_conversation, noon_of
from api.playground.watching import TurnNote, WatchedSeat
from api.seating import Seating
from api.turns import Turns
from channels.sender import OutboxSender
from channels.simulator import Simulator
from conversation.clock import ScriptedClock
from conversation.conversation import Conversation
from conversation.errors import Unknown
from conversation.event import Event
from conversation.ids import ConversationId, MerchantId, new_id
from conversation.leasing import LEASE_TIME
from conversation.ledger import Books, Reader
from conversation.message import Message
from conversation.receiving import InboundText
from conversation.store_memory import MemoryLedger

STEP = timedelta(minutes=2)
PATIENCE = timedelta(minutes=2)
"""How far the clock goes on to what falls due after a text: longer than any wait for more texts."""
MOST_ROUNDS = 20
NOWHERE = "http://playground.test"
"""Where the network would tell how delivery goes; it never does."""


@dataclass(frozen=True, slots=True)
class TalkView:
    """Everything that happened so far, as one look at the ledger found it."""

    conversation: Conversation
    messages: tuple[Message, ...]
    events: tuple[Event, ...]
    notes: tuple[TurnNote, ...]


class Talk:
    """A conversation in which nobody is texted: its ledger, clock and network are its own, and gone with it."""

    def __init__(self, seating: Seating, setting: Setting) -> None:
        """The seat, the shop's catalogue and the knowledge are those of `seating`; nothing of it is written to."""
        self.id = new_id("ply", seating.clock.now())
        self.setting = setting
        self._rulebook = seating.rulebook
        self._clock = ScriptedClock(noon_of(seating.clock.now()))
        self._ledger = MemoryLedger()
        self._network = Simulator(
            path=":memory:", clock=self._clock, auth_token=secrets.token_hex(16), public_url=NOWHERE
        )
        self._seat = WatchedSeat(seating.seat_of(setting.merchant))
        shop = PlayShop(seating.shop_of(setting.merchant))
        self._sender = OutboxSender(
            self._ledger, self._clock, self._rulebook, {self._network.name: self._network}, self.id, NOWHERE
        )
        self._turns = Turns(
            ledger=self._ledger,
            clock=self._clock,
            rulebook=self._rulebook,
            seat_of=lambda merchant: self._seat,
            shop_of=lambda merchant: shop,
            knowledge=seating.knowledge,
            shelves=LentShelf(setting.shelf),
            sender=self._sender,
        )
        self._conversation_id: ConversationId = ""
        self._texts = 0
        self._pressing = asyncio.Lock()

    @property
    def merchant_id(self) -> MerchantId:
        return self.setting.merchant.id

    @property
    def starts_at(self) -> datetime:
        """Noon at the shopper's, when the cart was left."""
        return noon_of(self._clock.now())

    async def begin(self) -> None:
        """Leave the cart, where there is one, and let the AI write its first text."""
        now = self._clock.now()
        self._conversation_id = await self._ledger.write(lambda books: begin_conversation(books, self.setting, now))
        async with self._pressing:
            await self._settle()

    async def hear(self, body: str) -> None:
        """Let the shopper text, and the AI answer."""
        async with self._pressing:
            self._clock.advance(STEP)
            self._texts += 1
            text = InboundText(self._network.name, f"{self.id}-{self._texts}", PHONE, NUMBER, body)
            now = self._clock.now()
            await self._ledger.write(lambda books: self._take_in(books, text, now))
            await self._settle()

    async def view(self) -> TalkView:
        return await self._ledger.read(self._look)

    async def close(self) -> None:
        """Let go of the network's file in memory."""
        await self._network.close()

    def _take_in(self, books: Books, text: InboundText, now: datetime) -> None:
        Intake(books, self._rulebook, now, self._network.confirms_opt_out).take_in(text)

    async def _settle(self) -> None:
        """Run what is due, and what falls due soon, until nothing is left to do."""
        until = self._clock.now() + PATIENCE
        for _ in range(MOST_ROUNDS):
            now = self._clock.now()
            leases = await self._ledger.write(lambda books, at=now: books.claim_wakes(at, 1, at + LEASE_TIME))  # type: ignore[misc]
            for lease in leases:
                await self._turns.run(lease)
            if await self._sender.send_queued() or leases:
                continue
            soon = await self._ledger.read(self._due_at)
            if soon is None or not now < soon <= until:
                return
            self._clock.jump_to(soon)

    def _due_at(self, books: Reader) -> datetime | None:
        wake = books.wake_of(self._conversation_id)
        return wake.due_at if wake is not None else None

    def _look(self, books: Reader) -> TalkView:
        row = books.conversation(self.merchant_id, self._conversation_id)
        if row is None:
            raise Unknown("conversation", self._conversation_id)
        messages = books.messages(self.merchant_id, row.id)
        return TalkView(row, messages, books.events(self.merchant_id, row.id), tuple(self._seat.notes))
