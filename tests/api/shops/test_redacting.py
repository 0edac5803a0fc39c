"""Everybody of a shop is forgotten on the day that is named, and a shopper's record is there to be fetched."""

from datetime import timedelta

from api.sample_world import MERCHANT
from api.shops.redacting import KEPT, NO_KEY, ShopRedacting
from api.shops.subscribing import reopen
from api.stage import open_stage
from conversation.clock import ScriptedClock
from conversation.ledger import Books
from conversation.opening import find_or_add_contact
from conversation.privacy_request import PrivacyRequest, PrivacyTopic
from conversation.privacy_requests import ERASED_AFTER, ask_for_record, ask_to_forget_all
from conversation.shop_sync import ShopStanding
from conversation.store_memory import MemoryLedger
from tests.api.pages import NOON
from tests.conversation import world
from tests.conversation.world import NOW, meet, seed

NUMBERS = tuple(f"+1303555010{number}" for number in range(3))


async def _asked() -> tuple[MemoryLedger, ScriptedClock, ShopRedacting]:
    ledger, clock = MemoryLedger(), ScriptedClock(NOW)

    def move_in(books: Books) -> None:
        seed(books)
        for number in NUMBERS:
            meet(books, number)
        ask_to_forget_all(books, world.MERCHANT.id, world.MERCHANT.shop_domain, NOW)
        books.save_shop_standing(ShopStanding(world.MERCHANT.id, NOW, gone_at=NOW))

    await ledger.write(move_in)
    return ledger, clock, ShopRedacting(ledger, clock, lambda _, number: f"t{number}")


async def _known(ledger: MemoryLedger) -> int:
    return await ledger.read(
        lambda books: sum(books.contact_by_phone(world.MERCHANT.id, one) is not None for one in NUMBERS)
    )


async def _request(ledger: MemoryLedger) -> PrivacyRequest:
    (request,) = await ledger.read(lambda books: books.privacy_requests(world.MERCHANT.id))
    return request


async def test_everybody_is_forgotten_on_the_day_and_not_before() -> None:
    ledger, clock, redacting = await _asked()
    clock.advance(ERASED_AFTER - timedelta(seconds=1))
    await redacting.carry_out()
    assert await _known(ledger) == 3 and (await _request(ledger)).done_at is None
    clock.advance(timedelta(seconds=1))
    await redacting.carry_out()
    request = await _request(ledger)
    assert await _known(ledger) == 0
    assert request.done_at == clock.now() and request.outcome.startswith("3 erased")


async def test_a_shop_that_is_connected_again_in_time_keeps_its_shoppers() -> None:
    ledger, clock, redacting = await _asked()
    await ledger.write(lambda books: reopen(books, world.MERCHANT.id, NOW))
    clock.advance(ERASED_AFTER)
    await redacting.carry_out()
    assert await _known(ledger) == 3 and (await _request(ledger)).outcome == KEPT


async def test_without_a_key_it_waits_and_says_what_is_missing() -> None:
    ledger, clock, _ = await _asked()
    clock.advance(ERASED_AFTER)
    await ShopRedacting(ledger, clock, None).carry_out()
    request = await _request(ledger)
    assert await _known(ledger) == 3 and (request.done_at, request.outcome) == (None, NO_KEY)


async def test_a_shoppers_record_is_fetched_from_the_page_and_it_is_kept_who_did() -> None:
    async with open_stage(NOON) as stage:
        ledger = stage.twolane.house.ledger

        def ask(books: Books) -> None:
            contact = find_or_add_contact(books, MERCHANT.id, NUMBERS[0], NOON)
            ask_for_record(books, MERCHANT.id, "9", contact.id, NOON)

        await ledger.write(ask)
        (request,) = await ledger.read(lambda books: books.privacy_requests(MERCHANT.id))
        page = await stage.client.get("/settings/shop", params={"merchant": MERCHANT.id})
        assert "customers/data_request" in page.text and "Download record" in page.text
        where = f"/settings/shop/requests/{request.id}/record"
        file = await stage.client.post(where, data={"merchant": MERCHANT.id})
        assert file.status_code == 200 and NUMBERS[0] in file.text
        assert file.headers["content-disposition"] == f'attachment; filename="record-{request.id}.html"'
        (after,) = await ledger.read(lambda books: books.privacy_requests(MERCHANT.id))
        assert after.done_at == NOON and "fetched the record" in after.outcome
        listed = await stage.client.get(f"/api/merchants/{MERCHANT.id}/shop")
        assert [one["topic"] for one in listed.json()["privacy"]] == [PrivacyTopic.DATA.value]
        unknown = await stage.client.post(where.replace(request.id, "prq_0"), data={"merchant": MERCHANT.id})
        assert unknown.status_code == 404
