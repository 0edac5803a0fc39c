"""An import reads what it can, says what it cannot, and goes on where it was cut short."""

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from api.knowledge import importer as module
from api.knowledge.fetching import PageFetcher
from api.knowledge.importer import Importer
from conversation.clock import ScriptedClock
from conversation.importing import HOLDING, ToImport, begin_import
from conversation.knowledge import DocumentState
from conversation.knowledge_import import ItemState, KnowledgeImport
from conversation.store_memory import MemoryLedger
from tests.api.knowledge.pages import served
from tools.knowledge_lexical import LexicalKnowledge
from tools.library import Library

NOW = datetime(2026, 11, 24, 17, 30, tzinfo=UTC)


@dataclass
class House:
    ledger: MemoryLedger
    library: Library
    importer: Importer

    async def begin(self, *items: ToImport, origin: str = "Pages") -> KnowledgeImport:
        return await self.ledger.write(lambda books: begin_import(books, "mer_1", origin, items, "usr_1", NOW))

    async def sources(self) -> list[str]:
        live = await self.ledger.read(lambda books: books.documents("mer_1", DocumentState.LIVE))
        return [one.source for one in live]


@pytest.fixture
async def house() -> AsyncIterator[House]:
    ledger, clock, fetcher = MemoryLedger(), ScriptedClock(NOW), PageFetcher(may_be_private=True)
    library = Library(ledger, clock, LexicalKnowledge())
    yield House(ledger, library, Importer(ledger, clock, library, fetcher, "wrk_1"))
    await fetcher.close()


async def test_pages_are_fetched_read_and_found_and_each_that_fails_says_why(house: House) -> None:
    page = b"<main><h1>Care</h1><p>Wash the sweater cold.</p></main>"
    pages: dict[str, bytes | int | str] = {"/care": page, "/old": "/care", "/gone": 410, "/round": "/round"}
    with served(pages) as shop:
        row = await house.begin(
            *(ToImport(f"{shop}{path}") for path in ("/care", "/old", "/gone", "/round")),
            ToImport("http://no-such-host.invalid/"),
            ToImport("sizes.md", b"# Sizes\n\nTake one up."),
        )
        ended = await house.importer.run(row)
    assert ended is not None
    assert (ended.kept, ended.failed, ended.ended_at) == (3, 3, NOW)
    failed = await house.ledger.read(lambda books: books.import_items("mer_1", row.id, ItemState.FAILED, 9))
    assert [item.note for item in failed] == [
        "the server said 410",
        "it redirects more than 5 times",
        "no-such-host.invalid cannot be found",
    ]
    found = await house.library.search("mer_1", "how do I wash it")
    assert {passage.text.split("\n")[-1] for passage in found} == {"Wash the sweater cold."}


async def test_an_address_inside_is_not_fetched_for_a_page_of_settings(house: House) -> None:
    with served({"/": b"<p>secret</p>"}) as shop:
        importer = replace(house.importer, fetcher=PageFetcher())
        await importer.run(await house.begin(ToImport(f"{shop}/"), ToImport("https://127.0.0.1/")))
    assert await house.sources() == []
    await importer.fetcher.close()


async def test_wherever_it_is_cut_short_another_goes_on_and_nothing_is_done_twice(house: House) -> None:
    """The process ends after each of the writes in turn; the next one takes the import up and ends it."""
    files = [ToImport(f"page{number}.md", b"# Page\n\nWords.") for number in range(4)]
    for cut in range(7):
        row = await house.begin(*files, origin=f"Cut {cut}")
        ledger = _Mortal(house.ledger, cut)
        with pytest.raises(asyncio.CancelledError):
            await replace(house.importer, ledger=ledger, name="wrk_dead").run(row)  # type: ignore[arg-type]
        assert cut == 0 or await house.importer.run(row) is None, "it is held by the one who died"
        house.library.clock.jump_to(house.library.clock.now() + HOLDING)  # type: ignore[attr-defined]
        await house.importer.run(row)
        now = await house.ledger.read(lambda books, row=row: books.knowledge_import("mer_1", row.id))  # type: ignore[misc]
        assert now is not None
        assert (now.kept, now.failed, now.settled, now.ended_at is not None) == (4, 0, 4, True), cut
    assert len(await house.sources()) == 7 * 4


class _Mortal:
    """A ledger whose process ends after so many writes."""

    def __init__(self, ledger: MemoryLedger, most: int) -> None:
        self._ledger, self._most, self.writes = ledger, most, 0

    async def read(self, query: object) -> object:
        return await self._ledger.read(query)  # type: ignore[arg-type]

    async def write(self, command: object) -> object:
        if self.writes == self._most:
            raise asyncio.CancelledError
        self.writes += 1
        return await self._ledger.write(command)  # type: ignore[arg-type]


async def test_a_worker_ends_what_was_begun_by_itself(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "EVERY_SECONDS", 0.001)
    await house.begin(ToImport("a.md", b"words"))
    work = asyncio.create_task(house.importer.run_for_ever())
    while not await house.sources():
        await asyncio.sleep(0.001)
    work.cancel()


@pytest.mark.prove
@pytest.mark.timeout(900)
@pytest.mark.parametrize("kills", [4])
def test_five_hundred_pages_survive_being_killed(tmp_path: Path, kills: int) -> None:
    store, shop = tmp_path / "store.yaml", tmp_path / "shop"
    shop.mkdir()
    for number in range(500):
        sections = "".join(f"\n## Part {part} of {number}\n\nWords about thing {number}-{part}.\n" for part in range(5))
        (shop / f"page{number:03}.md").write_text(f"# Page {number}\n{sections}")
    number = "{phone: '+18885550100', kind: toll_free, registration: verified}"
    store.write_text(f"name: Shop\nshop_domain: a.example\nsupport: a@a.example\ntimezone: UTC\nnumbers: [{number}]\n")
    command = [sys.executable, "-m", "twolane"]
    env = {**os.environ, "TWOLANE_DATA_DIR": str(tmp_path / "data")}
    subprocess.run([*command, "load", str(store)], env=env, check=True, capture_output=True)
    importing = [*command, "knowledge", "import", "Pages", str(shop)]
    for _ in range(kills):
        with subprocess.Popen(importing, env=env, stderr=subprocess.PIPE, text=True) as process:
            assert process.stderr is not None
            begun = next(line for line in process.stderr if " of 500" in line)
            time.sleep(0.4)
            process.send_signal(signal.SIGKILL)
        print(f"killed after {begun.strip()}")
    ended = subprocess.run(importing, env=env, capture_output=True, text=True, check=True)
    assert ended.stdout.splitlines()[-1] == "500 new or changed, 0 as before, 0 failed, 0 removed"
    asked = [*command, "knowledge", "search", "words about thing 321-4"]
    assert "page321.md#part-4-of-321" in subprocess.run(asked, env=env, capture_output=True, text=True).stdout
