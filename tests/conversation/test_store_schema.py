"""Migrations: what they make, who may run them, and that every frequent question has an index."""

import asyncio
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, NullPool, create_engine, text

from conversation.clock import from_milliseconds
from conversation.conversation import Control
from conversation.errors import Misconfigured
from conversation.filter import Filter
from conversation.flow_run import TriggerKind
from conversation.knowledge import DocumentState
from conversation.knowledge_import import ItemState
from conversation.ledger import Reader
from conversation.live_score import LivePlace
from conversation.searching import sought
from conversation.segment_rule import EVERYBODY
from conversation.shop_sync import SyncKind
from conversation.store_sql import migrating, tables
from conversation.store_sql.finding import FREE_WAKES
from conversation.store_sql.opening import open_ledger
from conversation.store_sql.reader import SqlReader
from conversation.store_sql.session import SqliteSession
from conversation.store_sql.sqlite_files import connect_to_read
from conversation.store_sql.statement import Statement, Values
from tests.conversation.world import MERCHANT, NOW

pytestmark = pytest.mark.usefixtures("migrations")


async def migrate(url: str) -> None:
    await (await open_ledger(url)).close()


@contextmanager
def connected(url: str) -> Iterator[Connection]:
    """Connect without a ledger; what is done is committed."""
    engine = create_engine(url.replace("postgresql://", "postgresql+psycopg://"), poolclass=NullPool)
    with engine.begin() as connection:
        yield connection


async def test_the_migrations_make_the_tables_that_the_statements_use(sql_url: str) -> None:
    await migrate(sql_url)
    with connected(sql_url) as connection:
        made = MigrationContext.configure(connection, opts={"include_name": _is_ours})
        assert compare_metadata(made, tables.metadata) == []


def _is_ours(name: str | None, *_: object) -> bool:
    """Leave out the index over words, which is of each database's own kind."""
    return name is None or not name.startswith("search_index")


async def test_the_migrations_make_the_partial_indexes_and_checks(tmp_path: Path) -> None:
    """What Alembic does not compare."""
    made, migrated = f"sqlite:///{tmp_path / 'made.db'}", f"sqlite:///{tmp_path / 'migrated.db'}"
    await migrate(migrated)
    with connected(made) as expected, connected(migrated) as actual:
        tables.metadata.create_all(expected)
        assert _conditions(actual) == _conditions(expected)
        assert len(_conditions(actual)) == 30


def _conditions(connection: Connection) -> dict[str, list[str]]:
    rows = connection.execute(text("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL"))
    found = {name: [line.strip(" ,\t") for line in sql.split("\n") if _is_condition(line)] for name, sql in rows}
    return {name: sorted(lines) for name, lines in found.items() if lines}


def _is_condition(line: str) -> bool:
    return "WHERE" in line or "CHECK" in line


def test_the_newest_migration_is_the_one_that_opening_expects() -> None:
    config = Config()
    config.set_main_option("script_location", str(Path(migrating.__file__).parent / "migrations"))
    assert ScriptDirectory.from_config(config).get_heads() == [migrating.HEAD]


async def test_a_newer_schema_is_refused(sql_url: str) -> None:
    await migrate(sql_url)
    with connected(sql_url) as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(Misconfigured, match="newer than this version"):
        await open_ledger(sql_url)


OPEN = """
import asyncio, sys
from conversation.store_sql.finding import FREE_WAKES
from conversation.store_sql.opening import open_ledger
from tests.conversation.world import seed

async def main():
    ledger = await open_ledger(sys.argv[1])
    await ledger.write(seed)
    await ledger.close()

sys.stdin.readline()
asyncio.run(main())
"""


async def test_processes_that_open_at_once_migrate_once(sql_url: str) -> None:
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", OPEN, sql_url], stdin=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        for _ in range(3)
    ]
    ends = await asyncio.gather(*(asyncio.to_thread(process.communicate, "go\n", 60) for process in processes))
    assert [process.returncode for process in processes] == [0] * 3, [stderr for _, stderr in ends]
    ledger = await open_ledger(sql_url)
    assert await ledger.read(lambda books: books.merchant(MERCHANT.id)) == MERCHANT
    await ledger.close()


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("mysql://nowhere", "not known"),
        ("sqlite:///", "needs a file"),
        ("sqlite:///:memory:", "needs a file"),
        ("sqlite:////proc/twolane/ledger.db", "cannot be opened"),
        ("sqlite:///{tmp}/text.db", "cannot be opened"),
        ("postgresql://someone@127.0.0.1:1/nowhere", "cannot be reached"),
        ("postgresql://127.0.0.1:port/nowhere", "no address"),
    ],
)
async def test_an_address_that_does_not_work_is_the_operators_to_change(tmp_path: Path, url: str, told: str) -> None:
    (tmp_path / "text.db").write_text("no database at all, but a text that is long enough to be taken for one" * 20)
    with pytest.raises(Misconfigured, match=told) as caught:
        await open_ledger(url.format(tmp=tmp_path))
    assert caught.value.setting == "TWOLANE_DATABASE_URL"


