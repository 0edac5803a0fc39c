"""The operator's commands over knowledge, from a folder of files to an answer."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from twolane import app

STORE = """
name: Shop
shop_domain: a.example
support: help@a.example
timezone: UTC
numbers: [{phone: '+18885550100', kind: toll_free, registration: verified}]
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TWOLANE_DATA_DIR", "data")
    monkeypatch.setenv("TWOLANE_EMBEDDINGS", "words")
    (tmp_path / "store.yaml").write_text(STORE)
    run("load", "store.yaml")
    pages = tmp_path / "pages"
    (pages / "deep").mkdir(parents=True)
    (pages / "shipping.md").write_text("# Shipping\n\nShipping costs $5.")
    (pages / "deep" / "wares.csv").write_text("title,material\nHat,wool\nCap,cotton\n")
    (pages / "photo.jpg").write_bytes(b"x")
    return pages


def run(*words: str, exit_code: int = 0) -> str:
    done = CliRunner().invoke(app, list(words))
    assert done.exit_code == exit_code, f"{words}: {done.output} {done.exception!r}"
    return done.stdout


def test_a_folder_is_imported_found_updated_and_cleared_away(folder: Path) -> None:
    assert run("knowledge", "import", "Pages", str(folder)).endswith(
        "2 new or changed, 0 as before, 0 failed, 0 removed\n"
    )
    assert "shipping.md\tShipping costs $5." in run("knowledge", "search", "what does shipping cost")
    assert "deep/wares.csv#hat\ttitle: Hat material: wool" in run("knowledge", "search", "what is the hat made of")

    (folder / "shipping.md").write_text("# Shipping\n\nShipping costs $7.")
    (folder / "deep" / "wares.csv").unlink()
    (folder / "broken.pdf").write_bytes(b"nonsense")
    again = run("knowledge", "import", "Pages", str(folder), "--review", exit_code=1)
    assert again.endswith("1 new or changed, 0 as before, 1 failed, 2 removed\n")
    assert "Shipping costs $5." in run("knowledge", "search", "shipping cost")
    assert [line.split("\t")[1:] for line in run("knowledge", "list").splitlines()] == [
        ["live", "Pages", "shipping.md"],
        ["pending", "Pages", "shipping.md"],
    ]
    assert run("knowledge", "approve", "all") == "1 approved\n"
    assert "Shipping costs $7." in run("knowledge", "search", "shipping cost")
    assert run("knowledge", "rebuild") == "1 entries\n"
    assert run("knowledge", "resume") == "0 imports ended\n"


def test_answers_facts_and_guidelines_are_kept_and_listed(folder: Path) -> None:
    run("knowledge", "answer", "Yes, for free.", "--question", "Do you gift wrap?", "--exact")
    run("knowledge", "fact", "The workshop is in Maine.", "--days", "30")
    run("knowledge", "guideline", "Never joke about sizes.", "--scope", "answers", "--priority", "9")
    listed = run("knowledge", "list")
    assert all(words in listed for words in ("Do you gift wrap?", "The workshop is in Maine.", "9\tNever joke"))
    assert "Yes, for free." in run("knowledge", "search", "do you gift wrap?")
    assert "The workshop is in Maine." in run("knowledge", "search", "where is the workshop")
    assert run("knowledge", "check") == ""
    run("knowledge", "import", "Pages", str(folder))
    run("knowledge", "fact", "Shipping costs $9.")
    assert "contradiction\t$9 against $5" in run("knowledge", "check", exit_code=1)
    run("knowledge", "guideline", "x", "--scope", "sometimes", exit_code=1)
    run("knowledge", "approve", "doc_none", exit_code=1)
