"""A variant that has won gets everybody, as the flow wished and not before; nobody looks at every contact."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import cast

from conversation.arm import Arm
from conversation.assignment import HOLD_OUT
from conversation.ledger import Books, Reader
from conversation.store_memory.ledger import MemoryLedger
from flows.experiment import Criterion
from flows.reading_steps import WINNERS
from flows.steps import Winner
from flows.winning import LOOK_EVERY, Winners, criterion_of, winner_of
from tests.conversation.world import MERCHANT, NOW

DAY = timedelta(days=1)
BY_REPLIES = Winner("reply", 2 * DAY)


@dataclass(slots=True)
class Looks:
    """Stands for the ledger: an experiment that began two days ago, and how often it was looked at."""

    arms: tuple[Arm, ...]
    looks: list[str] = field(default_factory=list)

    def experiment_began(self, merchant_id: str, experiment_id: str) -> datetime | None:
        return NOW - 2 * DAY

    def experiment_arms(self, merchant_id: str, experiment_id: str, days: int, currency: str) -> tuple[Arm, ...]:
        self.looks.append(experiment_id)
        return self.arms


A = Arm("A", 1000, 50, replies=50)
B = Arm("B", 1000, 50, replies=150)


def find(looks: Looks, winners: Winners, now: datetime = NOW, wish: Winner = BY_REPLIES) -> str | None:
    return winners.find(cast(Reader, looks), MERCHANT.id, "f/words", wish, now)


def test_the_winner_is_by_what_the_flow_wished_and_after_as_long_as_it_said() -> None:
    looks = Looks((A, B, Arm(HOLD_OUT, 1000, 0)))
    assert find(looks, Winners()) == "B"
    assert find(looks, Winners(), wish=Winner("conversion", 2 * DAY)) is None
    assert find(looks, Winners(), now=NOW - timedelta(seconds=1)) is None


def test_an_experiment_is_looked_at_now_and_then_and_what_was_won_stays_won() -> None:
    looks, winners = Looks((A, A)), Winners()
    looks.arms = (A, Arm("B", 1000, 50, replies=51))
    assert [find(looks, winners, NOW + minutes * timedelta(minutes=1)) for minutes in (0, 1, 14)] == [None] * 3
    assert len(looks.looks) == 1
    looks.arms = (A, B)
    assert find(looks, winners, NOW + LOOK_EVERY) == "B"
    looks.arms = (A, A)
    assert find(looks, winners, NOW + DAY) == "B"
    assert len(looks.looks) == 2


async def test_nothing_is_won_where_nobody_is_in_it() -> None:
    def ask(books: Books) -> str | None:
        return winner_of(books, MERCHANT.id, "f/words", BY_REPLIES, NOW)

    assert await MemoryLedger().write(ask) is None


async def test_what_a_flow_does_not_say_is_compared_by_orders() -> None:
    found = await MemoryLedger().read(lambda books: criterion_of(books, MERCHANT.id, "f/words"))
    assert found is Criterion.CONVERSION


def test_everything_that_a_flow_may_be_decided_by_is_counted() -> None:
    assert set(WINNERS) <= set(Criterion)
