"""A person works in the composer by keyboard alone: canned replies, drafts, notes, offers, undo, and the lock."""

import re

import pytest

from tests.browser.demo_thread import DemoThread
from tests.browser.steps import open_first, text
from tests.channels.pictures import png

playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed (extra `browser`)")
expect = playwright.expect

pytestmark = [pytest.mark.browser, pytest.mark.timeout(180)]

UNDO_AT_ONCE = """() => {
  window.stays = true;
  new MutationObserver((_, observer) => {
    const undo = document.getElementById("undo");
    if (!undo) return;
    observer.disconnect();
    undo.click();
  }).observe(document.body, { childList: true, subtree: true });
}"""
"""Faster than any hand: a button works from the moment in which it is put in."""


def hold(page: playwright.Page, address: str, *texts: str) -> None:
    """Take over by one key; then the shopper texts."""
    open_first(page, address)
    page.wait_for_load_state("load")
    page.keyboard.press("t")
    expect(page.locator(".control")).to_contain_text("You have control")
    for words in texts:
        text(address, words)
        expect(page.locator(".bubble.in").last).to_contain_text(words)


def leaves(page: playwright.Page, words: str, label: str) -> None:
    """Press Send by keyboard and wait until the text is on its way."""
    page.locator("#words").press("Control+Enter")
    newest = page.locator(".bubble.out").last
    expect(newest).to_contain_text(words)
    expect(newest).to_contain_text(re.compile(f"{label} *Dana *ok .*(queued|sent|delivered)", re.DOTALL))


def test_by_keyboard_canned_gate_undo_and_note(page: playwright.Page, address: str) -> None:
    hold(page, address, "is shipping free?")
    page.keyboard.press("w")
    expect(page.locator("#words")).to_be_focused()
    page.keyboard.type("Use code FREE90 for 90% off")
    expect(page.locator("#outlook")).to_contain_text("Send: refused")
    page.keyboard.press("Control+a")
    page.keyboard.press("Delete")

    page.keyboard.type(";")
    expect(page.locator("#canned-search")).to_be_focused()
    page.keyboard.type("look")
    expect(page.locator("#canned-list li:visible")).to_have_count(1)
    page.keyboard.press("Enter")
    expect(page.locator("#words")).to_have_value("Thanks Noah, I am looking into it and will text you shortly.")
    expect(page.locator("#outlook")).to_contain_text("A2P")
    expect(page.locator("#outlook")).to_contain_text("$0.0083")
    page.evaluate(UNDO_AT_ONCE)
    page.locator("#words").press("Control+Enter")
    expect(page.locator(".returned")).to_contain_text("You took it back.")
    assert page.evaluate("window.stays"), "what was pressed in the moment it appeared loaded the page anew"
    expect(page.locator("#words")).to_be_focused()
    expect(page.locator("#words")).to_have_value(re.compile("^Thanks Noah"))
    expect(page.locator(".bubble.out").last).to_contain_text("cancelled, never left")
    leaves(page, "looking into it", "A2P")

    page.locator("#words").press("Escape")
    page.keyboard.press("n")
    expect(page.locator("#note")).to_be_focused()
    page.keyboard.type("Buys it for a wedding.")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".note")).to_contain_text("Buys it for a wedding. Note Dana for people only, never sent")
    expect(page.locator("#words")).to_be_focused()


