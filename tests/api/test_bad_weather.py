"""A day under a fault plan, on the whole road: forged webhooks change nothing, and no text leaves twice."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from api.play import play, read_script
from api.sample_world import MERCHANT
from api.stage import network_of, open_stage
from channels.simulator_plan_file import read_plan, read_plan_file
from conversation.outbox import OutboxState
from tools.sample_catalog import sample_catalog

NOON = datetime(2026, 11, 24, 19, 0, tzinfo=UTC)
EXAMPLES = Path(__file__).parents[2] / "examples"
PLAN = """
usual: {seed: 3, repeat: 0.3, reorder: 0.2, lose: 0.1, forge: 1.0, hold: 0.0, backoff: 0.0}
spells:
  - {from: 5m, until: 15m, crowded: 1.0}
  - {from: 30m, until: 40m, broken: 1.0}
"""


async def test_under_faults_each_text_leaves_once_and_forgeries_are_all_turned_away() -> None:
    shoppers = sample_catalog().shoppers[:4]
    async with open_stage(NOON, weather=read_plan(PLAN)) as stage:
        for words in ("is shipping free?", "and returns?", "thanks, what was in my cart?"):
            for shopper in shoppers:
                await stage.text(shopper.phone, words)
            await stage.settle()
            await stage.advance(timedelta(minutes=16))
        network, ledger = network_of(stage.twolane), stage.twolane.house.ledger
        await stage.twolane.worker.sender.settle_left_behind()
        forgeries = network.forgeries()
        assert len(forgeries) > 20 and {forgery.answer for forgery in forgeries} == {403}
        for shopper in shoppers:
            seen = await stage.conversation_of(shopper.phone)
            assert seen is not None and not seen.contact.opted_out
            conversation_id = seen.id
            rows = await ledger.read(lambda books, ref=conversation_id: books.outbox_rows(MERCHANT.id, ref))  # type: ignore[misc]
            assert rows and all(len(network.copies(row.message_id)) <= 1 for row in rows)
            assert all(row.state is not OutboxState.CLAIMED for row in rows)


async def test_a_play_may_be_played_in_bad_weather() -> None:
    script, plan = read_script(EXAMPLES / "handoff.yaml"), read_plan_file(EXAMPLES / "weather.yaml")
    lines = [line async for line in play(script, weather=plan)]
    assert len(lines) > 10
