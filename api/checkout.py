"""What a shop's webhooks mean: a checkout starts a cart's timer, an order stops it."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from compliance import wording
from compliance.exit import Queued, submit
from compliance.rulebook import Rulebook
from conversation.cart import Cart, CartState
from conversation.carts import recover_cart, remember_cart
from conversation.consent import Consent, ConsentScope, ConsentState
from conversation.contact import Contact
from conversation.conversation import Conversation
from conversation.draft import Cause, CauseKind, Draft
from conversation.errors import Unknown
from conversation.event import EventKind
from conversation.fence import hold
from conversation.ids import new_id
from conversation.ledger import Books
from conversation.merchant import Merchant
from conversation.message import Author, Origin
from conversation.opening import find_or_add_contact
from flows.notification import notify_order
from tools.shop import CheckoutSeen, OrderPlaced


@dataclass(frozen=True, slots=True)
class ShopNews:
    """Takes a shop's news in, once for each delivery id."""

    books: Books
    rulebook: Rulebook
    now: datetime

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
        known = self.books.cart_by_token(merchant.id, seen.shop_domain, seen.token)
        if known is not None and known.state is CartState.RECOVERED:
            return None
        delay = timedelta(minutes=merchant.settings.reminder_delay_minutes)
        conversation = remember_cart(self.books, contact, _cart(known, contact, seen, self.now), delay, self.now)
        if seen.accepts_sms:
            self._ask_for_opt_in(merchant, contact, conversation)
        return conversation

    def order(self, placed: OrderPlaced, delivery_id: str) -> Cart | None:
        """Mark the cart as bought and tell the shopper that the order arrived. None for a repeat or unknown cart."""
        merchant = self._merchant(placed.shop_domain)
        if not self.books.first_sight(f"shop:{placed.shop_domain}", delivery_id, self.now):
            return None
        cart = recover_cart(
            self.books, merchant.id, placed.shop_domain, placed.checkout_token, self.now, placed.discount_codes
        )
        if placed.phone is not None:
            notify_order(
                self.books, merchant, placed.phone, placed.order_id, placed.order_name, self.rulebook, self.now
            )
        return cart

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

    def _ask_for_opt_in(self, merchant: Merchant, contact: Contact, conversation: Conversation) -> None:
        consents = self.books.consents(merchant.id, contact.phone)
        if any(consent.scope is ConsentScope.CART_REMINDERS for consent in consents):
            return
        words = wording.opt_in_prompt(merchant)
        consent = Consent(
            id=new_id("cns", self.now),
            merchant_id=merchant.id,
            phone=contact.phone,
            scope=ConsentScope.CART_REMINDERS,
            state=ConsentState.REQUESTED,
            wording=words,
            method="checkout box, then text",
            source=merchant.shop_domain,
            requested_at=self.now,
        )
        self.books.save_consent(consent)
        with hold(self.books, merchant.id, conversation.id, self.now) as held:
            held.record(EventKind.CONSENT_REQUESTED, "system", consent=consent.id, scope=consent.scope.value)
            draft = Draft(
                merchant_id=merchant.id,
                conversation_id=conversation.id,
                body=words,
                author=Author.TEMPLATE,
                origin=Origin.CANNED,
                cause=Cause(CauseKind.OPT_IN, consent.id),
                epoch=held.row.epoch,
                seen_seq=held.row.last_inbound_seq,
                composed_at=self.now,
            )
            departure = submit(held, draft, self.rulebook)
        if isinstance(departure, Queued):
            self.books.save_consent(replace(consent, prompt_id=departure.message.id))


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
