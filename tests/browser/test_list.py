"""A person works through the list with keys: filters, search, claim, snooze and close; and a list that fails."""

import re

import pytest

from tests.browser.steps import text

playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed (extra `browser`)")
expect = playwright.expect

pytestmark = [pytest.mark.browser, pytest.mark.timeout(180)]


@pytest.fixture
def asked(page: playwright.Page, address: str) -> playwright.Page:
    """Noah asked for a person, and the list is open."""
    text(address, "a real person please")
    page.goto(f"{address}/conversations")
    expect(page.locator(".item").first).to_contain_text("Needs a person")
    return page


def tab(page: playwright.Page, name: str) -> playwright.Locator:
    return page.locator(".tabs a", has_text=name)


def test_a_case_is_found_claimed_snoozed_and_closed_by_keys_alone(asked: playwright.Page) -> None:
    page = asked
    page.keyboard.press("g")
    expect(page).to_have_url(re.compile("/conversations/cvn_.*show=escalated"))
    expect(page.locator("#presence")).to_contain_text("Online")
    page.keyboard.press("c")
    expect(page.locator(".case")).to_contain_text("Yours")
    expect(page.locator(".item[aria-current]")).to_contain_text("Claimed by Dana")
    expect(tab(page, "Mine")).to_contain_text("1")

    page.keyboard.press("s")
    expect(page.get_by_role("button", name="1 h", exact=True)).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("#snooze")).to_be_focused()
    page.keyboard.press("s")
    page.keyboard.press("Enter")
    expect(page.locator(".case")).to_contain_text("back ")
    expect(tab(page, "Snoozed")).to_contain_text("1")
    expect(page.locator(".items .item")).to_have_count(0)
    expect(page.locator(".nothing")).to_have_text("Nobody waits for a person.")

    page.locator("#close-case").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("End")
    page.keyboard.press("Tab")
    page.keyboard.type("Told them by phone.")
    page.keyboard.press("Enter")
    expect(page.locator(".control")).to_contain_text("Closed")
    expect(page.locator(".case")).to_have_count(0)
    expect(tab(page, "Closed")).to_contain_text("1")


def test_a_search_finds_as_one_types_and_keeps_up_with_what_happens(asked: playwright.Page) -> None:
    page = asked
    page.keyboard.press("/")
    expect(page.locator("#search")).to_be_focused()
    page.keyboard.type("backp")
    expect(page.locator(".found")).to_contain_text("1 found")
    expect(page.locator(".item mark")).to_have_text("Backpack")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("q=backp"))
    expect(page.locator("#search")).to_have_value("backp")
    page.locator("#take-over").click()
    expect(page.locator(".item[aria-current]")).to_contain_text("A2P Dana")
    expect(page.locator(".item mark")).to_have_text("Backpack")

    page.keyboard.press("/")
    page.keyboard.type("555-0111")
    expect(page.locator(".found")).to_contain_text("1 found")
    page.keyboard.press("/")
    page.locator("#search").fill("xylophone")
    expect(page.locator(".found")).to_contain_text("Nothing found")
    page.keyboard.press("Escape")
    expect(page.locator(".found")).to_have_count(0)
    expect(page.locator(".item").nth(2)).to_be_visible()
    page.locator("body").press("j")
    expect(page.locator(".item:focus")).to_have_count(1)


def test_what_was_written_meanwhile_is_new_until_it_is_opened(asked: playwright.Page, address: str) -> None:
    page = asked
    page.keyboard.press("g")
    expect(page.locator(".desk")).to_be_visible()
    page.goto(f"{address}/conversations?show=all")
    text(address, "are you there?")
    row = page.locator(".item", has_text="Noah")
    expect(row.locator(".new")).to_be_visible()
    row.click()
    expect(page.locator(".item[aria-current] .new")).to_have_count(0)
    text(address, "hello?")
    expect(page.locator(".bubble.in").last).to_contain_text("hello?")
    expect(page.locator(".item[aria-current]")).to_be_visible()
    expect(page.locator(".item[aria-current] .new")).to_have_count(0)


def test_a_list_that_cannot_be_read_says_so_and_tries_again(asked: playwright.Page) -> None:
    page = asked
    page.route("**/conversations/list*", lambda route: route.fulfill(status=500, body="oh no"))
    page.evaluate("htmx.trigger('#list', 'refresh')")
    expect(page.locator("#list-state")).to_contain_text("The list could not be read")
    expect(page.locator(".item").first).to_contain_text("Needs a person")
    page.unroute("**/conversations/list*")
    page.get_by_role("button", name="Try again").click()
    expect(page.locator("#list-state")).to_be_empty()


def test_it_fits_a_phone(asked: playwright.Page, browser: playwright.Browser, address: str) -> None:
    phone = browser.new_page(viewport={"width": 390, "height": 844})
    phone.goto(f"{address}/conversations?show=escalated")
    wide = "document.documentElement.scrollWidth"
    assert phone.evaluate(wide) == 390
    phone.locator(".item").click()
    expect(phone.locator("#claim")).to_be_visible()
    expect(phone.locator("#list-column")).to_be_hidden()
    for menu in ("#snooze", "#assign", "#close-case"):
        phone.locator(menu).click()
        assert phone.evaluate(wide) == 390
    phone.locator(".back").click()
    expect(phone.locator(".item")).to_be_visible()
    phone.close()
