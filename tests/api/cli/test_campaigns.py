"""`twolane campaigns`, as the operator types it."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from conversation.consent import Consent, ConsentScope, ConsentState
from conversation.errors import Conflict, Invalid
from conversation.ledger import Books
from conversation.opening import find_or_add_contact
from conversation.store_sql.opening import open_ledger
from tests.conversation.world import MERCHANT, SHOPPER, seed
from twolane import app

WORDS = "Hi {first_name}, new arrivals are in the store this week."


def begin(books: Books) -> None:
    seed(books)
    now = datetime.now(UTC)
    find_or_add_contact(books, MERCHANT.id, SHOPPER, now)
    agreed, ago = ConsentState.CONFIRMED, now - timedelta(days=1)
    scope = ConsentScope.MARKETING
    books.save_consent(Consent("cst_1", MERCHANT.id, SHOPPER, scope, agreed, "w", "text", "s", ago, confirmed_at=ago))


@pytest.fixture
async def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TWOLANE_DATA_DIR", str(tmp_path))
    ledger = await open_ledger(f"sqlite:///{tmp_path / 'twolane.db'}")
    await ledger.write(begin)
    await ledger.close()
    return tmp_path


def run(*words: str) -> Result:
    return CliRunner().invoke(app, ["campaigns", *words])


def test_a_campaign_from_reach_to_export(folder: Path) -> None:
    (folder / "numbers.txt").write_text(f"{SHOPPER}\nnot a number\n")
    tagged = run("tag", "spring", "numbers.txt").stdout.splitlines()
    assert tagged == ["1 numbers have the tag spring", "line 2: no number in E.164"]
    (folder / "segment.yaml").write_text("tag: spring\n")
    reach = run("reach", "--rules", "segment.yaml", "--body", WORDS).stdout
    assert reach.startswith("1 in the segment; of 1:") and "Tidewater: Hi Alex, new arrivals" in reach
    assert run("keep", "Spring", "--rules", "segment.yaml").stdout == "kept Spring: tag is spring\n"
    assert run("segments").stdout == "Spring: tag is spring\n"
    drafts = run("draft", "new arrivals are in the store").stdout.splitlines()
    assert (
        drafts[0].startswith("by a rehearsal, not an LLM") and drafts[1].startswith("drf_") and "allowed" in drafts[1]
    )
    drafted = ("--draft", drafts[1].split()[0])
    made = run("create", "--name", "Arrivals", "--segment", "spring", "--body", WORDS, *drafted).stdout
    found = re.match(r"(cmp_\w+) version 1 draft: Arrivals;", made)
    assert found is not None
    assert isinstance(run("start", found[1]).exception, Conflict)
    assert "version 1 reviewed" in run("review", found[1], "--version", "1").stdout
    assert "sending" in run("start", found[1]).stdout
    assert "paused" in run("pause", found[1]).stdout
    assert "sending" in run("resume", found[1]).stdout
    assert "cancelled" in run("cancel", found[1]).stdout
    assert run("list").stdout.startswith(found[1])
    assert "sent 0, delivered 0" in run("show", found[1]).stdout
    assert run("export", found[1], "out.csv").stdout == "0 recipients in out.csv\n"
    assert (folder / "out.csv").read_text().startswith("contact,phone,name,state")


def test_what_is_unlawful_is_refused_with_its_rule(folder: Path) -> None:
    refused = run("create", "--name", "x", "--body", "Take 40% off today!")
    assert isinstance(refused.exception, Invalid) and "claims." in refused.exception.problem
    assert run("list").stdout == ""
