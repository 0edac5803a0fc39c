"""Importing consent: good rows kept with their proof, bad ones listed by line, nobody revived, again adds nothing."""

import asyncio
import csv
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from typer.testing import CliRunner

from api.consent_file import BadRow, ConsentFile, ConsentRow
from api.settings import Settings
from conversation.consent import ConsentScope, ConsentState, SuppressionReason
from conversation.consent_event import ConsentChange
from conversation.errors import Invalid
from conversation.ledger import Books, Ledger
from conversation.store_sql.opening import open_ledger
from conversation.suppression import suppress
from tests.conversation.world import MERCHANT, seed
from twolane import app

HEADER = "phone,scope,wording,method,source,obtained_at,ip,url"
GOOD = '+13035550142,marketing,"Yes, text me offers",web_form,tidewater.example/join,2026-01-31T12:00:00Z,192.0.2.7,'
NOW = datetime(2026, 11, 24, tzinfo=UTC)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("TWOLANE_DATABASE_URL", raising=False)
    return tmp_path


async def opened(folder: Path) -> Ledger:
    ledger = await open_ledger(Settings(_env_file=None, data_dir=folder).ledger_url)
    await ledger.write(seed)
    return ledger


async def run(folder: Path, *words: str) -> tuple[int, str]:
    return await asyncio.to_thread(_run, folder, *words)


def _run(folder: Path, *words: str) -> tuple[int, str]:
    result = CliRunner().invoke(app, ["consents", *words, "--data-dir", str(folder)])
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result.exit_code, result.output


def write(folder: Path, *rows: str, header: str = HEADER) -> str:
    path = folder / "optins.csv"
    path.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
    return str(path)


def read(*rows: str, header: str = HEADER) -> list[ConsentRow | BadRow]:
    return list(ConsentFile.open(iter([f"{line}\n" for line in (header, *rows)]), NOW))


def test_a_good_row_is_read_with_every_other_column_as_evidence() -> None:
    (row,) = read(GOOD)
    assert isinstance(row, ConsentRow)
    assert (row.line, row.phone, row.scopes) == (2, "+13035550142", (ConsentScope.MARKETING,))
    assert (row.wording, row.obtained_at) == ("Yes, text me offers", datetime(2026, 1, 31, 12, tzinfo=UTC))
    assert row.evidence == "ip: 192.0.2.7"


@pytest.mark.parametrize(
    ("row", "field", "remedy"),
    [
        ("12,marketing,w,text,s,2026-01-31T12:00:00Z,,", "phone", "+13035550142"),
        (",marketing,w,text,s,2026-01-31T12:00:00Z,,", "phone", "+13035550142"),
        ("+13035550142,sales,w,text,s,2026-01-31T12:00:00Z,,", "scope", "cart_reminders"),
        ("+13035550142,,w,text,s,2026-01-31T12:00:00Z,,", "scope", "marketing"),
        ("+13035550142,marketing,,text,s,2026-01-31T12:00:00Z,,", "wording", "exact words"),
        ("+13035550142,marketing,w,telepathy,s,2026-01-31T12:00:00Z,,", "method", "web_form"),
        ("+13035550142,marketing,w,text,,2026-01-31T12:00:00Z,,", "source", "where"),
        ("+13035550142,marketing,w,text,s,last week,,", "obtained_at", "2026-01-31T12:00:00Z"),
        ("+13035550142,marketing,w,text,s,2026-01-31,,", "obtained_at", "2026-01-31T12:00:00Z"),
        ("+13035550142,marketing,w,text,s,2026-01-31T12:00:00,,", "obtained_at", "--timezone"),
        ("+13035550142,marketing,w,text,s,2027-01-31T12:00:00Z,,", "obtained_at", "when the shopper agreed"),
        ("+13035550142,marketing,w,text", "row", "quote"),
        ("+13035550142,marketing,w,text,s,2026-01-31T12:00:00Z,,,", "row", "quote"),
    ],
)
def test_a_bad_row_names_line_field_and_remedy(row: str, field: str, remedy: str) -> None:
    good, bad, last = read(GOOD, row, GOOD)
    assert isinstance(good, ConsentRow)
    assert isinstance(last, ConsentRow)
    assert isinstance(bad, BadRow)
    assert (bad.line, bad.field) == (3, field)
    assert remedy in bad.remedy
    assert str(bad).startswith(f"line 3, {field}: ")


