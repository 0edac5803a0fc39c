"""Days of a shop's life in minutes, with everything that goes wrong: in the end ledger, phones and shop agree."""

from datetime import timedelta
from pathlib import Path

import pytest

from api.auditing import SOUND, verify_all
from tests.week.reckoning import Reckoning, reckon
from tests.week.week import MONDAY, a_week

AFTERWARDS = timedelta(days=3)
"""Until what was put off has left or expired, and whoever buys has bought."""


async def lived(folder: Path, seed: int, shoppers: int, days: float) -> Reckoning:
    async with a_week(folder, seed, shoppers, days) as week:
        await week.live(MONDAY + timedelta(days=days))
        await week.live(MONDAY + timedelta(days=days) + AFTERWARDS, timedelta(minutes=15))
        found = await reckon(week)
        assert week.checkouts == shoppers
        found.counts["texts by people"] = week.human_texts
        settings = week.stage.twolane.house.settings
    report = await verify_all(settings)
    assert report.verdict == SOUND, report
    return found


@pytest.mark.slow
async def test_a_day_adds_up_to_the_cent_and_to_the_text(tmp_path: Path) -> None:
    found = await lived(tmp_path, seed=1, shoppers=30, days=1)
    assert found.faults == []
    assert found.counts["orders"] == 15
    assert found.counts["texts from shoppers"] > 10


@pytest.mark.prove
async def test_a_week_adds_up_to_the_cent_and_to_the_text(tmp_path: Path) -> None:
    found = await lived(tmp_path, seed=2, shoppers=2_000, days=7)
    print(f"\na week: {dict(sorted(found.counts.items()))}")
    assert found.faults == []
    assert found.counts["orders"] == 1_000
