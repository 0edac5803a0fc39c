"""Every page as a person with a screen reader, weak eyes or a phone meets it: axe-core's rules, no sideways scroll."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

import pytest

from api.demo import SHOPPERS
from tests.browser.demo_thread import DemoThread
from tests.browser.steps import text
from tools.sample_catalog import sample_catalog

playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed (extra `browser`)")
axe = pytest.importorskip("axe_playwright_python.base", reason="axe is not installed (extra `browser`)")
expect = playwright.expect

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]

DESKTOP = {"width": 1440, "height": 900}
PHONE = {"width": 390, "height": 844}
GRAVE = ("serious", "critical")
"""axe-core's own words for what keeps a person from using a page."""
EVERYTHING = {"resultTypes": ["violations"]}
COLOURS = {"resultTypes": ["violations"], "runOnly": ["color-contrast", "link-in-text-block"]}

SETTINGS = (
    "set-up",
    "people",
    "numbers",
    "shop",
    "uploads",
    "replies",
    "alerts",
    "facts",
    "keys",
    "inbox",
    "acts",
    "recovery",
)
PAGES = (
    "/demo",
    "/conversations",
    "/conversations?q=nobody+of+that+name",
    *(f"/settings/{part}" for part in SETTINGS),
    "/settings/set-up?step=number",
    "/merchants/new",
    "/recovery",
    "/agent/persona",
    "/agent/knowledge",
    "/agent/answers",
    "/agent/guidelines",
    "/agent/packs",
    "/agent/playground",
    "/agent/usage",
    "/agent/autonomy",
    "/campaigns",
    "/flows",
    "/flows/delivered",
    "/compliance",
    "/evals",
    "/analytics",
    "/account",
    "/account/alerts",
    "/docs",
)
ASKS, STOPS = "a real person please", "stop texting me"
LOOKS = (
    (DESKTOP, "light", EVERYTHING),
    (DESKTOP, "dark", COLOURS),
    (PHONE, "dark", COLOURS),
    (PHONE, "light", EVERYTHING),
)
"""Only colours change with the light; what is shown, and how far apart, changes with the width."""
CUT_WHAT_REPEATS = """() => document
    .querySelectorAll("tr:nth-child(n+12), .reference section:nth-of-type(n+5), .reference nav li:nth-child(n+5)")
    .forEach(one => one.remove())"""
"""Of a hundred rows alike the first are judged: axe-core takes its time with each."""
FAULTS = """([rules, grave]) => axe.run(rules).then(({violations}) => violations
    .filter(one => grave.includes(one.impact))
    .flatMap(one => one.nodes.map(node => `${one.id} at ${node.target}: ${node.failureSummary}`)))"""

UNFOLD = (
    """document.querySelectorAll("details:not([open])").forEach(one => { one.open = one.dataset.unfolded = true; })"""
)
FOLD = """document.querySelectorAll("[data-unfolded]").forEach(one => { one.open = false; })"""
WIDTHS = (390, 800, 1100, 1440)
WIDTH = "Math.max(innerWidth, document.documentElement.scrollWidth)"
SCROLLED = """() => [...document.querySelectorAll("body *:not(table, nav, textarea[wrap=off])")]
    .filter(one => one.scrollWidth > one.clientWidth + 1)
    .filter(one => ["auto", "scroll"].includes(getComputedStyle(one).overflowX))
    .map(one => `${one.tagName} ${one.className} is ${one.scrollWidth} px wide inside`)"""
"""Tables and rows of links may be pushed sideways by themselves."""
CRAMPED = """() => [...document.querySelectorAll("th, td, dt, dd, p, li")]
    .filter(one => one.clientWidth && one.textContent.trim().length > 20 && one.clientHeight > 8 * one.clientWidth)
    .map(one => `${one.tagName} of ${one.closest("[class]").className}: ${one.textContent.trim().slice(0, 20)}`)"""
"""Words that stand letter below letter, for want of room beside a wider column."""
WHO_STICKS_OUT = """() => [...document.querySelectorAll("body *")]
    .filter(one => one.getBoundingClientRect().right > innerWidth + 1)
    .map(one => `${one.tagName} ${one.className}`).slice(0, 8)"""


@pytest.fixture(scope="module")
def world() -> Iterator[str]:
    """A demo for all of this module's tests, which only read it."""
    demo = DemoThread()
    demo.begin()
    yield demo.address
    demo.stop()


@pytest.fixture(scope="module")
def shut(world: str) -> Iterator[str]:
    """A server that asks for a password."""
    door = DemoThread(demo=False)
    door.begin()
    yield door.address
    door.stop()