@pytest.mark.parametrize(
    ("header", "told"), [("phone,scope", "wording is missing"), (f"{HEADER},ip", "ip is there twice")]
)
def test_a_file_without_the_columns_is_refused(header: str, told: str) -> None:
    with pytest.raises(Invalid, match=told):
        read(header=header)


async def test_good_rows_are_kept_bad_ones_listed_and_again_adds_nothing(folder: Path) -> None:
    ledger = await opened(folder)
    both = '(303) 555-0143,cart_reminders;marketing,words,paper,shop,2026-01-31 12:00:00-05:00,,"form, page 2"'
    path = write(folder, GOOD, "12,marketing,w,text,s,2026-01-31T12:00:00Z,,", both)
    code, output = await run(folder, "import", path, "--merchant", "tidewater.example", "--by", "Ann")
    assert (code, output.splitlines()[:2]) == (
        2,
        ["3 added, 1 left out", "line 3, phone: '12' cannot be dialled; write it as +13035550142"],
    )
    with (folder / "optins.rejected.csv").open(newline="") as file:
        (rejected,) = csv.DictReader(file)
    assert (rejected["phone"], rejected["line"], rejected["field"]) == ("12", "3", "phone")
    first = await ledger.read(lambda books: books.consent_events(MERCHANT.id, "+13035550143"))
    assert await run(folder, "import", write(folder, GOOD, both), "--merchant", MERCHANT.id) == (0, "3 known already\n")
    assert await ledger.read(lambda books: books.consent_events(MERCHANT.id, "+13035550143")) == first
    assert [(event.change, event.recorded_by, event.evidence) for event in first] == [
        (ConsentChange.CONFIRMED, "Ann", "url: form, page 2")
    ] * 2
    assert first[0].at == datetime(2026, 1, 31, 17, tzinfo=UTC)
    consents = await ledger.read(lambda books: books.consents(MERCHANT.id, "+13035550143"))
    assert {consent.state for consent in consents} == {ConsentState.CONFIRMED}
    assert not any(consent.is_by_text for consent in consents), "only a text confirms cart reminders"
    await ledger.close()


async def test_a_dry_run_tells_the_same_and_writes_nothing(folder: Path) -> None:
    ledger = await opened(folder)
    path = write(folder, GOOD, "12,marketing,w,text,s,2026-01-31T12:00:00Z,,")
    code, output = await run(folder, "import", path, "--merchant", MERCHANT.id, "--dry-run")
    assert (code, output.splitlines()[0]) == (2, "1 added, 1 left out")
    assert not (folder / "optins.rejected.csv").exists()
    assert await ledger.read(lambda books: books.consent_journal(MERCHANT.id)) == ()
    await ledger.close()


async def test_nobody_who_opted_out_is_revived(folder: Path) -> None:
    ledger = await opened(folder)
    stop = datetime(2026, 3, 1, tzinfo=UTC)
    await ledger.write(
        lambda books: suppress(books, MERCHANT.id, "+13035550142", SuppressionReason.OPT_OUT, "STOP", stop, "msg_1")
    )
    later = GOOD.replace("2026-01-31", "2026-05-01")
    code, output = await run(folder, "import", write(folder, GOOD, later), "--merchant", MERCHANT.id)
    assert code == 2
    assert output.splitlines()[:2] == [
        "1 waiting for START, 1 left out",
        "line 2, phone: +13035550142 opted out after this consent was given; "
        "leave it out; only the shopper's START and new consent count now",
    ]
    suppression = await ledger.read(lambda books: books.suppression(MERCHANT.id, "+13035550142"))
    assert suppression is not None
    assert suppression.is_live
    code, output = await run(folder, "show", "303-555-0142", "--merchant", MERCHANT.id)
    assert code == 0
    assert "opted out; new consent is waiting for START" in output
    await ledger.close()


