"""Ids are drawn from the system's chance, and within a seeded play the same each time."""

import asyncio
from datetime import UTC, datetime

from conversation.chance import seeded_chance
from conversation.ids import new_id

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)


def drawn(seed: int) -> list[str]:
    with seeded_chance(seed):
        return [new_id("msg", NOON) for _ in range(3)]


def test_a_seed_draws_the_same_ids_and_another_draws_others() -> None:
    assert drawn(1) == drawn(1)
    assert not set(drawn(1)) & set(drawn(2))


def test_without_a_seed_nothing_repeats() -> None:
    drawn(1)
    assert len({new_id("msg", NOON) for _ in range(50)}) == 50


async def test_plays_at_the_same_time_do_not_draw_from_each_other() -> None:
    async def play(seed: int) -> list[str]:
        with seeded_chance(seed):
            ids = []
            for _ in range(3):
                ids.append(new_id("msg", NOON))
                await asyncio.sleep(0)
            return ids

    assert await asyncio.gather(play(1), play(2)) == [drawn(1), drawn(2)]
