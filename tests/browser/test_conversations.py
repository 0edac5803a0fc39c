"""A person drives the demo with a mouse and keys: take over, reply, hand back, and the phone beside it."""

import os
import re
import time
from pathlib import Path

import pytest

from tests.browser.demo_thread import DemoThread
from tests.browser.steps import open_first, press_on_phone, text

playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed (extra `browser`)")
expect = playwright.expect

pytestmark = [pytest.mark.browser, pytest.mark.timeout(180)]

PATIENCE_SECONDS = 30.0
PHONE = {"width": 390, "height": 844}
REPLY = "Hi Noah, I looked at your cart myself. What can I help with?"


def test_take_over_reply_and_hand_back_by_clicking(page: playwright.Page, demo: DemoThread) -> None:
    address = demo.address
    page.goto(f"{address}/demo")
    expect(page.locator(".sms.theirs").first).to_contain_text("Reply STOP to opt out")
    press_on_phone(page, "too expensive")
    expect(page.locator(".bubble.out").last).to_contain_text("SAVE10")
    press_on_phone(page, "a real person please")
    expect(page.locator(".control")).to_contain_text("Nobody has control")

    open_first(page, address)
    keep_phone_picture(page)
    page.locator("#words").fill("Use code FREE90 for 90% off")
    expect(page.locator("#outlook")).to_contain_text("Send: refused")
    page.locator("#words").fill(REPLY)
    expect(page.locator("#outlook")).to_contain_text("Send: leaves now")
    expect(page.locator("#outlook")).to_contain_text("Dana here, a person at Tidewater:")
    page.get_by_role("button", name="Take over and send").click()
    expect(page.locator(".control")).to_contain_text("You have control")
    expect(page.locator(".bubble.out").last).to_contain_text(REPLY)
    demo.let_undo_pass()
    expect(page.locator(".bubble.out").last).to_contain_text(re.compile("P2P *Dana *ok .*delivered", re.DOTALL))
    expect(page.locator(".divider").last).to_have_text("P2P exchange, Dana")
    expect(page.locator("#words")).to_have_value("")
    expect(page.locator("#words")).to_be_focused()
    expect(page.locator(".item[aria-current]")).to_contain_text("P2P Dana")
    keep_picture(page, "conversations.png")

    page.get_by_role("button", name="Hand back").click()
    expect(page.locator(".control")).to_contain_text("AI has control")
    page.goto(f"{address}/demo")
    press_on_phone(page, "is shipping free?")
    expect(page.locator(".bubble.out").last).to_contain_text(re.compile("automated assistant.*A2P *AI", re.DOTALL))
    press_on_phone(page, "stop texting me")
    expect(page.locator(".stopped")).to_contain_text("Opted out")
    expect(page.locator(".ticks .seen")).to_have_text(
        [re.compile(word) for word in ("Offer", "P2P", "Hand back", "STOP")]
    )


def test_what_one_person_does_another_sees_without_reloading(
    page: playwright.Page, browser: playwright.Browser, address: str
) -> None:
    open_first(page, address)
    page.locator("#words").fill("half a thou")
    other = browser.new_context().new_page()
    open_first(other, address)
    other.get_by_role("button", name="Take over", exact=True).click()
    expect(page.locator(".control")).to_contain_text("You have control")
    expect(page.get_by_role("button", name="Send", exact=True)).to_be_visible()
    expect(page.locator("#words")).to_have_value("half a thou")
    other.close()


def test_keys_move_through_the_list_and_take_over(page: playwright.Page, address: str) -> None:
    open_first(page, address)
    page.wait_for_load_state("load")
    page.locator("#words").press("t")
    expect(page.locator("#words")).to_have_value("t")
    page.locator("#words").press("Escape")
    page.keyboard.press("t")
    expect(page.locator(".control")).to_contain_text("You have control")
    page.locator("body").press("j")
    expect(page.locator(".item:focus")).to_have_count(1)
    first = page.locator(".item:focus").get_attribute("href")
    page.keyboard.press("k")
    page.keyboard.press("k")
    assert page.locator(".item:focus").get_attribute("href") != first