async def test_opt_outs_are_imported_with_the_time_they_were_said(folder: Path) -> None:
    ledger = await opened(folder)
    header = "phone,action,scope,wording,method,source,obtained_at"
    out = "+13035550142,opt_out,,,text,old provider,2026-02-01T00:00:00Z"
    before = "+13035550142,,marketing,w,paper,shop,2026-01-01T00:00:00Z"
    after = "+13035550142,opt_in,marketing,w,paper,shop,2026-04-01T00:00:00Z"
    path = write(folder, before, after, out, header=header)
    assert await run(folder, "import", path, "--merchant", MERCHANT.id) == (0, "2 added, 1 opted out\n")
    suppression = await ledger.read(lambda books: books.suppression(MERCHANT.id, "+13035550142"))
    assert suppression is not None
    assert suppression.since == datetime(2026, 2, 1, tzinfo=UTC)
    consents = await ledger.read(lambda books: books.consents(MERCHANT.id, "+13035550142"))
    assert [consent.state for consent in consents] == [ConsentState.REVOKED, ConsentState.CONFIRMED]
    again = write(folder, out, header=header)
    assert await run(folder, "import", again, "--merchant", MERCHANT.id) == (0, "1 known already\n")
    await ledger.close()


async def test_the_journal_is_exported_and_an_opt_out_recorded(folder: Path) -> None:
    ledger = await opened(folder)
    await run(folder, "import", write(folder, GOOD), "--merchant", MERCHANT.id)
    words = ("--merchant", MERCHANT.id, "--evidence", "=called the shop, card 4111 1111 1111 1111", "--by", "Ann")
    assert (await run(folder, "opt-out", "+1 303 555 0142", *words))[0] == 0
    code, output = await run(folder, "export", "--merchant", MERCHANT.id)
    rows = list(csv.DictReader(output.splitlines()))
    assert code == 0
    assert sorted(row["change"] for row in rows) == ["confirmed", "opted_out", "revoked"]
    (opted_out,) = (row for row in rows if row["change"] == "opted_out")  # the same moment as the revocation
    assert opted_out["evidence"] == "'=called the shop, card [card number removed]"
    assert opted_out["recorded_by"] == "Ann"
    await ledger.close()


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("import", "nowhere.csv", "--merchant", "mer_1"), "file: "),
        (("import", "optins.csv", "--merchant", "mer_9"), "no merchant 'mer_9'"),
        (("import", "optins.csv", "--merchant", "mer_1", "--timezone", "Mars"), "'Mars' is not known"),
        (("show", "12", "--merchant", "mer_1"), "cannot be dialled"),
    ],
)
async def test_what_cannot_be_done_is_said(folder: Path, words: tuple[str, ...], told: str) -> None:
    await (await opened(folder)).close()
    write(folder, GOOD)
    with pytest.raises(Exception, match=told):
        await run(folder, *words)


AREAS = (206, 212, 303, 305, 312, 404, 415, 617, 702, 713)


def rows(count: int) -> Iterator[str]:
    """Different numbers that can exist; one in a thousand is no number."""
    for place in range(count):
        phone = f"{place}" if place % 1000 == 7 else f"+1{AREAS[place // 10_000]}234{place % 10_000:04}"
        yield f"{phone},marketing,w,web_form,shop,2026-01-31T12:00:00Z,,"


async def imported(folder: Path, count: int) -> float:
    ledger = await opened(folder)
    path = write(folder, *rows(count))
    began = time.perf_counter()
    code, output = await run(folder, "import", path, "--merchant", MERCHANT.id)
    seconds = time.perf_counter() - began
    assert code == 2

    def held(books: Books) -> int:
        page, total, after = books.consent_journal(MERCHANT.id), 0, None
        while page:
            total, after = total + len(page), (page[-1].recorded_at, page[-1].id)
            page = books.consent_journal(MERCHANT.id, after=after)
        return total

    kept = await ledger.read(held)  # type: ignore[arg-type]
    assert output.splitlines()[0] == f"{count - count // 1000} added, {count // 1000} left out"
    assert kept == count - count // 1000
    await ledger.close()
    return seconds


async def test_a_large_file_streams(folder: Path) -> None:
    await imported(folder, 3_000)


@pytest.mark.prove
async def test_a_hundred_thousand_rows_stream(folder: Path) -> None:
    seconds = await imported(folder, 100_000)
    print(f"100,000 rows in {seconds:.1f} s")
