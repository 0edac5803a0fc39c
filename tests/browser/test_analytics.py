"""Analytics by clicking: what a purchase brought, how it was counted, other windows, and a file."""

from collections.abc import Iterator

import pytest

from tests.browser.demo_thread import DemoThread

playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed (extra `browser`)")
expect = playwright.expect

pytestmark = [pytest.mark.browser, pytest.mark.timeout(120)]


@pytest.fixture
def demo() -> Iterator[DemoThread]:
    begun = DemoThread()
    begun.begin()
    yield begun
    begun.stop()


def test_a_purchase_is_credited_and_whoever_may_narrows_what_counts(page: playwright.Page, demo: DemoThread) -> None:
    page.goto(f"{demo.address}/demo")
    expect(page.locator(".bubble").first).to_be_visible()
    page.get_by_role("button", name="Place an order").click()
    page.get_by_role("link", name="Analytics").click()
    revenue = page.locator(".headlines > div", has_text="Recovered revenue")
    expect(revenue).to_contain_text("$205.35")
    expect(page.get_by_role("img", name="$205.35 of $205.35 recovered")).to_be_visible()
    revenue.get_by_text("How is this counted?").click()
    expect(revenue.get_by_text("less what was refunded")).to_be_visible()
    page.get_by_role("link", name="7 days").click()
    expect(page.get_by_role("table", name="Revenue by credit").get_by_role("row", name="View")).to_contain_text("1")
    with page.expect_download() as begun:
        page.get_by_role("link", name="Seats as CSV").click()
    assert begun.value.path().read_text().splitlines()[1].startswith("AI,")
    page.get_by_label("What counts").select_option("codes alone")
    page.get_by_role("button", name="Save").click()
    expect(page.locator("#counting + p")).to_contain_text("a text that named the code it was paid with for 7 days;")