def test_the_demo_clock_closes_the_window(page: playwright.Page, address: str) -> None:
    page.goto(f"{address}/demo")
    expect(page.locator(".bubble.out")).to_have_count(1)
    press_on_phone(page, "is shipping free?")
    expect(page.locator(".bubble.out")).to_have_count(2)
    page.get_by_role("button", name="Jump to 21:30").click()
    expect(page.locator(".clock b")).to_have_text(re.compile("21:3"))
    page.locator("#words").fill("Good evening Noah")
    expect(page.locator("#outlook")).to_contain_text("Send: deferred to")
    page.get_by_role("button", name="Take over and send").click()
    expect(page.locator(".attempt")).to_contain_text("deferred to Wed 08:00")
    page.get_by_role("button", name="Next 10:30").click()
    expect(page.locator(".bubble.out").last).to_contain_text("Good evening Noah")


def test_it_works_without_javascript(browser: playwright.Browser, address: str) -> None:
    page = browser.new_context(java_script_enabled=False).new_page()
    page.goto(f"{address}/demo")
    with page.expect_navigation():
        press_on_phone(page, "a real person please")
    until(page, f"{address}/demo", "Nobody has control")
    until(page, f"{address}/demo", "they will reply here")
    page.locator("#words").fill(REPLY)
    page.get_by_role("button", name="Take over and send").click()
    expect(page.locator(".control")).to_contain_text("You have control")
    expect(page.locator(".bubble.out.tone-p2p")).to_contain_text(REPLY)
    page.get_by_role("button", name="Hand back").click()
    expect(page.locator(".control")).to_contain_text("AI has control")
    page.close()


def until(page: playwright.Page, address: str, words: str) -> None:
    """Load the page until the page says so, as a person without JavaScript would."""
    end = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < end:
        page.goto(address)
        if page.get_by_text(words).count():
            return
        page.wait_for_timeout(100)
    raise AssertionError(f"the page never said {words!r}")


def test_a_text_says_why_it_could_leave_and_keeps_saying_so(page: playwright.Page, address: str) -> None:
    text(address, "a real person please")
    open_first(page, address)
    expect(page.locator(".control")).to_contain_text("Nobody has control")
    page.locator("#words").fill("Use code FREE90 for 90% off")
    page.get_by_role("button", name="Take over and send").click()
    refused = page.locator(".attempt")
    refused.locator("summary").first.click()
    expect(refused.locator(".why-said")).to_contain_text("Refused nothing backs the code")
    expect(refused.locator(".why-rule")).to_contain_text("claims.hard")
    allowed = page.locator(".bubble.out").first
    allowed.locator("summary").first.click()
    allowed.get_by_text("rules tried").click()
    expect(allowed.locator(".why-rules")).to_contain_text("Twilio error 30517")
    page.locator("#words").fill(REPLY)
    page.get_by_role("button", name="Send").click()
    expect(page.locator(".bubble.out").last).to_contain_text("P2P")
    expect(allowed.locator(".why-rules")).to_be_visible()
    expect(refused.locator(".why-said")).to_be_visible()


def keep_phone_picture(page: playwright.Page) -> None:
    """Keep what somebody sees who opens an alert's link on a phone."""
    assert page.context.browser is not None
    phone = page.context.browser.new_page(viewport=PHONE, is_mobile=True, has_touch=True, device_scale_factor=2)
    phone.goto(page.url)
    expect(phone.locator("#take-over")).to_be_in_viewport(ratio=1)
    keep_picture(phone, "phone.png")
    phone.close()


def keep_picture(page: playwright.Page, name: str) -> None:
    """Keep a picture for the documentation, where TWOLANE_PICTURES names a folder."""
    folder = os.environ.get("TWOLANE_PICTURES")
    if not folder:
        return
    page.mouse.move(0, 0)
    page.evaluate("document.activeElement.blur()")
    page.screenshot(path=Path(folder) / name, caret="initial")
