"""New York's notice about prices set by an algorithm: with a personal offer, to whoever may be there."""

from dataclasses import replace

import pytest

from compliance.gate import decide
from compliance.rules.finding import Case
from compliance.wording import HOW_TO_STOP, PRICE_NOTICE
from conversation.draft import CauseKind
from conversation.message import Author, Body, Purpose
from conversation.offer import OfferState
from conversation.verdict import Allow, Refuse
from tests.compliance.cases import CONTACT, NOON, OFFER, RULEBOOK, answering, ask_gate, draft, facts, with_settings

OFFERED = f"Your code {OFFER.code} takes 10% off."
ASKED = "any discount?"


def after(words: str = OFFERED, state: str | None = "NY", phone: str = "+18885550142", **fields: object) -> str:
    contact = replace(CONTACT, phone=phone, region=state)
    return ask_gate(draft(words), answering(ASKED, contact=contact, **fields)).body.after


def test_the_words_are_the_rulebooks() -> None:
    assert RULEBOOK.rule("disclosure.algorithmic_price").words["notice"] == (PRICE_NOTICE,)


@pytest.mark.parametrize("author", [Author.AI, Author.HUMAN])
def test_an_offer_to_somebody_in_new_york_carries_the_notice(author: Author) -> None:
    contact = replace(CONTACT, region="NY")
    decision = ask_gate(draft(OFFERED, author=author), answering(ASKED, contact=contact))
    assert decision.body.after == PRICE_NOTICE
    assert isinstance(decision.verdict, Allow)


def test_area_code_billing_address_and_no_known_state_are_enough() -> None:
    assert after(state="CO", phone="+12125550142") == PRICE_NOTICE
    assert after(state=None) == PRICE_NOTICE
    assert after(state="CO") == ""


def test_no_offer_no_notice() -> None:
    assert after("It is waterproof.") == ""
    assert after(offers=()) == ""
    assert after(offers=(replace(OFFER, state=OfferState.EXPIRED),)) == ""
    assert after(merchant=with_settings(personal_offers=False)) == ""


def test_it_is_not_said_twice_and_stands_before_how_to_stop() -> None:
    assert after(f"{OFFERED} {PRICE_NOTICE}") == ""
    reminder = draft(f"Tidewater: your cart waits. {OFFERED}", CauseKind.CART, "crt_1")
    assert (
        ask_gate(reminder, facts(contact=replace(CONTACT, region="NY"))).body.after == f"{PRICE_NOTICE} {HOW_TO_STOP}"
    )


def test_the_gate_refuses_an_offer_without_it() -> None:
    known = answering(ASKED, contact=replace(CONTACT, region="NY"))
    verdict = decide(Case(Purpose.REPLY, Body(OFFERED), known, NOON, Author.HUMAN), RULEBOOK, OFFER.expires_at)
    assert isinstance(verdict, Refuse) and verdict.rule == "disclosure.algorithmic_price"
