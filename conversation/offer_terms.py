"""How much may be taken off one cart: the ceilings in percent, in money and by margin, and the lowest of them."""

from dataclasses import dataclass
from datetime import timedelta

from conversation.cart import Cart
from conversation.merchant import MerchantSettings
from conversation.money import Money


@dataclass(frozen=True, slots=True)
class OfferTerms:
    """What one asker wants and may get: `percent` off, bounded by `ceiling` percent and the merchant's `settings`."""

    percent: int
    ceiling: int
    settings: MerchantSettings

    @classmethod
    def for_agent(cls, settings: MerchantSettings) -> "OfferTerms":
        """The AI asks for what the merchant usually gives."""
        return cls(settings.offer_percent, settings.offer_ceiling_percent, settings)

    @classmethod
    def for_person(cls, settings: MerchantSettings, percent: int) -> "OfferTerms":
        """A person names the percentage, within their own ceiling."""
        own = settings.person_offer_ceiling_percent
        return cls(percent, settings.offer_ceiling_percent if own is None else own, settings)

    @property
    def lifetime(self) -> timedelta:
        return timedelta(hours=self.settings.offer_hours)

    @property
    def contact_period(self) -> timedelta:
        return timedelta(days=self.settings.offer_contact_days)

    def most_for(self, cart: Cart) -> int:
        """Return the highest whole percentage that every ceiling allows on this cart."""
        return highest_percent(cart, self.settings, self.ceiling)

    def granted_for(self, cart: Cart) -> int:
        return min(self.percent, self.most_for(cart))


def highest_percent(cart: Cart, settings: MerchantSettings, ceiling: int) -> int:
    """Return the highest whole percentage off the goods that `ceiling`, the money cap and the margin floor allow."""
    return max(0, min(ceiling, _by_amount(cart, settings), _by_margin(cart, settings)))


def total_with(cart: Cart, percent: int) -> Money:
    """Return what is due with `percent` off the goods: shipping and tax, where the total has them, stay as they are."""
    discounted = Money(min(cart.goods.minor, cart.total.minor), cart.total.currency)
    saved = discounted.minor - discounted.less_percent(percent).minor
    return Money(cart.total.minor - saved, cart.total.currency)


def _by_amount(cart: Cart, settings: MerchantSettings) -> int:
    goods, cap = cart.goods.minor, settings.offer_ceiling_amount
    return 100 if cap is None or goods == 0 else min(100, 100 * cap // goods)


def _by_margin(cart: Cart, settings: MerchantSettings) -> int:
    """What is left of the price must exceed the cost by the floor's share: price (100 - floor) >= 100 cost."""
    floor, cost = settings.offer_margin_floor_percent, _cost(cart)
    goods = cart.goods.minor
    if floor is None or cost is None or goods == 0:
        return 100
    lowest = -(-100 * cost // (100 - floor))
    return max(0, 100 * (goods - lowest) // goods)


def _cost(cart: Cart) -> int | None:
    """What the goods cost the shop, in minor units; None unless it tells so of every piece in the cart's currency."""
    costs = [(item.unit_cost, item.quantity) for item in cart.items]
    known = [cost.minor * count for cost, count in costs if cost is not None and cost.currency == cart.total.currency]
    return sum(known) if costs and len(known) == len(costs) else None
