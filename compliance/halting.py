"""The kill switch: an operator halts what sells to a region in an emergency, and resumes it."""

from dataclasses import replace
from datetime import datetime

from compliance.rulebook import Rulebook
from compliance.whereabouts import Whereabouts, whereabouts_of
from compliance.zones import zones_by_region
from conversation.errors import Conflict, Invalid, Unknown
from conversation.halt import EVERY_MERCHANT, EVERYWHERE, Halt
from conversation.ids import MerchantId, new_id
from conversation.ledger import Books
from conversation.outbox import OutboxRow
from conversation.sending import cancel

RULE = "emergency.halt"
_MOST_ROWS = 1_000_000


def halt(
    books: Books, merchant_id: MerchantId, region: str, reason: str, by: str, rulebook: Rulebook, now: datetime
) -> Halt:
    """Halt `region` for a merchant, or for `EVERY_MERCHANT`, and cancel what is queued for it and would sell.

    Raises Invalid for a region that is none, a missing reason or name; Conflict when the region is halted already.
    """
    region = region.strip().upper()
    if region != EVERYWHERE and region not in zones_by_region():
        raise Invalid("region", f"{region!r} is no US state or territory", f"write a code such as LA, or {EVERYWHERE}")
    if not reason.strip():
        raise Invalid("reason", "it is empty", "say which emergency, and who declared it")
    if not by.strip():
        raise Invalid("by", "it is empty", "name who halts")
    if _live(books, merchant_id, region) is not None:
        raise Conflict(f"{region} is halted already")
    made = Halt(new_id("hlt", now), merchant_id, region, reason.strip(), by.strip(), now)
    books.save_halt(made)
    _cancel_queued(books, made, rulebook, now)
    return made


def resume(books: Books, merchant_id: MerchantId, region: str, by: str, now: datetime) -> Halt:
    """Lift the halt of `region`. Raises Unknown when it is not halted."""
    standing = _live(books, merchant_id, region.strip().upper())
    if standing is None:
        raise Unknown("halt", region)
    if not by.strip():
        raise Invalid("by", "it is empty", "name who resumes")
    lifted = replace(standing, lifted_at=now, lifted_by=by.strip())
    books.save_halt(lifted)
    return lifted


def covers(halt: Halt, place: Whereabouts) -> bool:
    """Tell whether the shopper may be in the halted region. A halt of a template has none."""
    if not halt.region:
        return False
    return not place.is_abroad if halt.region == EVERYWHERE else place.may_be_in(halt.region)


def _live(books: Books, merchant_id: MerchantId, region: str) -> Halt | None:
    same = (one for one in books.halts(merchant_id) if one.merchant_id == merchant_id and one.region == region)
    return next((one for one in same if one.is_live), None)


def _cancel_queued(books: Books, made: Halt, rulebook: Rulebook, now: datetime) -> None:
    """What was allowed and waits to be claimed would leave without another look at the halts."""
    bound = rulebook.rule(RULE).purposes
    for row in books.queued_rows(datetime.max.replace(tzinfo=now.tzinfo), _MOST_ROWS):
        if row.purpose in bound and made.merchant_id in (EVERY_MERCHANT, row.merchant_id):
            _cancel(books, made, row, now)


def _cancel(books: Books, made: Halt, row: OutboxRow, now: datetime) -> None:
    contact = books.contact_by_phone(row.merchant_id, row.to)
    if contact is None or not covers(made, whereabouts_of(contact)):
        return
    cancel(books, row, f"{made.region} is halted: {made.reason}", now)
