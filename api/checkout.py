"""What a shop's webhooks mean: a checkout starts a cart's timer, an order stops it."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from api.opting_in import OptingIn
from compliance.number_lists import NumberList, check_number
from compliance.rulebook import Rulebook
from conversation.cart import Cart, CartState
from conversation.carts import recover_cart, remember_cart
from conversation.consent import ConsentMethod, ConsentState
from conversation.consenting import BY_SYSTEM, Proof
from conversation.contact import Contact
from conversation.conversation import Conversation
from conversation.errors import Unknown
from conversation.ids import new_id
from conversation.ledger import Books
from conversation.merchant import Merchant
from conversation.opening import find_or_add_contact
from conversation.order import Order
from flows.notification import notify_order
from tools.shop import CheckoutSeen, OrderPlaced


@dataclass(frozen=True, slots=True)
class ShopNews:
    """Takes a shop's news in, once for each delivery id."""

    books: Books
    rulebook: Rulebook
    now: datetime
    number_lists: tuple[NumberList, ...] = ()

    def checkout(self, seen: CheckoutSeen, delivery_id: str) -> Conversation | None:
        """Remember the cart and plan its reminder; ask for the double opt-in where the box was ticked.

        None for a repeat or a checkout without a phone. Raises Unknown for a shop that no merchant has.
        """
        merchant = self._merchant(seen.shop_domain)
        if not self.books.first_sight(f"shop:{seen.shop_domain}", delivery_id, self.now) or seen.phone is None:
            return None
        if seen.completed_at is not None:
            recover_cart(self.books, merchant.id, seen.shop_domain, seen.token, self.now)
            return None
        contact = self._contact(merchant, seen)
        check_number(self.books, merchant.id, contact.phone, self.number_lists, self.now)
        known = self.books.cart_by_token(merchant.id, seen.shop_domain, seen.token)
        if known is not None and known.state is CartState.RECOVERED:
            return None
        delay = timedelta(minutes=merchant.settings.reminder_delay_minutes)
        conversation = remember_cart(self.books, contact, _cart(known, contact, seen, self.now), delay, self.now)
        if seen.accepts_sms:
            self._ask_for_opt_in(merchant, contact, conversation, seen, known)
        return conversation

    def order(self, placed: OrderPlaced, delivery_id: str) -> Cart | None:
        """Mark the cart as bought and tell the shopper that the order arrived. None for a repeat or unknown cart."""
        merchant = self._merchant(placed.shop_domain)
        if not self.books.first_sight(f"shop:{placed.shop_domain}", delivery_id, self.now):
            return None
        cart = recover_cart(
            self.books, merchant.id, placed.shop_domain, placed.checkout_token, self.now, placed.discount_codes
        )
        self._keep(merchant, placed, cart)
        if placed.phone is not None:
            notify_order(
                self.books, merchant, placed.phone, placed.order_id, placed.order_name, self.rulebook, self.now
            )
        return cart

    def _keep(self, merchant: Merchant, placed: OrderPlaced, cart: Cart | None) -> None:
        buyer = self.books.contact_by_phone(merchant.id, placed.phone) if placed.phone else None
        contact_id = buyer.id if buyer else cart.contact_id if cart else None
        self.books.save_order(
            Order(
                merchant_id=merchant.id,
                shop_domain=placed.shop_domain,
                order_id=placed.order_id,
                name=placed.order_name,
                contact_id=contact_id,
                cart_id=cart.id if cart else None,
                minor=placed.total.minor,
                currency=placed.total.currency,
                codes=placed.discount_codes,
                placed_at=placed.placed_at,
                updated_at=placed.placed_at,
            )
        )

    def _merchant(self, shop_domain: str) -> Merchant:
        merchant = self.books.merchant_of_shop(shop_domain)
        if merchant is None:
            raise Unknown("shop", shop_domain)
        return merchant

    def _contact(self, merchant: Merchant, seen: CheckoutSeen) -> Contact:
        contact = find_or_add_contact(self.books, merchant.id, seen.phone or "", self.now)
        known = replace(
            contact,
            name=seen.name or contact.name,
            region=seen.region or contact.region,
            billing_region=seen.billing_region if seen.region else contact.billing_region,
            country=seen.country or contact.country,
        )
        if known != contact:
            self.books.save_contact(known)
        return known

    def _ask_for_opt_in(
        self, merchant: Merchant, contact: Contact, conversation: Conversation, seen: CheckoutSeen, known: Cart | None
    ) -> None:
        """A box that was ticked before an opt-out is no new consent: afterwards only a checkout not seen before is."""
        earlier = self.books.consents(merchant.id, contact.phone)
        if known is not None and any(consent.state is ConsentState.REVOKED for consent in earlier):
            return
        evidence = f"the box for text messages was ticked in checkout {seen.token} at {seen.abandoned_at.isoformat()}"
        proof = Proof(ConsentMethod.CHECKOUT.value, merchant.shop_domain, self.now, BY_SYSTEM, evidence)
        OptingIn(self.books, self.rulebook, merchant, contact, conversation, self.now).ask(proof)


def _cart(known: Cart | None, contact: Contact, seen: CheckoutSeen, now: datetime) -> Cart:
    return Cart(
        id=known.id if known else new_id("crt", now),
        merchant_id=contact.merchant_id,
        contact_id=contact.id,
        shop_domain=seen.shop_domain,
        token=seen.token,
        checkout_url=seen.checkout_url,
        items=seen.items,
        total=seen.total,
        state=CartState.OPEN,
        abandoned_at=seen.abandoned_at,
        updated_at=now,
        discounts=seen.discounts,
    )
