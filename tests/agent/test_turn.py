"""One turn: triggers before the model, one repair, budgets, supersession, and no invented text."""

import asyncio
from collections.abc import Callable
from typing import Any

import pytest

from agent.budget import Limits
from agent.errors import Superseded
from agent.outcome import Escalate, Silence, Speak
from agent.recovery_agent import RecoveryAgent
from agent.view import Occasion
from conversation.draft import CauseKind, Draft
from conversation.escalation import EscalationReason
from conversation.verdict import Defer, Trail, Verdict
from prompts.pack import Pack
from tests.agent.scripted import ScriptedModel, calling
from tests.agent.stage import ALLOW, Stage, build_stage, refuse
from tests.tools.house import NOW
from tools.toolset import recovery_tools

GOOD = "Happy to help with your cart."


async def playing(
    pack: Pack, *answers: object, limits: Limits | None = None, **fields: Any
) -> tuple[Stage, ScriptedModel]:
    model = ScriptedModel(answers=list(answers), **fields)
    return await build_stage(RecoveryAgent(model, pack, recovery_tools(), limits)), model


def gate(*verdicts: Verdict) -> tuple[Callable[[Draft], Verdict], list[Draft]]:
    """Return a gate that gives the verdicts in order, and the drafts that it was shown."""
    seen: list[Draft] = []

    def judge(draft: Draft) -> Verdict:
        seen.append(draft)
        return verdicts[min(len(seen), len(verdicts)) - 1]

    return judge, seen


async def test_a_refused_draft_is_repaired_with_the_rule_as_feedback(pack: Pack) -> None:
    stage, model = await playing(pack, "Take 50% off!", GOOD)
    stage.judge, seen = gate(refuse("claims.discount", "no offer backs 50%"), ALLOW)
    outcome = await stage.hears("hi there").turn()
    assert isinstance(outcome, Speak)
    assert [draft.body for draft in seen] == ["Take 50% off!", GOOD]
    feedback = str(model.prompts[1][-1].content)
    assert "NOT SENT" in feedback
    assert "claims.discount" in feedback
    assert "no offer backs 50%" in feedback


async def test_a_draft_refused_twice_ends_with_a_person(pack: Pack) -> None:
    stage, _ = await playing(pack, "Take 50% off!", "Take 40% off!")
    stage.judge, seen = gate(refuse())
    outcome = await stage.hears("hi there").turn()
    assert isinstance(outcome, Escalate)
    assert outcome.escalation.reason is EscalationReason.GATE_REFUSED
    assert outcome.escalation.note == "claims.discount: no offer backs 50%"
    assert len(seen) == 2


async def test_a_deferred_draft_is_a_draft(pack: Pack) -> None:
    stage, _ = await playing(pack, GOOD)
    stage.judge, _ = gate(Defer(NOW, "quiet_hours", "too late", Trail("test", ())))
    assert isinstance(await stage.hears("hi there").turn(), Speak)


async def test_a_repair_counts_against_the_same_budget(pack: Pack) -> None:
    stage, model = await playing(pack, "Take 50% off!", calling("lookup_cart"), limits=Limits(model_calls=3))
    stage.judge, _ = gate(refuse())
    outcome = await stage.hears("hi there").turn()
    assert isinstance(outcome, Escalate)
    assert len(model.prompts) == 3


@pytest.mark.parametrize(
    ("limits", "answer", "note"),
    [
        (Limits(), calling("lookup_cart"), "lookup_cart 3 times with the same arguments"),
        (Limits(identical_calls=99), calling("lookup_cart"), "asked 6 times in this turn"),
        (Limits(identical_calls=99), calling(*["lookup_cart"] * 9), "more than 8 tool calls"),
    ],
)
async def test_an_endless_tool_loop_is_stopped(pack: Pack, limits: Limits, answer: object, note: str) -> None:
    stage, _ = await playing(pack, answer, limits=limits)
    outcome = await stage.hears("hi there").turn()
    assert isinstance(outcome, Escalate)
    assert outcome.escalation.reason is EscalationReason.MODEL_FAILURE
    assert note in outcome.escalation.note
    assert len(outcome.calls) <= 8


async def test_a_turn_superseded_while_the_model_thinks_uses_no_tool(pack: Pack) -> None:
    is_current = True

    async def take_over() -> None:
        nonlocal is_current
        is_current = False

    async def check() -> bool:
        return is_current

    stage, _ = await playing(pack, calling("offer_discount"), GOOD, before=take_over)
    stage.is_current = check
    with pytest.raises(Superseded):
        await stage.hears("too expensive").turn()
    assert stage.contexts[-1].calls == []
    assert await stage.house.offers() == ()


async def test_a_turn_superseded_before_it_begins_asks_no_model(pack: Pack) -> None:
    async def no() -> bool:
        return False

    stage, model = await playing(pack, GOOD)
    stage.is_current = no
    with pytest.raises(Superseded):
        await stage.hears("hi there").turn()
    assert model.prompts == []


