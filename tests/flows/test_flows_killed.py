"""Flows survive kill -9: no step is done twice, no text leaves twice, and every run comes to its end."""

import asyncio
import sqlite3
import time
from collections import Counter
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from conversation.clock import EPOCH
from conversation.flow_run import FlowRun, RunState
from conversation.ledger import Ledger, Reader
from conversation.outbox import OutboxRow, OutboxState
from conversation.store_sql.opening import open_ledger
from conversation.touch import Touch
from tests.conversation.world import MERCHANT, seed
from tests.flows import flow_town
from tests.flows.campaign_town import (
    AUDIT,
    START,
    STEP,
    Kind,
    Town,
    Townsperson,
    settle_in,
)
from tests.flows.flow_town import Fate, answer, begin, fate_of, interfere, lay_trail, trail

PATIENCE = 1200.0
LOOK_EVERY = 0.05
"""Seconds."""
MARKS = {"new arrivals": "first", "Second,": "second", "Third:": "third"}
EXPECTED: dict[Fate, tuple[RunState | None, tuple[str, ...]]] = {
    Fate.NOTHING: (RunState.ENDED, ("first", "second")),
    Fate.STOPS: (RunState.CANCELLED, ("first",)),
    Fate.TAKEN_OVER: (RunState.CANCELLED, ("first",)),
    Fate.ANSWERS: (RunState.ENDED, ("first", "second", "third")),
}
"""How a run ends by what comes between, and what the phone got until then."""
UNTEXTED = {
    Kind.NO_CONSENT: None,
    Kind.OPTED_OUT: None,
    Kind.WITH_A_PERSON: RunState.CANCELLED,
    Kind.REFUSED: RunState.REFUSED,
}
"""How a run ends, if there is one, of those whose phones get nothing."""
INTERFERE_BEFORE, ANSWER_BEFORE = START + timedelta(hours=12), START + timedelta(hours=36)


class FlowTown(Town):
    """Everybody goes through one flow."""

    def __init__(self, folder: Path, url: str, size: int) -> None:
        super().__init__(folder, url, size, flow_town.work)
        self._to_come = [(INTERFERE_BEFORE, interfere), (ANSWER_BEFORE, answer)]

    async def open(self) -> Ledger:
        ledger = await open_ledger(self.url, audit=AUDIT)
        await ledger.write(seed)
        await ledger.write(lay_trail)
        await ledger.write(lambda books: settle_in(books, self.people))
        await ledger.write(lambda books: begin(books, self.people, START))
        return ledger

    async def live(self, ledger: Ledger) -> None:
        """Two work at a time; one is killed during the first texts, one during the second ones."""
        for _ in range(2):
            self.crew.hire()
        kills = [len(self.people), 4 * len(self.people)]
        async with asyncio.timeout(PATIENCE):
            while not await self._is_over(ledger):
                self.crew.check()
                if kills and len(await ledger.read(trail)) > kills[0]:
                    kills.pop(0)
                    self.crew.kill()
                    self.crew.hire()
                await asyncio.sleep(LOOK_EVERY)
        assert not kills
        for _ in range(2):
            self.crew.kill()

    async def _is_over(self, ledger: Ledger) -> bool:
        """Let time pass where nobody has anything to do; what befalls shoppers befalls them in such a pause."""
        now = self.clock.now()
        ever = now + timedelta(days=9)

        def look(books: Reader) -> tuple[datetime | None, tuple[OutboxRow, ...], tuple[OutboxRow, ...]]:
            return books.next_run_at(), books.queued_rows(ever, 1000), books.claimed_rows(ever, EPOCH)

        due, queued, claimed = await ledger.read(look)
        moments = [*(one.not_before or now for one in queued), *([due] if due else [])]
        on_its_way = any(one.claimed_by not in self.crew.dead for one in claimed if one.state is OutboxState.CLAIMED)
        if on_its_way or any(moment <= now for moment in moments):
            return False
        if not claimed and not moments:
            return True
        then = min([*moments, *([now + STEP] if claimed else [])])
        if self._to_come and then >= self._to_come[0][0]:
            _, befall = self._to_come.pop(0)
            await ledger.write(lambda books: befall(books, self.people, now))
        else:
            self.clock.jump_to(then)
        return False


async def judge(town: FlowTown, ledger: Ledger) -> Counter[str]:
    """Hold what the phones got, what the database noted and what the ledger says against what befell everybody."""
    twice = [step for step, times in Counter(await ledger.read(trail)).items() if times > 1]
    assert twice == []
    got, ends = texts_by_phone(town), Counter[str]()
    for number, one in enumerate(town.people):
        runs, touches = await ledger.read(lambda books, one=one: _kept(books, one))
        told = [name_of(words) for words in got.pop(one.contact.phone, [])]
        end, texts = (UNTEXTED[one.kind], ()) if one.kind in UNTEXTED else EXPECTED[fate_of(number)]
        assert told == list(texts), (one, told)
        assert [run.state for run in runs] == ([end] if end else []), runs
        if one.kind is not Kind.REFUSED:
            assert len({touch.step for touch in touches}) == len(touches) == len(told), touches
            assert sum(run.sent for run in runs) == len(told)
        ends[runs[0].outcome if runs else "never entered"] += 1
    assert not got
    return ends


def _kept(books: Reader, one: Townsperson) -> tuple[tuple[FlowRun, ...], tuple[Touch, ...]]:
    ref = one.contact.id
    return books.runs_of_contact(MERCHANT.id, ref), books.touches_of_contact(MERCHANT.id, ref, START)


def name_of(words: str) -> str:
    return next(name for mark, name in MARKS.items() if mark in words)


def texts_by_phone(town: FlowTown) -> dict[str, list[str]]:
    """What each phone got, in order."""
    found: dict[str, list[str]] = {}
    with closing(sqlite3.connect(town.folder / "network.db")) as network:
        for phone, words in network.execute("SELECT phone, body FROM texts ORDER BY seq"):
            found.setdefault(phone, []).append(words)
    return found


async def run(folder: Path, url: str, size: int) -> None:
    town = FlowTown(folder, url, size)
    ledger = await town.open()
    began = time.monotonic()
    try:
        await town.live(ledger)
        seconds = time.monotonic() - began
        ends = await judge(town, ledger)
        steps = len(await ledger.read(trail))
        told = ", ".join(f"{count} {end}" for end, count in ends.items())
        print(
            f"\n{size}: {told}; {steps} steps, {steps / seconds:.0f} a second,"
            f" {1000 * town.crew.cpu_seconds / steps:.1f} ms of CPU each"
        )
    finally:
        await ledger.close()
        await town.network.close()


@pytest.mark.timeout(600)
@pytest.mark.parametrize("sql_url", ["sqlite", pytest.param("postgres", marks=pytest.mark.prove)], indirect=True)
async def test_a_flow_does_each_step_and_text_once_through_two_kills(tmp_path: Path, sql_url: str) -> None:
    await run(tmp_path, sql_url, 75)


@pytest.mark.prove
@pytest.mark.timeout(3600)
async def test_many_runs_do_each_step_and_text_once_through_two_kills(tmp_path: Path, sql_url: str) -> None:
    await run(tmp_path, sql_url, 1000)
