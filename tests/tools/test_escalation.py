"""Asking for a person."""

from conversation.escalation import Escalation, EscalationReason
from tests.tools.house import NOW, build_house, call
from tools.escalation import LONGEST_NOTE, escalate_to_human


async def test_an_escalation_is_a_typed_value_in_the_turn() -> None:
    context = (await build_house()).context()
    told = await call(escalate_to_human, context, reason="damaged_item", note=" The zipper is torn. ")
    assert context.escalation == Escalation(EscalationReason.DAMAGED_ITEM, "The zipper is torn.", NOW)
    assert "Write nothing" in told
    assert [(made.name, made.outcome) for made in context.calls] == [("escalate_to_human", "damaged_item")]


async def test_nothing_later_in_the_turn_takes_the_first_one_back() -> None:
    context = (await build_house()).context()
    await call(escalate_to_human, context, reason="legal_threat", note="Their lawyer will write.")
    await call(escalate_to_human, context, reason="unhappy", note="Upset.")
    assert context.escalation is not None
    assert context.escalation.reason is EscalationReason.LEGAL_THREAT


async def test_a_rambling_note_is_cut() -> None:
    context = (await build_house()).context()
    await call(escalate_to_human, context, reason="unhappy", note="x" * 5000)
    assert context.escalation is not None
    assert len(context.escalation.note) == LONGEST_NOTE
