"""Tracked links from the text that carries them to the day they are erased."""

import string
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from conversation.cart import Cart
from conversation.chance import chance
from conversation.errors import Invalid
from conversation.event import EventKind
from conversation.fence import Held, hold
from conversation.ids import ContactId, MessageId, new_id
from conversation.ledger import Books
from conversation.legal_holds import live_hold
from conversation.merchant import Merchant
from conversation.short_link import PATH, LinkClick, LinkTracking, OpenedBy, ShortLink

TOKEN_CHARACTERS = 10
"""Of 62: 59 bits, so that nobody finds a link of somebody else's by trying."""
_ALPHABET = string.ascii_letters + string.digits
SAME_VISIT = timedelta(minutes=30)
"""Whoever follows the same link again within this is counted once. A house figure."""
MOST_CLICKS = 200
"""Rows that are kept of one link: a program that asks for ever fills no table."""


def shop_hosts(merchant: Merchant, cart: Cart | None) -> frozenset[str]:
    """Return the hosts that a link of the merchant's may lead to: the shop's, by its domain and by its address, and
    its checkout's."""
    own = {_host(f"https://{merchant.shop_domain}"), _host(merchant.settings.shop.url)}
    return frozenset((own | {_host(cart.checkout_url) if cart else ""}) - {""})


def front_page(merchant: Merchant) -> str:
    """Return where shoppers find the shop: at its address, else at its domain."""
    return merchant.settings.shop.url.rstrip("/") or f"https://{merchant.shop_domain}"


def address_for(tracking: LinkTracking) -> tuple[str, str]:
    """Return a new token and the short link with it."""
    token = "".join(chance().choices(_ALPHABET, k=TOKEN_CHARACTERS))
    return token, f"{tracking.address.rstrip('/')}{PATH}{token}"


def keep_link(
    held: Held,
    contact_id: ContactId,
    message_id: MessageId,
    short: tuple[str, str],
    target: str,
    lasts: timedelta,
    hosts: frozenset[str],
) -> ShortLink:
    """Keep where a short link of a text leads. Raises Invalid for a page that is not on one of `hosts`."""
    if not is_page(target) or _host(target) not in hosts:
        raise Invalid("target", f"{target[:80]!r} is no page of the shop", f"link to {', '.join(sorted(hosts))}")
    token, address = short
    link = ShortLink(
        id=new_id("lnk", held.now),
        merchant_id=held.row.merchant_id,
        contact_id=contact_id,
        conversation_id=held.row.id,
        message_id=message_id,
        token=token,
        address=address,
        target=target,
        made_at=held.now,
        expires_at=held.now + lasts,
    )
    held.books.save_short_link(link)
    return link


def note_click(books: Books, link: ShortLink, by: OpenedBy, why: str, visitor: str, now: datetime) -> LinkClick:
    """Count somebody who followed the link; the first person who did is an event of its conversation."""
    with hold(books, link.merchant_id, link.conversation_id, now) as held:
        known = books.clicks_on(link.merchant_id, link.id)
        if again := _same_visit(known, by, visitor, now):
            click = replace(again, repeats=again.repeats + 1, last_at=now)
        else:
            click = LinkClick(
                id=new_id("clk", now),
                merchant_id=link.merchant_id,
                link_id=link.id,
                contact_id=link.contact_id,
                message_id=link.message_id,
                at=now,
                last_at=now,
                by=by,
                why=why,
                visitor=visitor,
            )
        books.save_click(click)
        if by is OpenedBy.HUMAN and not any(one.by is OpenedBy.HUMAN for one in known):
            held.record(EventKind.LINK_CLICKED, "contact", link=link.id, message=link.message_id)
    return click


def take_for_bot(books: Books, clicks: Iterable[LinkClick], why: str) -> None:
    """Count clicks for a program's that looked like a person's before more was known."""
    for click in clicks:
        books.save_click(replace(click, by=OpenedBy.BOT, why=why))


def strip_links(books: Books, links: Iterable[ShortLink]) -> int:
    """Let these links lead nowhere and forget who followed them, but not those of contacts under a legal hold."""
    free = [link for link in links if live_hold(books, link.merchant_id, link.contact_id) is None]
    for link in free:
        books.save_short_link(replace(link, target="", address=""))
        for click in books.clicks_on(link.merchant_id, link.id):
            books.save_click(replace(click, visitor=""))
    return len(free)


def _same_visit(known: tuple[LinkClick, ...], by: OpenedBy, visitor: str, now: datetime) -> LinkClick | None:
    if len(known) >= MOST_CLICKS:
        return known[-1]
    mine = [one for one in known if one.visitor == visitor and one.by is by and now - one.last_at < SAME_VISIT]
    return mine[-1] if mine else None


def is_page(url: str) -> bool:
    """Tell whether `url` is an address of the web that hides nothing before its host."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and "@" not in parts.netloc


def _host(url: str) -> str:
    try:
        host = urlsplit(url).hostname or ""
    except ValueError:
        return ""
    return host.lower().removeprefix("www.") if host.isascii() else ""
