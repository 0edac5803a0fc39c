"""What people do in more than one browser test. The shopper has a phone of their own, which needs no page."""

import httpx
import pytest

from api.demo import SHOPPERS
from api.sample_world import NUMBER
from tools.sample_catalog import sample_catalog

playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed (extra `browser`)")
expect = playwright.expect

NOAH = sample_catalog().shopper(SHOPPERS[0]).phone


def text(address: str, words: str, phone: str = NOAH) -> None:
    """The shopper texts."""
    answer = httpx.post(f"{address}/phone/{phone}/texts", data={"business": NUMBER, "body": words}, timeout=30)
    assert answer.status_code == 303


def press_on_phone(page: playwright.Page, words: str) -> None:
    """Press one of the demo's texts on the phone that it shows."""
    page.locator(".quick").get_by_role("button", name=words).click()


def open_first(page: playwright.Page, address: str) -> None:
    """Open the first shopper's conversation from the list."""
    page.goto(f"{address}/conversations")
    page.locator(".item", has_text="Noah").click()
    expect(page.locator("#words")).to_be_visible()


def tab_to(page: playwright.Page, target: playwright.Locator) -> None:
    """Press Tab until the target has the focus."""
    for _ in range(60):
        if target.evaluate("one => one === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError("no number of tabs leads there")
