"""From a ticked box or a keyword to the double opt-in, and from STOP to START, over the whole road."""

from datetime import UTC, datetime, timedelta

import pytest

from api.rest.models import ConversationOut
from api.sample_world import MERCHANT
from api.stage import Stage, open_stage
from channels.simulator_weather import Reject, RejectAt, Weather
from conversation.consent import Consent, ConsentScope, ConsentState, SuppressionReason
from conversation.consent_event import ConsentChange, ConsentEvent
from conversation.consenting import waits_for_start
from tools.sample_catalog import sample_catalog
from tools.sample_checkout import checkout_post, sample_checkout

START = datetime(2026, 11, 24, 17, 30, tzinfo=UTC)
SHOPPER = sample_catalog().shoppers[0]
BOTH = {ConsentScope.CART_REMINDERS, ConsentScope.MARKETING}


async def say(stage: Stage, *bodies: str) -> ConversationOut:
    for body in bodies:
        await stage.text(SHOPPER.phone, body)
        await stage.settle()
    return await seen(stage)


async def seen(stage: Stage) -> ConversationOut:
    conversation = await stage.conversation_of(SHOPPER.phone)
    assert conversation is not None
    return conversation


async def leave_cart(stage: Stage, token: str = "tok1") -> None:
    checkout = sample_checkout(SHOPPER.user_id, at=stage.clock.now(), token=token)
    secret = stage.twolane.house.settings.shopify_client_secret.get_secret_value()
    post = checkout_post(checkout, secret)
    answer = await stage.client.post("/webhooks/shopify", content=post.body, headers=dict(post.headers))
    assert answer.status_code == 200
    await stage.settle()


def purposes(conversation: ConversationOut) -> list[str | None]:
    return [text.purpose for text in conversation.messages if text.direction == "out"]


async def consents(stage: Stage) -> tuple[Consent, ...]:
    return await stage.twolane.house.ledger.read(lambda books: books.consents(MERCHANT.id, SHOPPER.phone))


async def states(stage: Stage) -> list[ConsentState]:
    return [consent.state for consent in await consents(stage)]


async def history(stage: Stage) -> tuple[ConsentEvent, ...]:
    return await stage.twolane.house.ledger.read(lambda books: books.consent_events(MERCHANT.id, SHOPPER.phone))


@pytest.mark.parametrize("answer", ["YES", "Y", "yes please", "Sí", "Yes!", "si"])
async def test_a_checkout_a_prompt_and_a_yes_allow_the_reminder(answer: str) -> None:
    async with open_stage(START) as stage:
        await leave_cart(stage)
        prompt = (await seen(stage)).messages[0]
        for part in ("Tidewater", "cart reminders", "1 msg per cart", "Msg & data rates", "HELP", "STOP", "Reply YES"):
            assert part in prompt.body
        assert prompt.purpose == "opt_in_confirmation"
        yes = next(text for text in (await say(stage, answer)).messages if text.direction == "in")
        assert {consent.scope for consent in await consents(stage)} == BOTH
        assert all(consent.is_by_text and consent.answer_id == yes.id for consent in await consents(stage))
        await stage.advance(timedelta(minutes=31))
        assert purposes(await seen(stage)) == ["opt_in_confirmation", "opt_in_confirmation", "reminder"]
        changes = [event.change for event in await history(stage)]
        assert changes == [ConsentChange.REQUESTED] * 2 + [ConsentChange.PROMPTED] * 2 + [ConsentChange.CONFIRMED] * 2
        first, last = (await history(stage))[0], (await history(stage))[-1]
        assert (first.method, first.source, first.recorded_by) == ("checkout", MERCHANT.shop_domain, "system")
        assert "checkout tok1" in first.evidence
        assert first.wording == prompt.body
        assert (last.method, last.message_id, last.recorded_by) == ("text", yes.id, "contact")


@pytest.mark.parametrize("answer", ["ok", "\U0001f44d", "maybe later", "no", "what is this"])
async def test_nothing_but_a_yes_confirms(answer: str) -> None:
    async with open_stage(START) as stage:
        await leave_cart(stage)
        await say(stage, answer)
        assert await states(stage) == [ConsentState.REQUESTED] * 2
        await stage.advance(timedelta(minutes=31))
        assert "reminder" not in purposes(await seen(stage))


@pytest.mark.parametrize(("hours", "counts"), [(71, True), (72, True), (73, False)])
async def test_a_yes_counts_for_three_days(hours: int, counts: bool) -> None:
    async with open_stage(START) as stage:
        await leave_cart(stage)
        stage.clock.advance(timedelta(hours=hours))
        await say(stage, "YES")
        assert (ConsentState.CONFIRMED in await states(stage)) == counts


async def test_a_yes_to_something_we_asked_since_is_no_consent() -> None:
    async with open_stage(START) as stage:
        await leave_cart(stage)
        conversation = await say(stage, "is shipping free?")
        assert purposes(conversation)[-1] == "reply"
        await say(stage, "yes")
        assert await states(stage) == [ConsentState.REQUESTED] * 2


