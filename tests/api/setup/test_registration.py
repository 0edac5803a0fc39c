"""Answers for registration forms: whole, within the forms' bounds, true of what is sent, or sent back."""

from dataclasses import replace
from datetime import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from api.sample_world import MERCHANT, SENDER
from api.setup.registration import (
    HELP_WORDS,
    OPT_IN_WORDS,
    OPT_OUT_WORDS,
    FormKind,
    Registration,
    form_for,
    register,
)
from api.setup.registration_lint import lint
from compliance import wording
from compliance.call_to_action import call_to_action, lacks
from compliance.intents import IntentLabel, read_intent
from conversation.business import Business, EntityType, check_business
from conversation.errors import Invalid
from conversation.merchant import Merchant
from conversation.sender import SenderKind
from tests.api.pages import NOON

BUSINESS = Business(
    legal_name="Kestrel Outfitters LLC",
    ein="12-3456789",
    street="1 Ridge Rd",
    city="Denver",
    region="CO",
    postal_code="80202",
    website="https://kestrel.example",
    privacy_url="https://kestrel.example/privacy",
    terms_url="https://kestrel.example/terms",
    opt_in_url="https://kestrel.example/checkout.png",
    contact_name="Ana Ruiz",
    contact_email="ana@kestrel.example",
    contact_phone="+13035550142",
)


def merchant_with(business: Business = BUSINESS, name: str = "Kestrel Outfitters") -> Merchant:
    return replace(MERCHANT, name=name, settings=replace(MERCHANT.settings, business=business))


def answers(kind: FormKind, merchant: Merchant | None = None, now: datetime = NOON) -> Registration:
    return register(merchant or merchant_with(), SENDER, kind, now)


@pytest.mark.parametrize("kind", FormKind)
def test_a_business_told_in_full_has_every_answer_and_nothing_to_put_right(kind: FormKind) -> None:
    assert lint(answers(kind), merchant_with()) == ()


@settings(max_examples=40, deadline=None)
@given(
    name=st.text(st.characters(codec="latin-1", categories=("L", "N")), min_size=1, max_size=60),
    kind=st.sampled_from(FormKind),
)
def test_whatever_the_brand_is_called_each_answer_keeps_its_bounds_or_is_sent_back(name: str, kind: FormKind) -> None:
    merchant = merchant_with(name=name)
    registration = answers(kind, merchant)
    faulty = {fault.field for fault in lint(registration, merchant)}
    for answer in registration.answers:
        fits = answer.least <= len(answer.value) and (not answer.most or len(answer.value) <= answer.most)
        assert fits or answer.field in faulty, answer


def test_what_is_empty_is_named_with_the_field_to_fill_in() -> None:
    found = lint(answers(FormKind.TEN_DLC, merchant_with(Business())), merchant_with(Business()))
    told = {fault.field: fault.remedy for fault in found}
    assert told["companyName"] == "fill in legal name under Business"
    assert {"ein", "street", "website", "privacyPolicyLink", "termsAndConditionsLink"} <= told.keys()


def test_a_sole_proprietor_is_asked_for_no_ein() -> None:
    merchant = merchant_with(replace(BUSINESS, ein="", entity=EntityType.SOLE_PROPRIETOR))
    assert lint(answers(FormKind.TEN_DLC, merchant), merchant) == ()


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("usecase", "P2P", "30533"),
        ("description", "Peer-to-peer texts between our people and shoppers of the store, by hand.", "30533"),
        ("subUsecases", "CUSTOMER_CARE", "customer care alone"),
        ("sample1", "Hi Sam, you left a jacket in your cart. Reply STOP to opt out.", "does not name"),
        ("sample2", "Kestrel Outfitters: you left a jacket in your cart.", "how to stop"),
        ("sample3", "Kestrel Outfitters: see https://bit.ly/abc Reply STOP to opt out.", "bit.ly"),
        ("message_flow", "They sign up.", "of 40 at least"),
        ("helpMessage", "Help is near. " * 30, "of 320 at most"),
        ("companyName", "Your Brand", "placeholder"),
    ],
)
def test_what_a_reviewer_would_send_back_is_said_before(field: str, value: str, said: str) -> None:
    registration = answers(FormKind.TEN_DLC)
    changed = [replace(one, value=value) if one.field == field else one for one in registration.answers]
    found = lint(Registration(FormKind.TEN_DLC, tuple(changed)), merchant_with())
    assert [fault.field for fault in found] == [field]
    assert said in str(found[0])


def test_samples_and_fixed_texts_are_those_that_leave() -> None:
    registration = answers(FormKind.TEN_DLC)
    assert registration.value("helpMessage") == wording.help_answer(merchant_with())
    assert registration.value("optOutMessage") == wording.opt_out_confirmation(merchant_with())
    assert wording.opt_in_prompt(merchant_with()) in registration.value("message_flow")
    assert "automated assistant" in registration.value("sample1")


@pytest.mark.parametrize(
    ("words", "label"),
    [(OPT_IN_WORDS, IntentLabel.OPT_IN), (OPT_OUT_WORDS, IntentLabel.OPT_OUT), (HELP_WORDS, IntentLabel.HELP)],
)
def test_the_keywords_that_are_registered_are_read_as_such(words: str, label: IntentLabel) -> None:
    for word in words.split(", "):
        assert read_intent(word, pending_opt_in=False).label is label, word


def test_the_number_says_which_form_it_needs() -> None:
    kinds = {kind: form_for(replace(SENDER, kind=kind)) for kind in SenderKind}
    assert kinds == {
        SenderKind.TOLL_FREE: FormKind.TOLL_FREE,
        SenderKind.TEN_DLC: FormKind.TEN_DLC,
        SenderKind.SHORT_CODE: None,
    }


def test_the_call_to_action_says_all_that_it_must_once_the_addresses_are_known() -> None:
    assert tuple(lacks(call_to_action(merchant_with()), merchant_with())) == ()
    silent = merchant_with(Business())
    assert tuple(lacks(call_to_action(silent), silent)) == (
        "the address of the terms",
        "the address of the privacy policy",
    )
    assert "that cart reminders are part of it, by name" in tuple(lacks("Text me deals. Reply STOP.", silent))


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("ein", "123-45-6789"),
        ("ein", "12"),
        ("privacy_url", "http://kestrel.example/privacy"),
        ("website", "kestrel"),
        ("terms_url", "https://kestrel.example/privacy"),
        ("contact_phone", "303 555 0142"),
        ("contact_email", "ana"),
        ("region", "Colorado"),
        ("legal_name", "x" * 201),
        ("monthly_texts", 0),
    ],
)
def test_a_business_that_cannot_be_registered_is_refused_by_its_field(field: str, value: object) -> None:
    with pytest.raises(Invalid) as refused:
        check_business(replace(BUSINESS, **{field: value}))
    assert refused.value.field == field
    assert value == "" or "123-45-6789" not in str(refused.value)


def test_a_business_is_kept_tidy() -> None:
    kept = check_business(replace(BUSINESS, ein="123456789", legal_name="  Kestrel   LLC ", website="kestrel.example"))
    assert (kept.ein, kept.legal_name, kept.website) == ("12-3456789", "Kestrel LLC", "https://kestrel.example")
