"""What a real shop says of shipping and returns: read by `twolane init` and by the set-up page, and answered from."""

import asyncio
import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import yaml
from typer.testing import CliRunner

from api import wiring
from api.ledgers import opened
from api.sample_world import MERCHANT
from api.settings import Settings
from api.stage import Stage, open_stage
from conversation.knowledge import DocumentState
from conversation.ledger import Reader
from conversation.shop_choice import ShopKind
from tests.api.pages import NOON
from tests.api.paper import words
from tests.tools.fake_shopify import TOKEN, FakeShopify
from tests.tools.fake_woocommerce import FakeWoo, web_page
from tools.shop_opening import ShopSite
from tools.shopify_shop import ShopifyAccount, ShopifyShop
from tools.woocommerce_shop import WooShop
from twolane import app

ANSWERS = Path(__file__).parents[3] / "examples" / "answers.yaml"
SHOPIFY, WOO = ShopKind.SHOPIFY, ShopKind.WOOCOMMERCE
SECRETS = {SHOPIFY: ("admin_token",), WOO: ("consumer_key", "consumer_secret")}
RETURNS = "Returns are free for 41 days."


@dataclass
class Shops:
    """One shop of each kind, that anybody opens who has its secret."""

    shopify: FakeShopify = field(default_factory=FakeShopify)
    woo: FakeWoo = field(default_factory=FakeWoo)

    def publish(self) -> None:
        policy = {"id": "gid://shopify/ShopPolicy/1", "title": "Refund policy", "type": "REFUND_POLICY"}
        policy |= {"url": "https://kestrel.example/policies/refund-policy", "body": f"<p>{RETURNS}</p>"}
        self.shopify.policies = [policy]
        page = web_page("refund_returns", "Refund and Returns Policy")
        page["content"] = {"rendered": f"<p>{RETURNS}</p>", "protected": False}
        self.woo.pages = [page]

    def open_shopify(self, site: ShopSite) -> ShopifyShop:
        return ShopifyShop(ShopifyAccount("kestrel.myshopify.com", TOKEN), self.shopify.transport())

    def open_woo(self, site: ShopSite) -> WooShop:
        return self.woo.shop()


@pytest.fixture
def shops(monkeypatch: pytest.MonkeyPatch) -> Shops:
    kept = Shops()
    kept.publish()
    monkeypatch.setattr(wiring, "open_shopify", kept.open_shopify)
    monkeypatch.setattr(wiring, "open_woocommerce", kept.open_woo)
    return kept


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    for name in [name for name in os.environ if name.startswith(("TWOLANE_", "TWILIO_", "SHOPIFY_", "WOOCOMMERCE_"))]:
        monkeypatch.delenv(name)
    return tmp_path


def run(*typed: str, stdin: str = "") -> str:
    done = CliRunner().invoke(app, list(typed), input=stdin)
    assert done.exit_code == 0, done.output
    return done.output


def _connected(kind: ShopKind) -> None:
    values = "".join(f"{name}=s\n" for name in SECRETS[kind])
    run("shop", "connect", "--kind", kind, "--secrets-stdin", stdin=values)


def _texts(books: Reader, merchant_id: str) -> list[str]:
    live = books.documents(merchant_id, DocumentState.LIVE)
    return [books.document_text(merchant_id, document.id) or "" for document in live]


async def _answered_from(settings: Settings) -> list[str]:
    async with opened(settings) as ledger:
        return await ledger.read(lambda books: _texts(books, books.merchants()[0].id))


@pytest.mark.parametrize("kind", [SHOPIFY, WOO])
def test_init_names_what_opens_the_shop_and_with_it_reads_the_shop(kind: ShopKind, here: Path, shops: Shops) -> None:
    answers: dict[str, Any] = yaml.safe_load(ANSWERS.read_text("utf-8"))
    answers |= {"shop": {"kind": kind.value, "domain": "kestrel.myshopify.com"}, "policies": ["shop"]}
    (here / "answers.yaml").write_text(yaml.safe_dump(answers), encoding="utf-8")
    init = ("init", "--from", "answers.yaml", "--yes")
    first = run(*init)
    assert "what the shop says was not read" in first and f"twolane shop connect --kind {kind}" in first
    _connected(kind)
    second = run(*init)
    assert "1 policies and pages of the shop's were read\n" in second
    assert any(RETURNS in text for text in asyncio.run(_answered_from(Settings())))


@pytest.mark.parametrize("kind", [SHOPIFY, WOO])
async def test_the_page_has_the_shop_read_once_it_can_be_opened_and_says_how_far(
    kind: ShopKind, here: Path, shops: Shops
) -> None:
    async with open_stage(NOON) as stage:
        await press(stage, "shop", kind=kind.value)
        early = await press(stage, "policies", from_shop="true")
        assert early.status_code >= 400 and f"twolane shop connect --kind {kind}" in words(early.text)
        merchant = await stage.twolane.house.ledger.read(lambda books: books.merchant(MERCHANT.id))
        assert merchant is not None
        for name in SECRETS[kind]:
            stage.twolane.house.shops.secrets.keep(merchant, name, ["s"])
        asked = words((await press(stage, "policies", from_shop="true")).text)
        assert "The shop is being read." in asked and "It is being read." in asked
        await stage.twolane.shop_keeping.syncing.work_off()
        page = await stage.client.get("/settings/set-up", params={"merchant": MERCHANT.id, "step": "policies"})
        assert "Read: 1 policies and pages." in words(page.text)
        found = words((await press(stage, "ask", question="are returns free for 41 days?")).text)
        assert RETURNS in found


async def press(stage: Stage, path: str, **form: str) -> Any:
    return await stage.client.post(f"/settings/set-up/{path}", data={"merchant": MERCHANT.id, **form})
