"""A street: one shopper and one merchant on the real road, with a seat that says whatever it is told to.

Intake, turns, gate, exit, fence, sender and the simulated network are the real ones, over the ledger in memory. What
counts is what the shopper's phone received.
"""

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, TypeVar

from agent.outcome import Outcome, Silence, Speak
from agent.view import Occasion, TurnView
from api.campaigning import Campaigning
from api.checkout import ShopNews
from api.flowing import flow_hands, flow_hook
from api.intake import Intake
from api.live import Live
from api.outside_watch import OutsideWatch
from api.photo_fetching import PhotoFetcher
from api.sample_world import DANA, MERCHANT, NUMBER, record_double_opt_in, seed_store
from api.seating import Seat
from api.turns import Turns
from api.worker import Worker
from channels.carrier import Carrier
from channels.sender import OutboxSender
from channels.simulator import Simulator
from channels.simulator_phones import Direction
from compliance.exit import Departure
from compliance.rulebook import Rulebook, load_rulebook
from conversation.cart import CartItem
from conversation.clock import Clock, ScriptedClock
from conversation.conversation import Control, Conversation
from conversation.draft import Cause, CauseKind, Draft
from conversation.errors import Conflict
from conversation.ledger import Books, Ledger
from conversation.message import Author, Origin
from conversation.money import Money
from conversation.opening import find_or_add_contact
from conversation.receiving import InboundText
from conversation.shelf import Shelves
from conversation.shop_event import ShopHook
from conversation.store_memory import MemoryLedger
from conversation.verdict import Refuse
from flows.automatic import text_automatically
from flows.engine import FlowEngine
from handoff.handback import hand_back
from handoff.takeover import Desk, Reply
from tests.flows.sent import send_to
from tools.context import TurnContext
from tools.knowledge_lexical import LexicalKnowledge
from tools.sample_catalog import sample_catalog
from tools.sample_shop import SampleShop
from tools.shop import CheckoutSeen, OrderPlaced

T = TypeVar("T")
MOST_ROUNDS = 50
SHOPPER = sample_catalog().shopper("noah_brown_6181")


@dataclass(frozen=True)
class OnPhone:
    """One text that the shopper's phone received."""

    body: str
    at: datetime


class Talker:
    """A seat that answers at once with `words`, whatever was asked; no model, no tact."""

    def __init__(self) -> None:
        self.words = "Happy to help."

    async def take_turn(self, view: TurnView, context: TurnContext) -> Outcome:
        if view.occasion is Occasion.REMINDER:
            cause = Cause(CauseKind.CART, view.cart.id if view.cart else "")
        else:
            cause = Cause(CauseKind.INBOUND, view.unanswered[-1].id)
        draft = Draft(
            merchant_id=view.merchant.id,
            conversation_id=view.conversation.id,
            body=self.words,
            author=Author.AI,
            origin=Origin.GENERATED,
            cause=cause,
            epoch=view.conversation.epoch,
            seen_seq=view.conversation.last_inbound_seq,
            composed_at=view.now,
        )
        return Speak(draft, (), self._give_up)

    async def _give_up(self, refusal: Refuse) -> Outcome:
        return Silence(refusal.why)


def worker_of(ledger: Ledger, clock: Clock, rulebook: Rulebook, seat: Seat, carrier: Carrier) -> Worker:
    """The real worker over a ledger, with the sample shop and one carrier."""
    carriers, shop = {"simulator": carrier}, SampleShop()
    sender = OutboxSender(ledger, clock, rulebook, carriers, "wrk", "http://twolane.test")
    turns = Turns(ledger, clock, rulebook, lambda _: seat, lambda _: shop, LexicalKnowledge(), Shelves(), sender)
    outside, photos = OutsideWatch(ledger, clock, carriers), PhotoFetcher(ledger, clock, {})
    campaigns = Campaigning(ledger, clock, rulebook)
    flows = FlowEngine(ledger, clock, flow_hands(rulebook), lambda _: shop)
    return Worker(ledger, clock, Live(), turns, sender, outside, photos, campaigns, flows)


def _news(books: Books, rulebook: Rulebook, now: datetime, hook: ShopHook) -> ShopNews:
    return ShopNews(books, rulebook, now, hooks=(hook,))