async def test_a_yes_after_help_counts() -> None:
    async with open_stage(START) as stage:
        await leave_cart(stage)
        await say(stage, "HELP", "YES")
        assert await states(stage) == [ConsentState.CONFIRMED] * 2


async def test_a_keyword_asks_and_a_yes_confirms() -> None:
    async with open_stage(START) as stage:
        conversation = await say(stage, "JOIN")
        assert purposes(conversation) == ["opt_in_confirmation"]
        assert "cart reminders" in conversation.messages[-1].body
        assert await states(stage) == [ConsentState.REQUESTED] * 2
        await say(stage, "YES")
        assert await states(stage) == [ConsentState.CONFIRMED] * 2
        assert {(event.method, event.evidence) for event in (await history(stage))[:2]} == {("keyword", "JOIN")}
        assert purposes(await say(stage, "JOIN")) == ["opt_in_confirmation"] * 2


async def test_a_checkout_that_is_updated_asks_once() -> None:
    async with open_stage(START) as stage:
        await leave_cart(stage)
        stage.clock.advance(timedelta(minutes=2))
        await leave_cart(stage)
        await leave_cart(stage, "tok2")
        assert purposes(await seen(stage)) == ["opt_in_confirmation"]
        stage.clock.advance(timedelta(days=31))
        await leave_cart(stage, "tok3")
        assert purposes(await seen(stage)).count("opt_in_confirmation") == 2


async def test_a_yes_after_the_reminder_was_due_plans_it_again() -> None:
    async with open_stage(START) as stage:
        await leave_cart(stage)
        await stage.advance(timedelta(hours=2))
        assert purposes(await seen(stage)) == ["opt_in_confirmation"]
        await say(stage, "YES")
        await stage.advance(timedelta(minutes=31))
        assert purposes(await seen(stage))[-1] == "reminder"


async def test_stop_revokes_with_its_cause_and_only_start_ends_it() -> None:
    async with open_stage(START) as stage:
        await leave_cart(stage)
        conversation = await say(stage, "YES", "STOP")
        stop = next(text for text in conversation.messages if text.body == "STOP")
        assert await states(stage) == [ConsentState.REVOKED] * 2
        assert {consent.revoked_by for consent in await consents(stage)} == {stop.id}
        for wish in ("YES", "sign me up again", "SUBSCRIBE", "JOIN"):
            conversation = await say(stage, wish)
            assert conversation.contact.opted_out, wish
        assert purposes(conversation)[-1] == "opt_out_confirmation"
        conversation = await say(stage, "START")
        assert not conversation.contact.opted_out
        assert ConsentState.CONFIRMED not in await states(stage)


async def test_start_alone_restores_nothing_and_a_new_opt_in_must_follow() -> None:
    async with open_stage(START) as stage:
        await leave_cart(stage)
        await say(stage, "YES", "STOP", "UNSTOP")
        assert await states(stage) == [ConsentState.REVOKED] * 2
        assert "only if you opt in" in (await seen(stage)).messages[-1].body
        await leave_cart(stage)
        assert purposes(await seen(stage))[-1] == "opt_in_confirmation"
        assert await states(stage) == [ConsentState.REVOKED] * 2, "a box ticked before STOP is no new consent"
        stage.clock.advance(timedelta(minutes=1))
        await leave_cart(stage, "tok2")
        assert await states(stage) == [ConsentState.REVOKED] * 2 + [ConsentState.REQUESTED] * 2
        await say(stage, "YES")
        assert await states(stage) == [ConsentState.REVOKED] * 2 + [ConsentState.CONFIRMED] * 2


async def test_a_new_checkout_after_stop_waits_for_start_which_asks() -> None:
    async with open_stage(START) as stage:
        await say(stage, "STOP")
        await leave_cart(stage)
        waiting = await stage.twolane.house.ledger.read(
            lambda books: waits_for_start(books, MERCHANT.id, SHOPPER.phone)
        )
        assert {consent.scope for consent in waiting} == BOTH
        assert purposes(await seen(stage)) == ["opt_out_confirmation"]
        conversation = await say(stage, "START")
        assert purposes(conversation) == ["opt_out_confirmation", "opt_in_confirmation"]
        assert "Reply YES" in conversation.messages[-1].body
        await say(stage, "YES")
        assert await states(stage) == [ConsentState.CONFIRMED] * 2


@pytest.mark.parametrize("at", list(RejectAt))
async def test_21610_suppresses_wherever_it_comes(at: RejectAt) -> None:
    async with open_stage(START, weather=Weather(rejects=(Reject(SHOPPER.phone, at=at),))) as stage:
        await leave_cart(stage)
        conversation = await seen(stage)
        assert conversation.contact.opted_out
        suppression = await stage.twolane.house.ledger.read(lambda books: books.suppression(MERCHANT.id, SHOPPER.phone))
        assert suppression is not None
        assert (suppression.reason, suppression.evidence) == (SuppressionReason.CARRIER, "carrier error 21610")
        assert suppression.message_id == conversation.messages[0].id
        assert await states(stage) == [ConsentState.REVOKED] * 2
        assert (await history(stage))[-1].change is ConsentChange.REVOKED
