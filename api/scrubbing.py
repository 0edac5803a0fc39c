"""Asking lists about the numbers of every contact, from the command line."""

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import datetime
from functools import partial
from pathlib import Path

from api.halting import merchant_named
from api.ledgers import opened
from api.settings import Settings
from compliance.number_lists import NumberList, check_number, open_number_lists
from conversation.clock import SystemClock
from conversation.contact import Contact
from conversation.errors import Invalid
from conversation.halt import EVERY_MERCHANT
from conversation.ids import ContactId, MerchantId
from conversation.ledger import Books, Reader

_PAGE = 500


async def scrub_contacts(
    settings: Settings, do_not_call: Path | None, reassigned: Path | None, merchant: str
) -> Mapping[str, int]:
    """Ask about every contact that has a conversation; return how many answers of each kind there were.

    Raises Invalid when no file is named or one cannot be read, Unknown for a merchant that is none.
    """
    lists = open_number_lists(do_not_call, reassigned)
    if not lists:
        raise Invalid("scrub", "no file is named", "give --do-not-call, --reassigned or both")
    now = SystemClock().now()
    counts: Counter[str] = Counter()
    async with opened(settings) as ledger:
        for contacts in await ledger.read(lambda books: list(_pages(books, merchant))):
            counts += await ledger.write(partial(_check, contacts=contacts, lists=lists, now=now))
    return dict(sorted(counts.items()))


def _pages(books: Reader, merchant: str) -> Iterator[list[Contact]]:
    """Every contact of the merchants that are meant, some hundreds at a time."""
    owner = merchant_named(books, merchant)
    for one in books.merchants():
        if owner in (EVERY_MERCHANT, one.id):
            ids = sorted(set(_contacts(books, one.id)))
            found = [contact for contact_id in ids if (contact := books.contact(one.id, contact_id)) is not None]
            yield from (found[start : start + _PAGE] for start in range(0, len(found), _PAGE))


def _contacts(books: Reader, merchant_id: MerchantId) -> Iterator[ContactId]:
    """Every contact has a conversation: one is opened with the contact."""
    cursor = None
    while page := books.conversations((merchant_id,), before=cursor, limit=_PAGE):
        yield from (row.contact_id for row in page)
        cursor = (page[-1].updated_at, page[-1].id)


def _check(books: Books, contacts: list[Contact], lists: tuple[NumberList, ...], now: datetime) -> Counter[str]:
    counts: Counter[str] = Counter()
    for contact in contacts:
        check_number(books, contact.merchant_id, contact.phone, lists, now)
        counts.update(f"{one.kind.value.replace('_', ' ')}: {one.answer(contact.phone).value}" for one in lists)
    return counts
