"""What backs a claim: the cart, the offers that stand, the shop's own links, and the store's own words."""

import re
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from compliance.claims.amounts import Amount, amount_of
from compliance.claims.links import Link
from compliance.claims.phrases import Found
from compliance.claims.sources import Sources, sources_of
from compliance.claims.times import NamedTime
from compliance.facts import Facts
from compliance.plain_text import plain
from compliance.zones import zone_named, zones_of
from conversation.cart import Cart
from conversation.code_link import code_parameters, filling_link
from conversation.linking import front_page, shop_hosts
from conversation.money import Money
from conversation.offer import Offer
from conversation.offer_terms import highest_percent
from conversation.shop_choice import ShopKind

_OVER = re.compile(
    r"\b(?:expired|no longer|ended|not valid|run out|ran out|cannot be used|already used|ya no|vencido)\b"
)
_MATTER = re.compile(
    r"^\s*(?:\w+\s+)?(?:cotton|wool|linen|silk|polyester|leather|cashmere|nylon|recycled|organic|natural|waterproof|vegan|"
    r"sure|certain|satisfaction|spandex|elastane|pure|restocking|battery|charged|humidity|of (?:our|the|all))\b"
)
_CALLED_CODE = r"\b(?:code|coupon|promo|voucher|cupon|codigo)\b\W*(?:(?:is|es|it)\W+)?"
_IDIOM = re.compile(
    r"^\s*(?:sure|certain|right|agree|get it|understand|with you|honest|positive on|on board|fine|normal|yes|correct)\b"
)


