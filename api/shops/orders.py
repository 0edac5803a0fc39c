"""What a shop's orders mean: a cart is bought, a purchase is kept, refunded or cancelled, and a parcel gets there."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from compliance.rulebook import Rulebook
from conversation.cart import Cart, CartState
from conversation.carts import recover_cart
from conversation.contact import Contact
from conversation.ids import ContactId
from conversation.ledger import Books
from conversation.merchant import Merchant
from conversation.opening import find_or_add_contact
from conversation.order import Order
from conversation.shop_event import ShopEvent, ShopEventKind, ShopHook
from flows.crediting import credit_order
from tools.shop_news import OrderPlaced, ParcelMoved
from tools.ware import OrderStage

NEWS_FOR = timedelta(hours=4)
"""What happened longer ago is kept, and nobody is told: so long does Shopify repeat a webhook that got no answer."""

_STAGES = {
    OrderStage.PARTLY_SHIPPED: ShopEventKind.SHIPPED,
    OrderStage.SHIPPED: ShopEventKind.SHIPPED,
    OrderStage.DELIVERED: ShopEventKind.DELIVERED,
}


@dataclass(frozen=True, slots=True)
class ShopOrders:
    """One merchant's orders, in one transaction."""

    books: Books
    rulebook: Rulebook
    merchant: Merchant
    now: datetime
    hooks: tuple[ShopHook, ...] = ()

    def take(self, placed: OrderPlaced) -> Cart | None:
        """Keep the order as it is now. None where its cart is unknown, or the order is known as it is or newer."""
        known = self.books.order(self.merchant.id, placed.shop_domain, placed.order_id)
        if known is not None and known.updated_at > _moment(placed):
            return None
        self._meet(placed)
        cart = self._buy(placed)
        order = self._order(placed, cart, known)
        if order != known:
            self.books.save_order(order)
            credit_order(self.books, self.merchant, order)
        if self._happens_first(placed.shop_domain, order.order_id, "placed") and self._is_news(placed.placed_at):
            self._tell(order, ShopEventKind.ORDER_PLACED, placed.placed_at)
        if order.cancelled_at is not None and (known is None or known.cancelled_at is None):
            self._reach(order, ShopEventKind.ORDER_CANCELLED, order.cancelled_at)
        if stage := _STAGES.get(placed.stage):
            self._reach(order, stage, _moment(placed))
        return cart

    def move(self, parcel: ParcelMoved) -> None:
        """Tell that a parcel left or arrived, once for each order; nothing for an order that is not known."""
        order = self.books.order(self.merchant.id, parcel.shop_domain, parcel.order_id)
        stage = _STAGES.get(parcel.stage)
        if order is not None and stage is not None:
            self._reach(order, stage, parcel.at)

    def _buy(self, placed: OrderPlaced) -> Cart | None:
        token = placed.checkout_token
        if not token or self.books.cart_by_token(self.merchant.id, placed.shop_domain, token) is None:
            token = self._token_of(placed)
        return recover_cart(self.books, self.merchant.id, placed.shop_domain, token, self.now, placed.discount_codes)

    def _token_of(self, placed: OrderPlaced) -> str:
        """Find the buyer's cart by what lies in it, where the shop does not say which checkout an order came from."""
        buyer = self._buyer(placed)
        for talk in self.books.open_conversations(self.merchant.id, buyer.id) if buyer else ():
            cart = self.books.cart(self.merchant.id, talk.cart_id) if talk.cart_id else None
            if cart is not None and _holds(cart, placed):
                return cart.token
        return ""

    def _buyer(self, placed: OrderPlaced) -> Contact | None:
        return self.books.contact_by_phone(self.merchant.id, placed.phone) if placed.phone else None

    def _order(self, placed: OrderPlaced, cart: Cart | None, known: Order | None) -> Order:
        buyer = self._buyer(placed)
        contact_id: ContactId | None = buyer.id if buyer else cart.contact_id if cart else None
        order = Order(
            merchant_id=self.merchant.id,
            shop_domain=placed.shop_domain,
            order_id=placed.order_id,
            name=placed.order_name,
            contact_id=contact_id,
            cart_id=cart.id if cart else None,
            minor=placed.total.minor,
            currency=placed.total.currency,
            codes=placed.discount_codes,
            placed_at=placed.placed_at,
            updated_at=_moment(placed),
            refunded_minor=placed.refunded.minor if placed.refunded else 0,
            cancelled_at=placed.cancelled_at,
        )
        if known is None:
            return order
        return replace(
            order,
            contact_id=order.contact_id or known.contact_id,
            cart_id=order.cart_id or known.cart_id,
            codes=order.codes or known.codes,
        )

    def _meet(self, placed: OrderPlaced) -> None:
        """Make a contact of a buyer who bought just now, so that they can be told of their order."""
        if placed.phone is not None and placed.cancelled_at is None and self._is_news(placed.placed_at):
            find_or_add_contact(self.books, self.merchant.id, placed.phone, self.now)

    def _reach(self, order: Order, kind: ShopEventKind, at: datetime) -> None:
        if self._happens_first(order.shop_domain, order.order_id, kind.value) and self._is_news(at):
            self._tell(order, kind, at)

    def _happens_first(self, shop_domain: str, order_id: str, what: str) -> bool:
        return self.books.first_sight(f"shop:{shop_domain}:order", f"{order_id}:{what}", self.now)

    def _is_news(self, at: datetime) -> bool:
        return self.now - at <= NEWS_FOR

    def _tell(self, order: Order, kind: ShopEventKind, at: datetime) -> None:
        event = ShopEvent(self.merchant.id, kind, order.order_id, order.name, at, order.contact_id)
        for hook in self.hooks:
            hook(self.books, event)


def _moment(placed: OrderPlaced) -> datetime:
    return placed.updated_at or placed.placed_at


def _holds(cart: Cart, placed: OrderPlaced) -> bool:
    bought = set(placed.variant_ids)
    return (
        cart.state is CartState.OPEN
        and cart.abandoned_at <= placed.placed_at
        and any(item.variant_id in bought for item in cart.items)
    )
