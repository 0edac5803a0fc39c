"""Flows in the browser: a shipped one is read in words, mended where the linter says, saved and switched on."""

import pytest

playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed (extra `browser`)")
expect = playwright.expect

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]

DRIP = """id: my_drip
name: My drip
class: promotional
trigger: checkout_abandoned
only_if:
  consent: cart_reminders
steps:
  - wait: 1 hour
  - text: "Hi {first_name}, your cart waits: {cart_link}"
    name: first
  - wait: 12 hours
  - text: "Still there: {cart_link}"
    name: second
"""


def test_a_flow_is_written_linted_saved_and_switched_on(page: playwright.Page, address: str) -> None:
    page.goto(f"{address}/flows")
    expect(page.get_by_role("row", name="Order notification")).to_contain_text("an order was placed")
    page.get_by_role("link", name="New flow").click()
    editor, lint = page.get_by_label("The flow as YAML"), page.locator("#flow-lint")
    editor.fill(DRIP)
    expect(lint).to_contain_text("Cannot be saved: 1 fault")
    expect(lint).to_contain_text("a second text about a cart that had its one reminder in line 9")
    expect(lint).to_contain_text("Twilio error 30517")
    expect(page.locator("#flow-gutter .weight-refusal")).to_have_text("!12")
    lint.get_by_role("button", name="Line 12").first.click()
    assert "Still there" in editor.evaluate("text => text.value.slice(text.selectionStart, text.selectionEnd)")
    editor.fill(DRIP[: DRIP.index("  - wait: 12 hours")])
    expect(lint).to_contain_text("Can be saved.")
    page.get_by_role("button", name="Save").click()
    expect(page.locator(".notice")).to_contain_text("Saved as version 1.")
    expect(page.locator(".flow-bubble")).to_contain_text("Hi Sam, your cart waits: https://")
    expect(page.locator(".flow-steps")).to_contain_text("Wait 1 hour.")
    page.get_by_role("button", name="Switch on").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("on")
    page.get_by_label("The flow as YAML").fill(DRIP[: DRIP.index("  - wait: 12 hours")].replace("1 hour", "2 hours"))
    page.get_by_role("button", name="Save as version 2").click()
    page.get_by_text("Version 2").last.click()
    expect(page.locator(".flow-diff")).to_contain_text("+  - wait: 2 hours")


def test_what_was_typed_before_the_page_was_ready_is_linted(page: playwright.Page, address: str) -> None:
    def late(route: playwright.Route) -> None:
        expect(page.get_by_label("The flow as YAML")).to_have_value(DRIP)
        route.continue_()

    page.route("**/htmx-2*.js", late)
    page.goto(f"{address}/flows/new?merchant=mer_tidewater", wait_until="commit")
    page.get_by_label("The flow as YAML").fill(DRIP)
    expect(page.locator("#flow-lint")).to_contain_text("Cannot be saved: 1 fault")
