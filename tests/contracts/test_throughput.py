"""What every throughput promises: no window holds more than the tier, whoever asks, and answers go first."""

import asyncio
import random
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from api.throughput_redis import RedisThroughput
from channels.day_allowance import BLOCKS, DayAllowance
from channels.pace import Wish
from channels.throughput import Throughput, open_local
from channels.throughput_tier import Tier, known_tiers
from conversation.clock import to_milliseconds
from conversation.ids import new_id
from conversation.ledger import Ledger
from conversation.sender import Sender, SenderKind
from conversation.store_memory import MemoryLedger
from tests.conversation.world import MERCHANT, NOW, SENDER
from tests.valkey import valkey

Opens = Callable[[Ledger], Throughput]
SECOND = timedelta(seconds=1)


@pytest.fixture(scope="module")
def redis_url() -> Iterator[str]:
    with valkey() as server:
        yield f"redis://127.0.0.1:{server.port}/0"


@pytest.fixture(params=["local", "redis"])
def opens(request: pytest.FixtureRequest) -> Opens:
    """Open an adapter; those of one test that share a ledger share the pace as several processes do."""
    if request.param == "redis":
        url = request.getfixturevalue("redis_url")
        return lambda ledger: RedisThroughput(url, ledger)
    shared: dict[int, Throughput] = {}
    return lambda ledger: shared.setdefault(id(ledger), open_local(ledger))


def number(tier: str = "toll_free", kind: SenderKind = SenderKind.TOLL_FREE) -> Sender:
    """A number that no other test has."""
    return replace(SENDER, id=new_id("snd", NOW), tier=tier, kind=kind)


def wish(segments: int = 1, *, is_answer: bool = True, has_waited: bool = False, ref: str = "") -> Wish:
    return Wish(ref or new_id("msg", NOW), segments, is_answer, has_waited)


def most_in_a_window(left: list[tuple[datetime, int]], seconds: int) -> int:
    return max(sum(size for moment, size in left if at - timedelta(seconds=seconds) < moment <= at) for at, _ in left)


async def test_a_text_too_long_for_what_is_left_of_a_day_leaves_the_rest_to_shorter_ones() -> None:
    sender, tier = number(), replace(known_tiers().of(number()), per_day=10)
    days = DayAllowance(MemoryLedger())

    async def leaves(segments: int) -> bool:
        return await days.take(sender, tier, wish(segments), NOW) is None

    assert [await leaves(segments) for segments in (7, 5, 2, 5, 1, 1)] == [True, False, True, False, True, False]


async def test_what_the_pace_allows_leaves_at_once_and_the_next_waits_for_its_moment(opens: Opens) -> None:
    throughput, sender = opens(MemoryLedger()), number()
    assert [await throughput.when(sender, wish(), NOW) for _ in range(3)] == [NOW] * 3
    waits = [await throughput.when(sender, wish(), NOW) for _ in range(4)]
    assert waits == [NOW + SECOND] * 3 + [NOW + 2 * SECOND]
    await throughput.close()


async def test_segments_count_and_a_text_longer_than_a_window_takes_those_after_it(opens: Opens) -> None:
    throughput, sender = opens(MemoryLedger()), number()
    assert await throughput.when(sender, wish(2), NOW) == NOW
    assert await throughput.when(sender, wish(2), NOW) == NOW + SECOND
    other = number()
    assert await throughput.when(other, wish(7), NOW) == NOW
    assert await throughput.when(other, wish(2), NOW) == NOW + 2 * SECOND
    assert await throughput.when(other, wish(3), NOW) == NOW + 3 * SECOND
    await throughput.close()


async def test_answers_go_before_what_campaigns_send(opens: Opens) -> None:
    throughput, sender = opens(MemoryLedger()), number()
    for _ in range(3):
        assert await throughput.when(sender, wish(is_answer=False), NOW) == NOW
    asked = wish(3)
    waiting = [await throughput.when(sender, wish(is_answer=False), NOW) for _ in range(6)]
    assert await throughput.when(sender, asked, NOW) == NOW + SECOND, "it reserves its moment"
    late = [await throughput.when(sender, wish(is_answer=False, has_waited=True), NOW + SECOND) for _ in waiting]
    assert min(late) > NOW + SECOND
    assert await throughput.when(sender, asked, NOW + SECOND) == NOW + SECOND
    await throughput.close()


