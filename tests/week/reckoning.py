"""The reckoning: what the phones and the shop's own books say, held against the ledger."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from api.sample_world import MERCHANT
from channels.simulator_phones import Direction, PhoneText
from conversation.campaign import CampaignRecipient, CampaignState, RecipientState
from conversation.cart import CartState
from conversation.conversation import Control, Conversation
from conversation.ledger import Reader
from conversation.message import Direction as Way
from conversation.message import Message, Purpose
from conversation.offer import OfferState
from conversation.outbox import OutboxRow, OutboxState
from evals.live.judging import judge
from evals.live.recording import record_live
from tests.week.week import MONDAY, Bought, Week

AFTER_A_STOP = {Purpose.OPT_OUT_CONFIRMATION, Purpose.HELP, Purpose.SAFETY, Purpose.OPT_IN_CONFIRMATION}
AN_AGE = timedelta(days=400)


@dataclass
class Reckoning:
    """How much of everything there was, and whatever does not add up, in words."""

    counts: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)

    def expect(self, holds: bool, otherwise: str) -> None:
        if not holds:
            self.faults.append(otherwise)


@dataclass(frozen=True, slots=True)
class Sides:
    """The ledger's rows of the merchant, and what the phones have."""

    talks: tuple[Conversation, ...]
    messages: dict[str, Message]
    rows: dict[str, OutboxRow]
    texts: tuple[PhoneText, ...]


async def reckon(week: Week) -> Reckoning:
    """Compare everything with everything."""
    texts = tuple(text for phone in week.network.phones() for text in week.network.phone(phone))

    def look(books: Reader) -> Reckoning:
        found, sides = Reckoning(), _sides(books, texts)
        _outgoing(found, sides)
        _incoming(found, sides)
        _stops(found, sides, week.stopped)
        _money(found, books, week.bought)
        _credits(found, books)
        _campaigns(found, books, sides)
        _nobody_waits(found, books, sides, week.stage.clock.now())
        _checks(found, books, sides, week.stage.clock.now())
        return found

    return await week.stage.twolane.house.ledger.read(look)


def _sides(books: Reader, texts: tuple[PhoneText, ...]) -> Sides:
    talks: list[Conversation] = []
    before = None
    while page := books.conversations((MERCHANT.id,), before=before, limit=200):
        talks += page
        before = (page[-1].updated_at, page[-1].id)
    messages = {message.id: message for talk in talks for message in books.messages(MERCHANT.id, talk.id)}
    rows = {row.message_id: row for talk in talks for row in books.outbox_rows(MERCHANT.id, talk.id)}
    return Sides(tuple(talks), messages, rows, texts)


def _outgoing(found: Reckoning, sides: Sides) -> None:
    """Every text that the ledger calls sent is on its phone, once and to the letter, and no other is on any."""
    ours = {text.ref: text for text in sides.texts if text.direction is Direction.TO_PHONE and text.ref}
    copies = Counter(text.ref for text in sides.texts if text.direction is Direction.TO_PHONE and text.ref)
    for ref, copied in copies.items():
        found.expect(copied == 1, f"{ref} is on its phone {copied} times")
        found.expect(ref in sides.rows, f"{ref} is on a phone, and the ledger does not know it")
    for row in sides.rows.values():
        found.counts[f"outbox {row.state.value}"] += 1
        text = ours.get(row.message_id)
        if row.state is OutboxState.SENT:
            found.expect(text is not None, f"{row.message_id} is called sent, and no phone has it")
        elif row.state is OutboxState.FAILED:
            found.faults.append(f"{row.message_id} failed, though nobody was away for as long as it may wait")
        elif row.state is not OutboxState.UNKNOWN:
            found.expect(text is None, f"{row.message_id} is {row.state.value}, and a phone has it")
        if text is not None:
            found.expect(text.phone == row.to, f"{row.message_id} went to another phone")
            found.expect(text.body == sides.messages[row.message_id].text, f"{row.message_id} has other words")


def _incoming(found: Reckoning, sides: Sides) -> None:
    """Every text that a shopper sent is in the ledger, once and to the letter."""
    heard = Counter(one.provider_id for one in sides.messages.values() if one.direction is Way.IN)
    wrote = {text.provider_id: text for text in sides.texts if text.direction is Direction.FROM_PHONE}
    found.counts["texts from shoppers"] = len(wrote)
    found.expect(heard == Counter(dict.fromkeys(wrote, 1)), "texts from shoppers were lost, doubled or made up")
    for message in sides.messages.values():
        if message.direction is Way.IN and message.provider_id in wrote:
            found.expect(message.text == wrote[message.provider_id].body, f"{message.id} has other words")


