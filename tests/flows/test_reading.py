"""Reading flows: every key has its value, and every fault its line, its field and its remedy."""

from datetime import timedelta

import pytest

from conversation.autonomy import Autonomy
from conversation.errors import Invalid
from conversation.flow_run import TriggerKind
from flows.conditions import About, Compare, Condition
from flows.flow import Cancel, FlowClass
from flows.reading import flow_of, read_flow
from flows.shipped import ON_FROM_THE_START, shipped_flow, shipped_flows
from flows.spans import read_span, span_in_words
from flows.steps import AddTag, AiText, End, HandToPerson, If, Listen, Split, SwitchAi, Text, Wait
from tests.flows.flow_texts import any_flow, cart_flow

WHOLE = """\
id: cart_vip
name: VIP carts
class: promotional
trigger: checkout_abandoned
only_if:
  consent: cart_reminders
  cart_total: at least 30
  tag: [vip, staff]
once: no
not_again_within: 30 days
cancel_on: [order_placed, reply]
expires: 40 hours
ai: suggest
steps:
  - wait: 2 hours
  - if: {cart_items: over 1, discount_used: no}
    then:
      - text: "Hi {first_name}, {items} for {total}: {cart_link}"
        name: first
        discount: 10
    else:
      - ai_text: reminder
  - listen: 1 day
    cases:
      - means: yes
        says: [size, fit]
        then:
          - ai: off
          - hand_to_person: Knows what they want.
    timeout:
      - tag: Silent  ones
      - end
"""


def test_a_flow_is_read_with_everything_in_it() -> None:
    flow = flow_of(WHOLE)
    assert (flow.id, flow.kind, flow.trigger.kind) == (
        "cart_vip",
        FlowClass.PROMOTIONAL,
        TriggerKind.CHECKOUT_ABANDONED,
    )
    assert Condition(About.CART_TOTAL, Compare.AT_LEAST, 30.0) in flow.only_if
    assert Condition(About.TAG, words=("vip", "staff")) in flow.only_if
    assert (flow.once, flow.not_again_within, flow.expires) == (False, timedelta(days=30), timedelta(hours=40))
    assert flow.cancel_on == (Cancel.ORDER_PLACED, Cancel.REPLY)
    assert flow.ai is Autonomy.SUGGEST
    wait, branch, listen = flow.steps
    assert isinstance(wait, Wait) and wait.span == timedelta(hours=2) and wait.place.line == 15
    assert isinstance(branch, If) and isinstance(branch.then[0], Text) and isinstance(branch.otherwise[0], AiText)
    assert branch.then[0].discount is not None and branch.then[0].discount.percent == 10
    assert (
        isinstance(listen, Listen) and listen.cases[0].wishes == ("yes",) and listen.cases[0].words == ("size", "fit")
    )
    silent, person = listen.cases[0].steps
    assert isinstance(silent, SwitchAi) and silent.mode is Autonomy.OFF and isinstance(person, HandToPerson)
    assert isinstance(listen.timeout[0], AddTag) and listen.timeout[0].word == "silent ones"
    assert isinstance(listen.timeout[1], End)


def test_every_shipped_flow_is_read_under_its_own_name() -> None:
    assert {"welcome", "abandoned_checkout", "order_notification", "delivered", "back_in_stock", "win_back"} == set(
        shipped_flows()
    )
    for flow_id, text in shipped_flows().items():
        assert flow_of(text).id == flow_id
    assert set(ON_FROM_THE_START) <= set(shipped_flows())
    split = flow_of(shipped_flow("win_back")).steps[1]
    assert isinstance(split, Split) and [arm.weight for arm in split.arms] == [50, 50] and split.winner is not None