@pytest.fixture(scope="module")
def pages(browser: playwright.Browser, world: str, shut: str) -> tuple[str, ...]:
    """Every page's address. One conversation is held, one waits, one opted out; and a cart is claimed."""
    page = browser.new_page(viewport=DESKTOP)
    page.goto(f"{world}/demo")
    text(world, "too expensive")
    expect(page.locator(".bubble.out").last).to_contain_text("SAVE10")
    text(world, ASKS)
    expect(page.locator(".control")).to_contain_text("Nobody has control")
    page.locator("#words").fill("Use code FREE90 for 90% off")
    page.get_by_role("button", name="Take over and send").click()
    expect(page.locator(".attempt")).to_be_visible()
    for shopper, words, seen in zip(SHOPPERS[1:], (ASKS, STOPS), ("Nobody has control", "Opted out"), strict=True):
        phone = sample_catalog().shopper(shopper).phone
        page.goto(f"{world}/demo?number={quote(phone)}")
        text(world, words, phone)
        expect(page.locator("#banner")).to_contain_text(seen)
    page.goto(f"{world}/recovery")
    page.get_by_role("button", name="at Fernwood").first.click()
    expect(page.locator("#first-words")).to_be_visible()
    claimed = page.url.removeprefix(world)
    page.goto(f"{world}/conversations?show=all")
    opened = [page.locator(".item", has_text=name).get_attribute("href") for name in ("Noah", "Ivan", "Mei")]
    page.close()
    return (f"{shut}/login", *(f"{world}{path}" for path in (*PAGES, claimed, *opened)))


@dataclass
class Judged:
    """What was found wrong, and which pages are wider than the window or have columns of single letters."""

    faults: set[str] = field(default_factory=set)
    wide: dict[tuple[str, int], list[object]] = field(default_factory=dict)
    cramped: dict[tuple[str, int], list[str]] = field(default_factory=dict)


@pytest.fixture(scope="module")
def judged(browser: playwright.Browser, pages: tuple[str, ...]) -> Judged:
    """Every page, opened once: on a phone and at one more width, and with every fourth look."""
    found = Judged()
    page = reader(browser)
    for at, address in enumerate(pages):
        open_page(page, address)
        judge_width(page, address, found, (WIDTHS[0], WIDTHS[1 + at % 3]))
        judge_looks(page, address, found, LOOKS[at % 4 :: 4])
    page.close()
    return found


def test_axe_finds_no_serious_fault_in_either_light_and_at_either_width(judged: Judged) -> None:
    assert not judged.faults, "\n".join(sorted(judged.faults))


def test_no_page_scrolls_sideways_from_a_phone_to_a_desktop(judged: Judged) -> None:
    assert judged.wide == {}, judged.wide


def test_no_words_stand_letter_below_letter(judged: Judged) -> None:
    assert judged.cramped == {}, judged.cramped


@pytest.mark.prove
def test_no_page_scrolls_sideways_at_any_width(browser: playwright.Browser, pages: tuple[str, ...]) -> None:
    found, page = Judged(), reader(browser)
    for address in pages:
        open_page(page, address)
        judge_width(page, address, found, WIDTHS)
    page.close()
    assert (found.wide, found.cramped) == ({}, {}), (found.wide, found.cramped)


@pytest.mark.prove
def test_axe_finds_no_serious_fault_in_any_look_at_any_page(
    browser: playwright.Browser, pages: tuple[str, ...]
) -> None:
    found, page = Judged(), reader(browser)
    for address in pages:
        open_page(page, address)
        judge_looks(page, address, found, LOOKS)
    page.close()
    assert not found.faults, "\n".join(sorted(found.faults))


def reader(browser: playwright.Browser) -> playwright.Page:
    context = browser.new_context(viewport=PHONE, is_mobile=True, has_touch=True, reduced_motion="reduce")
    page = context.new_page()
    page.add_init_script(axe.AXE_SCRIPT)
    return page


def judge_looks(page: playwright.Page, address: str, found: Judged, looks: Iterable[Any]) -> None:
    page.evaluate(CUT_WHAT_REPEATS)
    for size, light, rules in looks:
        page.set_viewport_size(size)
        page.emulate_media(color_scheme=light)
        where = f"{path_of(address)} at {size['width']} px, {light}"
        found.faults |= {f"{where}: {fault}" for fault in page.evaluate(FAULTS, [rules, GRAVE])}


def judge_width(page: playwright.Page, address: str, found: Judged, widths: Iterable[int]) -> None:
    page.evaluate(UNFOLD)
    for width in widths:
        page.set_viewport_size({"width": width, "height": 844})
        cramped = page.evaluate(CRAMPED)
        if cramped:
            found.cramped[path_of(address), width] = cramped
        if page.evaluate(WIDTH) > width or page.evaluate(SCROLLED):
            found.wide[path_of(address), width] = [page.evaluate(one) for one in (WIDTH, SCROLLED, WHO_STICKS_OUT)]
    page.evaluate(FOLD)


def open_page(page: playwright.Page, address: str) -> None:
    answer = page.goto(address)
    assert answer is not None and answer.ok, f"{address} answered {answer and answer.status}"


def path_of(address: str) -> str:
    return "/" + address.split("/", 3)[3]
