"""Settings, Shop: reading the shop now, by clicking, and seeing how far it is."""

import re

import pytest

from api.sample_world import MERCHANT
from conversation.syncing import note_oddity
from tests.browser.demo_thread import DemoThread

playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed (extra `browser`)")
expect = playwright.expect

pytestmark = pytest.mark.browser


def test_the_shop_is_read_by_clicking_and_the_page_follows(demo: DemoThread, page: playwright.Page) -> None:
    why = "totalPriceSet: it is below zero"
    demo.write(lambda books: note_oddity(books, MERCHANT.id, "orders", "5159", "total", why, demo.now))
    page.goto(f"{demo.address}/settings/shop")
    products = page.get_by_role("row", name="Products")
    expect(products).to_contain_text("never read")
    expect(page.get_by_role("row", name="orders 5159")).to_contain_text("below zero")
    page.get_by_role("button", name="Sync now").click()
    expect(page.locator(".notice")).to_contain_text("Everything is being read")
    expect(products).to_contain_text("done")
    expect(products).to_contain_text("on sale")
    expect(page.locator("#syncs")).not_to_have_attribute("hx-trigger", re.compile("every"))
