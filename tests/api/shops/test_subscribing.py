"""Looking after webhooks: what a shop no longer tells of is asked for again, and how it stands is kept."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import pytest

from api.settings import Settings
from api.shops.secrets import ShopSecrets
from api.shops.shops import Shops
from api.shops.subscribing import ShopSubscribing, reopen
from conversation.alert import AlertKind
from conversation.clock import ScriptedClock
from conversation.ledger import Books
from conversation.shop_sync import ShopStanding
from conversation.store_memory import MemoryLedger
from tests.conversation import world
from tests.conversation.world import NOW
from tests.tools.fake_shopify import TOKEN, FakeShopify
from tools.shopify_shop import ShopifyAccount, ShopifyShop

MERCHANT = replace(world.MERCHANT, shop_domain="tidewater.myshopify.com")
DAY = timedelta(days=1)


@dataclass
class Stage:
    admin: FakeShopify
    ledger: MemoryLedger
    clock: ScriptedClock
    subscribing: ShopSubscribing

    async def standing(self) -> ShopStanding:
        found = await self.ledger.read(lambda books: books.shop_standing(MERCHANT.id))
        assert found is not None
        return found


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncIterator[Stage]:
    admin, ledger, clock = FakeShopify(), MemoryLedger(), ScriptedClock(NOW)
    settings = Settings(_env_file=None, data_dir=tmp_path, public_url="https://texts.tidewater.example")
    admin.cost = 10
    account = ShopifyAccount(MERCHANT.shop_domain, TOKEN)
    openers = {"shopify": lambda site: ShopifyShop(account, admin.transport())}
    shops = Shops(openers, ShopSecrets(settings), ledger, clock)
    await ledger.write(lambda books: books.save_merchant(MERCHANT))
    yield Stage(admin, ledger, clock, ShopSubscribing(ledger, clock, shops, settings))
    await shops.close()


async def test_a_subscription_that_the_shop_dropped_is_asked_for_again_a_day_later(stage: Stage) -> None:
    await stage.subscribing.look()
    every = len(stage.admin.tables["webhookSubscriptions"])
    assert every > 10 and (await stage.standing()).missing == ()
    stage.admin.tables["webhookSubscriptions"].pop()
    await stage.subscribing.look()
    assert len(stage.admin.tables["webhookSubscriptions"]) == every - 1, "it was looked at a moment ago"
    stage.clock.advance(DAY)
    await stage.subscribing.look()
    assert len(stage.admin.tables["webhookSubscriptions"]) == every


async def test_what_the_shop_will_not_tell_of_is_kept_and_leads_hear(stage: Stage) -> None:
    stage.admin.denied_topics = frozenset({"ORDERS_CREATE"})
    await stage.subscribing.look()
    standing = await stage.standing()
    assert standing.missing == ("orders/create",) and "denied" in standing.error
    causes = await stage.ledger.write(lambda books: books.take_alert_causes(NOW, 9))
    assert [cause.kind for cause in causes] == [AlertKind.SHOP_AWAY]


async def test_an_address_in_the_clear_is_never_named_to_a_shop(stage: Stage, tmp_path: Path) -> None:
    here = Settings(_env_file=None, data_dir=tmp_path, public_url="http://127.0.0.1:8040")
    await replace(stage.subscribing, settings=here).look()
    assert stage.admin.calls == 0 and "TWOLANE_PUBLIC_URL" in (await stage.standing()).error


async def test_a_shop_that_removed_the_app_is_looked_at_again_once_it_is_connected(stage: Stage) -> None:
    await stage.ledger.write(lambda books: books.save_shop_standing(ShopStanding(MERCHANT.id, NOW, gone_at=NOW)))
    stage.clock.advance(9 * DAY)
    await stage.subscribing.look()
    assert stage.admin.calls == 0

    def connected(books: Books) -> None:
        reopen(books, MERCHANT.id, stage.clock.now())

    await stage.ledger.write(connected)
    await stage.subscribing.look()
    assert stage.admin.calls > 0 and (await stage.standing()).gone_at is None
