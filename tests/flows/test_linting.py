"""The linter: what cannot be lawful is refused with its rule, its source and a remedy; what is lawful passes."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from api.sample_world import MERCHANT
from compliance.rulebook import load_rulebook
from flows.fault import Fault, Weight, refusals_of
from flows.flow import Flow
from flows.linting import Linter
from flows.reading import flow_of
from flows.shipped import shipped_flows
from tests.flows.flow_texts import any_flow, cart_flow

TODAY = datetime(2026, 11, 24, 12, tzinfo=UTC)
LINTER = Linter(MERCHANT, load_rulebook(), TODAY)
TEXT = '- text: "Hi {first_name}, {items} wait for you: {cart_link}"'


def refusals(text: str, *others: str) -> tuple[Fault, ...]:
    known: dict[str, Flow] = {flow.id: flow for flow in map(flow_of, others)}
    return refusals_of(replace(LINTER, others=known).lint_text(text))


def test_the_example_and_the_flow_in_the_docs_pass() -> None:
    example = Path("examples/flow.yaml").read_text(encoding="utf-8")
    docs = Path("docs/flows.md").read_text(encoding="utf-8")
    shown = docs.partition("```yaml\n")[2].partition("```")[0]
    for text in (example, shown):
        assert refusals(text) == ()


def test_every_shipped_flow_passes() -> None:
    for flow_id, text in shipped_flows().items():
        assert refusals(text) == (), flow_id


SELLS = '- text: "{order_name} is here. You may also love our sale!"'
DRIP = "\n".join(f"- wait: 12 hours\n{TEXT}\n  name: {name}" for name in ("first", "second", "third"))


def test_a_three_message_drip_is_refused_and_says_why_and_what_instead() -> None:
    second, third = refusals(cart_flow(DRIP))[:2]
    assert second.rule == "cart.one_reminder"
    assert "second text about a cart that had its one reminder in line 8" in second.problem
    assert "listen" in second.remedy and "Twilio error 30517" in second.source
    assert third.line > second.line
    assert second.sentence.count("\n") == 0


@pytest.mark.parametrize(
    ("text", "rule", "words"),
    [
        (cart_flow(f"- wait: 3 days\n{TEXT}"), "cart.one_reminder", "3 days after the checkout"),
        (cart_flow(f"- if: {{replied: no}}\n  then: [wait: 49 hours]\n{TEXT}"), "cart.one_reminder", "49 hours"),
        (cart_flow(f"- wait: 1 hour\n{TEXT}", only_if="tag: vip"), "consent.cart_reminders", "double opt-in"),
        (cart_flow(f"- wait: 1 hour\n{TEXT}", only_if="consent: marketing"), "consent.cart_reminders", "double opt-in"),
        (cart_flow('- text: "Take 20% off today: {cart_link}"'), "claims.hard", "20%"),
        (cart_flow('- text: "Use code SAVE99 now"'), "claims.hard", "code"),
        (cart_flow('- text: "{discount_code} saves 40%"\n  discount: 40'), "claims.hard", "above the 15%"),
        (cart_flow('- text: "Your cart: https://bit.ly/abc"'), "links.branded", "shared shortener"),
        (cart_flow('- text: "Your cart: https://elsewhere.example/abc"'), "claims.hard", "link"),
        (cart_flow('- text: "Only 2 left in stock, hurry!"'), "claims.unbacked", "nothing backs"),
        (cart_flow('- text: "Reply BUY to order it now"'), "payment.never_by_text", "keyword"),
        (
            cart_flow('- text: "Dana here, a real person."'),
            "persona.no_human_claim",
            "claims to be a person",
        ),
        (any_flow('- text: "New vodka is here"'), "content.prohibited", "alcohol"),
        (any_flow(f'- text: "{"long " * 400}"'), "text.size", "1600"),
        (any_flow('- text: "Hi"', trigger="manual", kind="transactional"), "consent.tiers", "nobody bought or asked"),
        (any_flow('- text: "Hi"', trigger="{keyword: STOP}"), "opt_out.any_words", "opt out"),
        (any_flow('- text: "Hi"', trigger="{keyword: [FIT, JOIN]}"), "opt_out.any_words", "opt in"),
        (
            any_flow(SELLS, trigger="delivered", kind="transactional"),
            "consent.tiers",
            "'You may also love', 'sale'",
        ),
    ],
)
def test_what_cannot_be_lawful_is_refused_with_its_rule(text: str, rule: str, words: str) -> None:
    found = [fault for fault in refusals(text) if fault.rule == rule]
    assert found, refusals(text)
    assert any(words in fault.problem for fault in found)
    assert all(fault.source and fault.remedy for fault in found)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (cart_flow('- text: "Hi {fist_name}"'), "nothing is known by {fist_name}"),
        (any_flow('- text: "See {cart_link}"'), "{cart_link} needs a cart"),
        (cart_flow('- text: "Code {discount_code}"'), "{discount_code} needs the text's own discount"),
        (any_flow('- text: "{brand} says hi"\n  discount: 10'), "made for a cart"),
        (cart_flow('- text: "Hi"\n  discount: 10'), "does not give its code"),
        (any_flow("- ai_text: reminder"), "this flow is about none"),
        (any_flow("- end\n- tag: late"), "no run ever comes to it"),
        (any_flow("- hand_to_person: see\n- tag: late"), "goes to a person"),
        (any_flow("- enter: any"), "begin itself again"),
        (any_flow("- enter: nowhere"), "no flow 'nowhere'"),
        (any_flow('- text: "a"\n  name: x\n- text: "b"\n  name: x'), "two texts are named 'x'"),
        (any_flow("- wait: 3 days", more="expires: 2 days\n"), "waits until the flow has expired"),
        (any_flow('- wait: 1 day\n- wait: 1 day\n- text: "Hi"', more="expires: 2 days\n"), "when the flow has expired"),
        (
            any_flow("- listen: 1 day\n  cases: [{means: yes}]", more="cancel_on: [reply]\n"),
            "a reply cancels this flow",
        ),
        (any_flow("- listen: 1 day\n  cases: [{means: yes}, {means: yes}]"), "an earlier case"),
    ],
)
def test_what_cannot_work_is_refused(text: str, words: str) -> None:
    assert any(words in fault.problem for fault in refusals(text)), refusals(text)


def test_a_reply_may_be_answered_but_not_three_times() -> None:
    answer = '      - text: "Sure, {first_name}!"\n        name: n'
    once = cart_flow(f"- wait: 1 hour\n{TEXT}\n- listen: 1 day\n  cases:\n  - means: yes\n    then:\n{answer}1")
    assert refusals(once) == ()
    more = [line.replace("n1", name) for name in ("n2", "n3") for line in once.splitlines()[-2:]]
    thrice = "\n".join([*once.splitlines(), *more])
    assert [fault.rule for fault in refusals(thrice)] == ["reply.budget"]


def test_a_text_after_a_wait_is_no_answer_any_more() -> None:
    answer = '- wait: 2 hours\n    - text: "Hm"'
    later = cart_flow(f"- wait: 1 hour\n{TEXT}\n- listen: 1 day\n  cases:\n  - means: yes\n    then:\n    {answer}")
    assert [fault.rule for fault in refusals(later)] == ["cart.one_reminder"]


def test_flows_that_enter_each_other_are_refused_and_so_is_a_drip_through_another() -> None:
    second = any_flow("- enter: any", id="second")
    assert any("any > second > any" in fault.problem for fault in refusals(any_flow("- enter: second"), second))
    more = any_flow('- text: "Hello again"', id="more")
    through = cart_flow(f"- wait: 1 hour\n{TEXT}\n- enter: more")
    assert [fault.rule for fault in refusals(through, more)] == ["cart.one_reminder"]
    assert refusals(through, any_flow("- tag: seen", id="more")) == ()


def test_a_keyword_belongs_to_one_flow() -> None:
    other = any_flow('- text: "Hi"', trigger="{keyword: fit}", id="other")
    taken = refusals(any_flow('- text: "Hi"', trigger="{keyword: FIT}"), other)
    assert any("begins other already" in fault.problem for fault in taken)


def test_what_twolane_adds_is_noted_and_costs_nobody_the_flow() -> None:
    faults = LINTER.lint_text(any_flow('- text: "Hello there"', more="only_if: {consent: marketing}\n"))
    assert {fault.weight for fault in faults} == {Weight.NOTE}
    assert any("'Tidewater:' before it and 'Reply STOP to opt out.' after it" in fault.problem for fault in faults)