@dataclass(frozen=True, slots=True)
class Backing:
    """What the facts of one moment back. `offers` are those that stand now; `sources` the store's words."""

    facts: Facts
    now: datetime
    offers: tuple[Offer, ...]
    sources: Sources

    def has_code(self, code: str, low: str) -> bool:
        """A standing offer's code, a past one's where the text says that it is over, or a word from the cart.

        A word from the cart is none where the text calls it a code: titles come from outside, and grant nothing.
        """
        wanted = code.upper()
        if any(_same(wanted, offer.code) for offer in self.offers):
            return True
        if self._is_ware(code) and not re.search(rf"{_CALLED_CODE}{re.escape(code.lower())}\b", low):
            return True
        past = any(_same(wanted, offer.code) for offer in self.facts.offers)
        return past and _OVER.search(low) is not None

    def is_in_code(self, low: str, found: Found) -> bool:
        """Tell whether what was found is a part of an offer's code."""
        begin, end = re.search(r"[\w-]*$", low[: found.start()]), re.match(r"[\w-]*", low[found.end() :])
        around = f"{begin.group() if begin else ''}{found.group()}{end.group() if end else ''}".upper()
        return any(_same(around, offer.code) for offer in self.facts.offers)

    def _is_ware(self, code: str) -> bool:
        merchant, cart = self.facts.merchant, self.facts.cart
        words = [merchant.name, merchant.shop_domain, merchant.support, self.facts.contact.name]
        for item in cart.items if cart else ():
            words += [item.title, item.options]
        return code.lower() in re.split(r"[^a-z0-9_-]+", plain(" ".join(words)).lower())

    def has_percentage(self, number: float) -> bool:
        """A standing offer's percentage."""
        return any(offer.percent == number for offer in self.offers)

    def quotes_percentage(self, number: float, low: str, found: Found) -> bool:
        """A percentage of something else, in an item's title or the store's words, or ``100% sure``."""
        is_idiom = number == 100 and _IDIOM.match(low[found.end() :]) is not None
        return is_idiom or self._items_say(found.group()) or self.sources.has_percentage(number, low, found)

    def is_over_ceiling(self, number: float, after: str) -> bool:
        """Above what the merchant lets anybody give; percentages of cotton are not discounts."""
        return number > self._ceiling() and _MATTER.match(after) is None

    def _ceiling(self) -> int:
        """In percent, what anybody may take off: off this cart, or off any where there is none."""
        cart, settings = self.facts.cart, self.facts.merchant.settings
        most = settings.highest_ceiling_percent
        return most if cart is None else highest_percent(cart, settings, most)

    @property
    def own(self) -> str:
        """The currency that the shopper's prices are in; empty without a cart."""
        return _own_currency(self.facts)

    def read(self, figures: str) -> Amount:
        """Return an amount without a sign as this merchant writes it."""
        return amount_of(figures, self.own)

    def has_saving(self, amount: Amount) -> bool:
        cart = self.facts.cart
        return cart is not None and any(
            self._is_about(amount, cart.total.thousandths - total.thousandths)
            for offer in self.offers
            if offer.cart_id == cart.id
            for total in _totals_with(cart, offer)
        )

    def is_saving_over_ceiling(self, amount: Amount) -> bool:
        """Above the ceiling's share of the cart; without a cart any amount is."""
        cart = self.facts.cart
        if cart is None:
            return True
        kept = cart.total.less_percent(self._ceiling())
        return amount.thousandths > cart.total.thousandths - kept.thousandths

    def has_price(self, amount: Amount) -> bool:
        """A price of the cart or of a source, to the cent or rounded to whole units."""
        return any(self._is_about(amount, price) for price in self._prices()) or self.sources.has_amount(amount)

    def has_figure(self, figure: str) -> bool:
        """A number that the cart, a standing offer, the store's words or the shopper's own text names."""
        if self.has_price(self.read(figure)) or self.has_percentage(float(figure.replace(",", ""))):
            return True
        own = self.facts.asked or self.facts.last_inbound
        said = sources_of((own.text,), self.own) if own else sources_of(())
        return self.sources.has_figure(figure) or said.has_figure(figure) or self._items_say(figure)

    def has_total(self, amount: Amount) -> bool:
        """What the whole cart costs, with or without an offer."""
        cart = self.facts.cart
        if cart is None:
            return False
        prices = (cart.goods.thousandths, cart.total.thousandths, *self._due(cart))
        return any(self._is_about(amount, price) for price in prices)

    def has_former_price(self, amount: Amount, sentence: str) -> bool:
        """What the cart costs without an offer, or a price of the same thing in the store's words."""
        own = any(self._is_about(amount, price) for price in self._full_prices())
        return own or self.sources.has_amount_of(amount, sentence)

    def _is_about(self, amount: Amount, true: int) -> bool:
        return amount.may_be_in(self.own) and amount.is_about(true)

    def _full_prices(self) -> frozenset[int]:
        cart = self.facts.cart
        if cart is None:
            return frozenset()
        units = [item.unit_price.thousandths for item in cart.items]
        lines = [item.unit_price.times(item.quantity).thousandths for item in cart.items]
        return frozenset({cart.goods.thousandths, cart.total.thousandths, *units, *lines})

    def _due(self, cart: Cart) -> list[int]:
        """What the cart costs with each of its offers, in thousandths."""
        offers = (offer for offer in self.offers if offer.cart_id == cart.id)
        return [total.thousandths for offer in offers for total in _totals_with(cart, offer)]

    def _prices(self) -> frozenset[int]:
        cart = self.facts.cart
        if cart is None:
            return frozenset()
        due, full = self._due(cart), self._full_prices()
        cheaper = [Money(price).less_percent(offer.percent).minor for offer in self.offers for price in full]
        saved = [cart.total.thousandths - total for total in due]
        return full | {*due, *saved, *cheaper}

    def has_deadline(self, times: tuple[NamedTime, ...], sentence: str) -> bool:
        """All named times fit the end of one standing offer, in the shopper's zone, or are quoted.

        Where that zone is not known for sure, the merchant's counts too.
        """
        for offer in self.offers:
            for zone in self._zones():
                moment, here = offer.expires_at.astimezone(zone), self.now.astimezone(zone)
                if all(time.fits(moment, here) for time in times):
                    return True
        return self.sources.has_times(times, sentence)

    def without_options(self, low: str) -> str:
        """`low` without the options that stand right behind their ware's title: ``Speaker (red, 10 hours)``."""
        for item in self.facts.cart.items if self.facts.cart else ():
            title, options = plain(item.title).lower(), plain(item.options).lower()
            if title and options:
                low = re.sub(rf"(?<={re.escape(title)})\W{{1,3}}{re.escape(options)}", " ", low)
        return low

    def _zones(self) -> tuple[ZoneInfo, ...]:
        candidates = zones_of(self.facts.contact)
        if len(candidates) == 1:
            return candidates
        return (*candidates, zone_named(self.facts.merchant.timezone) or ZoneInfo("UTC"))

    def says(self, words: str) -> bool:
        """Tell whether the store's own words, or an item's title, say the same words."""
        return self.sources.says(words) or self._items_say(words)

    def _items_say(self, words: str) -> bool:
        items = self.facts.cart.items if self.facts.cart else ()
        titles = sources_of(tuple(f"{item.title} {item.options}" for item in items))
        return titles.says(words)

    def has_extra(self, sentence: str, words: str) -> bool:
        total = self.facts.cart.total.thousandths if self.facts.cart else None
        return self.sources.has_extra(sentence, words, total) or self._items_say(words)

    def has_review(self, sentence: str, words: str) -> bool:
        return self.sources.has_review(sentence, words) or self._items_say(words)

    def has_link(self, link: Link) -> bool:
        """The cart's own link, maybe with a standing offer's code; the shop's front page, or one that the merchant
        named; the support contact.

        A short link of ours is as good as the page that it leads to.
        """
        if (target := self._target_of(link)) is not None:
            return self.has_link(target)
        support = plain(self.facts.merchant.support).lower()
        if link.words.lower() in re.split(r"[\s,;()<>]+", support):
            return True
        if link.is_mail:
            return self.is_own_host(link)
        if self.carries_foreign_code(link) or "@" in link.url.partition("//")[2].partition("/")[0]:
            return False
        page = self._page_of(link)
        if self.facts.cart is not None and page in self._ways_to(self.facts.cart):
            return True
        fronts = {front_page(self.facts.merchant).lower(), *(f"https://{host}" for host in self._own_names())}
        is_front_page = page.rstrip("/").lower() in fronts
        is_named = self.sources.has_link(link.words) or self.sources.has_link(page) or page in self._pages()
        return is_front_page or (self.is_own_host(link) and is_named)

    def _page_of(self, link: Link) -> str:
        return link.without_code(code_parameters(self.facts.merchant))

    def _ways_to(self, cart: Cart) -> tuple[str, ...]:
        """The cart's own link and, where a code is applied by filling a cart, one that fills just such a one."""
        merchant, own = self.facts.merchant, self._page_of(Link(cart.checkout_url))
        if merchant.settings.shop.kind != ShopKind.WOOCOMMERCE:
            return (own,)
        return own, self._page_of(Link(filling_link(front_page(merchant), cart.items)))

    def _target_of(self, link: Link) -> Link | None:
        """Where one of this conversation's own short links leads, while it does."""
        found = (short for short in self.facts.links if short.address and Link(short.address).url == link.url)
        short = next(found, None)
        return Link(short.target) if short is not None and short.is_live(self.now) else None

    def carries_foreign_code(self, link: Link) -> bool:
        link = self._target_of(link) or link
        codes = link.codes(code_parameters(self.facts.merchant))
        return any(not any(_same(code.upper(), offer.code) for offer in self.offers) for code in codes)

    def is_own_host(self, link: Link) -> bool:
        """Exactly the shop's host or the checkout's; what merely looks like it, or ends in it, is foreign."""
        link = self._target_of(link) or link
        return link.host.isascii() and link.host in self._own_hosts()

    def _pages(self) -> frozenset[str]:
        """The pages that the merchant named, for texts to link to."""
        return frozenset(self._page_of(Link(page.url)) for page in self.facts.merchant.settings.pages)

    def _own_hosts(self) -> frozenset[str]:
        return shop_hosts(self.facts.merchant, self.facts.cart)

    def _own_names(self) -> frozenset[str]:
        return self._own_hosts() | {f"www.{host}" for host in self._own_hosts()}


def backing_of(facts: Facts, now: datetime, sources: tuple[str, ...] = ()) -> Backing:
    """Return what `facts` and the store's own words back at `now`."""
    standing = tuple(offer for offer in facts.offers if offer.is_live(now))
    own = _own_currency(facts)
    return Backing(facts, now, standing, sources_of(sources, own))


def _own_currency(facts: Facts) -> str:
    return facts.cart.total.currency if facts.cart else ""


def _same(code: str, other: str) -> bool:
    return re.sub(r"[^A-Z0-9]", "", code) == re.sub(r"[^A-Z0-9]", "", other.upper())


def _totals_with(cart: Cart, offer: Offer) -> tuple[Money, ...]:
    """What is due with the offer: taken off the whole total, or off the goods only where shipping stays as it is."""
    discounted = Money(min(cart.goods.minor, cart.total.minor), cart.total.currency)
    saved = discounted.minor - discounted.less_percent(offer.percent).minor
    return cart.total.less_percent(offer.percent), Money(cart.total.minor - saved, cart.total.currency)
