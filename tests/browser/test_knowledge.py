"""Knowledge in the browser: a file goes in with progress, waits for a yes, and a fault says why."""

from pathlib import Path

import pytest

playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed (extra `browser`)")
expect = playwright.expect

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]


def test_files_are_imported_watched_and_approved(page: playwright.Page, address: str, tmp_path: Path) -> None:
    (tmp_path / "care.md").write_text("# Care\n\nThe backpack is machine washable at 30 degrees.")
    (tmp_path / "old.csv").write_text("question,answer\nDo you gift wrap?,Yes.\n")
    (tmp_path / "broken.pdf").write_bytes(b"nonsense")
    page.goto(f"{address}/agent/knowledge")
    page.get_by_label("What it is called").fill("Shop pages")
    files = [tmp_path / name for name in ("care.md", "old.csv", "broken.pdf")]
    page.get_by_label("Files: Markdown").set_input_files(files)
    page.get_by_label("Review first").check()
    page.get_by_role("button", name="Import").click()
    expect(page.locator(".notice")).to_contain_text("is being imported: 3 pages")
    expect(page.locator("#imports")).to_contain_text("2 new or changed, 1 failed")
    expect(page.locator("#imports")).to_contain_text("no PDF that can be read")
    page.reload()
    page.get_by_text("Care Shop pages").click()
    page.get_by_role("button", name="Approve Care").click()
    expect(page.locator(".notice")).to_contain_text("care.md")
    expect(page.locator("table.acts")).to_contain_text("care.md")
