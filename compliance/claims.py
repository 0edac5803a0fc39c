"""Claims: what a text promises, and whether the ledger backs it. An outbound scan for every seat."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from compliance.backing import Backing, backing_of
from compliance.claim_codes import codes_in, names_code
from compliance.claim_links import Link, links_in
from compliance.claim_times import DEADLINE, times_in
from compliance.claim_words import (
    BARE_OFF,
    FRACTION_OFF,
    FREEBIE,
    MONEY,
    OFF_AFTER,
    OFF_BEFORE,
    PERCENTAGE,
    PRESSURE,
    STOCK,
    UNSURE,
    numbers,
    rest_of_sentence,
    with_digits,
)
from compliance.facts import Facts
from compliance.plain_text import plain
from conversation.merchant import Merchant


class ClaimKind(StrEnum):
    """What is claimed."""

    CODE = "code"
    PERCENTAGE = "percentage"
    AMOUNT_OFF = "amount off"
    PRICE = "price"
    FREEBIE = "free extra"
    STOCK = "stock"
    DEADLINE = "deadline"
    PRESSURE = "pressure"
    LINK = "link"


@dataclass(frozen=True, slots=True)
class Claim:
    """One claim that nothing backs, in the text's own words. A hard one stays refused whoever checked it."""

    kind: ClaimKind
    words: str
    is_hard: bool


def scan(text: str, facts: Facts, now: datetime, sources: tuple[str, ...] = ()) -> tuple[Claim, ...]:
    """Return every claim in `text` that neither the ledger nor `sources` backs.

    `sources` are the store's own words; they back prices, extras, stock, times and percentages of other things, but
    never a code, a discount or a foreign link.
    """
    backing = backing_of(facts, now, sources)
    readable = plain(text)
    found = [*_links(readable, backing)]
    bare = without_links(readable)
    words = with_digits(bare)
    found += _codes(bare, backing)
    for scanner in (_percentages, _fractions, _amounts, _bare_amounts, _freebies, _stock, _deadlines, _pressure):
        found += scanner(words, backing)
    return tuple(found)


def mentions_offer(text: str) -> bool:
    """Tell whether `text` names a discount, by percentage, amount, code or word."""
    words = with_digits(without_links(plain(text)))
    return bool(
        PERCENTAGE.search(words)
        or FRACTION_OFF.search(words)
        or BARE_OFF.search(words)
        or any(_is_off(words, money) for money in MONEY.finditer(words))
        or any(codes_in(words))
        or names_code(words)
        or _OFFER_WORDS.search(words)
    )


def volunteers_offer(text: str, asked: str) -> bool:
    """Tell whether `text` brings up an offer that the shopper's text `asked` neither asks about nor says yes to."""
    words = with_digits(without_links(plain(text)))
    offers = PERCENTAGE.search(words) or FRACTION_OFF.search(words) or any(codes_in(words)) or names_code(words)
    return bool(offers) and _ASKS_PRICE.search(plain(asked)) is None


def sells(text: str, merchant: Merchant) -> bool:
    """Tell whether `text` has a word that sells, the merchant's own name apart."""
    return _SELLING.search(plain(text).replace(plain(merchant.name), "")) is not None


def without_links(text: str) -> str:
    """Return `text` with each link replaced by a mark that claims nothing."""
    for link in sorted(links_in(text), key=lambda link: -len(link.words)):
        text = text.replace(link.words, " (link) ")
    return text


_OFFER_WORDS = re.compile(
    r"\b(?:discounts?|coupons?|promo(?:tion|s|tions)?|special (?:offer|deal|price)s?|on sale|clearance|exclusive deal|"
    r"free (?:shipping|gift|delivery)|descuentos?|ofertas?)\b",
    re.IGNORECASE,
)
_SELLING = re.compile(
    r"\b(?:carts?|check ?out|shop(?:ping)?|buy|purchase|sales?|deals?|discounts?|coupons?|offers?|codes?|save|"
    r"order now|come back|miss(?:ed|ing)?|reconsider|change your mind|last chance|sorry to see)\b|https?:",
    re.IGNORECASE,
)
_ASKS_PRICE = re.compile(
    r"%|\$|\b(?:discounts?|coupons?|codes?|promos?|deals?|offers?|prices?|pric\w+|costs?|expensive|cheap\w*|afford\w*|budget|"
    r"sav(?:e|ings?)|sales?|off|pay|total|lower|much|pricey|worth|money|bucks|yes|yea|yeah|yep|yup|ok|okay|sure|please|"
    r"descuento|cupon|oferta|caro|precio|cuesta|cuanto|si)\b",
    re.IGNORECASE,
)


