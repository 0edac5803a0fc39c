"""What every ledger promises about requests for somebody's privacy."""

from dataclasses import replace
from datetime import timedelta

from conversation.ledger import Ledger
from conversation.privacy_request import PrivacyRequest, PrivacyTopic
from tests.conversation.world import MERCHANT, NOW

HOUR = timedelta(hours=1)
DATA = PrivacyRequest("prq_1", MERCHANT.id, PrivacyTopic.DATA, "9", "ctc_1", NOW, NOW + HOUR)
SHOP = PrivacyRequest("prq_2", MERCHANT.id, PrivacyTopic.SHOP, "x.myshopify.com", None, NOW + HOUR, NOW + 2 * HOUR)


async def test_requests_are_the_merchants_newest_first_and_what_is_to_be_forgotten_comes_due(ledger: Ledger) -> None:
    for one in (DATA, SHOP):
        await ledger.write(lambda books, one=one: books.save_privacy_request(one))  # type: ignore[misc]
    assert await ledger.read(lambda books: books.privacy_requests(MERCHANT.id)) == (SHOP, DATA)
    assert await ledger.read(lambda books: books.privacy_requests("mer_2")) == ()
    assert await ledger.read(lambda books: books.privacy_request(MERCHANT.id, "prq_1")) == DATA
    assert await ledger.read(lambda books: books.privacy_request("mer_2", "prq_1")) is None
    assert await ledger.read(lambda books: books.due_privacy_requests(SHOP.due_at - HOUR)) == ()
    assert await ledger.read(lambda books: books.due_privacy_requests(SHOP.due_at)) == (SHOP,)
    await ledger.write(lambda books: books.save_privacy_request(replace(SHOP, done_at=NOW, outcome="done")))
    assert await ledger.read(lambda books: books.due_privacy_requests(SHOP.due_at)) == ()