@pytest.mark.parametrize(
    ("text", "line", "field", "problem"),
    [
        (cart_flow("- wait: 3 fortnights"), 7, "steps[0].wait", "no length of time"),
        (cart_flow("- wait: 2 years"), 7, "steps[0].wait", "no length of time"),
        (cart_flow("- wiat: 2 hours"), 7, "steps[0].wiat", "'wiat' is not known here"),
        (cart_flow("- wait: 1 hour\n  text: hello"), 7, "steps[0]", "wait and text stand in one step"),
        (cart_flow("- wait: 1 hour\n  name: x"), 7, "steps[0]", "'name' does not go with 'wait'"),
        (cart_flow("- text:"), 7, "steps[0].text", "it is empty"),
        (cart_flow("- text: hello\n  discount: half"), 8, "steps[0].discount", "no percentage"),
        (cart_flow("- listen: 1 day\n  cases:\n    - means: perhaps"), 9, "means", "no meaning that is known"),
        (cart_flow("- listen: 1 day\n  cases:\n    - then: [end]"), 9, "cases[0]", "it fits no reply"),
        (cart_flow("- split: one\n  variants: [{name: A}]"), 7, "steps[0].split", "it has 1 variants"),
        (cart_flow("- stop"), 7, "steps[0]", "'stop' is no step"),
        (cart_flow("- end", more="only_iff: {}\n"), 6, "only_iff", "'only_iff' is not known here"),
        (cart_flow("- end", more="once: maybe\n"), 6, "once", "neither yes nor no"),
        (cart_flow("- end", more="cancel_on: [rain]\n"), 6, "cancel_on[0]", "'rain' cancels nothing"),
        (cart_flow("- end", more="ai: loud\n"), 6, "ai", "nothing that the AI can be set to"),
        (cart_flow("- end", only_if="cart_total: 30"), 5, "only_if.cart_total", "compares with nothing"),
        (cart_flow("- end", only_if="consent: everything"), 5, "only_if.consent", "no consent to 'everything'"),
        (cart_flow("- end", only_if="state: Colorado"), 5, "only_if.state", "no code of two letters"),
        (cart_flow("- end").replace("id: cart", "id: My Cart"), 1, "id", "is no id"),
        (cart_flow("- end").replace("promotional", "friendly"), 3, "class", "is no class"),
        (any_flow("- end", trigger="full_moon"), 4, "trigger", "begins no flow"),
        (any_flow("- end", trigger="keyword"), 4, "trigger", "needs its words"),
        ("id: x\nname: [", 2, "flow", "expected"),
        ("", 1, "flow", "empty"),
        ("- a list", 1, "", "it is no mapping"),
        ("name: &a x\nid: *a", 2, "flow", "alias"),
        ("steps: " + "[" * 40 + "]" * 40, 1, "flow", "nested too deeply"),
        ("x" * 70_000, 1, "flow", "characters"),
        (cart_flow("\n".join(["- wait: 1 hour"] * 101)), 7, "steps", "it has 101 steps"),
    ],
)
def test_a_fault_names_its_line_its_field_and_a_remedy(text: str, line: int, field: str, problem: str) -> None:
    read = read_flow(text)
    assert read.flow is None
    fault = next(one for one in read.faults if problem in one.problem)
    assert (fault.line, fault.remedy != "") == (line, True)
    assert field in fault.field
    assert fault.sentence.startswith(f"Line {line}, ")


def test_all_faults_are_told_at_once() -> None:
    faults = read_flow(cart_flow("- wait: x\n- wait: y\n- nap")).faults
    assert [fault.line for fault in faults] == [7, 8, 9]
    with pytest.raises(Invalid, match="line 7"):
        flow_of(cart_flow("- wait: x"))


def test_spans_are_written_as_they_are_read() -> None:
    for words in ("1 minute", "45 minutes", "2 hours", "1 day", "3 days", "2 weeks"):
        span = read_span(words)
        assert span is not None and span_in_words(span) == words
    assert read_span("1 month") == timedelta(days=30)
    assert [read_span(words) for words in ("0 hours", "-1 day", "9999 weeks", "2")] == [None] * 4
