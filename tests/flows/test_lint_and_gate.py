"""Whatever the linter lets pass, the gate does not refuse for anything that the linter could have seen."""

import asyncio
from datetime import timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from api.sample_world import MERCHANT
from api.stage import open_stage
from compliance.rulebook import load_rulebook
from conversation.flow_run import FlowRun, RunState, TriggerKind
from flows.fault import refusals_of
from flows.linting import Linter
from tests.flows.flow_stage import NOON, SHOPPER, happens, runs, switch_on
from tests.flows.flow_texts import any_flow, cart_flow

LINTER = Linter(MERCHANT, load_rulebook(), NOON)
WORDS = (
    "Hi {first_name}, {items} wait for you: {cart_link}",
    "Your cart is {total}. Questions? Just reply.",
    "{discount_percent}% off with {discount_code}: {cart_link}",
    "Take 20% off, today only!",
    "Only 2 left, hurry!",
    "Use code SAVE99 at checkout",
    "{brand}: did you find what you wanted?",
    "See https://bit.ly/x or https://elsewhere.example",
    "Reply BUY to order now",
    "Free shipping on everything",
    "Dana here, a real person at Tidewater",
    "Thanks for being with us!",
)
waits = st.sampled_from(("10 minutes", "1 hour", "5 hours", "30 hours", "50 hours"))


@st.composite
def steps(draw: st.DrawFn) -> str:
    """Up to four steps: waits, texts with or without a discount, and a question whose answer is answered."""
    lines = []
    for number in range(draw(st.integers(1, 4))):
        match draw(st.sampled_from(("wait", "text", "text", "if"))):
            case "wait":
                lines.append(f"- wait: {draw(waits)}")
            case "text":
                lines += [f'- text: "{draw(st.sampled_from(WORDS))}"', f"  name: n{number}"]
                lines += ["  discount: 10"] if draw(st.booleans()) else []
            case "if":
                lines += ["- if: {cart_total: over 1}", f"  then: [{{wait: {draw(waits)}}}]"]
    return "\n".join(lines)


@settings(max_examples=60, derandomize=True, deadline=None, suppress_health_check=list(HealthCheck))
@given(steps(), st.booleans())
def test_what_the_linter_lets_pass_leaves_for_a_shopper_who_agreed(written: str, about_cart: bool) -> None:
    marketing = "only_if: {consent: marketing}\n"
    text = cart_flow(written) if about_cart else any_flow(written, more=marketing)
    if not refusals_of(LINTER.lint_text(text)):
        for run in asyncio.run(_played(text, about_cart=about_cart)):
            assert run.state is RunState.ENDED or "they bought" in run.outcome, (run.outcome, text)


async def _played(text: str, *, about_cart: bool) -> list[FlowRun]:
    async with open_stage(NOON) as stage:
        await stage.consent(SHOPPER)
        flow = await switch_on(stage, text)
        if about_cart:
            await stage.leave_cart(SHOPPER)
        else:
            await happens(stage, TriggerKind.MANUAL)
        await stage.settle()
        await stage.advance(timedelta(days=14))
        return await runs(stage, flow.id)