def _stops(found: Reckoning, sides: Sides, stopped: dict[str, datetime]) -> None:
    """Nothing but what an opt-out allows left after it."""
    found.counts["opt-outs"] = len(stopped)
    for text in sides.texts:
        since = stopped.get(text.phone)
        if text.direction is Direction.TO_PHONE and text.ref and since is not None and text.at > since:
            purpose = sides.messages[text.ref].purpose
            found.expect(purpose in AFTER_A_STOP, f"{text.ref} ({purpose}) left after the opt-out of {text.phone}")


def _money(found: Reckoning, books: Reader, bought: list[Bought]) -> None:
    """Orders, codes and carts are the shop's own, to the cent."""
    end = MONDAY + AN_AGE
    orders = {order.cart_id: order for order in books.orders_between(MERCHANT.id, MONDAY, end, after=None, limit=9999)}
    found.counts["orders"] = len(orders)
    found.counts["cents"] = sum(order.total.minor for order in orders.values())
    found.expect(len(orders) == len(bought), f"{len(bought)} orders were placed, {len(orders)} are known")
    shops_sum = sum(one.minor for one in bought)
    found.expect(found.counts["cents"] == shops_sum, f"{found.counts['cents']} cents are known of {shops_sum}")
    for one in bought:
        cart = books.cart_by_token(MERCHANT.id, MERCHANT.shop_domain, one.token)
        if cart is None:
            found.faults.append(f"the cart {one.token} is not known")
            continue
        order = orders.get(cart.id)
        found.expect(order is not None and order.minor == one.minor, f"the order of {cart.id} is not {one.minor} cents")
        found.expect(cart.state is CartState.RECOVERED, f"{cart.id} was bought and is {cart.state.value}")
        used = {
            offer.code for offer in books.offers_of_cart(MERCHANT.id, cart.id) if offer.state is OfferState.REDEEMED
        }
        found.expect(used == ({one.code} if one.code else set()), f"{cart.id} was bought by {one.code}, not {used}")
        found.counts["codes used"] += len(used)


def _credits(found: Reckoning, books: Reader) -> None:
    """Every cent is credited once, or to nobody."""
    sums = books.credited(MERCHANT.id, MONDAY, MONDAY + AN_AGE)
    found.counts["orders credited"] = sum(one.orders for one in sums if one.how is not None)
    found.expect(sum(one.orders for one in sums) == found.counts["orders"], "orders were credited twice, or left out")
    found.expect(sum(one.minor for one in sums) == found.counts["cents"], "cents were credited twice, or left out")


def _campaigns(found: Reckoning, books: Reader, sides: Sides) -> None:
    """Every recipient got one text of the campaign, or none and a reason."""
    touches = [touch for ref in sides.rows if (touch := books.touch(MERCHANT.id, ref)) is not None]
    found.counts["texts of flows and campaigns"] = len(touches)
    for campaign in books.campaigns(MERCHANT.id):
        found.expect(campaign.state is CampaignState.DONE, f"{campaign.name} is {campaign.state.value}")
        of_campaign = Counter(touch.contact_id for touch in touches if touch.automation_id == campaign.id)
        got = {row.contact_id for row in _recipients(books, campaign.id) if row.state is RecipientState.TEXTED}
        found.counts["recipients texted"] += len(got)
        found.expect(of_campaign == Counter(dict.fromkeys(got, 1)), f"{campaign.name} texted others, or twice")
        for row in _recipients(books, campaign.id):
            is_told = row.state is RecipientState.TEXTED or (row.rule and row.why)
            found.expect(bool(is_told), f"{row.contact_id} got nothing of {campaign.name}, and nobody knows why")


def _recipients(books: Reader, campaign_id: str) -> tuple[CampaignRecipient, ...]:
    return books.recipients(MERCHANT.id, campaign_id, limit=9999)


def _nobody_waits(found: Reckoning, books: Reader, sides: Sides, now: datetime) -> None:
    """The AI leaves nobody without an answer, and nothing that was due was forgotten."""
    for talk in sides.talks:
        found.counts[f"in control: {talk.control.value}"] += 1
        wake = books.wake_of(talk.id)
        is_due = wake is not None and wake.due_at is not None and wake.due_at <= now
        found.expect(not is_due, f"{talk.id} was due and nobody came")
        if talk.control is Control.AI:
            found.expect(not talk.has_unhandled_text, f"{talk.id} has a text that nobody read")


def _checks(found: Reckoning, books: Reader, sides: Sides, now: datetime) -> None:
    """What evaluation checks of played conversations holds of these too."""
    for talk in sides.talks:
        transcript = record_live(books, talk)
        score = judge(talk, transcript, now) if transcript else None
        if score is not None:
            found.counts["conversations judged"] += 1
            found.faults += [f"{talk.id} violates {one.check} at {one.seq}" for one in score.violations]
            found.faults += [f"{talk.id} broke the check {check}" for check in score.crashed]
