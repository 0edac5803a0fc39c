"""Which shop a merchant has is data of theirs; what opens it is a secret, and no row."""

import json
import stat
from dataclasses import replace
from pathlib import Path

import pytest
from pydantic import SecretStr

from api.settings import Settings
from api.shops.secrets import ShopSecrets
from api.shops.shops import SERVING, Shops
from conversation.clock import ScriptedClock, SystemClock
from conversation.errors import Invalid, Misconfigured
from conversation.shop_choice import ShopChoice, check_shop
from conversation.store_memory import MemoryLedger
from tests.tools.house import MERCHANT, NOW
from tools.sample_shop import SampleShop
from tools.shop_opening import ShopSite, kind_of
from tools.shopify_shop import ShopifyShop, open_shopify


def having(**choice: str) -> ShopChoice:
    return ShopChoice(**choice)


ELSEWHERE = replace(MERCHANT, id="mer_2", shop_domain="saltmarsh.myshopify.com")
STALL = replace(MERCHANT, settings=replace(MERCHANT.settings, shop=having(kind="stall")))


class Stall(SampleShop):
    """Remembers what it was opened with, and whether it was closed."""

    def __init__(self, site: ShopSite) -> None:
        super().__init__()
        self.site = site
        self.is_closed = False

    async def close(self) -> None:
        self.is_closed = True


def shops_in(folder: Path, **settings: SecretStr) -> Shops:
    sample = SampleShop()
    openers = {"sample": lambda site: sample, "shopify": open_shopify, "stall": Stall}
    return Shops(openers, ShopSecrets(Settings(data_dir=folder, **settings)), MemoryLedger(), SystemClock())


async def test_a_shop_that_was_opened_anew_is_let_go_once_no_turn_is_served_by_it(tmp_path: Path) -> None:
    clock, secrets = ScriptedClock(NOW), ShopSecrets(Settings(data_dir=tmp_path))
    shops = Shops({"stall": Stall}, secrets, MemoryLedger(), clock)
    first = shops.of(STALL)
    secrets.keep(STALL, "codes", ["ONE"])
    second = shops.of(STALL)
    assert isinstance(first, Stall) and isinstance(second, Stall)
    await shops.let_go()
    assert not first.is_closed
    clock.advance(SERVING)
    await shops.let_go()
    assert first.is_closed and not second.is_closed and shops.of(STALL) is second
    await shops.close()


async def test_a_shop_that_says_nothing_is_told_by_its_domain(tmp_path: Path) -> None:
    shops = shops_in(tmp_path)
    assert (kind_of(MERCHANT), kind_of(ELSEWHERE), kind_of(STALL)) == ("sample", "shopify", "stall")
    assert isinstance(shops.of(ELSEWHERE), ShopifyShop) and type(shops.of(MERCHANT)) is SampleShop
    await shops.close()


async def test_a_shop_is_opened_once_and_again_when_its_secrets_or_its_place_changed(tmp_path: Path) -> None:
    shops = shops_in(tmp_path)
    first = shops.of(STALL)
    assert shops.of(replace(STALL, name="Another name")) is first
    shops.secrets.keep(STALL, "codes", ["ONE", "TWO"])
    second = shops.of(STALL)
    moved = replace(STALL, settings=replace(STALL.settings, shop=having(kind="stall", url="https://x.example")))
    third = shops.of(moved)
    assert isinstance(first, Stall) and isinstance(second, Stall) and isinstance(third, Stall)
    assert len({id(first), id(second), id(third)}) == 3
    assert second.site.secrets["codes"] == ("ONE", "TWO") and second.site.secret("codes") == "ONE"
    await shops.close()
    assert first.is_closed and second.is_closed and third.is_closed


def test_a_kind_that_nobody_opens_is_named_with_what_to_do(tmp_path: Path) -> None:
    other = replace(STALL, settings=replace(STALL.settings, shop=having(kind="magento")))
    with pytest.raises(Misconfigured, match=r"no kind 'magento'; choose one of sample, shopify, stall"):
        shops_in(tmp_path).of(other)


def test_secrets_are_kept_where_only_the_owner_reads_and_the_environments_stand_where_none_were(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path, shopify_admin_token=SecretStr("everybodys"))
    secrets = ShopSecrets(settings)
    secrets.keep(ELSEWHERE, "client_secret", ["new", "", "old"])
    (file,) = tmp_path.iterdir()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert json.loads(file.read_text()) == {"mer_2": {"client_secret": ["new", "old"]}}
    assert secrets.of(ELSEWHERE) == {"admin_token": ("everybodys",), "client_secret": ("new", "old")}
    assert ShopSecrets(settings).of(ELSEWHERE) == secrets.of(ELSEWHERE)
    assert "everybodys" not in repr(ShopSite(ELSEWHERE, MemoryLedger(), SystemClock(), secrets.of(ELSEWHERE)))


def test_a_secret_that_is_missing_is_named(tmp_path: Path) -> None:
    site = ShopSite(STALL, MemoryLedger(), SystemClock())
    with pytest.raises(Misconfigured, match=r"'consumer_key' for tidewater.example: twolane shop connect"):
        site.secret("consumer_key")


@pytest.mark.parametrize(
    ("choice", "field"),
    [
        ({"url": "http://shop.example"}, "shop.url"),
        ({"url": "https://key:secret@shop.example"}, "shop.url"),
        ({"url": "ftp://shop.example"}, "shop.url"),
        ({"currency": "usd"}, "shop.currency"),
        ({"currency": "DOLLARS"}, "shop.currency"),
    ],
)
def test_keys_go_over_https_alone_and_a_currency_is_a_code(choice: dict[str, str], field: str) -> None:
    with pytest.raises(Invalid) as raised:
        check_shop(having(kind="woocommerce", **choice))
    assert raised.value.field == field


def test_this_very_machine_may_be_asked_in_the_clear() -> None:
    check_shop(having(kind="woocommerce", url="http://127.0.0.1:8080"))
