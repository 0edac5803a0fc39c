"""What the SQL ledgers promise beyond the port: bells, migrations, and what survives the process."""

import asyncio
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from conversation.audit import AuditKeys
from conversation.errors import Misconfigured
from conversation.ledger import Books
from conversation.receiving import receive
from conversation.store_sql.backup import back_up
from conversation.store_sql.opening import open_ledger
from tests.conversation.world import MERCHANT, NOW, seed, talk_to, text_from


async def test_the_bell_hears_what_was_committed_and_nothing_else(sql_url: str) -> None:
    class Ear:
        def __init__(self) -> None:
            self.heard: list[frozenset[str]] = []

        def ring(self, touched: frozenset[str]) -> None:
            self.heard.append(touched)

    ear = Ear()
    ledger = await open_ledger(sql_url, ear)
    await ledger.write(seed)
    conversation = await ledger.write(talk_to)

    def fails(books: Books) -> None:
        receive(books, text_from(), NOW)
        raise RuntimeError("no")

    with pytest.raises(RuntimeError):
        await ledger.write(fails)
    await ledger.close()
    assert ear.heard == [frozenset({conversation.id})]


async def test_a_newer_schema_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "ledger.db"
    await (await open_ledger(f"sqlite:///{path}")).close()
    with sqlite3.connect(path) as raw:
        raw.execute("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(Misconfigured, match="newer"):
        await open_ledger(f"sqlite:///{path}")


async def test_opening_twice_at_once_migrates_once(sql_url: str) -> None:
    first, second = await asyncio.gather(open_ledger(sql_url), open_ledger(sql_url))
    await first.write(seed)
    assert await second.read(lambda books: books.merchant(MERCHANT.id)) == MERCHANT
    await first.close()
    await second.close()


async def test_an_unknown_scheme_names_the_setting() -> None:
    with pytest.raises(Misconfigured, match="TWOLANE_DATABASE_URL"):
        await open_ledger("mysql://nowhere")


WRITE_AND_DIE = """
import asyncio, os, sys
from conversation.receiving import receive
from conversation.store_sql.opening import open_ledger
from tests.conversation.world import NOW, seed, text_from

async def main():
    ledger = await open_ledger(sys.argv[1])
    await ledger.write(seed)
    for n in range(200):
        await ledger.write(lambda books: receive(books, text_from(provider_id=f"SM{n}"), NOW))
        print(n, flush=True)
        if n == 20:
            os.kill(os.getpid(), 9)

asyncio.run(main())
"""


async def test_what_was_acknowledged_survives_a_kill(sql_url: str) -> None:
    dead = subprocess.run([sys.executable, "-c", WRITE_AND_DIE, sql_url], capture_output=True, text=True, check=False)
    acknowledged = len(dead.stdout.split())
    assert acknowledged == 21, dead.stderr
    ledger = await open_ledger(sql_url)
    (conversation,) = await ledger.read(lambda books: books.conversations((MERCHANT.id,)))
    messages = await ledger.read(lambda books: books.messages(MERCHANT.id, conversation.id))
    await ledger.close()
    assert {message.provider_id for message in messages} >= {f"SM{n}" for n in range(acknowledged)}


async def test_a_backup_opens_as_a_ledger(tmp_path: Path) -> None:
    ledger = await open_ledger(f"sqlite:///{tmp_path / 'ledger.db'}")
    await ledger.write(seed)
    back_up(tmp_path / "ledger.db", tmp_path / "copy.db")
    await ledger.close()
    copy = await open_ledger(f"sqlite:///{tmp_path / 'copy.db'}")
    assert await copy.read(lambda books: books.merchant(MERCHANT.id)) == MERCHANT
    await copy.close()


async def test_a_ledger_opens_with_the_secret_that_it_is_sealed_with_and_with_no_other(sql_url: str) -> None:
    """Under another one, erased numbers that opted out would no longer be known."""
    await (await open_ledger(sql_url, audit=AuditKeys(b"one"))).close()
    with pytest.raises(Misconfigured, match="another secret") as caught:
        await open_ledger(sql_url, audit=AuditKeys(b"other"))
    assert caught.value.setting == "TWOLANE_AUDIT_SECRET"
    for same in (AuditKeys(b"one"), None):
        await (await open_ledger(sql_url, audit=same)).close()
