"""A person reads a thread in a browser: photos, the sources behind the AI's words, earlier texts, and the brief."""

from pathlib import Path

import pytest

from tests.browser.steps import open_first
from tests.channels.pictures import png

playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed (extra `browser`)")
expect = playwright.expect

pytestmark = [pytest.mark.browser, pytest.mark.timeout(180)]


def test_photo_sources_and_brief(page: playwright.Page, address: str, tmp_path: Path) -> None:
    page.goto(f"{address}/demo")
    page.locator(".quick").get_by_role("button", name="too expensive").click()
    expect(page.locator(".bubble.out").last).to_contain_text("SAVE10")

    sources = page.locator(".bubble.out").last.locator(".sources > summary")
    sources.focus()
    page.keyboard.press("Enter")
    told = page.locator(".bubble.out").last.locator(".sources dl")
    expect(told).to_be_visible()
    expect(told).to_contain_text("Offer")
    expect(told).to_contain_text("asked for an offer")
    page.keyboard.press("Enter")
    expect(told).to_be_hidden()

    (tmp_path / "mug.png").write_bytes(png(160))
    page.locator(".phone-photo input").set_input_files(tmp_path / "mug.png")
    page.locator("#phone-words").fill("this is how it arrived")
    page.get_by_role("button", name="Send from the phone").click()
    photo = page.locator(".bubble.in .photo img")
    expect(photo).to_be_visible()
    expect(photo).to_have_js_property("naturalWidth", 160)
    expect(page.locator(".sms-photo")).to_have_js_property("naturalWidth", 160)
    expect(page.locator(".control")).to_contain_text("Nobody has control")

    open_first(page, address)
    brief = page.locator("#brief")
    expect(brief).to_contain_text("Something arrived damaged: with a photo")
    expect(brief).to_contain_text("price: “too expensive”")
    page.set_viewport_size({"width": 390, "height": 844})
    expect(page.locator("#brief")).to_contain_text("Hours")
    page.locator("#brief-newest > summary").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#brief-newest ol")).to_contain_text("this is how it arrived")
    width = page.evaluate("document.documentElement.scrollWidth")
    assert width <= 390
