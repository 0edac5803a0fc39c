"""What a checkout tells about its number: where its owner may be, and what lists say of it."""

from dataclasses import replace
from datetime import UTC, datetime

from api.checkout import ShopNews
from api.sample_world import MERCHANT, seed_store
from compliance.number_lists import DoNotCallList
from compliance.rulebook import load_rulebook
from conversation.contact import Contact
from conversation.ledger import Books
from conversation.number_check import CheckAnswer
from conversation.store_memory import MemoryLedger
from tests.tools.test_shopify_checkout import read
from tools.sample_catalog import SAMPLE_DOMAIN

NOW = datetime(2026, 11, 24, 18, 0, tzinfo=UTC)
PHONE = "+13035550111"
LISTED = DoNotCallList(frozenset({PHONE}), NOW, "a test")


def contact_of(books: Books) -> Contact:
    contact = books.contact_by_phone(MERCHANT.id, PHONE)
    assert contact is not None
    return contact


async def test_a_checkout_fills_the_contact_and_has_lists_asked() -> None:
    ledger = MemoryLedger()
    await ledger.write(seed_store)
    seen = replace(read(), shop_domain=SAMPLE_DOMAIN, phone=PHONE, region="TX", billing_region="RI")

    def come(books: Books, billing: str | None, delivery: str) -> None:
        news = ShopNews(books, load_rulebook(), NOW, (LISTED,))
        news.checkout(replace(seen, billing_region=billing), delivery)

    await ledger.write(lambda books: come(books, "RI", "1"))
    contact = await ledger.write(contact_of)
    assert (contact.region, contact.billing_region) == ("TX", "RI")
    (check,) = await ledger.read(lambda books: books.number_checks(MERCHANT.id, PHONE))
    assert check.answer is CheckAnswer.LISTED
    await ledger.write(lambda books: come(books, None, "2"))
    assert (await ledger.write(contact_of)).billing_region is None
