"""Following a short link: whoever has it is sent on to the shop at once, without a session or a cookie."""

import logging
from datetime import datetime

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from api.address import address_mark
from api.house import House, HouseDep
from api.pages.rendering import render
from conversation.errors import TwolaneError
from conversation.ledger import Books, Reader
from conversation.linking import note_click, take_for_bot
from conversation.merchant import Merchant
from conversation.short_link import ShortLink
from flows.clicks import Visit, judge

logger = logging.getLogger(__name__)

router = APIRouter(tags=["Links"])

SENT_ON = {"Cache-Control": "no-store", "Referrer-Policy": "no-referrer", "X-Robots-Tag": "noindex, nofollow"}


@router.api_route("/l/{token}", methods=["GET", "HEAD"], include_in_schema=False)
async def follow_link(token: str, request: Request, house: HouseDep) -> Response:
    """Send the caller on, 302, and count them. 410 with the brand's name once the link has ended, 404 for no link."""
    now, mark = house.clock.now(), address_mark(request, house.settings)
    house.link_pace.note(mark, now)
    link, merchant = await house.ledger.read(lambda books: _find(books, token))
    if link is None or merchant is None:
        return render("link.html", 404, merchant=None)
    if not link.is_live(now):
        return render("link.html", 410, merchant=merchant)
    await _count(house, link, request, mark, now)
    return RedirectResponse(link.target, 302, headers=SENT_ON)


def _find(books: Reader, token: str) -> tuple[ShortLink | None, Merchant | None]:
    link = books.short_link(token)
    return link, books.merchant(link.merchant_id) if link else None


async def _count(house: House, link: ShortLink, request: Request, mark: str, now: datetime) -> None:
    """Keep who followed the link. That it cannot be kept is no reason to keep a shopper from the shop."""
    visit = Visit(request.method, request.headers, mark, now)
    try:
        await house.ledger.write(lambda books: _note(books, link, visit))
    except TwolaneError:
        logger.exception("a click on link %s could not be kept", link.id)


def _note(books: Books, link: ShortLink, visit: Visit) -> None:
    row = books.outbox_row(link.merchant_id, link.message_id)
    known = books.clicks_on_message(link.merchant_id, link.message_id)
    opened = judge(visit, link.id, row, known)
    take_for_bot(books, opened.also, opened.why)
    note_click(books, link, opened.by, opened.why, visit.visitor, visit.at)
