"""What code alone decides about a text, before any model."""

from datetime import UTC, datetime, timedelta

import pytest

from api.rest.models import ConversationOut
from api.sample_world import DANA, MERCHANT, NUMBER
from api.stage import PUBLIC_URL, Stage, open_stage
from channels.form import MEDIA_TYPE, Form
from channels.signature import SIGNATURE_HEADER, sign
from conversation.event import EventKind
from conversation.ids import new_id
from tools.sample_catalog import sample_catalog

START = datetime(2026, 11, 24, 17, 30, tzinfo=UTC)
SHOPPER = sample_catalog().shoppers[0]


async def say(stage: Stage, body: str) -> ConversationOut:
    await stage.text(SHOPPER.phone, body)
    await stage.settle()
    conversation = await stage.conversation_of(SHOPPER.phone)
    assert conversation is not None
    return conversation


def purposes(conversation: ConversationOut) -> list[str | None]:
    return [text.purpose for text in conversation.messages if text.direction == "out"]


@pytest.mark.parametrize("words", ["STOP", "please stop texting me", "Unsubscribe.", "no más mensajes"])
async def test_an_opt_out_gets_one_confirmation_and_then_silence(words: str) -> None:
    async with open_stage(START) as stage:
        seen = await say(stage, words)
        assert purposes(seen) == ["opt_out_confirmation"]
        assert seen.contact.opted_out
        seen = await say(stage, "is shipping free?")
        assert purposes(seen) == ["opt_out_confirmation"]
        refused = await stage.reply(DANA, seen.id, "Wait, one more thing", take_over=True)
        assert (refused.outcome, refused.overridable) == ("refused", False)


async def test_help_is_answered_even_after_an_opt_out_and_start_lifts_it() -> None:
    async with open_stage(START) as stage:
        await say(stage, "STOP")
        assert purposes(await say(stage, "HELP")) == ["opt_out_confirmation", "help"]
        seen = await say(stage, "START")
        assert purposes(seen)[-1] == "opt_in_confirmation"
        assert not seen.contact.opted_out
        seen = await say(stage, "is shipping free?")
        assert purposes(seen)[-1] == "reply"


async def told(stage: Stage, body: str, keyword: str) -> ConversationOut:
    """A carrier tells of a text that it has read as a keyword, and answered."""
    url = f"{PUBLIC_URL}/webhooks/simulator/sms"
    token = stage.twolane.house.settings.simulator_token.get_secret_value()
    provider_id = new_id("SM", stage.clock.now())
    told = {"MessageSid": provider_id, "From": SHOPPER.phone, "To": NUMBER, "Body": body, "OptOutType": keyword}
    form = Form.of(told.items())
    headers = {"content-type": MEDIA_TYPE, SIGNATURE_HEADER: sign(token, url, form)}
    (await stage.client.post("/webhooks/simulator/sms", content=form.encode(), headers=headers)).raise_for_status()
    await stage.settle()
    conversation = await stage.conversation_of(SHOPPER.phone)
    assert conversation is not None
    return conversation


async def test_what_the_carrier_has_answered_is_not_answered_again() -> None:
    async with open_stage(START) as stage:
        seen = await told(stage, "basta ya", "STOP")
        assert seen.contact.opted_out and purposes(seen) == []
        assert purposes(await told(stage, "HELP", "HELP")) == []
        assert purposes(await told(stage, "AYUDA", "HELP")) == []
        seen = await told(stage, "START", "START")
        assert not seen.contact.opted_out and purposes(seen) == []
        assert (await told(stage, "STOP", "STOP")).contact.opted_out
        assert not (await told(stage, "VOLVER", "START")).contact.opted_out
        assert purposes(await told(stage, "is shipping free?", "TELEPORT")) == ["reply"]


async def test_are_you_a_bot_is_answered_truthfully_by_no_model() -> None:
    async with open_stage(START) as stage:
        seen = await say(stage, "are you a bot?")
        assert purposes(seen) == ["identity_answer"]
        assert seen.messages[-1].author == "template"
        assert "automated" in seen.messages[-1].body


async def test_without_a_confirmed_opt_in_no_reminder_leaves_and_nobody_is_bothered() -> None:
    async with open_stage(START) as stage:
        await stage.leave_cart(SHOPPER, accepts_sms=False)
        await stage.advance(timedelta(hours=1))
        seen = await stage.conversation_of(SHOPPER.phone)
        assert seen is not None
        assert seen.messages == []
        assert seen.control == "ai"
        events = await stage.events(seen.id)
        assert EventKind.DRAFT_REFUSED in [event.kind for event in events]


async def test_a_bare_yes_without_a_prompt_is_no_consent() -> None:
    async with open_stage(START) as stage:
        await say(stage, "YES")
        consents = await stage.twolane.house.ledger.read(lambda books: books.consents(MERCHANT.id, SHOPPER.phone))
        assert consents == ()


