"""Automation: labelled A2P, through the gate one by one, and a reply joins the conversation."""

from datetime import UTC, datetime, timedelta

from api.demo_actions import campaign_to_sample_shoppers
from api.sample_world import DANA, MERCHANT
from api.stage import Stage, open_stage
from conversation.campaign import CampaignRecipient, RecipientState
from tests.flows.sent import send_to
from tools.sample_catalog import sample_catalog

START = datetime(2026, 11, 24, 17, 30, tzinfo=UTC)
SHOPPERS = sample_catalog().shoppers


async def consented(stage: Stage) -> None:
    for shopper in SHOPPERS:
        await stage.consent(shopper)


async def test_ten_people_get_one_a2p_text_each_and_a_reply_joins() -> None:
    async with open_stage(START) as stage:
        await consented(stage)
        outcomes = await campaign_to_sample_shoppers(stage.twolane.house, DANA)
        await stage.settle()
        assert [one.state for one in outcomes] == [RecipientState.TEXTED] * 10
        phone = await phone_of(stage, outcomes[0])
        conversation = await stage.conversation_of(phone)
        assert conversation is not None
        (text,) = conversation.messages
        assert (text.author, text.traffic_type, text.purpose) == ("template", "A2P", "campaign")
        assert "Tidewater" in text.body
        assert "STOP" in text.body
        await stage.text(phone, "is shipping free?")
        await stage.settle()
        joined = await stage.conversation_of(phone)
        assert joined is not None
        assert joined.id == conversation.id
        assert joined.messages[-1].author == "ai"


async def test_without_consent_or_in_quiet_hours_nothing_leaves() -> None:
    async with open_stage(START) as stage:
        (refused,) = await send(stage, "Hello", SHOPPERS[0].phone)
        assert (refused.state, refused.rule) == (RecipientState.LEFT_OUT, "consent.marketing")
        assert await stage.conversation_of(SHOPPERS[0].phone) is None
    night = START + timedelta(hours=12)
    async with open_stage(night) as stage:
        await consented(stage)
        outcomes = await campaign_to_sample_shoppers(stage.twolane.house, DANA)
        assert {one.state for one in outcomes} == {RecipientState.WAITING}
        await stage.advance(timedelta(hours=12))
        conversation = await stage.conversation_of(await phone_of(stage, outcomes[0]))
        assert conversation is not None
        assert [text.purpose for text in conversation.messages] == ["campaign"]


async def test_nobody_is_texted_twice_by_one_campaign() -> None:
    async with open_stage(START) as stage:
        await consented(stage)
        (first,) = await send(stage, "Hello", SHOPPERS[0].phone, SHOPPERS[0].phone)
        assert first.state is RecipientState.TEXTED
        await stage.settle()
        conversation = await stage.conversation_of(SHOPPERS[0].phone)
        assert conversation is not None and len(conversation.messages) == 1


async def send(stage: Stage, body: str, *phones: str) -> tuple[CampaignRecipient, ...]:
    house = stage.twolane.house
    return await send_to(house.ledger, MERCHANT.id, phones, body, house.rulebook, stage.clock.now())


async def phone_of(stage: Stage, one: CampaignRecipient) -> str:
    contact = await stage.twolane.house.ledger.read(lambda books: books.contact(one.merchant_id, one.contact_id))
    assert contact is not None
    return contact.phone


async def test_an_order_is_told_of_and_stops_the_reminder() -> None:
    async with open_stage(START) as stage:
        await consented(stage)
        checkout = await stage.leave_cart(SHOPPERS[0])
        await stage.buy(checkout)
        await stage.advance(timedelta(hours=2))
        conversation = await stage.conversation_of(SHOPPERS[0].phone)
        assert conversation is not None
        assert [text.purpose for text in conversation.messages] == ["notification"]
        assert conversation.messages[0].traffic_type == "A2P"
