"""The scan: every claim in a text that neither the ledger nor its sources back."""

import re
from collections.abc import Iterator
from datetime import datetime
from functools import cache

from compliance.claims.amounts import NamedAmount, amounts_in
from compliance.claims.backing import Backing, backing_of
from compliance.claims.claim import Claim, ClaimKind
from compliance.claims.codes import codes_in
from compliance.claims.discounts import (
    BARE_OFF,
    CENTS,
    FORMER,
    OFF_AFTER,
    OFF_BEFORE,
    PERCENT_WORDS,
    PERCENTAGE,
    numbers,
    worth,
)
from compliance.claims.figures import figures_in
from compliance.claims.links import Link
from compliance.claims.negation import is_denied, is_disclaimed, is_refused, is_unsure
from compliance.claims.phrases import Found, Topic, compiled, phrases_about
from compliance.claims.read_text import ReadText, read_text, sentence_around
from compliance.claims.times import times_in
from compliance.facts import Facts
from compliance.plain_text import plain
from conversation.merchant import Merchant


def scan(text: str, facts: Facts, now: datetime, sources: tuple[str, ...] = ()) -> tuple[Claim, ...]:
    """Return every claim in `text` that neither the ledger nor `sources` backs.

    `sources` are the store's own words, and so are the facts that people vouched for. They back prices, extras, stock,
    times, reviews and percentages of other things, but never a code, a discount or a foreign link.
    """
    read = read_text(text)
    if not _may_claim(read):
        return ()
    backing = backing_of(facts, now, (*sources, *(fact.statement for fact in facts.vouched)))
    claims = tuple(claim for scanner in _SCANNERS for claim in scanner(read, backing))
    return claims or tuple(Claim(ClaimKind.FIGURE, figure, is_hard=False) for figure in figures_in(read, backing))


def mentions_offer(text: str) -> bool:
    """Tell whether `text` names a discount, by percentage, amount, code or word."""
    read = read_text(text)
    return bool(
        _offers(read)
        or compiled(_BARE_OFF).search(read.low)
        or any(_is_off(read.low, money.found) for money in amounts_in(read.low, read.tokens))
        or _OFFER_WORDS.search(read.low)
    )


def volunteers_offer(text: str, asked: str) -> bool:
    """Tell whether `text` brings up an offer that the shopper's text `asked` neither asks about nor says yes to."""
    return _offers(read_text(text)) and _ASKS_PRICE.search(plain(asked)) is None


def sells(text: str, merchant: Merchant) -> bool:
    """Tell whether `text` has a word that sells, the merchant's own name apart."""
    return _SELLING.search(plain(text).replace(plain(merchant.name), "")) is not None


def _offers(read: ReadText) -> bool:
    return bool(
        next(_percentages_in(read), None)
        or next(read.search(Topic.FRACTIONS), None)
        or codes_in(read.bare, read.tokens)
    )


