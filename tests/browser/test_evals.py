"""The Evals page in a browser, by keyboard alone: from the navigation to the conversation that is at fault."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from api.sample_world import MERCHANT
from conversation.ledger import Books
from conversation.live_score import LiveScore, Violation
from tests.browser.demo_thread import DemoThread
from tests.browser.steps import tab_to

playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed (extra `browser`)")
expect = playwright.expect

pytestmark = [pytest.mark.browser, pytest.mark.timeout(120)]


@pytest.fixture
def demo() -> Iterator[DemoThread]:
    begun = DemoThread()
    begun.begin()
    yield begun
    begun.stop()


def test_what_is_at_fault_is_reached_by_keyboard_and_state_is_told_in_words(
    page: playwright.Page, demo: DemoThread
) -> None:
    def judged(books: Books) -> None:
        talk = books.conversations((MERCHANT.id,), limit=1)[0]
        day = timedelta(days=1)
        fine = LiveScore(
            MERCHANT.id, "cvn_x", demo.now - day, demo.now, "abc", "rehearsal", 1, (), (), (), {"emoji": 0.0}
        )
        fault = Violation("link.own", 1)
        books.add_live_score(fine)
        books.add_live_score(replace(fine, conversation_id=talk.id, quiet_since=demo.now, violations=(fault,)))

    demo.write(judged)
    page.goto(f"{demo.address}/compliance")
    tab_to(page, page.get_by_role("link", name="Evals"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Drift")).to_be_visible()
    expect(page.locator(".state-inconclusive").first).to_have_text("inconclusive")
    expect(page.get_by_text("1 at fault")).to_be_visible()
    expect(page.get_by_role("img", name="2 days: ").first).to_be_visible()
    tab_to(page, page.get_by_role("table", name="Drift of Prompt abc"))
    page.keyboard.press("Home")
    tab_to(page, page.get_by_role("link", name="link.own by text 1"))
    page.keyboard.press("Enter")
    expect(page.locator("#thread, .thread").first).to_be_visible()
