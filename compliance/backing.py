"""What backs a claim: the cart, the offers that stand, the shop's own links, and the store's own words."""

import re
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from compliance.claim_links import Link
from compliance.claim_times import NamedTime
from compliance.claim_words import MONEY, with_digits
from compliance.facts import Facts
from compliance.plain_text import plain
from compliance.zones import zone_named, zones_of
from conversation.cart import Cart
from conversation.money import Money
from conversation.offer import Offer
from conversation.offer_terms import highest_percent

_OVER = re.compile(
    r"\b(?:expired|no longer|ended|not valid|run out|ran out|cannot be used|already used)\b", re.IGNORECASE
)
_MATTER = re.compile(
    r"^\s*(?:\w+\s+)?(?:cotton|wool|linen|silk|polyester|leather|cashmere|nylon|recycled|organic|natural|waterproof|vegan|"
    r"sure|certain|satisfaction|spandex|elastane|pure|restocking|battery|charged|humidity|of (?:our|the|all))\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Backing:
    """What the facts of one moment back. `offers` are those that stand now; `sources` the store's words, made plain."""

    facts: Facts
    now: datetime
    offers: tuple[Offer, ...]
    sources: tuple[str, ...]

    def has_code(self, code: str, text: str) -> bool:
        """A standing offer's code, a past one's where the text says that it is over, or a word from the cart."""
        wanted = code.upper()
        if any(_same(wanted, offer.code) for offer in self.offers) or self._is_ware(code):
            return True
        past = any(_same(wanted, offer.code) for offer in self.facts.offers)
        return past and _OVER.search(text) is not None

    def _is_ware(self, code: str) -> bool:
        words = [self.facts.merchant.name, self.facts.merchant.shop_domain, self.facts.merchant.support]
        for item in self.facts.cart.items if self.facts.cart else ():
            words += [item.title, item.options]
        return code.lower() in re.split(r"[^a-z0-9_-]+", plain(" ".join(words)).lower())

    def has_percentage(self, number: float, words: str) -> bool:
        """A standing offer's percentage, or one in an item's own title or, of something else, in the store's words."""
        if any(offer.percent == number for offer in self.offers):
            return True
        items = self.facts.cart.items if self.facts.cart else ()
        return any(_has_words(f"{item.title} {item.options}", words) for item in items)

    def is_over_ceiling(self, number: float, after: str) -> bool:
        """Above what the merchant lets anybody give; percentages of cotton are not discounts."""
        return number > self._ceiling() and _MATTER.match(after) is None

    def _ceiling(self) -> int:
        """In percent, what anybody may take off: off this cart, or off any where there is none."""
        cart, settings = self.facts.cart, self.facts.merchant.settings
        most = settings.highest_ceiling_percent
        return most if cart is None else highest_percent(cart, settings, most)

    def has_saving(self, amount: str) -> bool:
        cart = self.facts.cart
        return cart is not None and any(
            _minor(amount) in {cart.total.minor - total.minor for total in _totals_with(cart, offer)}
            for offer in self.offers
            if offer.cart_id == cart.id
        )

    def is_saving_over_ceiling(self, amount: str) -> bool:
        """Above the ceiling's share of the cart; without a cart any amount is."""
        cart = self.facts.cart
        if cart is None:
            return True
        kept = cart.total.less_percent(self._ceiling())
        return _minor(amount) > cart.total.minor - kept.minor

    def has_price(self, amount: str) -> bool:
        return _minor(amount) in self._prices() or any(
            _minor(amount) == _minor(found["before"] or found["after"])
            for source in self.sources
            for found in MONEY.finditer(source)
        )

    def _prices(self) -> frozenset[int]:
        cart = self.facts.cart
        if cart is None:
            return frozenset()
        units = [item.unit_price for item in cart.items]
        lines = [item.unit_price.times(item.quantity) for item in cart.items]
        due = [total for offer in self.offers if offer.cart_id == cart.id for total in _totals_with(cart, offer)]
        cheaper = [price.less_percent(offer.percent) for offer in self.offers for price in (*units, *lines)]
        goods = sum(line.minor for line in lines)
        return frozenset({goods, *(price.minor for price in (cart.total, *units, *lines, *due, *cheaper))})

    def has_deadline(self, times: tuple[NamedTime, ...]) -> bool:
        """All named times fit the end of one standing offer, in the shopper's zone, or are quoted.

        Where that zone is not known for sure, the merchant's counts too.
        """
        for offer in self.offers:
            for zone in self._zones():
                moment, here = offer.expires_at.astimezone(zone), self.now.astimezone(zone)
                if all(time.fits(moment, here) for time in times):
                    return True
        return any(all(_has_words(source, time.words) for time in times) for source in self.sources)

    def _zones(self) -> tuple[ZoneInfo, ...]:
        candidates = zones_of(self.facts.contact)
        if len(candidates) == 1:
            return candidates
        return (*candidates, zone_named(self.facts.merchant.timezone) or ZoneInfo("UTC"))

    def says(self, words: str) -> bool:
        """Tell whether the store's own words, or an item's, say the same words."""
        items = self.facts.cart.items if self.facts.cart else ()
        return any(_has_words(text, words) for text in (*self.sources, *(item.title for item in items)))

    def has_link(self, link: Link) -> bool:
        """The cart's own link, maybe with a standing offer's code; the shop's front page; the support contact."""
        support = plain(self.facts.merchant.support).lower()
        if link.words.lower() in re.split(r"[\s,;()<>]+", support):
            return True
        if link.is_mail:
            return self.is_own_host(link)
        if self.carries_foreign_code(link) or "@" in link.url.partition("//")[2].partition("/")[0]:
            return False
        if self.facts.cart is not None and link.without_code == Link(self.facts.cart.checkout_url).without_code:
            return True
        is_front_page = link.url.rstrip("/").lower() in {f"https://{host}" for host in self._own_names()}
        return is_front_page or (self.is_own_host(link) and any(link.words in source for source in self.sources))

    def carries_foreign_code(self, link: Link) -> bool:
        return link.code is not None and not any(_same(link.code.upper(), offer.code) for offer in self.offers)

    def is_own_host(self, link: Link) -> bool:
        """Exactly the shop's host or the checkout's; what merely looks like it, or ends in it, is foreign."""
        return link.host.isascii() and link.host in self._own_hosts()

    def _own_hosts(self) -> frozenset[str]:
        hosts = {Link(self.facts.merchant.shop_domain).host}
        if self.facts.cart is not None:
            hosts.add(Link(self.facts.cart.checkout_url).host)
        return frozenset(hosts - {""})

    def _own_names(self) -> frozenset[str]:
        return self._own_hosts() | {f"www.{host}" for host in self._own_hosts()}


def backing_of(facts: Facts, now: datetime, sources: tuple[str, ...] = ()) -> Backing:
    """Return what `facts` and the store's own words back at `now`."""
    standing = tuple(offer for offer in facts.offers if offer.is_live(now))
    return Backing(facts, now, standing, tuple(with_digits(plain(source)) for source in sources))


def _same(code: str, other: str) -> bool:
    return re.sub(r"[^A-Z0-9]", "", code) == re.sub(r"[^A-Z0-9]", "", other.upper())


def _has_words(text: str, words: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(words.strip())}(?!\w)", with_digits(plain(text)), re.IGNORECASE) is not None


def _minor(amount: str) -> int:
    return int((Decimal(amount.replace(",", "")) * 100).to_integral_value())


def _totals_with(cart: Cart, offer: Offer) -> tuple[Money, ...]:
    """What is due with the offer: taken off the whole total, or off the goods only where shipping stays as it is."""
    goods = min(sum(item.unit_price.times(item.quantity).minor for item in cart.items), cart.total.minor)
    discounted = Money(goods, cart.total.currency)
    saved = discounted.minor - discounted.less_percent(offer.percent).minor
    return cart.total.less_percent(offer.percent), Money(cart.total.minor - saved, cart.total.currency)
