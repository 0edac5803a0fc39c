"""P2P Cart Recovery by keys alone: a first text for one brand, then another brand, and words that do not cross."""

import re

import pytest

from tests.browser.steps import tab_to

playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed (extra `browser`)")
expect = playwright.expect

pytestmark = [pytest.mark.browser, pytest.mark.timeout(180)]

WORDS = "Hi Chen, your tea kettle is still here. May I tell you how loud it is?"


def test_a_first_text_by_keyboard_and_a_paste_that_warns(page: playwright.Page, address: str) -> None:
    page.goto(f"{address}/recovery")
    claim = page.get_by_role("button", name="Claim the cart of Chen Silva at Fernwood")
    tab_to(page, claim)
    page.keyboard.press("Enter")
    expect(page.locator(".brand-bar")).to_contain_text("You write as Fernwood, from (888) 555-0177")
    expect(page.locator("[data-claim-ends]")).to_contain_text(re.compile(r"for (10:00|9:5\d) more"))
    expect(page.locator("#first-words")).to_be_focused()
    page.keyboard.type("Use code FREE90 for 90% off")
    expect(page.locator("#outlook")).to_contain_text("Send: refused")
    page.keyboard.press("Control+A")
    page.keyboard.type(WORDS)
    expect(page.locator("#outlook")).to_contain_text("Send: leaves now")
    expect(page.locator("#outlook")).to_contain_text("Dana here, a person at Fernwood:")
    page.keyboard.press("Control+A")
    page.keyboard.press("Control+C")
    page.keyboard.press("Control+Enter")
    expect(page).to_have_url(re.compile("/conversations/"))
    expect(page.locator(".control")).to_contain_text("You have control")
    expect(page.locator(".bubble.out").last).to_contain_text(re.compile("Fernwood.*kettle.*P2P *Dana", re.DOTALL))
    expect(page.locator(".divider").last).to_have_text("P2P exchange, Dana")

    page.goto(f"{address}/recovery")
    expect(page.get_by_role("button", name=re.compile("Chen Silva"))).to_have_count(0)
    tab_to(page, page.get_by_role("button", name=re.compile("at Tidewater")))
    page.keyboard.press("Enter")
    expect(page.locator(".brand-bar")).to_contain_text("Brand changed: you wrote for Fernwood before.")
    bar = page.locator(".brand-bar").bounding_box()
    assert bar is not None
    assert bar["width"] == 1440
    expect(page.locator("#first-words")).to_be_focused()
    page.keyboard.press("Control+V")
    warning = page.get_by_role("dialog", name="Copied at Fernwood")
    expect(warning).to_contain_text("You are writing as Tidewater")
    expect(page.get_by_role("button", name="Do not paste")).to_be_focused()
    page.keyboard.press("Enter")
    expect(warning).to_have_count(0)
    expect(page.locator("#first-words")).to_have_value("")
    expect(page.locator("#first-words")).to_be_focused()
    page.keyboard.press("Control+V")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#first-words")).to_have_value(WORDS)
