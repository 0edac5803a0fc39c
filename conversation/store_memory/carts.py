"""Carts that wait for a person, in memory."""

from datetime import datetime

from conversation.cart import Cart, CartState, ReminderSlot
from conversation.cart_claim import CartClaim, FirstText
from conversation.conversation import Conversation
from conversation.errors import Conflict
from conversation.ids import CartId, ConversationId, MerchantId, MessageId, UserId
from conversation.message import Author, Message
from conversation.outbox import OutboxRow, OutboxState
from conversation.store_memory.keys import in_order, own, owned, token
from conversation.store_memory.table import Journal, Table


class MemoryCartReader:
    """Implements `conversation.cart_books.CartReader`."""

    _messages: Table[Message]
    _outbox: Table[OutboxRow]
    _conversations: Table[Conversation]

    def __init__(self, journal: Journal) -> None:
        self._carts = Table[Cart](journal, own, token=token, contact=lambda row: row.contact_id)
        self._slots = Table[ReminderSlot](journal, token)
        self._cart_claims = Table[CartClaim](journal, lambda row: row.cart_id, claimant=lambda row: row.user_id)

    def cart(self, merchant_id: MerchantId, cart_id: CartId) -> Cart | None:
        return owned(self._carts.get(cart_id), merchant_id)

    def cart_by_token(self, merchant_id: MerchantId, shop_domain: str, token: str) -> Cart | None:
        return self._carts.newest_of(token=(merchant_id, shop_domain, token))

    def reminder_slot(self, merchant_id: MerchantId, shop_domain: str, token: str) -> ReminderSlot | None:
        return self._slots.get((merchant_id, shop_domain, token))

    def merchant_of_cart(self, cart_id: CartId) -> MerchantId | None:
        row = self._carts.get(cart_id)
        return row.merchant_id if row else None

    def unreminded_carts(
        self,
        merchant_id: MerchantId,
        *,
        since: datetime,
        until: datetime,
        after: tuple[datetime, CartId] | None = None,
        limit: int = 50,
    ) -> tuple[Cart, ...]:
        found = (
            row
            for row in self._carts.all()
            if row.merchant_id == merchant_id
            and row.state is CartState.OPEN
            and since < row.abandoned_at <= until
            and (after is None or (row.abandoned_at, row.id) > after)
            and self._slots.get(token(row)) is None
        )
        return in_order(found, lambda row: (row.abandoned_at, row.id))[:limit]

    def cart_claim(self, merchant_id: MerchantId, cart_id: CartId) -> CartClaim | None:
        return owned(self._cart_claims.get(cart_id), merchant_id)

    def cart_claims_of(self, user_id: UserId, limit: int = 2) -> tuple[CartClaim, ...]:
        rows = in_order(self._cart_claims.of(claimant=user_id), lambda row: (row.claimed_at, row.cart_id))
        return tuple(reversed(rows))[:limit]

    def first_texts(self, merchant_id: MerchantId, since: datetime) -> tuple[FirstText, ...]:
        slots = (row for row in self._slots.all() if row.merchant_id == merchant_id and row.taken_by is Author.HUMAN)
        texts = [self._first_text(slot) for slot in slots if slot.taken_at >= since]
        return in_order([text for text in texts if text is not None], lambda text: (text.sent_at, text.user_id))

    def _first_text(self, slot: ReminderSlot) -> FirstText | None:
        message = self._messages.get(slot.message_id)
        if message is None or message.user_id is None or self._never_left(message.id):
            return None
        cart = self._carts.newest_of(token=token(slot))
        return FirstText(
            user_id=message.user_id,
            sent_at=slot.taken_at,
            is_answered=self._newest_inbound(message.conversation_id) > message.seq,
            is_recovered=cart is not None and cart.state is CartState.RECOVERED,
        )

    def _never_left(self, message_id: MessageId) -> bool:
        row = self._outbox.get(message_id)
        return row is not None and row.state in (OutboxState.CANCELLED, OutboxState.FAILED)

    def _newest_inbound(self, conversation_id: ConversationId) -> int:
        row = self._conversations.get(conversation_id)
        return row.last_inbound_seq if row else 0


class MemoryCartBooks(MemoryCartReader):
    """Implements `conversation.cart_books.CartBooks`."""

    touched: set[ConversationId]

    def save_cart(self, cart: Cart) -> None:
        known = self.cart_by_token(cart.merchant_id, cart.shop_domain, cart.token)
        if known is not None and known.id != cart.id:
            raise Conflict(f"cart {cart.token} is known already")
        self._carts.put(cart)

    def take_reminder_slot(self, slot: ReminderSlot) -> bool:
        if self.reminder_slot(slot.merchant_id, slot.shop_domain, slot.token) is not None:
            return False
        self._slots.put(slot)
        return True

    def save_cart_claim(self, claim: CartClaim) -> None:
        self._cart_claims.put(claim)
        self.touched.add(claim.conversation_id)
