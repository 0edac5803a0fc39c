"""The part of the ledger's port that P2P Cart Recovery works with: carts that wait, and who has claimed them."""

from datetime import datetime
from typing import Protocol

from conversation.cart import Cart, ReminderSlot
from conversation.cart_claim import CartClaim, FirstText
from conversation.ids import CartId, MerchantId, UserId


class CartReader(Protocol):
    """Looks rows up."""

    def cart(self, merchant_id: MerchantId, cart_id: CartId) -> Cart | None: ...
    def cart_by_token(self, merchant_id: MerchantId, shop_domain: str, token: str) -> Cart | None: ...
    def reminder_slot(self, merchant_id: MerchantId, shop_domain: str, token: str) -> ReminderSlot | None: ...

    def merchant_of_cart(self, cart_id: CartId) -> MerchantId | None:
        """Whose cart it is: for the edge, which knows only the id and must check who may see it."""
        ...

    def unreminded_carts(
        self,
        merchant_id: MerchantId,
        *,
        since: datetime,
        until: datetime,
        after: tuple[datetime, CartId] | None = None,
        limit: int = 50,
    ) -> tuple[Cart, ...]:
        """Open carts left behind after `since` and not after `until` that had no reminder yet.

        Those left first come first (ties by id), strictly after the cursor `after`.
        """
        ...

    def cart_claim(self, merchant_id: MerchantId, cart_id: CartId) -> CartClaim | None:
        """The newest claim on the cart, live or not."""
        ...

    def cart_claims_of(self, user_id: UserId, limit: int = 2) -> tuple[CartClaim, ...]:
        """The person's claims at all merchants, newest first, live or not."""
        ...

    def first_texts(self, merchant_id: MerchantId, since: datetime) -> tuple[FirstText, ...]:
        """The cart reminders that people wrote since `since`, oldest first, without those that never left."""
        ...


class CartBooks(CartReader, Protocol):
    """The rows inside one transaction."""

    def save_cart(self, cart: Cart) -> None: ...

    def take_reminder_slot(self, slot: ReminderSlot) -> bool:
        """Take the cart's one slot; False when somebody has it."""
        ...

    def save_cart_claim(self, claim: CartClaim) -> None:
        """Insert or replace the cart's claim. Whoever calls holds the conversation that the claim names."""
        ...