def test_by_keyboard_drafts_unedited_and_edited_and_an_offer(page: playwright.Page, demo: DemoThread) -> None:
    address = demo.address
    hold(page, address, "is shipping free?")
    page.keyboard.press("d")
    expect(page.locator("[data-draft]")).to_contain_text("AI draft")
    expect(page.locator("#words")).to_have_value(re.compile("shipping", re.IGNORECASE))
    expect(page.locator("#outlook")).to_contain_text("A2P")
    leaves(page, "shipping", "A2P")
    expect(page.locator("[data-draft]")).to_have_count(0)
    demo.let_undo_pass()
    expect(page.locator(".bubble.out").last).to_contain_text("delivered")

    text(address, "is shipping free?")
    expect(page.locator(".bubble.in")).to_have_count(2)
    page.locator("#words").press("Escape")
    page.keyboard.press("d")
    expect(page.locator("[data-draft]")).to_be_visible()
    page.locator("#words").fill("Good news, Noah: you are past the limit, so I would not worry about it at all. Dana")
    expect(page.locator("#outlook")).to_contain_text("P2P")
    leaves(page, "you are past the limit", "P2P")
    page.locator(".bubble.out").last.locator("summary").first.click()
    expect(page.locator(".bubble.out").last.locator("dl").first).to_contain_text("ai draft edited")

    page.keyboard.press("Escape")
    page.locator("#words").blur()
    page.keyboard.press("o")
    expect(page.locator("#percent")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#words")).to_have_value(re.compile(r"% off with code SAVE\d+-\w{5}, until "))


def test_a_stale_draft_leaves_the_box_and_says_why(page: playwright.Page, address: str) -> None:
    hold(page, address, "is shipping free?")
    page.keyboard.press("d")
    expect(page.locator("[data-draft]")).to_be_visible()
    text(address, "too expensive")
    expect(page.locator(".stale")).to_contain_text("The AI's draft is stale: the shopper wrote again.")
    expect(page.locator("#words")).to_have_value("")


def test_words_come_back_when_the_shopper_writes_first_and_stop_locks_the_box(
    page: playwright.Page, address: str
) -> None:
    hold(page, address, "is shipping free?")
    page.locator("#words").fill("I think that it would suit you well.")
    page.locator("#words").press("Control+Enter")
    expect(page.locator(".waiting")).to_be_visible()
    page.locator("#words").fill("And the next")
    text(address, "too expensive")
    expect(page.locator(".returned")).to_contain_text("Not sent: the shopper wrote first.")
    expect(page.locator("#words")).to_have_value("And the next")
    page.get_by_role("button", name="Put them in the box").press("Enter")
    expect(page.locator("#words")).to_have_value("And the next\nI think that it would suit you well.")
    text(address, "stop texting me")
    expect(page.locator(".locked")).to_have_text("Opted out: reach them by e-mail or phone.")
    expect(page.locator("#words")).to_be_disabled()


def test_two_at_once_see_each_other_typing(page: playwright.Page, browser: playwright.Browser, address: str) -> None:
    open_first(page, address)
    other = browser.new_context().new_page()
    other.goto(f"{address}/conversations")
    with other.expect_navigation():
        other.locator("#person").select_option(label="Omar")
    open_first(other, address)
    beat(page)
    expect(page.locator("#viewing")).to_have_text("Omar is here too")
    other.locator("#words").press_sequentially("I can")
    beat(page)
    expect(page.locator("#viewing")).to_have_text("Omar is typing")
    page.locator("#words").press_sequentially("Let")
    beat(other)
    expect(other.locator("#viewing")).to_have_text("Dana is typing")
    other.close()


def beat(page: playwright.Page) -> None:
    """Let the page ask now who is there, as it does every three seconds and whenever it comes into view."""
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")


def test_on_a_phone_the_brief_stands_above_the_box_once_it_is_used(browser: playwright.Browser, address: str) -> None:
    page = browser.new_context(viewport={"width": 390, "height": 844}, has_touch=True).new_page()
    open_first(page, address)
    page.wait_for_load_state("load")
    box, brief = page.locator("#words"), page.locator("#brief")
    assert top(brief) > top(box)
    box.tap()
    expect(page.locator(".columns")).to_have_class(re.compile("is-writing"))
    assert top(brief) < top(box)
    expect(brief).to_be_in_viewport()
    expect(page.locator("#send")).to_be_in_viewport()
    page.fill("#words", "Hi Noah, what can I help with?")
    page.locator("#send").tap()  # the box loses its focus by that, and the button must stay where it is
    expect(page.locator(".control")).to_contain_text("You have control")
    page.close()


def top(part: playwright.Locator) -> float:
    found = part.bounding_box()
    assert found is not None
    return found["y"]


def test_a_picture_is_attached_and_leaves_as_an_mms(page: playwright.Page, address: str) -> None:
    hold(page, address, "which green is it?")
    page.locator("#tool-picture > summary").click()
    page.set_input_files("#picture", {"name": "green.png", "mimeType": "image/png", "buffer": png(24)})
    page.locator("#tool-picture button").click()
    expect(page.locator(".attached img")).to_be_visible()
    page.fill("#words", "This one.")
    expect(page.locator("#outlook")).to_contain_text("MMS, 1 picture, 1 KiB, $0.022")
    leaves(page, "This one.", "P2P")
    shown = page.locator(".bubble.out .photo img").last
    expect(shown).to_be_visible()
    assert shown.evaluate("one => one.naturalWidth") == 24
    expect(page.locator(".attached")).to_have_count(0)
