"""What a shop's news means, by webhook or by sync: a checkout starts a cart's timer, an order stops it."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from api.flowing import has_cart_flow
from api.opting_in import OptingIn
from api.shops.alarm import tell_away
from api.shops.consents import ShopConsents
from api.shops.orders import ShopOrders
from api.shops.privacy import ShopPrivacy
from api.shops.wares import ShopWares
from compliance.number_lists import NumberList, check_number
from compliance.rulebook import Rulebook
from conversation.cart import Cart, CartState
from conversation.carts import recover_cart, remember_cart, withdraw_cart
from conversation.consent import ConsentMethod, ConsentState
from conversation.consenting import BY_SYSTEM, Proof
from conversation.contact import Contact
from conversation.conversation import Conversation
from conversation.erasing import Token
from conversation.errors import Unknown
from conversation.ids import new_id
from conversation.ledger import Books
from conversation.merchant import Merchant
from conversation.opening import find_or_add_contact
from conversation.shop_event import ShopEvent, ShopEventKind, ShopHook
from conversation.shop_sync import ShopStanding, SyncKind
from conversation.syncing import ask_for_sync, note_oddity
from tools.shop_news import (
    AppRemoved,
    CheckoutGone,
    CheckoutSeen,
    ConsentSeen,
    ForgetCustomer,
    ForgetShop,
    OrderPlaced,
    ParcelMoved,
    Passed,
    ProductGone,
    ProductSeen,
    ShopDelivery,
    ShowCustomer,
    WaresChanged,
)
from tools.shop_news import ShopNews as News

WARES_AFTER = timedelta(minutes=1)
"""How long to wait for more changes of wares before they are read: one order may change several."""


@dataclass(frozen=True, slots=True)
class ShopNews:
    """Takes a shop's news in, once for each delivery id. `hooks` hear of what happened, in the same transaction."""

    books: Books
    rulebook: Rulebook
    now: datetime
    number_lists: tuple[NumberList, ...] = ()
    hooks: tuple[ShopHook, ...] = ()
    token: Token | None = None
    """What an erased number is kept under; see `conversation.erasing`."""

    def deliver(self, delivery: ShopDelivery) -> bool:
        """Take in what a webhook brought; False where the delivery, or its event, was here before.

        Raises Unknown for a shop that no merchant has.
        """
        self._merchant(delivery.news.shop_domain)
        source = f"shop:{delivery.news.shop_domain}"
        if not self.books.first_sight(source, delivery.id, self.now):
            return False
        if delivery.event_id and not self.books.first_sight(f"{source}:{delivery.topic}", delivery.event_id, self.now):
            return False
        self.take_in(delivery.news)
        return True

    def take_in(self, news: News) -> None:
        """Take in what is told, however often: what is known already, or older than that, changes nothing."""
        match news:
            case CheckoutSeen():
                self.checkout(news)
            case OrderPlaced():
                self.order(news)
            case ParcelMoved():
                self._orders(news.shop_domain).move(news)
            case CheckoutGone():
                merchant = self._merchant(news.shop_domain)
                withdraw_cart(self.books, merchant.id, news.shop_domain, news.ref, self.now)
            case _:
                self._take_in_rest(news, self._merchant(news.shop_domain))

    def _take_in_rest(self, news: News, merchant: Merchant) -> None:
        match news:
            case ConsentSeen():
                ShopConsents(self.books, merchant, self.now).hear(news)
            case ProductSeen() | ProductGone():
                ShopWares(self.books, merchant, self.now, self.hooks).hear(news)
            case WaresChanged():
                ask_for_sync(self.books, merchant.id, SyncKind.PRODUCTS, self.now + WARES_AFTER)
            case ForgetCustomer() | ShowCustomer() | ForgetShop():
                ShopPrivacy(self.books, merchant, self.token, self.now).hear(news)
            case AppRemoved():
                self.books.save_shop_standing(ShopStanding(merchant.id, self.now, gone_at=self.now))
                tell_away(self.books, merchant.id, "app", self.now)
            case Passed():
                note_oddity(self.books, merchant.id, news.topic, "", "topic", "nobody here reads this topic", self.now)

    def checkout(self, seen: CheckoutSeen, delivery_id: str | None = None) -> Conversation | None:
        """Remember the cart and plan its reminder; ask for the double opt-in where the box was ticked.

        None for a repeat, what is older than what is known, or a checkout without a phone. Raises Unknown for a shop
        that no merchant has.
        """
        merchant = self._merchant(seen.shop_domain)
        if self._is_repeat(seen.shop_domain, delivery_id) or seen.phone is None:
            return None
        if seen.completed_at is not None:
            bought = self._known(merchant, seen)
            token = bought.token if bought else seen.token
            recover_cart(self.books, merchant.id, seen.shop_domain, token, self.now)
            return None
        known = self._known(merchant, seen)
        if known is not None and seen.abandoned_at < known.abandoned_at:
            return None
        contact = self._contact(merchant, seen)
        check_number(self.books, merchant.id, contact.phone, self.number_lists, self.now)
        if known is not None and known.state is CartState.RECOVERED:
            return None
        cart = _cart(known, contact, seen, self.now)
        if known is not None and replace(known, updated_at=self.now) == cart:
            return None
        usual = timedelta(minutes=merchant.settings.reminder_delay_minutes)
        delay = None if has_cart_flow(self.books, merchant.id) else usual
        conversation = remember_cart(self.books, contact, cart, delay, self.now)
        if seen.accepts_sms:
            self._ask_for_opt_in(merchant, contact, conversation, seen, known)
        name = ", ".join(item.title for item in seen.items)
        event = ShopEvent(merchant.id, ShopEventKind.CHECKOUT_SEEN, cart.id, name, seen.abandoned_at, contact.id)
        for hook in self.hooks:
            hook(self.books, event)
        return conversation

    def order(self, placed: OrderPlaced, delivery_id: str | None = None) -> Cart | None:
        """Keep the order, mark its cart as bought and tell the shopper that it arrived.

        None for a repeat or unknown cart.
        """
        orders = self._orders(placed.shop_domain)
        return None if self._is_repeat(placed.shop_domain, delivery_id) else orders.take(placed)

    def _orders(self, shop_domain: str) -> ShopOrders:
        return ShopOrders(self.books, self.rulebook, self._merchant(shop_domain), self.now, self.hooks)

    def _is_repeat(self, shop_domain: str, delivery_id: str | None) -> bool:
        return delivery_id is not None and not self.books.first_sight(f"shop:{shop_domain}", delivery_id, self.now)

    def _known(self, merchant: Merchant, seen: CheckoutSeen) -> Cart | None:
        """Find the cart by its token, else by its own link: a sync is told the link, and a webhook both."""
        cart = self.books.cart_by_token(merchant.id, seen.shop_domain, seen.token)
        contact = self.books.contact_by_phone(merchant.id, seen.phone or "") if cart is None else None
        for talk in self.books.open_conversations(merchant.id, contact.id) if contact else ():
            lying = self.books.cart(merchant.id, talk.cart_id) if talk.cart_id else None
            if lying is not None and _place_of(lying.checkout_url) == _place_of(seen.checkout_url):
                return lying
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


def _place_of(url: str) -> str:
    return url.partition("?")[0]


def _cart(known: Cart | None, contact: Contact, seen: CheckoutSeen, now: datetime) -> Cart:
    return Cart(
        id=known.id if known else new_id("crt", now),
        merchant_id=contact.merchant_id,
        contact_id=contact.id,
        shop_domain=seen.shop_domain,
        token=known.token if known else seen.token,
        checkout_url=seen.checkout_url,
        items=seen.items,
        total=seen.total,
        state=CartState.OPEN,
        abandoned_at=seen.abandoned_at,
        updated_at=now,
        discounts=seen.discounts,
    )