SMALL_INDEXES = (
    "campaigns_running",
    "USING INDEX outbox_queued",
    "USING INDEX outbox_queued_in",
    "USING INDEX outbox_unsettled",
    "USING INDEX imports_running",
)
"""They hold only what is not done yet, and are read from their beginning."""
THE_WORDS = "SCAN search_index VIRTUAL TABLE INDEX"
"""SQLite calls every question to an index over words a scan."""
NO_TABLE = "SCAN CONSTANT ROW"
"""Adding up what subqueries found."""


class Explaining(SqliteSession):
    """Asks SQLite how it would find the rows."""

    def __init__(self, raw: sqlite3.Connection) -> None:
        super().__init__(raw)
        self._raw = raw
        self.plans: list[str] = []

    def first(self, statement: Statement, values: Values) -> None:
        self.all(statement, values)

    def all(self, statement: Statement, values: Values) -> list[Any]:
        words, given = statement.for_sqlite(values)
        self.plans += [row[3] for row in self._raw.execute(f"EXPLAIN QUERY PLAN {words}", given)]
        return []


def ask_everything(books: Reader) -> None:
    """Every question whose answer must not take longer in a ledger that has grown."""
    mer, cvn = MERCHANT.id, "cvn_1"
    books.merchant_of_shop("x")
    books.sender_by_phone("x")
    books.user_by_email("x")
    books.contact(mer, "x")
    books.contact_by_phone(mer, "x")
    books.consents(mer, "x")
    books.consent_events(mer, "x")
    books.consent_journal(mer, after=(NOW, "x"))
    books.suppression(mer, "x")
    books.halts(mer)
    books.number_checks(mer, "x")
    books.cart_by_token(mer, "x", "x")
    books.reminder_slot(mer, "x", "x")
    books.merchant_of_cart("x")
    books.unreminded_carts(mer, since=NOW, until=NOW)
    books.cart_claim(mer, "x")
    books.cart_claims_of("x")
    books.first_texts(mer, NOW)
    books.offers_of_cart(mer, "x")
    books.offers_of_conversation(mer, cvn)
    books.offers_of_contact(mer, "x")
    books.offer_by_code(mer, "X")
    books.merchant_facts(mer)
    books.conversation(mer, cvn)
    books.open_conversations(mer, "x")
    books.conversations((mer,), before=(NOW, "x"))
    books.conversations((mer,), control=Control.ESCALATED)
    books.exchanges(mer, cvn)
    books.message(mer, "x")
    books.messages(mer, cvn)
    books.newest_message(mer, cvn)
    books.events(mer, cvn, after=3)
    books.outbox_rows(mer, cvn)
    books.queued_in(mer, cvn)
    books.outbox_by_provider_id("x")
    books.queued_rows(NOW, 10)
    books.queued_answers(NOW, 10)
    books.claimed_rows(NOW, NOW)
    books.sent_since(mer, "x", NOW)
    books.due_rows(mer, cvn)
    books.due_row(mer, "x")
    books.seat_texts(mer, "x", NOW)
    books.seat_events(mer, NOW)
    books.photos(mer, cvn)
    books.due_photos(NOW, 4)
    books.live_score(mer, cvn)
    books.live_scores(mer, NOW, 9)
    books.live_place(mer)
    books.quiet_conversations(mer, LivePlace(mer, NOW, cvn), NOW, 9)
    books.orders_between(mer, NOW, NOW, after=(NOW, "x"), limit=9)
    books.orders_of_contact(mer, "x")
    books.touches_of_contact(mer, "x", NOW)
    books.tags_of(mer, "x")
    books.flows(mer)
    books.flow_versions(mer, "x")
    books.flow_run(mer, "x")
    books.runs_of_contact(mer, "x")
    books.runs_of_flow(mer, "x", 9)
    books.due_runs(NOW, 9)
    books.next_run_at()
    books.run_counts(mer)
    books.happenings_of_contact(mer, "x", TriggerKind.DELIVERED, NOW)
    books.shop_sync(mer, SyncKind.ORDERS)
    books.shop_syncs(mer)
    books.shop_code(mer, "x")
    books.shop_code_of(mer, "x")
    books.code_stock(mer, NOW)
    books.uploaded_order(mer, "x")
    books.uploaded_orders(mer, "x", 9)
    books.uploaded_orders_before(mer, NOW, "x", 9)
    books.shop_upload(mer, "x")
    books.shop_uploads(mer, 9)
    books.due_syncs(NOW)
    books.shop_oddity(mer, "x", "x")
    books.shop_oddities(mer, 9)
    books.shop_standing(mer)
    books.product(mer, "x", "x")
    books.products_about(mer, {"x"}, 9)
    books.count_products(mer)
    books.carts_with(mer, "x", NOW, 9)
    books.short_link("x")
    books.links_of_conversation(mer, cvn)
    books.links_of_contact(mer, "x")
    books.clicks_on(mer, "x")
    books.clicks_on_message(mer, "x")
    books.clicks_by(mer, "x", NOW)
    books.day_figures(mer, "2026-11-01", "2026-11-30")
    books.counted_days(mer)
    books.reopenings(mer, 9)
    books.first_figure_at(mer)
    books.linked_before(mer, NOW, "", 9)
    books.media_file(mer, "x")
    books.media_of_anybody("x")
    books.shared_media(mer)
    books.media_of_conversation(mer, cvn)
    books.media_content(mer, "x")
    books.last_number(mer, "x")
    books.filtered_texts(mer, "x", NOW)
    books.sending_day("x", "2026-11-24")
    books.segment(mer, "x")
    books.segments(mer)
    books.contacts_in(mer, EVERYBODY, NOW, after="x", limit=9)
    books.campaign(mer, "x")
    books.campaigns(mer, before="x")
    books.campaigns_due(NOW)
    books.recipient(mer, "x", "x")
    books.recipients(mer, "x", after="x")
    books.recipients_due("x", NOW, 9)
    books.next_due("x")
    books.queued_by(mer, "x")
    books.knowledge_version(mer)
    books.document(mer, "x")
    books.documents(mer, DocumentState.LIVE)
    books.document_text(mer, "x")
    books.verified_answers(mer)
    books.guidelines(mer)
    books.knowledge_imports(mer)
    books.running_imports()
    books.import_items(mer, "x", ItemState.WAITING, 1)
    books.import_sources(mer, "x")
    books.import_file(mer, "x", 0)
    books.events_since(mer, cvn, after_seq=3)
    books.messages_between(mer, cvn, after_seq=3, through_seq=9)
    books.milestones(mer, cvn, through_seq=9)
    books.spent_since(mer, NOW)
    books.spent_in_conversation(mer, cvn)
    books.wake_of(cvn)
    books.alerts(mer, 10)
    books.is_alert_due(NOW)
    books.push_devices("x")
    books.alert_hooks(mer)
    for chosen in Filter:
        books.listed((mer, "mer_2"), chosen, "x", before=(NOW, "x"), limit=9)
        books.count_listed((mer, "mer_2"), chosen, "x")
    books.reading("x", cvn)
    if looked_for := sought("blue jacket"):
        books.search((mer,), looked_for, limit=9)