_OFFER_WORDS = re.compile(
    r"\b(?:discounts?|coupons?|promo(?:tion|s|tions)?|special (?:offer|deal|price)s?|on sale|clearance|exclusive deal|"
    r"free (?:shipping|gift|delivery)|descuentos?|ofertas?)\b"
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
_TOPICS = frozenset(Topic) - {Topic.PERSONS, Topic.SECRETS, Topic.PAYMENTS}


def _may_claim(read: ReadText) -> bool:
    """A cheap look for anything that a scanner could find: most small talk has nothing."""
    if read.links or read.has_digit or not read.tokens.isdisjoint(_claiming_words()) or "%" in read.low:
        return True
    return bool(codes_in(read.bare, read.tokens))


@cache
def _claiming_words() -> frozenset[str]:
    return frozenset().union(*(phrases_about(topic).words for topic in _TOPICS))


def _links(read: ReadText, backing: Backing) -> Iterator[Claim]:
    for link in read.links:
        if not backing.has_link(link):
            yield Claim(ClaimKind.LINK, link.words, is_hard=_is_foreign(link, backing))


def _is_foreign(link: Link, backing: Backing) -> bool:
    return not backing.is_own_host(link) or backing.carries_foreign_code(link)


def _codes(read: ReadText, backing: Backing) -> Iterator[Claim]:
    for code in codes_in(read.bare, read.tokens):
        if not backing.has_code(code, read.low):
            yield Claim(ClaimKind.CODE, code, is_hard=True)


def _percentages_in(read: ReadText) -> Iterator[Found]:
    if "%" in read.low or read.has_any(PERCENT_WORDS):
        yield from compiled(PERCENTAGE).finditer(read.low)


def _percentages(read: ReadText, backing: Backing) -> Iterator[Claim]:
    for found in _percentages_in(read):
        named = [number for group in found.groups() if group for number in numbers(group)]
        off, words = _is_off(read.low, found), found.group().strip()
        for number in named:
            quoted = not off and backing.quotes_percentage(number, read.low, found)
            if not quoted and not backing.has_percentage(number):
                is_hard = backing.is_over_ceiling(number, _after(found))
                yield Claim(ClaimKind.PERCENTAGE, words, is_hard=is_hard)


def _after(found: Found) -> str:
    return found.string[found.end() : found.end() + 24]


def _fractions(read: ReadText, backing: Backing) -> Iterator[Claim]:
    for found in read.search(Topic.FRACTIONS):
        percent = worth(found)
        if not is_denied(read.low, found.start()) and not backing.has_percentage(percent):
            yield Claim(ClaimKind.PERCENTAGE, found.group(), is_hard=backing.is_over_ceiling(percent, " off"))


def _is_off(low: str, found: Found) -> bool:
    return bool(OFF_AFTER.match(low[found.end() :]) or OFF_BEFORE.search(low[: found.start()]))


def _money(read: ReadText, backing: Backing) -> Iterator[NamedAmount]:
    """Yield the amounts with a sign or a word of money; the ``3kd`` of an offer's code ``SAVE10-AB3KD`` is none."""
    return (
        money
        for money in amounts_in(read.low, read.tokens, backing.own)
        if not backing.is_in_code(read.low, money.found)
    )


def _amounts(read: ReadText, backing: Backing) -> Iterator[Claim]:
    for money in _money(read, backing):
        if not _is_off(read.low, money.found):
            yield from _price(read, backing, money)
        elif not backing.has_saving(money.amount):
            words, is_hard = money.found.group().strip(), backing.is_saving_over_ceiling(money.amount)
            yield Claim(ClaimKind.AMOUNT_OFF, words, is_hard)


def _price(read: ReadText, backing: Backing, money: NamedAmount) -> Iterator[Claim]:
    """A former price must be the cart's own: 16 CFR 233.1."""
    found = money.found
    if FORMER.search(read.low[max(0, found.start() - 40) : found.start()]):
        if not backing.has_former_price(money.amount, sentence_around(read.low, found)):
            yield Claim(ClaimKind.FORMER_PRICE, found.group().strip(), is_hard=False)
    elif not _is_price(read.low, backing, money):
        yield Claim(ClaimKind.PRICE, found.group().strip(), is_hard=False)


def _is_price(low: str, backing: Backing, money: NamedAmount) -> bool:
    """A price that is backed, or that is said not to be had. ``For everything`` it must be that of the whole cart."""
    if _TOTAL.match(low[money.found.end() :]):
        return backing.has_total(money.amount)
    return backing.has_price(money.amount) or is_refused(low, money.found.start())


_BARE_OFF = BARE_OFF.pattern
_TOTAL = re.compile(
    r"\s*(?:for (?:everything|it all|all of (?:it|them)|the (?:whole|lot))|all in|in total|altogether|total)\b"
)
"""Words after a price by which it is that of the whole cart."""


def _bare_amounts(read: ReadText, backing: Backing) -> Iterator[Claim]:
    """``10 off``, without a sign: a percentage or an amount, so either must back it. ``Yours for 89`` is a price."""
    if not read.has_digit:
        return
    for found in BARE_OFF.finditer(read.low):
        number = found["number"] or found["number2"]
        saving = backing.read(number)
        if not backing.has_percentage(float(number)) and not backing.has_saving(saving):
            yield Claim(ClaimKind.AMOUNT_OFF, found.group(), is_hard=backing.is_saving_over_ceiling(saving))
    for found in (*read.search(Topic.PRICES), *compiled(CENTS).finditer(read.low)):
        amount = found["bare"]
        is_named = any(amount in money.found.group() for money in _money(read, backing))
        if not is_named and not backing.has_price(backing.read(amount)):
            yield Claim(ClaimKind.PRICE, found.group(), is_hard=False)


def _deals(read: ReadText, backing: Backing) -> Iterator[Claim]:
    """A deal without a number: an offer that stands backs it."""
    for found in read.search(Topic.DEALS):
        if not backing.offers and not _is_open(read, found) and not backing.says(found.group()):
            yield Claim(ClaimKind.DEAL, found.group(), is_hard=False)


def _freebies(read: ReadText, backing: Backing) -> Iterator[Claim]:
    for found in read.search(Topic.EXTRAS):
        if not _is_open(read, found) and not backing.has_extra(sentence_around(read.low, found), found.group()):
            yield Claim(ClaimKind.FREEBIE, found.group(), is_hard=False)


def _is_open(read: ReadText, found: Found) -> bool:
    return is_denied(read.low, found.start()) or is_unsure(read.low, found.start())


def _stock(read: ReadText, backing: Backing) -> Iterator[Claim]:
    for found in read.search(Topic.STOCK):
        if not is_unsure(read.low, found.start()) and not backing.says(found.group()):
            yield Claim(ClaimKind.STOCK, found.group(), is_hard=False)


def _crowds(read: ReadText, backing: Backing) -> Iterator[Claim]:
    """What others do; ``I can't see what other shoppers ordered`` says nothing of it."""
    for found in read.search(Topic.CROWDS):
        if not _is_open(read, found) and not is_refused(read.low, found.start()) and not backing.says(found.group()):
            yield Claim(ClaimKind.CROWD, found.group(), is_hard=False)


def _deadlines(read: ReadText, backing: Backing) -> Iterator[Claim]:
    done: dict[str, None] = {}
    for topic in (Topic.DEADLINES, Topic.STANDING):
        for found in read.search(topic):
            sentence = sentence_around(read.low, found)
            if sentence in done or is_disclaimed(read.low, found.start()):
                continue
            named = times_in(backing.without_options(sentence))
            times = tuple(time for time in named if topic is Topic.DEADLINES or not time.is_today)
            if times and not backing.has_deadline(times, sentence):
                yield Claim(ClaimKind.DEADLINE, sentence.strip(), is_hard=False)
            done[sentence] = None


def _pressure(read: ReadText, backing: Backing) -> Iterator[Claim]:
    for found in read.search(Topic.PRESSURE):
        yield Claim(ClaimKind.PRESSURE, found.group(), is_hard=False)


def _reviews(read: ReadText, backing: Backing) -> Iterator[Claim]:
    for found in read.search(Topic.REVIEWS):
        if not is_denied(read.low, found.start()) and not backing.has_review(
            sentence_around(read.low, found), found.group()
        ):
            yield Claim(ClaimKind.REVIEW, found.group(), is_hard=False)


def _promises(read: ReadText, backing: Backing) -> Iterator[Claim]:
    for found in read.search(Topic.PROMISES):
        if not _is_open(read, found) and not is_refused(read.low, found.start()) and not backing.says(found.group()):
            yield Claim(ClaimKind.PROMISE, found.group(), is_hard=False)


_SCANNERS = (
    _links,
    _codes,
    _percentages,
    _fractions,
    _amounts,
    _bare_amounts,
    _deals,
    _freebies,
    _stock,
    _crowds,
    _deadlines,
    _pressure,
    _reviews,
    _promises,
)