def _links(text: str, backing: Backing) -> Iterator[Claim]:
    for link in links_in(text):
        if not backing.has_link(link):
            yield Claim(ClaimKind.LINK, link.words, is_hard=_is_foreign(link, backing))


def _is_foreign(link: Link, backing: Backing) -> bool:
    return not backing.is_own_host(link) or backing.carries_foreign_code(link)


def _codes(text: str, backing: Backing) -> Iterator[Claim]:
    for code in codes_in(text):
        if not backing.has_code(code, text):
            yield Claim(ClaimKind.CODE, code, is_hard=True)


def _percentages(text: str, backing: Backing) -> Iterator[Claim]:
    for found in PERCENTAGE.finditer(text):
        named = [number for group in found.groups() if group for number in numbers(group)]
        for number in named:
            quoted = not _is_off(text, found) and backing.says(found.group())
            if not quoted and not backing.has_percentage(number, found.group()):
                yield Claim(ClaimKind.PERCENTAGE, found.group(), is_hard=backing.is_over_ceiling(number, _after(found)))


def _after(found: re.Match[str]) -> str:
    return found.string[found.end() : found.end() + 24]


def _fractions(text: str, backing: Backing) -> Iterator[Claim]:
    for found in FRACTION_OFF.finditer(text):
        percent = {"third": 33.0, "quarter": 25.0}.get(found.lastgroup or "", 50.0)
        if not backing.has_percentage(percent, found.group()):
            yield Claim(ClaimKind.PERCENTAGE, found.group(), is_hard=backing.is_over_ceiling(percent, " off"))


def _is_off(text: str, found: re.Match[str]) -> bool:
    return bool(OFF_AFTER.match(text[found.end() :]) or OFF_BEFORE.search(text[: found.start()]))


def _amounts(text: str, backing: Backing) -> Iterator[Claim]:
    for found in MONEY.finditer(text):
        amount = (found["before"] or found["after"]).replace(",", "")
        if _is_off(text, found):
            if not backing.has_saving(amount):
                words = found.group().strip()
                yield Claim(ClaimKind.AMOUNT_OFF, words, is_hard=backing.is_saving_over_ceiling(amount))
        elif not backing.has_price(amount):
            yield Claim(ClaimKind.PRICE, found.group().strip(), is_hard=False)


def _bare_amounts(text: str, backing: Backing) -> Iterator[Claim]:
    """``10 off``, without a sign: a percentage or an amount, so either must back it."""
    for found in BARE_OFF.finditer(text):
        number = found["number"]
        if not backing.has_percentage(float(number), found.group()) and not backing.has_saving(number):
            over = backing.is_saving_over_ceiling(number)
            yield Claim(ClaimKind.AMOUNT_OFF, found.group(), is_hard=over)


def _said(pattern: re.Pattern[str], kind: ClaimKind) -> Callable[[str, Backing], Iterator[Claim]]:
    def scanner(text: str, backing: Backing) -> Iterator[Claim]:
        for found in pattern.finditer(text):
            if not UNSURE.search(text[: found.start()]) and not backing.says(found.group()):
                yield Claim(kind, found.group(), is_hard=False)

    return scanner


_freebies = _said(FREEBIE, ClaimKind.FREEBIE)
_stock = _said(STOCK, ClaimKind.STOCK)


def _pressure(text: str, backing: Backing) -> Iterator[Claim]:
    for found in PRESSURE.finditer(text):
        yield Claim(ClaimKind.PRESSURE, found.group(), is_hard=False)


def _deadlines(text: str, backing: Backing) -> Iterator[Claim]:
    read_to = 0
    for found in DEADLINE.finditer(text):
        clause = rest_of_sentence(text, found.start())
        times = times_in(clause) if found.start() >= read_to else ()
        if times:
            read_to = found.start() + len(clause)
        if times and not backing.has_deadline(times):
            yield Claim(ClaimKind.DEADLINE, clause.strip(), is_hard=False)