async def test_asking_for_a_person_ends_the_turn(pack: Pack) -> None:
    call = calling("escalate_to_human", reason="unhappy", note="wants to complain")
    stage, model = await playing(pack, call, "Also, take 50% off!")
    outcome = await stage.hears("this is no good").turn()
    assert isinstance(outcome, Escalate)
    assert (outcome.escalation.reason, outcome.escalation.note) == (EscalationReason.UNHAPPY, "wants to complain")
    assert [call.name for call in outcome.calls] == ["escalate_to_human"]
    assert len(model.prompts) == 1


async def test_what_a_tool_raises_goes_through(pack: Pack) -> None:
    stage, _ = await playing(pack, calling("lookup_policy", question="shipping"), GOOD)

    class Broken:
        async def search(self, *_: object) -> None:
            raise ZeroDivisionError("the index is broken")

    stage.knowledge = Broken()  # type: ignore[assignment]
    with pytest.raises(ZeroDivisionError):
        await stage.hears("do you ship?").turn()


@pytest.mark.parametrize("error", [TimeoutError("slow"), ValueError("odd"), KeyError("choices")])
async def test_a_failing_model_gives_no_text(pack: Pack, error: Exception) -> None:
    stage, _ = await playing(pack, error)
    outcome = await stage.hears("hi there").turn()
    assert isinstance(outcome, Escalate)
    assert outcome.escalation.reason is EscalationReason.MODEL_FAILURE


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("my bottle arrived broken", EscalationReason.DAMAGED_ITEM),
        ("I want a refund", EscalationReason.REFUND),
        ("you charged me twice!!", EscalationReason.BILLING),
    ],
)
async def test_code_asks_for_a_person_before_any_model(pack: Pack, text: str, reason: EscalationReason) -> None:
    stage, model = await playing(pack, GOOD)
    outcome = await stage.hears("hello", text, "please").turn()
    assert isinstance(outcome, Escalate)
    assert outcome.escalation.reason is reason
    assert text in outcome.escalation.note
    assert model.prompts == []


async def test_thanks_need_no_answer(pack: Pack) -> None:
    stage, model = await playing(pack, GOOD)
    outcome = await stage.says("Your link is on its way.").hears("thanks!", "\U0001f44d").turn()
    assert isinstance(outcome, Silence)
    assert model.prompts == []


async def test_a_thumb_up_answers_a_question(pack: Pack) -> None:
    stage, _ = await playing(pack, GOOD)
    assert isinstance(await stage.says("Shall I send you the link?").hears("\U0001f44d").turn(), Speak)


async def test_the_model_is_told_that_the_shopper_has_bought(pack: Pack) -> None:
    stage, model = await playing(pack, "So glad!")
    await stage.hears("I already bought it somewhere else").turn()
    assert "sell nothing" in str(model.prompts[0][-1].content)


async def test_a_reminder_is_caused_by_its_cart(pack: Pack) -> None:
    stage, model = await playing(pack, GOOD)
    outcome = await stage.turn(Occasion.REMINDER)
    assert isinstance(outcome, Speak)
    assert (outcome.draft.cause.kind, outcome.draft.cause.ref) == (CauseKind.CART, "crt_1")
    assert "write the first text about this cart" in str(model.prompts[0][-1].content)


async def test_nothing_to_answer_is_silence(pack: Pack) -> None:
    stage, _ = await playing(pack, GOOD)
    assert await stage.turn() == Silence("nothing to answer")
    stage.cart = None
    assert await stage.turn(Occasion.REMINDER) == Silence("nothing to answer")


async def test_a_draft_names_only_the_stores_words_as_sources(pack: Pack) -> None:
    look, ask = calling("lookup_cart"), calling("lookup_policy", question="what does shipping cost")
    stage, _ = await playing(pack, look, ask, ask, "Standard shipping costs $5.95.")
    outcome = await stage.hears("what is shipping?").turn()
    assert isinstance(outcome, Speak)
    assert outcome.draft.sources
    assert all(source.startswith("policy#") for source in outcome.draft.sources)
    assert len(set(outcome.draft.sources)) == len(outcome.draft.sources)


async def test_turns_at_the_same_time_share_an_agent_and_nothing_else(rehearsing: RecoveryAgent) -> None:
    stages = [await build_stage(rehearsing) for _ in range(20)]
    answers = await asyncio.gather(*(stage.reply_to("too expensive") for stage in stages))
    for stage, answer in zip(stages, answers, strict=True):
        (offer,) = await stage.house.offers()
        assert offer.code in answer
    assert len(set(answers)) == len(answers)


async def test_quotation_marks_around_a_text_are_taken_off(pack: Pack) -> None:
    stage, _ = await playing(pack, f'"{GOOD}"')
    assert await stage.reply_to("hi there") == GOOD
