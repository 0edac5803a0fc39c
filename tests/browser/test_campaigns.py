"""A campaign by clicking: refused with its rule, kept, reviewed, sent, and its outcomes with their reasons."""

import os
from pathlib import Path

import pytest

from tests.channels.pictures import png

playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed (extra `browser`)")
expect = playwright.expect

pytestmark = [pytest.mark.browser, pytest.mark.timeout(180)]

PICTURES = os.environ.get("TWOLANE_PICTURES")


def shoot(page: playwright.Page, name: str) -> None:
    """Take the page's picture where somebody wants to look at it: light, dark, and on a phone."""
    if PICTURES is None:
        return
    for looks, width in (("light", 1440), ("dark", 1440), ("light", 390)):
        page.emulate_media(color_scheme=looks)
        page.set_viewport_size({"width": width, "height": 900})
        page.screenshot(path=str(Path(PICTURES) / f"{name}_{looks}_{width}.png"), full_page=True)
    page.emulate_media(color_scheme="light")
    page.set_viewport_size({"width": 1440, "height": 900})


def test_a_campaign_from_its_first_words_to_its_outcomes(page: playwright.Page, address: str) -> None:
    page.goto(f"{address}/campaigns")
    page.locator("#name").fill("Autumn arrivals")
    page.locator("#rules").fill("consent: marketing")
    page.locator("#keep_as").fill("Opted in")
    page.get_by_role("button", name="Keep the segment").click()
    expect(page.locator("#kept")).to_contain_text("Kept as “Opted in”.")
    page.locator("#rules").fill("")
    page.locator("#body").fill("Take 40% off everything, {first_name}!")
    expect(page.locator("#trial")).to_contain_text("in the segment")
    page.get_by_role("button", name="Keep as draft").click()
    expect(page.get_by_role("alert")).to_contain_text("claims.")
    page.locator("#pick").select_option(label="Opted in")
    expect(page.locator("#rules")).to_have_value("consent: [marketing]")
    page.get_by_text("Draft with AI").click()
    page.locator("#brief").fill("new arrivals are in the store this week")
    page.get_by_role("button", name="Draft", exact=True).click()
    expect(page.locator("#drafts")).to_contain_text("A rehearsal, not an LLM")
    page.get_by_role("button", name="Use draft 1").click()
    expect(page.locator("#copy")).to_contain_text("Drafted by the rehearsal model, not an LLM")
    expect(page.locator("#trial .bubble-words")).to_contain_text("Hi Alex, new arrivals")
    expect(page.locator("#trial")).to_contain_text("1 segment each, $")
    page.locator("#picture").set_input_files({"name": "a.png", "mimeType": "image/png", "buffer": png()})
    expect(page.locator("#trial")).to_contain_text("MMS, 1 picture each (PNG, 8 KiB), $")
    shoot(page, "campaigns")
    page.get_by_role("button", name="Keep as draft").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Autumn arrivals")
    expect(page.locator("#progress")).to_contain_text("It is draft")
    expect(page.locator("main")).to_contain_text("drafted by the rehearsal model, not an LLM")
    expect(page.get_by_role("img", name="The picture that goes with the text").first).to_be_visible()
    page.get_by_role("button", name="I have read it").click()
    expect(page.locator("main")).to_contain_text("Reviewed by Dana")
    page.get_by_role("button", name="Send now").click()
    expect(page.locator("#progress")).to_contain_text("It is done")
    page.get_by_role("link", name="Texted", exact=True).click()
    expect(page.get_by_role("table", name="Recipients")).to_contain_text("texted")
    expect(page.get_by_role("table", name="Progress").locator("td").first).not_to_have_text("0")
    shoot(page, "campaign")
    page.get_by_role("link", name="Campaigns", exact=True).first.click()
    expect(page.get_by_role("table", name="Campaigns")).to_contain_text("Autumn arrivals")
    expect(page.get_by_role("table", name="Campaigns")).to_contain_text("Opted in (consent is marketing)")
