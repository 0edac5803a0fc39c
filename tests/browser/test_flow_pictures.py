"""A flow's picture in the browser: uploaded onto the shelf, chosen for the text at the caret, shown in the bubble."""

import pytest

from tests.channels.pictures import png, webp

playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed (extra `browser`)")
expect = playwright.expect

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]


def test_a_picture_is_put_on_the_shelf_chosen_and_shown(page: playwright.Page, address: str) -> None:
    page.goto(f"{address}/flows/new?begin=back_in_stock")
    page.get_by_text("A picture for a text").click()
    shelf, editor = page.locator("#flow-shelf"), page.get_by_label("The flow as YAML")
    expect(shelf).to_contain_text("JPEG, PNG, GIF, at most 4,882 KiB, best within 585 KiB")
    upload = page.get_by_label("Upload")
    upload.set_input_files({"name": "a.webp", "mimeType": "image/webp", "buffer": webp()})
    expect(shelf.get_by_role("alert")).to_contain_text("JPEG, PNG, GIF")
    upload.set_input_files({"name": "a.png", "mimeType": "image/png", "buffer": png()})
    use = shelf.get_by_role("button", name="Use the picture")
    expect(use).to_have_count(1)
    use.click()
    chosen = shelf.locator("code").inner_text()
    assert f"    name: there_again\n    media: {chosen}\n" in editor.input_value()
    use.click()
    assert editor.input_value().count("media:") == 1
    expect(page.locator("#flow-lint")).to_contain_text("Can be saved.")
    page.get_by_role("button", name="Save").click()
    expect(page.locator(".flow-bubble img")).to_have_js_property("complete", True)
    assert page.locator(".flow-bubble img").evaluate("image => image.naturalWidth") == 64
    expect(page.locator(".flow-steps")).to_contain_text("MMS")
