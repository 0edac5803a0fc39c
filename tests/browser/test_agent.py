"""The Agent page in a browser: sliders that say at once what a model is told, and a talk in the playground."""

import re

import pytest

playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed (extra `browser`)")
expect = playwright.expect

pytestmark = [pytest.mark.browser, pytest.mark.timeout(120)]


def test_a_slider_speaks_before_it_is_saved_and_the_playground_talks(page: playwright.Page, address: str) -> None:
    page.goto(f"{address}/agent/persona")
    page.locator("#formal").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    expect(page.locator("#says-formal")).to_have_text("very formal")
    expect(page.locator("#told")).to_contain_text("Formal: full sentences")
    page.locator("#name").fill("Dana the Assistant")
    expect(page.locator("#told")).to_contain_text("Cannot be saved: name")
    page.locator("#name").fill("Tidewater Assistant")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("status").filter(has_text="Saved")).to_be_visible()

    page.get_by_role("link", name="Playground").click()
    page.get_by_role("button", name="Begin").click()
    expect(page.locator(".playground-texts .bubble").last).to_contain_text("Backpack")
    expect(page.locator("#body")).to_be_focused()
    page.keyboard.type("how long does shipping take?")
    page.get_by_role("button", name="Text").click()
    expect(page.locator(".playground-texts .bubble").last).to_contain_text("business days")
    newest = page.locator(".turn").first
    expect(newest).to_contain_text(re.compile("lookup_policy.*found"))
    newest.get_by_text(re.compile("^The prompt, ")).click()
    expect(newest.locator("pre").first).to_contain_text("Formal: full sentences")
