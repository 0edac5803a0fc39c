"""Labelling in a browser: by keys alone, with marked words as evidence, for every eye and on a phone."""

import re

import pytest

from api.labelling.item import in_turns
from api.labelling.label_set import LabelSet, write_items
from api.pages.evals_labels import label_folder
from api.sample_world import DANA, MERCHANT
from api.settings import Settings
from evals.judging.showing import shown
from tests.browser.demo_thread import DemoThread
from tests.browser.test_every_page import LOOKS, WIDTHS, Judged, judge_looks, judge_width, reader
from tests.evals.made import changed, clean

playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed (extra `browser`)")
expect = playwright.expect

pytestmark = [pytest.mark.browser, pytest.mark.timeout(120)]

ITEMS = in_turns(tuple(shown(changed(2, composed=f"too expensive, {at}")(clean())) for at in range(3)))
MARK = "text => getSelection().setBaseAndExtent(text.firstChild, 0, text.firstChild, 8)"


@pytest.fixture
def held(demo: DemoThread) -> LabelSet:
    return write_items(label_folder(Settings(_env_file=None, data_dir=demo.data_dir), MERCHANT.id) / "first", ITEMS)


def test_a_set_is_labelled_by_keys_alone_and_evidence_is_marked(
    page: playwright.Page, address: str, held: LabelSet
) -> None:
    page.goto(f"{address}/evals/labels")
    page.get_by_role("link", name="Polite").click()
    seen = page.locator(".labelling")
    expect(seen).to_contain_text("0 of 3")
    page.locator("[data-evidence]").nth(1).evaluate(MARK)
    expect(page.locator("#quote")).to_have_value("I can ta")
    page.keyboard.press("3")
    expect(seen).to_contain_text("1 of 3")
    page.keyboard.press("b")
    expect(page.locator("#level-3")).to_have_attribute("aria-pressed", "true")
    page.keyboard.press("1")
    expect(page).to_have_url(re.compile("/polite$"))
    page.keyboard.press("s")
    expect(seen).to_contain_text("2 of 3")
    page.keyboard.press("2")
    expect(page.get_by_role("status").filter(has_text="You are through")).to_be_visible()
    said = {label.item: (label.level, label.quote, label.rater) for label in held.labels()}
    wanted = (("rude", "I can ta"), ("", ""), ("neutral", ""))
    assert [said[one.id] for one in ITEMS] == [(*one, DANA.id) for one in wanted]


def test_the_pages_of_labels_are_for_every_eye_and_for_a_phone(
    browser: playwright.Browser, address: str, held: LabelSet
) -> None:
    found, page = Judged(), reader(browser)
    for at, path in enumerate(("/evals/labels", f"/evals/labels/{MERCHANT.id}/first/polite")):
        page.goto(f"{address}{path}")
        judge_width(page, f"{address}{path}", found, WIDTHS)
        judge_looks(page, f"{address}{path}", found, LOOKS[at::2])
    page.close()
    assert not found.faults and not found.wide, (found.faults, found.wide)
