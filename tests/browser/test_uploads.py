"""A shop without an API in the browser: a file is tried, then taken in, and what was left out is listed by its line."""

from dataclasses import replace
from pathlib import Path

import pytest

from api.sample_world import MERCHANT
from conversation.ledger import Books
from conversation.shop_choice import ShopChoice
from tests.browser.demo_thread import DemoThread

playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed (extra `browser`)")
expect = playwright.expect

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]


def without_api(books: Books) -> None:
    merchant = books.merchant(MERCHANT.id)
    assert merchant is not None
    books.save_merchant(replace(merchant, settings=replace(merchant.settings, shop=ShopChoice("upload"))))


def test_codes_are_tried_then_taken_in_and_the_bad_rows_are_listed(
    page: playwright.Page, demo: DemoThread, address: str, tmp_path: Path
) -> None:
    demo.write(without_api)
    file = tmp_path / "autumn-codes.csv"
    file.write_text("code,percent,expires_at\nTEN-A,10,\nTEN B,10,\nTEN-C,ten,\nTEN-D,10,2030-11-03 01:30\n")
    page.goto(f"{address}/settings/uploads")
    page.get_by_label("Discount codes made beforehand").check()
    page.get_by_label("File", exact=True).set_input_files(file)
    page.get_by_role("button", name="Upload").click()
    expect(page.locator(".notice")).to_contain_text("Tried; nothing was changed: 2 of 4 rows kept, 2 left out")
    expect(page.locator("main")).not_to_contain_text("Codes left")
    expect(page.get_by_label("Discount codes made beforehand")).to_be_checked()
    page.get_by_label("File", exact=True).set_input_files(file)
    page.get_by_label("Only try it").uncheck()
    page.get_by_role("button", name="Upload").click()
    expect(page.locator(".notice")).to_contain_text("Taken in: 2 of 4 rows kept, 2 left out")
    expect(page.locator("main")).to_contain_text("10 % off2 of 2 free")
    expect(page.locator(".import dl")).to_contain_text("Left out line 3, codeshoppers cannot type it")
    expect(page.locator(".import dl")).to_contain_text("came twice in America/New_York")
    with page.expect_download() as waited:
        page.get_by_role("link", name="Download the report").click()
    report = Path(waited.value.path()).read_text().splitlines()
    assert report[0] == "line,field,kept,problem,remedy" and len(report) == 4
