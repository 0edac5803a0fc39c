"""Gathering what may have brought an order about: the buyer's clicks, the codes they used, the texts they were sent."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from conversation.attribution_rule import MOST_DAYS, How
from conversation.credit import Spoke
from conversation.ids import ContactId, ConversationId, MerchantId
from conversation.ledger import Reader
from conversation.message import Author, Direction, Message, Purpose
from conversation.order import Order
from conversation.outbox import OutboxState
from conversation.short_link import OpenedBy
from conversation.touch import Touch
from flows.attribution import Touchpoint

LONGEST = timedelta(days=MOST_DAYS)
BEGINS_FOR = timedelta(days=7)
"""What is said so long after a flow or a campaign texted goes on from it. A house figure."""
SELLERS = frozenset({Author.AI, Author.HUMAN, Author.TEMPLATE})
SELLING = frozenset({Purpose.REPLY, Purpose.REQUESTED_FOLLOWUP, Purpose.REMINDER, Purpose.CAMPAIGN})
"""Texts of these purposes are credited for being sent: a notification, a confirmation or HELP sells nothing."""


@dataclass(frozen=True, slots=True)
class Past:
    """What was said to a buyer in the longest window before an order, and what was heard from them."""

    reader: Reader
    order: Order
    contact_id: ContactId
    texts: tuple[Message, ...]
    touches: tuple[Touch, ...]

    @classmethod
    def of(cls, reader: Reader, order: Order) -> "Past | None":
        """Read it; None where nobody knows who bought."""
        contact_id = order.contact_id or _contact_of_codes(reader, order)
        if contact_id is None:
            return None
        since = order.placed_at - LONGEST
        texts = tuple(_texts(reader, order.merchant_id, contact_id, since, order.placed_at))
        touches = reader.touches_of_contact(order.merchant_id, contact_id, since - BEGINS_FOR)
        return cls(reader, order, contact_id, texts, touches)

    def touchpoints(self) -> tuple[Touchpoint, ...]:
        return (*self._clicks(), *self._codes(), *self._views())

    def spoke(self, conversation_id: ConversationId) -> Spoke:
        """Tell who had spoken in the conversation."""
        authors = {text.author for text in self.texts if text.conversation_id == conversation_id}
        return Spoke.of(ai=Author.AI in authors, human=Author.HUMAN in authors)

    def _clicks(self) -> Iterator[Touchpoint]:
        by_id = {text.id: text for text in self.texts}
        merchant_id, since = self.order.merchant_id, self.order.placed_at - LONGEST
        for click in self.reader.clicks_by(merchant_id, self.contact_id, since):
            if click.by is not OpenedBy.HUMAN:
                continue
            text = by_id.get(click.message_id) or self.reader.message(merchant_id, click.message_id)
            if text is not None:
                yield self._point(How.CLICK, text, max(click.at, min(click.last_at, self.order.placed_at)))

    def _codes(self) -> Iterator[Touchpoint]:
        for code in self.order.codes:
            offer = self.reader.offer_by_code(self.order.merchant_id, code)
            if offer is None:
                yield from self._campaign_code(code)
                continue
            told = [
                text
                for text in self._sent()
                if text.conversation_id == offer.conversation_id and text.created_at >= offer.reserved_at
            ]
            naming = [text for text in told if offer.code in text.text.upper()]
            for text in (naming or told)[-1:]:
                yield self._point(How.CODE, text, text.created_at)

    def _campaign_code(self, code: str) -> Iterator[Touchpoint]:
        """A campaign gives its code to many: the buyer owes it to the text that they had of it themselves."""
        offer = self.reader.campaign_offer_by_code(self.order.merchant_id, code.upper())
        told = {touch.message_id for touch in self.touches if offer and touch.automation_id == offer.campaign_id}
        for text in [text for text in self._sent() if text.id in told][-1:]:
            yield self._point(How.CODE, text, text.created_at)

    def _views(self) -> Iterator[Touchpoint]:
        for text in self._sent():
            if text.purpose in SELLING:
                yield self._point(How.VIEW, text, text.created_at)

    def _sent(self) -> Sequence[Message]:
        return [text for text in self.texts if text.author in SELLERS]

    def _point(self, how: How, text: Message, at: datetime) -> Touchpoint:
        return Touchpoint(how, at, text.id, text.conversation_id, self._touch_of(text))

    def _touch_of(self, text: Message) -> Touch | None:
        """Return the text's own touch, or the newest one that it may go on from."""
        own = next((touch for touch in self.touches if touch.message_id == text.id), None)
        begun = [touch for touch in self.touches if touch.at <= text.created_at < touch.at + BEGINS_FOR]
        return own or (begun[-1] if begun else None)


def _texts(
    reader: Reader, merchant_id: MerchantId, contact_id: ContactId, since: datetime, until: datetime
) -> Iterator[Message]:
    """Yield what left for the contact, oldest first in each conversation."""
    for talk in reader.conversations_of(merchant_id, contact_id):
        if talk.updated_at < since or talk.opened_at > until:
            continue
        gone = {row.message_id for row in reader.outbox_rows(merchant_id, talk.id) if row.state is OutboxState.SENT}
        for text in reader.messages(merchant_id, talk.id):
            if text.direction is Direction.OUT and since <= text.created_at <= until and text.id in gone:
                yield text


def _contact_of_codes(reader: Reader, order: Order) -> ContactId | None:
    for code in order.codes:
        offer = reader.offer_by_code(order.merchant_id, code)
        talk = reader.conversation(order.merchant_id, offer.conversation_id) if offer else None
        if talk is not None:
            return talk.contact_id
    return None