class Street:
    """Everything that can happen between one shopper and one merchant, one thing at a time."""

    def __init__(self, start: datetime) -> None:
        self.clock = ScriptedClock(start)
        self.ledger = MemoryLedger()
        self.rulebook = load_rulebook()
        self.network = Simulator(path=":memory:", clock=self.clock, auth_token="t", public_url="http://twolane.test")
        self.seat = Talker()
        self.worker = worker_of(self.ledger, self.clock, self.rulebook, self.seat, self.network)
        self._loop = asyncio.new_event_loop()
        self._count = 0
        self.write(seed_store)
        self.write(lambda books: record_double_opt_in(books, SHOPPER, self.clock.now()) and None)

    def close(self) -> None:
        self.run(self.network.close())
        self._loop.close()

    def run(self, task: Coroutine[Any, Any, T]) -> T:
        return self._loop.run_until_complete(task)

    def write(self, command: Callable[[Books], T]) -> T:
        return self.run(self.ledger.write(command))

    def received(self) -> list[OnPhone]:
        """What the carrier put on the shopper's phone, oldest first."""
        texts = self.network.phone(SHOPPER.phone)
        return [OnPhone(text.body, text.at) for text in texts if text.direction is Direction.TO_PHONE]

    def shopper_texts(self, body: str) -> None:
        text = InboundText("simulator", f"SM{self._next()}", SHOPPER.phone, NUMBER, body)
        confirms = self.network.confirms_opt_out
        self.write(lambda books: Intake(books, self.rulebook, self.clock.now(), confirms).take_in(text))

    def run_turns(self) -> None:
        """Let the AI's seat answer; nothing is sent yet."""
        for lease in self.run(self.worker._claim()):
            self.run(self.worker.turns.run(lease))

    def send(self) -> None:
        """Let the sender send what is queued."""
        self.run(self.worker.sender.send_queued())

    def settle(self) -> None:
        """Let everything that is due happen. Raises AssertionError when that never ends."""
        for _ in range(MOST_ROUNDS):
            self.run(self.worker._advance())
            leases = self.run(self.worker._claim())
            for lease in leases:
                self.run(self.worker.turns.run(lease))
            if not leases and not self.run(self.worker.sender.send_queued()):
                return
        raise AssertionError(f"the worker does not come to rest: {self.conversation()}")

    def take_over(self) -> None:
        self._at_the_desk(lambda desk, row: desk.take_over(MERCHANT.id, row.id))

    def person_texts(self, body: str) -> None:
        reply = Reply(body, self.clock.now())
        self._at_the_desk(lambda desk, row: desk.reply(MERCHANT.id, row.id, reply))

    def hand_back(self) -> None:
        self._at_the_desk(lambda desk, row: hand_back(desk.books, MERCHANT.id, row.id, DANA, desk.now))

    def campaign(self, body: str) -> None:
        self.run(send_to(self.ledger, MERCHANT.id, (SHOPPER.phone,), body, self.rulebook, self.clock.now()))

    def follow_up(self, body: str) -> None:
        """Automation tries a follow-up to whatever the shopper wrote last."""

        def command(books: Books) -> Departure:
            contact = find_or_add_contact(books, MERCHANT.id, SHOPPER.phone, self.clock.now())
            row = next(iter(books.open_conversations(MERCHANT.id, contact.id)), None)
            seen = books.messages(MERCHANT.id, row.id, after_seq=row.last_inbound_seq - 1) if row else ()
            cause = Cause(CauseKind.FOLLOWUP, seen[0].id if seen else "")
            return text_automatically(books, contact, body, cause, self.rulebook, self.clock.now())

        self.write(command)

    def leave_cart(self, token: str, *, accepts_sms: bool) -> None:
        now = self.clock.now()
        item = CartItem("p1", "v1", "Backpack", "green", 1, Money(9900))
        seen = CheckoutSeen(
            shop_domain=MERCHANT.shop_domain,
            token=token,
            phone=SHOPPER.phone,
            name="Noah Brown",
            region="CO",
            billing_region=None,
            country="US",
            accepts_sms=accepts_sms,
            checkout_url=f"https://{MERCHANT.shop_domain}/checkouts/{token}",
            items=(item,),
            total=Money(9900),
            abandoned_at=now,
            completed_at=None,
        )
        self.write(lambda books: ShopNews(books, self.rulebook, now).checkout(seen, f"whk_{self._next()}") and None)

    def buy(self, token: str) -> None:
        now, number = self.clock.now(), self._next()
        placed = OrderPlaced(
            MERCHANT.shop_domain, token, f"ord_{number}", f"#{number}", SHOPPER.phone, Money(9900), (), now
        )
        news = flow_hook(self.clock)
        self.write(lambda books: _news(books, self.rulebook, now, news).order(placed, f"whk_{number}") and None)

    def wait(self, step: timedelta) -> None:
        self.clock.advance(step)

    def conversation(self) -> Conversation | None:
        def read(books: Books) -> Conversation | None:
            contact = books.contact_by_phone(MERCHANT.id, SHOPPER.phone)
            rows = books.open_conversations(MERCHANT.id, contact.id) if contact else ()
            return next((row for row in rows if row.control is not Control.CLOSED), None)

        return self.write(read)

    def _at_the_desk(self, act: Callable[[Desk, Conversation], object]) -> None:
        """Let Dana try; what the fence forbids her she simply cannot do."""
        row = self.conversation()
        if row is None:
            return
        try:
            self.write(lambda books: act(Desk(books, self.rulebook, DANA, self.clock.now()), row) and None)
        except Conflict:
            return

    def _next(self) -> int:
        self._count += 1
        return self._count
