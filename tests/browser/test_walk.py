"""One case from alarm to STOP by a person whose mouse is unplugged."""

import re

import pytest

from tests.browser.demo_thread import DemoThread
from tests.browser.steps import tab_to, text

playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed (extra `browser`)")
expect = playwright.expect

pytestmark = [pytest.mark.browser, pytest.mark.timeout(180)]

MADE_UP = "Use code FREE90 for 90% off"
REPLY = "Hi Noah, I looked at your cart myself. What can I help with?"
NOTE = "Wants to hear about the size."


def test_a_case_is_worked_from_escalation_to_the_lock_without_a_mouse(page: playwright.Page, demo: DemoThread) -> None:
    address = demo.address
    words, composer, control = page.locator("#words"), page.locator("#composer"), page.locator(".control")
    page.goto(f"{address}/conversations")
    text(address, "too expensive")
    expect(page.locator(".item", has_text="Noah")).to_contain_text("SAVE10")
    text(address, "a real person please")
    expect(page.locator(".item").first).to_contain_text("Needs a person")
    page.keyboard.press("g")
    expect(control).to_contain_text("Nobody has control")
    page.keyboard.press("c")
    expect(page.locator(".case")).to_contain_text("Yours")

    brief = page.locator("#brief")
    expect(brief).to_contain_text("Asks for a person")
    expect(brief.locator("code")).to_have_text(re.compile("^SAVE10"))
    tab_to(page, brief.locator("summary"))
    page.keyboard.press("Enter")
    expect(brief.locator(".newest li").last).to_be_visible()

    page.keyboard.press("w")
    expect(words).to_be_focused()
    page.keyboard.type(MADE_UP)
    expect(page.locator("#outlook")).to_contain_text("Send: refused")
    page.keyboard.press("Control+a")
    page.keyboard.type(REPLY)
    expect(page.locator("#outlook")).to_contain_text("Send: leaves now")
    page.keyboard.press("Control+Enter")
    expect(control).to_contain_text("You have control")
    expect(words).to_be_focused()
    expect(composer).to_contain_text("Your text leaves in")
    page.keyboard.press("Control+z")
    expect(composer).to_contain_text("You took it back.")
    expect(words).to_have_value(REPLY)
    expect(words).to_be_focused()
    expect(page.locator("#outlook")).to_contain_text("Send: leaves now")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".bubble.out").last).to_contain_text("ok")
    demo.let_undo_pass()
    expect(page.locator(".bubble.out").last).to_contain_text(re.compile("P2P *Dana *ok .*delivered", re.DOTALL))
    expect(page.locator(".divider").last).to_have_text("P2P exchange, Dana")

    words.press("Escape")
    page.keyboard.press("n")
    page.keyboard.type(NOTE)
    page.keyboard.press("Control+Enter")
    expect(page.locator(".note")).to_contain_text(NOTE)

    tab_to(page, page.get_by_role("button", name="Hand back"))
    page.keyboard.press("Enter")
    expect(control).to_contain_text("AI has control")
    text(address, "stop texting me")
    expect(page.locator(".locked")).to_have_text("Opted out: reach them by e-mail or phone.")
    expect(words).to_be_disabled()
