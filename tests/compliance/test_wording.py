"""The framework's words: complete, once, and in plain characters."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from compliance import wording
from compliance.wording import complete, names_brand, says_how_to_stop
from conversation.draft import CauseKind
from conversation.merchant import BusinessHours, Merchant
from conversation.message import Author, Body, Purpose
from tests.compliance.cases import DANA, MERCHANT, NOON, OFFICE, answering, draft, facts, with_settings

GSM = set("@$ !\"#%&'()*+,-./0123456789:;<=>?ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz")


def body(
    text: str,
    purpose: Purpose = Purpose.REPLY,
    author: Author = Author.AI,
    merchant: Merchant = MERCHANT,
    **known: Any,
) -> Body:
    return complete(draft(text, author=author), purpose, answering(merchant=merchant, **known))


class TestAnnouncements:
    def test_the_ais_first_text_says_that_it_is_automated(self) -> None:
        assert body("It is.").text == "Tidewater's automated assistant here: It is."
        assert body("It is.", ai_spoke_at=NOON, last_spoke_at=NOON).text == "It is."

    def test_what_the_text_says_already_is_not_repeated(self) -> None:
        said = "Hi, it's Tidewater's automated assistant. It is."
        assert body(said).text == said
        assert body("I am an automated assistant.").before != ""

    def test_a_persons_first_text_says_who_they_are(self) -> None:
        assert body("It is.", author=Author.HUMAN).text == "Dana here, a person at Tidewater: It is."
        assert body("It is.", author=Author.HUMAN, human_spoke_at=NOON, last_spoke_at=NOON).text == "It is."
        said = "Hi, this is Dana at Tidewater. It is."
        assert body(said, author=Author.HUMAN).text == said

    def test_a_reply_after_30_silent_days_names_the_brand(self) -> None:
        assert body("It is.", author=Author.TEMPLATE).before == "Tidewater:"
        assert body("It is.", author=Author.TEMPLATE, last_spoke_at=NOON).before == ""


class TestProactive:
    @pytest.mark.parametrize(
        "purpose", [Purpose.REMINDER, Purpose.CAMPAIGN, Purpose.NOTIFICATION, Purpose.REQUESTED_FOLLOWUP]
    )
    @pytest.mark.parametrize("author", [Author.AI, Author.HUMAN, Author.TEMPLATE])
    def test_brand_and_how_to_stop(self, purpose: Purpose, author: Author) -> None:
        states: tuple[dict[str, Any], ...] = ({}, {"ai_spoke_at": NOON, "human_spoke_at": NOON, "last_spoke_at": NOON})
        for known in states:
            text = body("Your cart waits.", purpose, author, **known).text
            assert names_brand(text, MERCHANT)
            assert text.endswith("Reply STOP to opt out.")

    @pytest.mark.parametrize(
        "said", ["Reply STOP to opt out", "text stop to end", "To unsubscribe send STOP.", "STOP to opt out"]
    )
    def test_not_twice(self, said: str) -> None:
        assert body(f"Tidewater: hello. {said}", Purpose.CAMPAIGN, Author.TEMPLATE).text == f"Tidewater: hello. {said}"

    def test_a_stop_of_another_kind_says_nothing(self) -> None:
        assert not says_how_to_stop("Our bus stop is near. Nothing can stop you.")

    def test_the_brand_is_a_word(self) -> None:
        assert names_brand("hi from TIDEWATER!", MERCHANT)
        assert not names_brand("tidewaters.example", MERCHANT)
        assert not names_brand("See https://tidewater.example/c/1 or tidewater.example/returns", MERCHANT)
        assert names_brand("Tidewater: see https://tidewater.example/c/1", MERCHANT)
        assert names_brand("Café Nord: hi", replace(MERCHANT, name="Cafe Nord"))


FIXED = [
    wording.opt_out_confirmation,
    wording.help_answer,
    wording.start_confirmation,
    wording.identity_answer,
    wording.safety_text,
    wording.opt_in_prompt,
    wording.opt_in_welcome,
]


@pytest.mark.parametrize("text", FIXED)
def test_fixed_texts_name_the_brand_in_plain_characters(text: object) -> None:
    assert callable(text)
    words = text(replace(MERCHANT, name="Zoë’s “Café”"))
    assert set(words) <= GSM
    assert "Zoe's" in words
    assert len(words) <= 306


def test_what_the_carriers_want_is_in_the_prompt() -> None:
    prompt = wording.opt_in_prompt(MERCHANT)
    for part in ("shopping cart reminders", "Reply YES", "STOP", "HELP", "Msg & data rates", "not a condition"):
        assert part in prompt


def test_help_names_a_contact() -> None:
    assert MERCHANT.support in wording.help_answer(MERCHANT)


def test_the_identity_answer_is_true() -> None:
    answer = wording.identity_answer(MERCHANT)
    assert "automated" in answer
    assert "not a person" in answer


class TestHolding:
    def test_no_time_without_business_hours(self) -> None:
        assert not any(character.isdigit() for character in wording.holding_text(MERCHANT, NOON))

    def test_no_time_while_people_are_there(self) -> None:
        office = with_settings(business_hours=OFFICE)
        assert not any(character.isdigit() for character in wording.holding_text(office, NOON))

    @pytest.mark.parametrize(
        ("now", "when"),
        [
            (datetime(2026, 11, 25, 2, 0, tzinfo=UTC), "Wednesday 9:00 AM MST"),
            (datetime(2026, 11, 25, 12, 0, tzinfo=UTC), "Wednesday 9:00 AM MST"),
            (datetime(2026, 11, 28, 19, 0, tzinfo=UTC), "Monday 9:00 AM MST"),
            (datetime(2026, 7, 4, 19, 0, tzinfo=UTC), "Monday 9:00 AM MDT"),
        ],
    )
    def test_the_next_opening_otherwise(self, now: datetime, when: str) -> None:
        text = wording.holding_text(with_settings(business_hours=OFFICE), now)
        assert when in text
        assert set(text) <= GSM

    def test_an_office_that_never_opens_promises_no_time(self) -> None:
        never = with_settings(business_hours=BusinessHours(()))
        assert not any(character.isdigit() for character in wording.holding_text(never, NOON))


def test_an_announcement_needs_a_person() -> None:
    known = facts(user=None)
    assert complete(draft("Hi", CauseKind.CART, author=Author.HUMAN), Purpose.REMINDER, known).before == "Tidewater:"
    assert complete(draft("Hi", author=Author.HUMAN), Purpose.REPLY, facts(user=DANA)).before.startswith("Dana here")
