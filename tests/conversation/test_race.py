"""After a takeover commits no AI text can be claimed; after a STOP commits, no text of anybody's."""

import pytest

from tests.conversation.race import race

ROUNDS_IN_TEST = 30
ROUNDS_TO_PROVE = 2000


@pytest.mark.parametrize("interruption", ["takeover", "stop"])
async def test_nothing_is_claimed_late(sql_url: str, interruption: str) -> None:
    await _race(sql_url, ROUNDS_IN_TEST, interruption)


@pytest.mark.prove
@pytest.mark.timeout(900)
@pytest.mark.parametrize("interruption", ["takeover", "stop"])
async def test_nothing_is_claimed_late_in_two_thousand_rounds(sql_url: str, interruption: str) -> None:
    await _race(sql_url, ROUNDS_TO_PROVE, interruption)


async def _race(url: str, rounds: int, interruption: str) -> None:
    verdict = await race(url, rounds, interruption)
    print(
        f"\n{url.split(':')[0]}: {rounds} x {interruption} against {verdict.tried} texts: "
        f"{verdict.before} claimed before, {verdict.stopped} stopped, {verdict.late} late"
    )
    assert verdict.late == 0
    assert verdict.before > 0, "the interruption always came first: this was no race"
    assert verdict.stopped > 0, "the interruption always came last: this was no race"
