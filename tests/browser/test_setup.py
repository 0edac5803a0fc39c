"""The set-up page by clicking: a new merchant goes from nothing to a first lawful text, and its answer."""

import os
import re
from pathlib import Path

import pytest

playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed (extra `browser`)")
expect = playwright.expect

pytestmark = [pytest.mark.browser, pytest.mark.timeout(120)]
PHONE = "+13035550142"


def test_a_new_merchant_is_set_up_by_clicking_until_a_reminder_is_delivered(
    page: playwright.Page, address: str
) -> None:
    page.goto(f"{address}/settings/set-up")
    page.get_by_role("link", name="Add a merchant").click()
    page.get_by_label("Name, as shoppers know it").fill("Kestrel Outfitters")
    page.get_by_label("How shoppers reach a person").fill("help@kestrel.example")
    page.get_by_label("Time zone").fill("America/Denver")
    page.get_by_label("Its shop").select_option("upload")
    page.get_by_label("The shop's domain").fill("kestrel.example")
    page.get_by_role("button", name="Begin").click()

    checklist = page.get_by_role("complementary")
    expect(checklist).to_contain_text("No first text can leave yet")
    page.get_by_label("EIN").fill("123-45-6789")
    page.get_by_role("button", name="Save and go on").click()
    expect(page.get_by_role("alert")).to_contain_text("social security number")
    page.get_by_label("EIN").fill("")
    page.get_by_label("Legal name").fill("Kestrel Outfitters LLC")
    page.get_by_role("button", name="Save and go on").click()

    expect(page.get_by_label("Beside the box at the checkout")).to_have_value(re.compile("shopping cart reminders"))
    page.get_by_role("checkbox").check()
    page.get_by_role("button", name="Save and go on").click()

    page.get_by_label("Number, as +18885550199").fill("+18885550199")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(checklist).to_contain_text("Nothing here stops a first text")
    picture(page, "setup_number")

    page.get_by_role("navigation", name="Steps").get_by_role("link", name="The AI").click()
    page.get_by_role("radio", name="auto").check()
    page.get_by_role("button", name="Save and go on").click()

    page.get_by_label("Your own phone").fill(PHONE)
    page.get_by_role("checkbox").check()
    page.get_by_role("button", name="Send me a test text").click()
    state = page.locator("#trial-state")
    expect(state).to_contain_text("delivered")
    expect(page.locator(".sms.theirs").first).to_contain_text("Kestrel Outfitters: Reply YES")
    page.get_by_role("button", name="Text it from the phone").click()
    expect(state).to_contain_text("confirmed by a YES")
    page.get_by_role("button", name="Leave a test cart").click()
    expect(page.locator(".sms.theirs").last).to_contain_text("Test item")
    expect(state).to_contain_text("delivered")
    picture(page, "setup_trial")


def picture(page: playwright.Page, name: str) -> None:
    """Keep a picture where somebody wants to look at it."""
    if folder := os.environ.get("TWOLANE_PICTURES"):
        page.locator("#main").evaluate("one => one.scrollTo(0, 0)")
        page.screenshot(path=Path(folder) / f"{name}.png")
        page.set_viewport_size({"width": 390, "height": 2600})
        page.emulate_media(color_scheme="dark")
        page.screenshot(path=Path(folder) / f"{name}_phone.png")
        page.set_viewport_size({"width": 1440, "height": 900})
        page.emulate_media(color_scheme="light")
