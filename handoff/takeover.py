"""Taking control and replying as a person, with the evidence that the label needs."""

from dataclasses import dataclass
from datetime import datetime

from compliance.exit import Departure, Refused, submit
from compliance.rulebook import Rulebook
from conversation import control
from conversation.conversation import Conversation
from conversation.draft import Cause, CauseKind, Draft
from conversation.errors import Invalid
from conversation.fence import hold
from conversation.ids import ConversationId, MerchantId
from conversation.label import verbatim_share
from conversation.ledger import Books, Reader
from conversation.message import Author, Direction, Origin
from conversation.user import User

LONGEST_REPLY = 1600
"""Characters; Twilio refuses longer bodies (its Messages API documentation)."""


@dataclass(frozen=True, slots=True)
class Reply:
    """A person's words. `source` is the AI draft or canned text they started from; empty when they typed it all."""

    body: str
    composed_at: datetime
    source: str = ""
    source_is_canned: bool = False
    confirmed_unbacked: bool = False

    def __post_init__(self) -> None:
        if not self.body.strip():
            raise Invalid("body", "it is empty", "write something")
        if len(self.body) > LONGEST_REPLY:
            raise Invalid("body", f"it has {len(self.body)} characters", f"keep it within {LONGEST_REPLY}")

    @property
    def origin(self) -> Origin:
        if not self.source:
            return Origin.TYPED
        untouched = self.body.strip() == self.source.strip()
        if self.source_is_canned:
            return Origin.CANNED if untouched else Origin.CANNED_EDITED
        return Origin.AI_DRAFT if untouched else Origin.AI_DRAFT_EDITED


@dataclass(frozen=True, slots=True)
class Desk:
    """What one person may do in one conversation, inside one transaction."""

    books: Books
    rulebook: Rulebook
    user: User
    now: datetime

    def take_over(
        self, merchant_id: MerchantId, conversation_id: ConversationId, expected_epoch: int | None = None
    ) -> Conversation:
        """Take control. Raises NotInControl, Stale, Closed, Unknown."""
        return control.take_over(self.books, merchant_id, conversation_id, self.user, self.now, expected_epoch)

    def reply(self, merchant_id: MerchantId, conversation_id: ConversationId, reply: Reply) -> Departure:
        """Text the shopper. Raises NotInControl unless this person holds the conversation."""
        with hold(self.books, merchant_id, conversation_id, self.now) as held:
            control.check_holder(held, self.user)
            departure = submit(held, draft_of(self.books, held.row, self.user, reply), self.rulebook, self.user)
            if not isinstance(departure, Refused):
                held.change(handled_seq=held.row.last_inbound_seq)
        return departure

    def take_over_and_send(
        self, merchant_id: MerchantId, conversation_id: ConversationId, reply: Reply, expected_epoch: int | None = None
    ) -> Departure:
        """Take control and text in one transaction: the AI can no longer say anything in between."""
        self.take_over(merchant_id, conversation_id, expected_epoch)
        return self.reply(merchant_id, conversation_id, reply)


def draft_of(reader: Reader, row: Conversation, user: User, reply: Reply) -> Draft:
    """Return a person's words as the gate gets them, now or when they press Send."""
    return Draft(
        merchant_id=row.merchant_id,
        conversation_id=row.id,
        body=reply.body.strip(),
        author=Author.HUMAN,
        origin=reply.origin,
        cause=_cause(reader, row),
        epoch=row.epoch,
        seen_seq=row.last_inbound_seq,
        composed_at=reply.composed_at,
        user_id=user.id,
        verbatim_share=verbatim_share(reply.body, reply.source),
        confirmed_unbacked=reply.confirmed_unbacked,
    )


def _cause(reader: Reader, row: Conversation) -> Cause:
    if row.last_inbound_seq == 0 and row.cart_id is not None:
        return Cause(CauseKind.CART, row.cart_id)
    newest = reader.messages(row.merchant_id, row.id, after_seq=row.last_inbound_seq - 1)
    inbound = [message for message in newest if message.direction is Direction.IN]
    return Cause(CauseKind.INBOUND, inbound[0].id if inbound else "")