async def test_a_crisis_gets_one_safety_text_and_a_person() -> None:
    async with open_stage(START) as stage:
        seen = await say(stage, "i want to kill myself")
        assert purposes(seen) == ["safety"]
        assert "988" in seen.messages[-1].body
        assert (seen.control, seen.escalation) == ("escalated", "crisis")
        assert seen.contact.opted_out


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        ("i am 13 years old", "minor"),
        ("you people are scum", "abuse"),
        ("you will hear from my lawyer", "legal_threat"),
        ("my lawyer says you idiots broke the tcpa", "legal_threat"),
    ],
)
async def test_a_minor_abuse_and_a_legal_threat_get_silence_and_a_person(words: str, reason: str) -> None:
    async with open_stage(START) as stage:
        seen = await say(stage, words)
        assert purposes(seen) == []
        assert (seen.control, seen.escalation) == ("escalated", reason)
        assert seen.contact.opted_out


async def test_a_second_crisis_text_gets_no_second_safety_text() -> None:
    async with open_stage(START) as stage:
        await say(stage, "i want to kill myself")
        await stage.advance(timedelta(minutes=20))
        seen = await say(stage, "i can't do this, i want to die")
        assert purposes(seen) == ["safety"]
        assert (seen.control, seen.escalation) == ("escalated", "crisis")


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        ("stop texting me or my lawyer will call you", "legal_threat"),
        ("unsubscribe me. i am 12", "minor"),
        ("STOP. i want to die", "crisis"),
    ],
)
async def test_an_opt_out_that_tells_of_more_is_an_opt_out_and_a_person_is_told(words: str, reason: str) -> None:
    async with open_stage(START) as stage:
        seen = await say(stage, words)
        assert purposes(seen) == ["opt_out_confirmation"]
        assert seen.contact.opted_out
        assert (seen.control, seen.escalation) == ("escalated", reason)


async def test_danger_outranks_what_a_person_was_asked_for_before() -> None:
    async with open_stage(START) as stage:
        assert (await say(stage, "agent please")).escalation == "asked_for_person"
        assert (await say(stage, "i will sue you")).escalation == "legal_threat"
        assert (await say(stage, "i want to kill myself")).escalation == "crisis"
        assert (await say(stage, "see you in court")).escalation == "crisis"


async def test_danger_is_noted_where_a_person_has_control_and_takes_nothing_from_them() -> None:
    async with open_stage(START) as stage:
        seen = await say(stage, "is shipping free?")
        await stage.take_over(DANA, seen.id)
        seen = await say(stage, "i want to kill myself")
        assert (seen.control, seen.escalation) == ("human", "crisis")
        assert purposes(seen)[-1] == "safety"


@pytest.mark.parametrize("first", ["i am 13 years old", "you people are scum", "i want to kill myself"])
async def test_an_opt_out_after_another_stop_is_confirmed_once_and_kept(first: str) -> None:
    async with open_stage(START) as stage:
        before = purposes(await say(stage, first))
        await stage.advance(timedelta(minutes=20))
        assert purposes(await say(stage, "STOP"))[len(before) :] == ["opt_out_confirmation"]
        assert purposes(await say(stage, "STOP"))[len(before) :] == ["opt_out_confirmation"]
        ledger = stage.twolane.house.ledger
        history = await ledger.read(lambda books: books.consent_events(MERCHANT.id, SHOPPER.phone))
        assert [event.evidence for event in history if event.evidence.startswith("opt_out")] == ["opt_out: STOP"] * 2
        seen = await say(stage, "START")
        assert seen.contact.opted_out
        assert purposes(seen)[len(before) :] == ["opt_out_confirmation"]


@pytest.mark.parametrize(
    "worse", ["wrong number", "i am 13 years old", "you people are scum", "i want to kill myself", "i will sue you"]
)
async def test_start_takes_back_an_opt_out_and_nothing_graver(worse: str) -> None:
    async with open_stage(START) as stage:
        await say(stage, "STOP")
        await say(stage, worse)
        seen = await say(stage, "START")
        assert seen.contact.opted_out
        assert purposes(seen) == ["opt_out_confirmation"]


async def test_a_wrong_number_is_an_opt_out_and_confirmed_once() -> None:
    async with open_stage(START) as stage:
        await say(stage, "you have the wrong number")
        seen = await say(stage, "wrong number!!")
        assert purposes(seen) == ["opt_out_confirmation"]
        assert seen.contact.opted_out


async def test_at_night_a_reply_leaves_within_the_grace_and_a_person_s_later_text_waits() -> None:
    async with open_stage(START + timedelta(hours=12)) as stage:
        seen = await say(stage, "is shipping free?")
        assert purposes(seen) == ["reply"]
        await stage.advance(timedelta(minutes=40))
        deferred = await stage.reply(DANA, seen.id, "Did that answer it?", take_over=True)
        assert deferred.outcome == "deferred"
        assert deferred.until is not None
        await stage.advance(timedelta(hours=12))
        seen = await stage.read(seen.id)
        assert seen.messages[-1].author == "human"
        assert seen.messages[-1].at == deferred.until
