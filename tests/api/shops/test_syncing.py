"""Reading a shop page by page: what webhooks missed is found, nothing is taken twice, and a crash loses nothing."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path

import httpx
import pytest

from api.settings import Settings
from api.shops.secrets import ShopSecrets
from api.shops.shops import Shops
from api.shops.syncing import PLAN_EVERY, ShopSyncing
from api.shops.texts import ShopTexts
from compliance.rulebook import load_rulebook
from conversation.alert import AlertKind
from conversation.cart import CartState
from conversation.clock import ScriptedClock
from conversation.consent import ConsentScope, ConsentState
from conversation.conversation import Conversation
from conversation.errors import Conflict
from conversation.ids import MerchantId
from conversation.knowledge import DocumentState
from conversation.ledger import Books, Ledger
from conversation.merchant import Merchant
from conversation.shop_event import ShopEvent, ShopEventKind
from conversation.shop_sync import ShopStanding, ShopSync, SyncKind, SyncState
from conversation.store_memory import MemoryLedger
from tests.conversation import world
from tests.conversation.world import NOW
from tests.tools.fake_shopify import TOKEN, FakeShopify, abandoned, bought, customer, money, product
from tools.knowledge_lexical import LexicalKnowledge
from tools.library import Library
from tools.shop import Shop
from tools.shop_opening import ShopSite
from tools.shopify_shop import ShopifyAccount, ShopifyShop

MERCHANT = replace(world.MERCHANT, shop_domain="tidewater.myshopify.com")
HOUR = timedelta(hours=1)


@dataclass
class Stage:
    """One shop, and the process `wrk_1` that reads it. `rested` are the seconds that it waited."""

    admin: FakeShopify
    ledger: Ledger
    clock: ScriptedClock
    syncing: ShopSyncing
    events: list[ShopEvent] = field(default_factory=list)
    rested: list[float] = field(default_factory=list)

    async def read(self, *kinds: SyncKind) -> list[ShopSync]:
        await self.syncing.ask(MERCHANT.id, kinds)
        await self.syncing.work_off()
        return [await self.standing(kind) for kind in kinds]

    async def standing(self, kind: SyncKind) -> ShopSync:
        found = await self.ledger.read(lambda books: books.shop_sync(MERCHANT.id, kind))
        assert found is not None
        return found

    async def talks(self) -> tuple[Conversation, ...]:
        return await self.ledger.read(lambda books: books.conversations((MERCHANT.id,)))


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncIterator[Stage]:
    admin, ledger, clock = FakeShopify(), MemoryLedger(), ScriptedClock(NOW)

    def opens(site: ShopSite) -> ShopifyShop:
        return ShopifyShop(ShopifyAccount(site.merchant.shop_domain, TOKEN), admin.transport())

    shops = Shops({"shopify": opens}, ShopSecrets(Settings(_env_file=None, data_dir=tmp_path)), ledger, clock)
    texts = ShopTexts(ledger, clock, Library(ledger, clock, LexicalKnowledge()))
    stage = Stage(admin, ledger, clock, ShopSyncing(ledger, clock, shops, texts, load_rulebook(), "wrk_1"))

    async def rests(seconds: float) -> None:
        stage.rested.append(seconds)
        clock.advance(timedelta(seconds=seconds))
        admin.pass_seconds(seconds)

    stage.syncing = replace(stage.syncing, rests=rests, hooks=(lambda books, event: stage.events.append(event),))
    await ledger.write(_seed)
    yield stage
    await shops.close()


def _seed(books: Books) -> None:
    world.seed(books)
    books.save_merchant(MERCHANT)


async def test_checkouts_that_webhooks_missed_are_taken_in_as_if_they_had_come(stage: Stage) -> None:
    stage.admin.tables["abandonedCheckouts"] = [abandoned(ref) for ref in range(1, 13)]
    (sync,) = await stage.read(SyncKind.CHECKOUTS)
    assert (sync.state, sync.pages, sync.read, sync.cursor) == (SyncState.DONE, 2, 12, None)
    assert len(await stage.talks()) == 12
    assert {event.kind for event in stage.events} == {ShopEventKind.CHECKOUT_SEEN}


async def test_reading_everything_again_changes_nothing(stage: Stage) -> None:
    stage.admin.tables |= {
        "abandonedCheckouts": [abandoned(1)],
        "orders": [bought(9, phone="+13035550009")],
        "products": [product(1)],
        "customers": [customer(3), customer(4, "UNSUBSCRIBED")],
    }
    kinds = [kind for kind in SyncKind if kind is not SyncKind.TEXTS]
    await stage.read(*kinds)
    told, talks = list(stage.events), await stage.talks()

    def journal(books: Books) -> int:
        return len(books.consent_journal(MERCHANT.id, after=None))

    events = await stage.ledger.write(journal)
    stage.clock.advance(HOUR)
    await stage.read(*kinds)
    assert stage.events == told and await stage.talks() == talks
    assert await stage.ledger.write(journal) == events


async def test_a_run_begins_a_little_before_the_last_one_did(stage: Stage) -> None:
    (first,) = await stage.read(SyncKind.ORDERS)
    assert first.since == NOW - timedelta(days=60) and first.level_at == NOW
    stage.clock.advance(HOUR)
    (second,) = await stage.read(SyncKind.ORDERS)
    assert second.since == NOW - timedelta(minutes=10)
    assert second.due_at == NOW + 2 * HOUR


async def test_a_process_that_ends_in_the_middle_is_followed_at_its_page(stage: Stage) -> None:
    stage.admin.tables["abandonedCheckouts"] = [abandoned(ref) for ref in range(1, 26)]

    class Killed(BaseException):
        pass

    async def dies(seconds: float) -> None:
        raise Killed

    stage.admin.left = 1000
    with pytest.raises(Killed):
        await replace(stage.syncing, rests=dies).run(*await asked(stage, SyncKind.CHECKOUTS))
    left = await stage.standing(SyncKind.CHECKOUTS)
    assert (left.pages, left.read, left.held_by) == (1, 10, "wrk_1")

    other = replace(stage.syncing, name="wrk_2")
    assert await other.run(MERCHANT.id, SyncKind.CHECKOUTS) is None, "somebody else still holds it"
    stage.clock.advance(timedelta(minutes=4))
    ended = await other.run(MERCHANT.id, SyncKind.CHECKOUTS)
    assert ended is not None and (ended.state, ended.pages, ended.read) == (SyncState.DONE, 3, 25)
    assert len(await stage.talks()) == 25


async def asked(stage: Stage, kind: SyncKind) -> tuple[str, SyncKind]:
    await stage.syncing.ask(MERCHANT.id, [kind])
    return MERCHANT.id, kind


async def test_who_was_overtaken_writes_nothing_more(stage: Stage) -> None:
    stage.admin.tables["abandonedCheckouts"] = [abandoned(ref) for ref in range(1, 26)]
    stage.admin.left = 1000

    async def overtaken(seconds: float) -> None:
        stage.clock.advance(timedelta(minutes=4))
        stage.admin.pass_seconds(60)
        await replace(stage.syncing, name="wrk_2").run(MERCHANT.id, SyncKind.CHECKOUTS)

    assert await replace(stage.syncing, rests=overtaken).run(*await asked(stage, SyncKind.CHECKOUTS)) is None
    standing = await stage.standing(SyncKind.CHECKOUTS)
    assert (standing.state, standing.read) == (SyncState.DONE, 25)


async def test_a_limit_is_waited_for_as_long_as_the_bucket_needs(stage: Stage) -> None:
    stage.admin.tables["products"] = [product(ref) for ref in range(1, 81)]
    stage.admin.cost, stage.admin.left, stage.admin.restored = 500, 900, 50
    (sync,) = await stage.read(SyncKind.PRODUCTS)
    assert (sync.state, sync.read) == (SyncState.DONE, 80)
    assert stage.rested and all(seconds <= 60 for seconds in stage.rested)
    assert stage.admin.calls == 4, "nothing was asked for in vain"


async def test_a_shop_that_is_away_is_asked_again_later_from_the_page_that_failed(stage: Stage) -> None:
    stage.admin.tables["abandonedCheckouts"] = [abandoned(ref) for ref in range(1, 13)]
    stage.admin.left = 1000

    async def goes_away(seconds: float) -> None:
        stage.admin.next = httpx.ConnectTimeout("away")

    await replace(stage.syncing, rests=goes_away).run(*await asked(stage, SyncKind.CHECKOUTS))
    failed = await stage.standing(SyncKind.CHECKOUTS)
    assert (failed.state, failed.pages, failed.failures) == (SyncState.FAILED, 1, 1)
    assert "ConnectTimeout" in failed.error and failed.due_at == NOW + timedelta(minutes=1)
    stage.clock.advance(timedelta(minutes=1))
    await stage.syncing.work_off()
    ended = await stage.standing(SyncKind.CHECKOUTS)
    assert (ended.state, ended.read, ended.error, ended.failures) == (SyncState.DONE, 12, "", 0)


async def test_a_short_wait_that_the_shop_asks_for_is_waited_and_a_long_one_is_left(stage: Stage) -> None:
    stage.admin.next = httpx.Response(429, headers={"Retry-After": "3"})
    (sync,) = await stage.read(SyncKind.ORDERS)
    assert (sync.state, stage.rested) == (SyncState.DONE, [3.0])
    stage.admin.next = httpx.Response(429, headers={"Retry-After": "900"})
    stage.clock.advance(HOUR)
    (sync,) = await stage.read(SyncKind.ORDERS)
    assert sync.state is SyncState.FAILED and sync.due_at == stage.clock.now() + timedelta(seconds=900)


async def test_a_refusal_waits_for_an_operator_and_says_why(stage: Stage) -> None:
    stage.admin.next = httpx.Response(403, json={"errors": "no such scope"})
    (sync,) = await stage.read(SyncKind.CONSENTS)
    assert sync.state is SyncState.REFUSED and "403" in sync.error
    assert sync.due_at == NOW + HOUR
    causes = await stage.ledger.write(lambda books: books.take_alert_causes(NOW, 9))
    assert [(cause.kind, cause.conversation_id) for cause in causes] == [(AlertKind.SHOP_AWAY, "")]


async def test_what_goes_wrong_in_taking_in_ends_the_run_and_not_the_worker(stage: Stage) -> None:
    def breaks(books: Books, event: ShopEvent) -> None:
        raise Conflict("the world moved on")

    stage.admin.tables["abandonedCheckouts"] = [abandoned(1)]
    stage.syncing = replace(stage.syncing, hooks=(breaks,))
    (sync,) = await stage.read(SyncKind.CHECKOUTS)
    assert (sync.state, sync.error, sync.read) == (SyncState.FAILED, "Conflict: the world moved on", 0)
    assert await stage.talks() == (), "the page is taken in whole or not at all"


async def test_a_fault_of_ours_ends_one_run_and_not_the_worker_and_is_shown(stage: Stage) -> None:
    def breaks(books: Books, event: ShopEvent) -> None:
        raise KeyError("a shape nobody thought of")

    stage.admin.tables["abandonedCheckouts"] = [abandoned(1)]
    stage.syncing = replace(stage.syncing, hooks=(breaks,))
    checkouts, orders = await stage.read(SyncKind.CHECKOUTS, SyncKind.ORDERS)
    assert (checkouts.state, checkouts.read) == (SyncState.FAILED, 0)
    assert checkouts.error == "a fault of ours, see the log: KeyError"
    assert checkouts.due_at == NOW + timedelta(minutes=1) and orders.state is SyncState.DONE


async def test_a_shop_that_nobody_can_plan_keeps_no_other_from_it(stage: Stage) -> None:
    broken = replace(MERCHANT, id="mer_0", shop_domain="broken.myshopify.com")
    opens = stage.syncing.shops.of

    def of(merchant: Merchant) -> Shop:
        if merchant.id == broken.id:
            raise ZeroDivisionError
        return opens(merchant)

    await stage.ledger.write(lambda books: books.save_merchant(broken))
    stage.syncing.shops.of = of  # type: ignore[method-assign]
    await stage.syncing.plan()
    assert await stage.ledger.read(lambda books: books.shop_syncs(broken.id)) == ()
    assert len(await stage.ledger.read(lambda books: books.shop_syncs(MERCHANT.id))) == len(SyncKind)


async def test_a_slow_shop_keeps_no_other_waiting(stage: Stage) -> None:
    other = replace(MERCHANT, id="mer_slow", shop_domain="slow.myshopify.com")
    await stage.ledger.write(lambda books: books.save_merchant(other))
    for merchant in (other, MERCHANT):
        await stage.syncing.ask(merchant.id, [SyncKind.ORDERS])
    read, never = list[str](), asyncio.Event()

    class Slow(ShopSyncing):
        async def run(self, merchant_id: MerchantId, kind: SyncKind) -> ShopSync | None:
            if merchant_id == other.id:
                await never.wait()
            read.append(merchant_id)
            return await ShopSyncing.run(self, merchant_id, kind)

    rounds = 0

    async def rests(seconds: float) -> None:
        nonlocal rounds
        await asyncio.sleep(0.01)
        rounds += 1
        stage.clock.advance(HOUR)
        if rounds > 5:
            raise asyncio.CancelledError

    one = stage.syncing
    slow = Slow(one.ledger, one.clock, one.shops, one.texts, one.rulebook, one.name, rests=rests, plans=False)
    with pytest.raises(asyncio.CancelledError):
        await slow.run_for_ever()
    assert read.count(MERCHANT.id) > 2, "it is read again and again while the slow one is still at it"


async def test_what_cannot_be_read_is_kept_aside_once(stage: Stage) -> None:
    stage.admin.tables["orders"] = [bought(1, totalPriceSet=money("-5.00")), bought(2)]
    (sync,) = await stage.read(SyncKind.ORDERS)
    assert (sync.read, sync.unread) == (1, 1)
    (odd,) = await stage.ledger.read(lambda books: books.shop_oddities(MERCHANT.id, 9))
    assert (odd.topic, odd.ref, odd.times) == ("orders", "1", 1)
    assert odd.field == "totalPriceSet.shopMoney.amount"


async def test_an_order_that_names_no_checkout_finds_its_cart_by_what_was_bought(stage: Stage) -> None:
    stage.admin.tables["abandonedCheckouts"] = [abandoned(1)]
    stage.admin.tables["orders"] = [bought(7, phone="+13035550001")]
    await stage.read(SyncKind.CHECKOUTS)
    await stage.read(SyncKind.ORDERS)
    cart = await stage.ledger.read(lambda books: books.cart_by_token(MERCHANT.id, MERCHANT.shop_domain, "tok-1"))
    assert cart is not None and cart.state is CartState.RECOVERED
    order = await stage.ledger.read(lambda books: books.order(MERCHANT.id, MERCHANT.shop_domain, "7"))
    assert order is not None and order.cart_id == cart.id


async def test_old_orders_are_kept_and_nobody_is_told(stage: Stage) -> None:
    old = "2026-11-20T10:00:00Z"
    stage.admin.tables["orders"] = [bought(7, createdAt=old, updatedAt=old)]
    await stage.read(SyncKind.ORDERS)
    assert stage.events == [] and await stage.talks() == ()


async def test_refunds_and_cancellations_count_in_what_the_shop_keeps(stage: Stage) -> None:
    stage.admin.tables["orders"] = [bought(7)]
    await stage.read(SyncKind.ORDERS)
    stage.admin.tables["orders"] = [bought(7, totalRefundedSet=money("42.30"), updatedAt="2026-11-24T17:20:00Z")]
    await stage.read(SyncKind.ORDERS)
    order = await stage.ledger.read(lambda books: books.order(MERCHANT.id, MERCHANT.shop_domain, "7"))
    assert order is not None and order.kept.minor == 10000
    stage.admin.tables["orders"] = [bought(7, updatedAt="2026-11-24T17:15:00Z")]
    await stage.read(SyncKind.ORDERS)
    assert await stage.ledger.read(lambda books: books.order(MERCHANT.id, MERCHANT.shop_domain, "7")) == order


async def test_consent_at_the_shop_is_no_double_opt_in_and_its_end_binds_here(stage: Stage) -> None:
    stage.admin.tables["customers"] = [customer(3), customer(4, "UNSUBSCRIBED"), customer(5, "FROM_TOMORROW")]
    await stage.read(SyncKind.CONSENTS)

    def standing(books: Books) -> None:
        (consent,) = books.consents(MERCHANT.id, "+13035550003")
        assert (consent.scope, consent.state) == (ConsentScope.MARKETING, ConsentState.CONFIRMED)
        assert not consent.is_by_text
        (event,) = books.consent_events(MERCHANT.id, "+13035550003")
        assert event.evidence == "subscribed, single_opt_in, collected by shopify"
        stop = books.suppression(MERCHANT.id, "+13035550004")
        assert stop is not None and stop.is_live
        assert books.consents(MERCHANT.id, "+13035550005") == ()
        assert books.suppression(MERCHANT.id, "+13035550005") is None

    await stage.ledger.write(standing)


async def test_what_is_back_in_stock_is_told_once(stage: Stage) -> None:
    gone = product(1)
    gone["variants"]["nodes"][0] |= {"availableForSale": False, "inventoryQuantity": 0}
    stage.admin.tables["products"] = [gone]
    await stage.read(SyncKind.PRODUCTS)
    assert stage.events == []
    for minute in (20, 25):
        stage.admin.tables["products"] = [product(1, updatedAt=f"2026-11-24T17:{minute}:00Z")]
        await stage.read(SyncKind.PRODUCTS)
    (event,) = stage.events
    assert (event.kind, event.ref, event.name) == (ShopEventKind.BACK_IN_STOCK, "11", "Backpack (green, small)")


async def test_who_left_a_ware_in_a_cart_is_named_when_it_is_back(stage: Stage) -> None:
    stage.admin.tables["abandonedCheckouts"] = [abandoned(1), abandoned(2)]
    gone = product(4)
    gone["variants"]["nodes"][0] |= {"id": "gid://shopify/ProductVariant/43", "availableForSale": False}
    stage.admin.tables["products"] = [gone]
    await stage.read(SyncKind.CHECKOUTS, SyncKind.PRODUCTS)
    stage.events.clear()
    back = product(4, updatedAt="2026-11-24T17:20:00Z")
    back["variants"]["nodes"][0]["id"] = "gid://shopify/ProductVariant/43"
    stage.admin.tables["products"] = [back]
    await stage.read(SyncKind.PRODUCTS)
    assert [event.kind for event in stage.events] == [ShopEventKind.BACK_IN_STOCK] * 3
    assert {event.contact_id for event in stage.events} == {None, *(talk.contact_id for talk in await stage.talks())}


async def test_policies_are_answered_from_at_once_and_pages_once_a_person_said_yes(stage: Stage) -> None:
    url = "https://tidewater.example/policies/refund-policy"
    stage.admin.policies = [{"title": "Refunds", "body": "<p>Within 30 days.</p>", "url": url}]
    page = {"id": "1", "title": "Sizes", "handle": "sizes", "body": "<p>S is small.</p>", "isPublished": True}
    stage.admin.tables["pages"] = [page]

    async def held(state: DocumentState) -> list[tuple[str, str]]:
        rows = await stage.ledger.read(lambda books: books.documents(MERCHANT.id, state))
        return [(row.origin, row.source) for row in rows]

    await stage.read(SyncKind.TEXTS)
    assert await held(DocumentState.LIVE) == [("shop policies", url)]
    assert await held(DocumentState.PENDING) == [("shop pages", "https://tidewater.example/pages/sizes")]
    stage.admin.policies, stage.admin.tables["pages"] = [], []
    await stage.read(SyncKind.TEXTS)
    assert await held(DocumentState.LIVE) == await held(DocumentState.PENDING) == []


async def test_what_is_asked_for_while_it_is_being_read_is_read_again(stage: Stage) -> None:
    stage.admin.tables["products"] = [product(ref) for ref in range(1, 31)]
    stage.admin.left = 1000

    async def changes(seconds: float) -> None:
        stage.clock.advance(timedelta(seconds=1))
        await stage.syncing.ask(MERCHANT.id, [SyncKind.PRODUCTS])

    await replace(stage.syncing, rests=changes).run(*await asked(stage, SyncKind.PRODUCTS))
    ended = await stage.standing(SyncKind.PRODUCTS)
    assert ended.state is SyncState.DONE and ended.due_at == stage.clock.now()
    await stage.syncing.work_off()
    assert (await stage.standing(SyncKind.PRODUCTS)).due_at == stage.clock.now() + 6 * HOUR


async def test_a_shop_that_removed_the_app_is_left_alone(stage: Stage) -> None:
    await stage.ledger.write(lambda books: books.save_shop_standing(ShopStanding(MERCHANT.id, NOW, gone_at=NOW)))
    await stage.syncing.ask(MERCHANT.id, [SyncKind.ORDERS])
    assert await stage.syncing.work_off() == 0 and stage.admin.calls == 0


async def test_every_shop_that_can_be_read_is_planned_once(stage: Stage) -> None:
    await stage.syncing.plan()
    await stage.syncing.work_off()
    await stage.syncing.plan()
    syncs = await stage.ledger.read(lambda books: books.shop_syncs(MERCHANT.id))
    assert {sync.kind for sync in syncs} == set(SyncKind)
    assert {sync.state for sync in syncs} == {SyncState.DONE}


async def test_new_shops_are_looked_for_now_and_then_and_not_each_time(stage: Stage) -> None:
    began, looks = stage.clock.now(), list[timedelta]()

    class Watched(ShopSyncing):
        async def plan(self) -> None:
            looks.append(self.clock.now() - began)

    async def rests(seconds: float) -> None:
        stage.clock.advance(timedelta(seconds=seconds))
        if stage.clock.now() - began > 2 * PLAN_EVERY:
            raise asyncio.CancelledError

    one = stage.syncing
    watched = Watched(one.ledger, one.clock, one.shops, one.texts, one.rulebook, one.name, rests=rests)
    with pytest.raises(asyncio.CancelledError):
        await watched.run_for_ever()
    assert looks == [timedelta(0), PLAN_EVERY, 2 * PLAN_EVERY]
