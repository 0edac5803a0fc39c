"""`twolane compliance halt`, `resume`, `halts`, `scrub` and `rulebook`."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from api.auditing import verify_all
from api.ledgers import opened
from api.sample_world import MERCHANT, seed_store
from api.settings import Settings
from conversation.clock import SystemClock
from conversation.errors import Conflict, Invalid, Unknown
from conversation.fence import hold
from conversation.ledger import Books
from conversation.message import Author, Body, Purpose
from conversation.number_check import CheckAnswer
from conversation.opening import find_or_add_contact, find_or_open
from conversation.outbox import OutboxState
from conversation.sending import queue
from conversation.store_sql.opening import open_ledger
from conversation.verdict import Allow, Trail
from tests.conversation.world import draft_by
from twolane import app

SHOPPER = "+13035550111"


@pytest.fixture
def data_dir(tmp_path: Path) -> Path:
    def fill(books: Books) -> None:
        seed_store(books)
        now = SystemClock().now()
        find_or_open(books, find_or_add_contact(books, MERCHANT.id, SHOPPER, now), now)

    async def write() -> None:
        ledger = await open_ledger(Settings(data_dir=tmp_path).ledger_url)
        await ledger.write(fill)
        await ledger.close()

    asyncio.run(write())
    return tmp_path


def run(*words: str, data_dir: Path) -> Result:
    return CliRunner().invoke(app, ["compliance", *words, "--data-dir", str(data_dir)])


def test_a_region_is_halted_listed_and_resumed(data_dir: Path) -> None:
    assert "no region" in run("halts", data_dir=data_dir).output
    halted = run("halt", "la", "--reason", "a flood", "--by", "Dana", data_dir=data_dir)
    assert halted.output == "LA is halted for every merchant: a flood\n"
    assert "HALTED: a flood" in run("halts", data_dir=data_dir).output
    again = run("halt", "LA", "--reason", "a flood", "--by", "Dana", data_dir=data_dir)
    assert isinstance(again.exception, Conflict)
    run("resume", "LA", "--by", "Omar", data_dir=data_dir)
    assert "by Omar: a flood" in run("halts", data_dir=data_dir).output


def test_what_a_halt_cancels_is_vouched_for(tmp_path: Path) -> None:
    settings = Settings(_env_file=None, data_dir=tmp_path)

    async def queue_a_campaign() -> None:
        async with opened(settings) as ledger:
            await ledger.write(_queue_a_campaign)

    asyncio.run(queue_a_campaign())
    run("halt", "CO", "--reason", "a flood", "--by", "Dana", data_dir=tmp_path)
    report = asyncio.run(verify_all(settings))
    assert [chain.flaws for chain in report.chains] == [[]]
    assert report.chains[0].compared > 0

    async def states() -> list[OutboxState]:
        async with opened(settings) as ledger:
            talk = await ledger.read(lambda books: books.conversations((MERCHANT.id,))[0])
            rows = await ledger.read(lambda books: books.outbox_rows(MERCHANT.id, talk.id))
        return [row.state for row in rows]

    assert asyncio.run(states()) == [OutboxState.CANCELLED]


def _queue_a_campaign(books: Books) -> None:
    seed_store(books)
    now = SystemClock().now()
    talk = find_or_open(books, find_or_add_contact(books, MERCHANT.id, SHOPPER, now), now)
    with hold(books, MERCHANT.id, talk.id, now) as held:
        draft = draft_by(Author.TEMPLATE, held.row, "Tidewater: new jackets. Reply STOP to end.")
        allow = Allow(now + timedelta(hours=1), Trail("test", ()))
        queue(held, replace(draft, merchant_id=MERCHANT.id), Body(draft.body), Purpose.CAMPAIGN, allow)


def test_a_halt_may_be_one_merchants(data_dir: Path) -> None:
    words = ("halt", "LA", "--reason", "a flood", "--by", "Dana", "--merchant")
    assert MERCHANT.id in run(*words, MERCHANT.shop_domain, data_dir=data_dir).output
    assert isinstance(run(*words, "nobody.example", data_dir=data_dir).exception, Unknown)


def test_scrubbing_keeps_an_answer_for_every_contact(data_dir: Path) -> None:
    path = data_dir / "dnc.txt"
    path.write_text(f"# drawn: 2026-11-20\n{SHOPPER}\n", encoding="utf-8")
    result = run("scrub", "--do-not-call", str(path), data_dir=data_dir)
    assert result.output.split() == ["1", "do", "not", "call:", "listed"]

    async def read() -> CheckAnswer:
        ledger = await open_ledger(Settings(data_dir=data_dir).ledger_url)
        (check,) = await ledger.read(lambda books: books.number_checks(MERCHANT.id, SHOPPER))
        await ledger.close()
        return check.answer

    assert asyncio.run(read()) is CheckAnswer.LISTED


def test_scrubbing_without_a_list_is_refused(data_dir: Path) -> None:
    assert isinstance(run("scrub", data_dir=data_dir).exception, Invalid)


def test_the_rulebook_is_listed() -> None:
    lines = CliRunner().invoke(app, ["compliance", "rulebook"]).output.split("\n")
    assert any("quiet_hours.fl" in line and "US-FL" in line and "primary" in line for line in lines)