async def test_no_frequent_question_reads_a_whole_table(tmp_path: Path) -> None:
    await migrate(f"sqlite:///{tmp_path / 'ledger.db'}")
    with closing(connect_to_read(tmp_path / "ledger.db")) as raw:
        session = Explaining(raw)
        ask_everything(SqlReader(session))
        session.first(FREE_WAKES, {"now": 0, "limit": 1})
    scans = [plan for plan in session.plans if plan.startswith("SCAN") and not plan.endswith(SMALL_INDEXES)]
    assert len(session.plans) >= 31
    assert [plan for plan in scans if not plan.startswith((THE_WORDS, NO_TABLE))] == []


async def test_the_history_of_consent_begins_with_what_the_rows_said(tmp_path: Path) -> None:
    """A ledger from before there was a history: its consents and opt-outs become the first events."""
    path = tmp_path / "ledger.db"
    engine = create_engine(f"sqlite:///{path}", poolclass=NullPool)
    with engine.begin() as connection:
        config = Config()
        config.set_main_option("script_location", str(Path(migrating.__file__).parent / "migrations"))
        config.attributes["connection"] = connection
        command.upgrade(config, "0004")
        rows = "('cns_1','mer_1','+1','marketing','revoked','words','text','shop',1000,2000,'msg_p','msg_a')"
        names = "id, merchant_id, phone, scope, state, wording, method, source, requested_at, confirmed_at"
        connection.execute(text(f"INSERT INTO consents ({names}, prompt_id, answer_id) VALUES {rows}"))
        names = "merchant_id, phone, reason, evidence, since, message_id, lifted_at"
        rows = "('mer_1','+1','opt_out','STOP',3000,'msg_s',4000)"
        connection.execute(text(f"INSERT INTO suppressions ({names}) VALUES {rows}"))
    ledger = await open_ledger(f"sqlite:///{path}")
    events = await ledger.read(lambda books: books.consent_events("mer_1", "+1"))
    await ledger.close()
    assert [(event.number, event.change.value, event.message_id) for event in events] == [
        (1, "requested", None),
        (2, "prompted", "msg_p"),
        (3, "confirmed", "msg_a"),
        (4, "opted_out", "msg_s"),
        (5, "lifted", None),
    ]
    assert events[2].at == from_milliseconds(2000)
    assert (events[0].wording, events[3].evidence) == ("words", "opt_out: STOP")
