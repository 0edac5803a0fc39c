"""Who is held out begins no flow that sells, and every flow that they asked for or that is about their order."""

from dataclasses import replace

import pytest

from api.sample_world import MERCHANT
from api.stage import open_stage
from conversation.assignment import HOLD_OUT, Assignment
from conversation.flow_run import FlowRun, TriggerKind
from conversation.ledger import Books
from conversation.opening import find_or_add_contact
from flows.entering import NotEntered
from tests.flows.flow_stage import NOON, SHOPPER, happens, switch_on
from tests.flows.flow_texts import any_flow


@pytest.mark.parametrize(
    ("trigger", "kind", "begins"), [("browsed", "promotional", False), ("manual", "promotional", True)]
)
async def test_only_flows_that_sell_unasked_leave_the_held_out_alone(trigger: str, kind: str, begins: bool) -> None:
    async with open_stage(NOON) as stage:
        await stage.consent(SHOPPER)
        await switch_on(
            stage, any_flow('- text: "Hello"', trigger=trigger, kind=kind, more="only_if: {consent: marketing}\n")
        )

        def hold_out(books: Books) -> None:
            contact = find_or_add_contact(books, MERCHANT.id, SHOPPER.phone, NOON)
            books.assign(Assignment(MERCHANT.id, "brand", contact.id, HOLD_OUT, NOON))
            merchant = books.merchant(MERCHANT.id)
            assert merchant is not None
            books.save_merchant(replace(merchant, settings=replace(merchant.settings, hold_out_percent=1)))

        await stage.twolane.house.ledger.write(hold_out)
        (found,) = await happens(stage, TriggerKind(trigger))
        assert isinstance(found, FlowRun) is begins
        if isinstance(found, NotEntered):
            assert "held out" in found.why