async def test_processes_look_at_what_is_queued_in_turn(opens: Opens) -> None:
    ledger = MemoryLedger()
    one, two = opens(ledger), opens(ledger)

    async def look() -> bool:
        async with two.turn() as is_ours:
            return is_ours

    async with one.turn() as is_ours:
        waits = asyncio.create_task(look())
        await asyncio.sleep(0.1)
        assert is_ours
        assert not waits.done()
    assert await waits
    assert await look(), "and gives it back"
    await one.close()
    await two.close()


async def test_who_waits_long_for_its_turn_comes_again_and_without_the_server_each_is_alone(redis_url: str) -> None:
    one, two = RedisThroughput(redis_url, MemoryLedger()), RedisThroughput(redis_url, MemoryLedger())
    async with one.turn(), two.turn() as is_ours:
        assert not is_ours
    gone = RedisThroughput("redis://127.0.0.1:1/0", MemoryLedger())
    async with gone.turn() as is_ours:
        assert is_ours
    for process in (one, two, gone):
        await process.close()


async def test_a_crowd_is_told_to_come_one_after_another(opens: Opens) -> None:
    throughput, sender = opens(MemoryLedger()), number()
    told = [await throughput.when(sender, wish(is_answer=False), NOW) for _ in range(300)]
    assert told == sorted(told)
    assert most_in_a_window([(at, 1) for at in told], 1) <= 3
    assert told[-1] - NOW < 101 * SECOND, "and none later than need be"
    await throughput.close()


async def test_numbers_keep_their_own_pace_and_those_of_one_campaign_share_it(opens: Opens) -> None:
    throughput, sender = opens(MemoryLedger()), number()
    for _ in range(3):
        assert await throughput.when(sender, wish(), NOW) == NOW
    assert await throughput.when(number(), wish(), NOW) == NOW
    one = replace(number("10dlc_low", SenderKind.TEN_DLC), campaign_id=new_id("C", NOW))
    two = replace(one, id="snd_other")
    told = [await throughput.when(sender, wish(), NOW) for sender in (one, two) * 3]
    assert told.count(NOW) == 4
    await throughput.close()


@pytest.mark.parametrize("seed", range(6))
async def test_no_window_ever_holds_more_than_the_tier_with_several_processes(opens: Opens, seed: int) -> None:
    """Each process asks when it likes, by a clock of its own that may be some milliseconds off."""
    dice, ledger = random.Random(seed), MemoryLedger()
    processes = [opens(ledger) for _ in range(4)]
    sender, tier = number(), known_tiers().by_name["toll_free"]
    left: list[tuple[datetime, int]] = []
    waiting: list[tuple[datetime, Wish]] = []
    now = NOW
    for _ in range(250):
        now += timedelta(milliseconds=dice.choice((0, 0, 1, 7, 90, 400)))
        due = [one for one in waiting if one[0] <= now]
        if due and dice.random() < 0.7:
            waiting.remove(due[0])
            asked = replace(due[0][1], has_waited=True)
        else:
            asked = wish(dice.choice((1, 1, 2, 3)), is_answer=dice.random() < 0.4)
        here = now + timedelta(milliseconds=dice.choice((-2, 0, 2)))
        at = await dice.choice(processes).when(sender, asked, here)
        if at <= here:
            left.append((here, asked.segments))
        else:
            waiting.append((at, asked))
    assert most_in_a_window(left, tier.seconds) <= tier.most
    room = tier.most * (now - NOW).total_seconds() / tier.seconds
    assert sum(size for _, size in left) > room * 0.5, "and most of what it allows leaves"
    for process in processes:
        await process.close()


async def test_both_adapters_say_the_same(redis_url: str) -> None:
    dice, sender = random.Random(5), number("10dlc_low", SenderKind.TEN_DLC)
    shared, alone = RedisThroughput(redis_url, MemoryLedger()), open_local(MemoryLedger())
    now, waiting = NOW, list[Wish]()
    for _ in range(300):
        now += timedelta(milliseconds=dice.choice((0, 1, 30, 250)))
        again = waiting and dice.random() < 0.5
        asked = (
            replace(waiting.pop(0), has_waited=True)
            if again
            else wish(dice.randint(1, 6), is_answer=dice.random() < 0.5)
        )
        one, two = await shared.when(sender, asked, now), await alone.when(sender, asked, now)
        assert one == two, asked
        if one > now:
            waiting.append(asked)
    await shared.close()


