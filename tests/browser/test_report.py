"""The report of an evaluation as a person opens it: fast at a thousand conversations, in any light, by keyboard."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from time import perf_counter

import pytest

from bench.evals import made
from evals.call import CallNote
from evals.command import score_file
from evals.transcript import to_line
from tests.browser.test_every_page import COLOURS, DESKTOP, EVERYTHING, FAULTS, GRAVE, PHONE, WIDTH, axe
from tests.evals.made import at

playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed (extra `browser`)")

pytestmark = [pytest.mark.browser, pytest.mark.timeout(120)]

MANY = 1_000
MOST_SECONDS, MOST_BYTES = 2.0, 10_000_000
SHOWN = "[...document.querySelectorAll('details.play')].filter(one => one.getClientRects().length).length"
"""Asks for boxes: for the style of each that is hidden Chromium would go through the whole page every time."""
LOOKS = ((DESKTOP, "dark", COLOURS), (DESKTOP, "light", COLOURS), (PHONE, "light", EVERYTHING))
FEW = "() => [...document.querySelectorAll('details.play')].slice(12).forEach(one => one.remove())"
CALL = CallNote(1, at(1), "gpt-5-mini", 400, tokens_in=900, cached=500, tokens_out=40, micros=1_250)


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A thousand conversations by two packs; in the first the other pack presses, and sells after the STOP."""
    out = tmp_path_factory.mktemp("report")
    played = [replace(made(number), calls=(CALL,)) for number in range(MANY)]
    hasty = (replace(one, composed="Hurry, it ends soon!") if one.seq == 8 else one for one in played[1].messages)
    late = replace(played[1].messages[7], id="m11", seq=11)
    played[1] = replace(played[1], messages=(*hasty, late))
    (out / "in.jsonl").write_bytes(b"".join(map(to_line, played)))
    assert score_file(out / "in.jsonl", out) == 2
    return out / "report.html"


@pytest.fixture
def page(browser: playwright.Browser, report: Path) -> Iterator[playwright.Page]:
    opened = browser.new_page(viewport=DESKTOP)
    opened.goto(report.as_uri())
    yield opened
    opened.close()


def test_a_thousand_conversations_open_in_two_seconds_and_weigh_little(
    browser: playwright.Browser, report: Path
) -> None:
    assert report.stat().st_size < MOST_BYTES
    opened = browser.new_page(viewport=DESKTOP)
    begun = perf_counter()
    opened.goto(report.as_uri(), wait_until="load")
    opened.evaluate("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
    took = perf_counter() - begun
    assert opened.locator("details.play").count() == MANY // 2
    opened.close()
    assert took < MOST_SECONDS


def test_it_can_be_read_in_any_light_and_at_any_width(page: playwright.Page) -> None:
    page.evaluate(FEW)
    page.evaluate(axe.AXE_SCRIPT)
    faults: list[str] = []
    for size, light, rules in LOOKS:
        page.set_viewport_size(size)
        page.emulate_media(color_scheme=light)
        faults += page.evaluate(FAULTS, [rules, GRAVE])
        assert page.evaluate(WIDTH) <= size["width"]
    assert faults == []


def test_what_to_see_is_chosen_by_keyboard(page: playwright.Page) -> None:
    page.locator("#everything").focus()
    assert page.evaluate(SHOWN) == MANY // 2
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    assert page.locator("#only-violated").is_checked()
    assert page.evaluate(SHOWN) == 1
    play = page.locator("details.violated")
    assert play.locator("mark").first.inner_text().startswith("Hurry")
    assert play.locator(".text.bad").count() >= 1
    assert "1 model call: 900 tokens in (500 cached), 40 out, $0.0013, 400 ms" in play.inner_text()
    play.locator(".calls summary").first.press("Enter")
    assert play.locator(".calls li").first.is_visible(), "a filter hides plays, not what is in them"


def test_every_chart_says_its_value_and_its_interval(page: playwright.Page) -> None:
    told = page.locator("table.chart").first.get_by_role("img")
    assert told.count() == 2
    assert told.first.get_attribute("aria-label") == "1.00 (0.99 to 1.00)"
