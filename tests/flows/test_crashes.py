"""A process that dies at any moment texts nobody twice, and its flow goes on where it was."""

from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar

import pytest

from api.flowing import flow_hands
from api.sample_world import MERCHANT
from api.stage import Stage, open_stage
from conversation.flow_run import RunState, TriggerKind
from conversation.ledger import Books, Ledger, Reader
from flows.engine import FlowEngine
from tests.flows.flow_stage import DAY, HOUR, NOON, SHOPPER, happens, ours, runs, switch_on, touches
from tests.flows.flow_texts import any_flow, cart_flow

T = TypeVar("T")

WALK = any_flow(
    """
- tag: begun
- text: "First, hello {first_name}"
  name: one
- wait: 2 hours
- if: {replied: no}
  then:
    - text: "Second, hello again"
      name: two
- ai: suggest
- tag: done
""",
    more="only_if: {consent: marketing}\n",
)


class Killed(BaseException):
    """The process dies here: nothing catches it."""


class DyingLedger:
    """A ledger whose process dies at the `last` write: before it is done, or just after it is durable."""

    def __init__(self, ledger: Ledger, last: int, *, after: bool) -> None:
        self._ledger, self._left, self._after = ledger, last, after

    async def write(self, command: Callable[[Books], T], *, durable: bool = True) -> T:
        self._left -= 1
        if self._left == 0 and not self._after:
            raise Killed
        done = await self._ledger.write(command, durable=durable)
        if self._left == 0:
            raise Killed
        return done

    async def read(self, query: Callable[[Reader], T]) -> T:
        return await self._ledger.read(query)

    async def glance(self, query: Callable[[Reader], T]) -> T:
        return await self._ledger.glance(query)

    async def close(self) -> None:
        await self._ledger.close()


async def dies_at(last: int, *, after: bool) -> bool:
    """Play the flow with an engine that dies at its `last` write; False where it had no such write."""
    async with open_stage(NOON) as stage:
        await stage.consent(SHOPPER)
        await switch_on(stage, WALK)
        stage.twolane.worker.flows = None
        await happens(stage, TriggerKind.MANUAL)
        sound = _engine(stage)
        dying = replace(sound, ledger=DyingLedger(sound.ledger, last, after=after))
        died = False
        for _ in range(2):
            try:
                await dying.advance_due()
            except Killed:
                died = True
            await sound.advance_due()
            await stage.settle()
            stage.clock.advance(2 * HOUR)
        await sound.advance_due()
        await stage.settle()
        said = [words for _, words in await ours(stage)]
        assert len(said) == 2 and "First" in said[0] and "Second" in said[1], said
        (run,) = await runs(stage)
        assert (run.state, run.sent) == (RunState.ENDED, 2)
        assert [touch.step for touch in await touches(stage)] == ["one", "two"]
        tags = await stage.twolane.house.ledger.read(lambda books: books.tags_of(MERCHANT.id, run.contact_id))
        assert [tag.word for tag in tags] == ["begun", "done"]
        return died


def _engine(stage: Stage) -> FlowEngine:
    house = stage.twolane.house
    return FlowEngine(house.ledger, house.clock, flow_hands(house.rulebook), house.shop_of)


@pytest.mark.parametrize("after", [False, True], ids=["before the commit", "after the commit"])
async def test_killed_at_any_write_nobody_is_texted_twice(after: bool) -> None:
    last = 1
    while await dies_at(last, after=after):
        last += 1
    assert last > 7


async def test_two_engines_on_one_ledger_do_each_step_once() -> None:
    async with open_stage(NOON) as stage:
        await stage.consent(SHOPPER)
        await switch_on(stage, cart_flow('- wait: 1 hour\n- text: "Hi, {cart_link}"'))
        stage.twolane.worker.flows = None
        await stage.leave_cart(SHOPPER)
        stage.clock.advance(2 * HOUR)
        one, other = _engine(stage), _engine(stage)
        stale = await stage.twolane.house.ledger.read(lambda books: books.due_runs(stage.clock.now(), 9))
        await one.advance_due()
        for run in stale:
            await other._advance(run)
        await stage.settle()
        assert len(await ours(stage)) == 1


async def test_a_run_that_always_fails_is_given_up_and_stops_no_other() -> None:
    async with open_stage(NOON) as stage:
        await stage.consent(SHOPPER)
        steps = '- text: "{discount_code} {cart_link}"\n  discount: 10'
        await switch_on(stage, cart_flow(steps))

        def no_shop(merchant: object) -> None:
            raise ConnectionError("no shop")

        broken = replace(_engine(stage), shop_of=no_shop)  # type: ignore[arg-type]
        stage.twolane.worker.flows = broken
        await stage.leave_cart(SHOPPER)
        await stage.settle()
        await stage.advance(DAY)
        (run,) = await runs(stage)
        assert (run.state, run.attempts) == (RunState.FAILED, 5)
        assert "no shop" in run.outcome
        assert await ours(stage) == []