async def test_a_day_ends_at_midnight_where_carriers_count_and_leaves_the_last_of_it_to_answers(opens: Opens) -> None:
    ledger = MemoryLedger()
    throughput = opens(ledger)
    sender = replace(number("10dlc_low_volume", SenderKind.TEN_DLC), brand_id=new_id("B", NOW))
    tier = known_tiers().by_name["10dlc_low_volume"]
    now, sent, tomorrow = NOW, 0, None
    while tomorrow is None:
        at = await throughput.when(sender, wish(5, is_answer=False), now)
        if at <= now:
            sent += 5
            now += timedelta(seconds=tier.seconds)
        else:
            tomorrow = at
    assert sent == 1800
    assert tomorrow == datetime(2026, 11, 25, tzinfo=ZoneInfo("America/Los_Angeles"))
    answered = 0
    while await throughput.when(sender, wish(5), now) <= now:
        answered += 5
        now += timedelta(seconds=tier.seconds)
    assert sent + answered == tier.per_day
    other = replace(sender, id=new_id("snd", NOW), campaign_id="C2")
    assert await throughput.when(other, wish(), now) == tomorrow, "the brand's campaigns share its day"
    assert await throughput.when(sender, wish(), tomorrow) == tomorrow
    await throughput.close()


async def test_a_process_that_dies_loses_a_block_of_the_day_at_most() -> None:
    ledger = MemoryLedger()
    sender, tier = number("10dlc_low_volume", SenderKind.TEN_DLC), known_tiers().by_name["10dlc_low_volume"]
    assert tier.per_day is not None
    for _ in range(5):
        assert await open_local(ledger).when(sender, wish(), NOW) == NOW, "begun anew each time"
    (taken,) = [await ledger.read(lambda books: books.sending_day(sender.id, "2026-11-24"))]
    assert taken is not None
    assert taken.taken == 5 * tier.per_day // BLOCKS
    assert taken.merchant_id == MERCHANT.id


async def test_without_the_server_each_process_keeps_the_pace_by_itself() -> None:
    throughput, sender = RedisThroughput("redis://127.0.0.1:1/0", MemoryLedger()), number()
    told = [await throughput.when(sender, wish(), NOW) for _ in range(4)]
    assert told == [NOW] * 3 + [NOW + SECOND]
    await throughput.close()


ASKING = """
import asyncio, sys, time
from api.throughput_redis import RedisThroughput
from channels.pace import Wish
from conversation.clock import SystemClock
from conversation.store_memory import MemoryLedger
from dataclasses import replace
from tests.conversation.world import SENDER

async def main(url, sender, name, seconds):
    throughput, clock, ends, count = RedisThroughput(url, MemoryLedger()), SystemClock(), time.time() + seconds, 0
    while time.time() < ends:
        now = clock.now()
        if await throughput.when(replace(SENDER, id=sender), Wish(f"{name}{count}", 1, False, True), now) <= now:
            print(int(now.timestamp() * 1000), flush=True)
        count += 1
    await throughput.close()

asyncio.run(main(sys.argv[1], sys.argv[2], sys.argv[3], float(sys.argv[4])))
"""


def test_processes_that_ask_as_fast_as_they_can_keep_the_pace_together(redis_url: str) -> None:
    sender = number().id
    running = [
        subprocess.Popen(
            [sys.executable, "-c", ASKING, redis_url, sender, name, "2.2"], stdout=subprocess.PIPE, text=True
        )
        for name in "ab"
    ]
    moments = sorted(int(line) for one in running for line in one.communicate(timeout=60)[0].split())
    assert all(one.returncode == 0 for one in running)
    assert max(sum(at - 1000 < moment <= at for moment in moments) for at in moments) == 3
    assert len(moments) >= 6


def test_every_tier_is_a_whole_number_of_segments_in_whole_seconds() -> None:
    for tier in known_tiers().by_name.values():
        assert isinstance(tier, Tier)
        assert (tier.per_day or BLOCKS) >= BLOCKS
    assert to_milliseconds(NOW) % 1000 == 0
