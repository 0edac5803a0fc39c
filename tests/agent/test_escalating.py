"""Escalating by code: what asks for a person before a model is asked, and what must not ask twice."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.outcome import Escalate, Outcome, Speak
from agent.triggers import Trigger, read_triggers
from agent.unhappiness import is_unhappy
from agent.view import HandBack
from conversation.cart import CartState
from conversation.escalation import PRIORITIES, EscalationReason, EscalationTrigger, Priority
from conversation.merchant import MerchantSettings
from conversation.message import Author
from tests.agent.stage import Stage
from tests.tools.house import CART

ALLERGY = EscalationTrigger("allergies", ("allergic", "nut free"), Priority.HIGH)


def reason_of(outcome: Outcome) -> EscalationReason | None:
    return outcome.escalation.reason if isinstance(outcome, Escalate) else None


@pytest.mark.parametrize(
    ("text", "trigger"),
    [
        ("I want to return it", Trigger.RETURN),
        ("need to send them back", Trigger.RETURN),
        ("please send me a return label", Trigger.RETURN),
        ("I want to return it and get my money back", Trigger.REFUND),
        ("can I return it if it does not fit", None),
        ("what's your return policy", None),
        ("I want to return to my cart later", None),
        ("I want to make a complaint", Trigger.COMPLAINT),
        ("the quality is awful", Trigger.COMPLAINT),
        ("it came with poor quality stitching", Trigger.COMPLAINT),
        ("I heard the quality is bad", None),
        ("what quality is it?", None),
        ("no complaints so far!", None),
    ],
)
def test_returns_and_complaints_are_told_from_questions(text: str, trigger: Trigger | None) -> None:
    assert read_triggers(text) is trigger


@pytest.mark.parametrize("text", ["this is useless", "you didn't answer me", "that's wrong", "I already told you"])
def test_unhappy(text: str) -> None:
    assert is_unhappy(text)


@pytest.mark.parametrize(
    "text", ["is it useful?", "not upset at all, thanks", "I've read it", "great", "too expensive"]
)
def test_not_unhappy(text: str) -> None:
    assert not is_unhappy(text)


async def test_once_unhappy_is_the_models_and_twice_in_a_row_a_persons(stage: Stage) -> None:
    await stage.hears("you did not answer my question about sizes").turn()
    assert reason_of(await stage.hears("still doesn't help, you did not read it").turn()) is EscalationReason.UNHAPPY


async def test_unhappiness_with_a_calm_exchange_between_is_not_in_a_row(stage: Stage) -> None:
    stage.hears("that's wrong").says("Sorry!").hears("ok, and shipping?").says("3 days").hears("that's wrong")
    stage.handled_seq = 4
    outcome = await stage.turn()
    assert reason_of(outcome) is not EscalationReason.UNHAPPY


async def test_unhappiness_before_a_hand_back_does_not_count(stage: Stage) -> None:
    stage.hears("that's wrong").says("Dana here", Author.HUMAN).hears("that's not what I meant")
    stage.handled_seq, stage.hand_back = 2, HandBack(2, "done")
    assert reason_of(await stage.turn()) is not EscalationReason.UNHAPPY


async def test_a_merchants_words_ask_for_a_person_as_whole_words_in_any_case(stage: Stage) -> None:
    stage.settings = MerchantSettings(escalation_triggers=(ALLERGY,))
    outcome = await stage.hears("is the snack pack Nut Free?").turn()
    assert isinstance(outcome, Escalate)
    assert outcome.escalation.reason is EscalationReason.MERCHANT_TRIGGER
    assert outcome.escalation.priority is Priority.HIGH
    assert "allergies" in outcome.escalation.note
    assert isinstance(await stage.hears("how long does standard delivery take?").turn(), Speak)


async def test_a_word_inside_another_is_not_a_merchants_word(stage: Stage) -> None:
    stage.settings = MerchantSettings(escalation_triggers=(EscalationTrigger("art", ("art",)),))
    assert reason_of(await stage.hears("what is in my cart?").turn()) is None


async def test_a_cart_of_high_value_is_a_persons_until_one_had_it(stage: Stage) -> None:
    stage.settings = MerchantSettings(high_value_cart=CART.total.minor)
    assert reason_of(await stage.hears("what is in my cart?").turn()) is EscalationReason.HIGH_VALUE_CART
    stage.says("Dana here", Author.HUMAN)
    stage.hand_back = HandBack(len(stage.messages), "done")
    assert reason_of(await stage.hears("what is in my cart?").turn()) is None


@pytest.mark.parametrize("cart", [replace(CART, state=CartState.RECOVERED), None])
async def test_no_open_cart_has_no_value(stage: Stage, cart) -> None:
    stage.settings, stage.cart = MerchantSettings(high_value_cart=1), cart
    assert reason_of(await stage.hears("hello?").turn()) is not EscalationReason.HIGH_VALUE_CART


async def test_a_cart_below_the_mark_is_the_ais(stage: Stage) -> None:
    stage.settings = MerchantSettings(high_value_cart=CART.total.minor + 1)
    assert reason_of(await stage.hears("what is in my cart?").turn()) is None


async def test_words_that_a_person_gave_back_unanswered_do_not_ask_again(stage: Stage) -> None:
    stage.settings = MerchantSettings(escalation_triggers=(EscalationTrigger("gift", ("gift",)),))
    stage.hears("is it a good gift? what is in my cart?")
    assert reason_of(await stage.turn()) is EscalationReason.MERCHANT_TRIGGER
    stage.handled_seq, stage.hand_back = 0, HandBack(1, "Answer this yourself.")
    assert reason_of(await stage.turn()) is None


def test_every_reason_has_a_priority() -> None:
    assert set(PRIORITIES) == set(EscalationReason)


@given(st.text(max_size=300))
def test_any_text_is_read_for_unhappiness_without_error(text: str) -> None:
    assert is_unhappy(text) in (True, False)
