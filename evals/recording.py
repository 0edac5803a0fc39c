"""Recording: reads a played conversation out of the ledger into a transcript."""

from dataclasses import dataclass, replace

from conversation.cart import Cart
from conversation.conversation import Conversation
from conversation.errors import Unknown
from conversation.event import Event, EventKind
from conversation.ids import MerchantId
from conversation.ledger import Reader
from conversation.merchant import Merchant
from conversation.message import Direction, Message
from evals.call import CallNote
from evals.scenario import Scenario, ShopperCard
from evals.shoppers.simulation import SimulationNote
from evals.transcript import (
    SCHEMA_VERSION,
    CartNote,
    ConsentNote,
    EndState,
    EventNote,
    EvidenceNote,
    MerchantNote,
    MessageNote,
    OfferNote,
    PackNote,
    ShopperNote,
    Transcript,
)


@dataclass(frozen=True, slots=True)
class Occasion:
    """Which performance this was. `trial`, `seed` and `persona` are the transcript's; shoppers draw by `chance`."""

    suite: str
    scenario: Scenario
    pack: PackNote
    model: str
    trial: int = 1
    seed: int | None = None
    persona: str = ""
    chance: int = 0


def record(
    books: Reader,
    merchant_id: MerchantId,
    occasion: Occasion,
    trouble: str | None = None,
    calls: tuple[CallNote, ...] = (),
    simulations: tuple[SimulationNote, ...] = (),
) -> Transcript:
    """Read what became of the scenario's shopper: without messages and end where nobody ever talked with them.

    Raises Unknown where there is no such merchant.
    """
    merchant = books.merchant(merchant_id)
    if merchant is None:
        raise Unknown("merchant", merchant_id)
    scenario = occasion.scenario
    blank = Transcript(
        schema_version=SCHEMA_VERSION,
        suite=occasion.suite,
        scenario=scenario.name,
        expect=scenario.expect,
        pack=occasion.pack,
        model=occasion.model,
        shopper=_shopper(scenario.shopper),
        merchant=merchant_note(books, merchant),
        messages=(),
        events=(),
        offers=(),
        carts=(),
        consents=(),
        end=None,
        trouble=trouble,
        trial=occasion.trial,
        seed=occasion.seed,
        persona=occasion.persona,
        calls=calls,
        simulations=simulations,
        scenario_hash=scenario.hash,
    )
    return filled(books, merchant, conversation_with(books, merchant_id, scenario.shopper.phone), blank)


def conversation_with(books: Reader, merchant_id: MerchantId, phone: str) -> Conversation | None:
    """Return the newest conversation with the number, open or closed."""
    contact = books.contact_by_phone(merchant_id, phone)
    running = books.conversations((merchant_id,), limit=200) if contact is not None else ()
    return next((row for row in running if contact is not None and row.contact_id == contact.id), None)


def filled(books: Reader, merchant: Merchant, row: Conversation | None, blank: Transcript) -> Transcript:
    """Fill in all that the ledger says of the conversation, and of the consent of the shopper whom `blank` names."""
    return _Recording(books, merchant, row, blank).transcript()


def merchant_note(books: Reader, merchant: Merchant) -> MerchantNote:
    """Note the brand, what bounds its texts, and who may take over."""
    settings = merchant.settings
    people = [user.name for user in books.users() if user.may_answer_for(merchant.id)]
    return MerchantNote(
        name=merchant.name,
        shop_domain=merchant.shop_domain,
        reply_grace_minutes=settings.reply_grace_minutes,
        offer_ceiling_percent=settings.offer_ceiling_percent,
        people=tuple(sorted(people)),
    )


@dataclass(frozen=True, slots=True)
class _Recording:
    books: Reader
    merchant: Merchant
    row: Conversation | None
    blank: Transcript

    def transcript(self) -> Transcript:
        row, merchant_id, phone = self.row, self.merchant.id, self.blank.shopper.phone
        messages = self.books.messages(merchant_id, row.id) if row else ()
        events = self.books.events(merchant_id, row.id) if row else ()
        offers = self.books.offers_of_conversation(merchant_id, row.id) if row else ()
        consents = self.books.consents(merchant_id, phone)
        return replace(
            self.blank,
            messages=tuple(self._message(message) for message in messages),
            events=tuple(_event(event) for event in events),
            offers=tuple(OfferNote(o.code, o.percent, o.state, o.reserved_at, o.expires_at) for o in offers),
            carts=tuple(_cart(cart) for cart in self._carts(events)),
            consents=tuple(ConsentNote(c.scope.value, c.state.value, c.confirmed_at) for c in consents),
            end=self._end(phone),
        )

    def _end(self, phone: str) -> EndState | None:
        suppression = self.books.suppression(self.merchant.id, phone)
        is_suppressed = suppression is not None and suppression.is_live
        row = self.row
        return EndState(row.control, row.holder, row.epoch, is_suppressed) if row else None

    def _message(self, message: Message) -> MessageNote:
        is_ours = message.direction is Direction.OUT
        row = self.books.outbox_row(message.merchant_id, message.id) if is_ours else None
        body = message.body
        return MessageNote(
            id=message.id,
            seq=message.seq,
            direction=message.direction,
            author=message.author,
            composed=body.composed if body else "",
            at=message.created_at,
            epoch=message.epoch,
            before=body.before if body else "",
            after=body.after if body else "",
            origin=message.origin,
            purpose=message.purpose,
            traffic_type=message.traffic_type,
            verdict=message.verdict.decision if message.verdict else None,
            rulebook=message.verdict.rulebook if message.verdict else None,
            status=row.state if row else None,
            left_at=row.claimed_at if row else None,
            user_id=message.user_id,
            evidence=_evidence(message),
            sources=message.sources,
            prompt_hash=message.prompt_hash,
            model=message.model,
        )

    def _carts(self, events: tuple[Event, ...]) -> list[Cart]:
        seen = dict.fromkeys(event.details["cart"] for event in events if event.kind is EventKind.CART_UPDATED)
        found = (self.books.cart(self.merchant.id, cart_id) for cart_id in seen)
        return [cart for cart in found if cart is not None]


def _shopper(card: ShopperCard) -> ShopperNote:
    return ShopperNote(card.name, card.phone, card.region, card.timezone)


def _evidence(message: Message) -> EvidenceNote | None:
    seen = message.evidence
    return EvidenceNote(seen.user_id, seen.takeover_event, seen.verbatim_share, seen.recipients) if seen else None


def _event(event: Event) -> EventNote:
    return EventNote(event.number, event.after_seq, event.kind, event.actor, event.at, dict(event.details))


def _cart(cart: Cart) -> CartNote:
    items = tuple(f"{item.title} {item.options}" for item in cart.items)
    prices = tuple(str(item.unit_price) for item in cart.items)
    return CartNote(cart.id, cart.checkout_url, cart.abandoned_at, items, (*prices, str(cart.total)))
