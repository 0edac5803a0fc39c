"""Automation: labelled A2P, through the gate one by one, and a reply joins the conversation."""

from datetime import UTC, datetime, timedelta

import pytest

from api.demo_actions import campaign_to_sample_shoppers
from api.sample_world import MERCHANT
from api.stage import Stage, open_stage
from conversation.errors import Invalid
from flows.campaign import Campaign, send_campaign
from tools.sample_catalog import sample_catalog

START = datetime(2026, 11, 24, 17, 30, tzinfo=UTC)
SHOPPERS = sample_catalog().shoppers


async def consented(stage: Stage) -> None:
    for shopper in SHOPPERS:
        await stage.consent(shopper)


async def test_ten_people_get_one_a2p_text_each_and_a_reply_joins() -> None:
    async with open_stage(START) as stage:
        await consented(stage)
        outcomes = await campaign_to_sample_shoppers(stage.twolane.house)
        await stage.settle()
        assert [one.outcome for one in outcomes] == ["queued"] * 10
        phone = outcomes[0].phone
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
        campaign = Campaign.plan(MERCHANT.id, "Hello", (SHOPPERS[0].phone,), START)
        house = stage.twolane.house
        (refused,) = await send_campaign(house.ledger, campaign, house.rulebook, START)
        assert refused.outcome == "refused"
        assert refused.rule is not None
    night = START + timedelta(hours=12)
    async with open_stage(night) as stage:
        await consented(stage)
        outcomes = await campaign_to_sample_shoppers(stage.twolane.house)
        assert {one.outcome for one in outcomes} == {"deferred"}
        await stage.advance(timedelta(hours=12))
        conversation = await stage.conversation_of(outcomes[0].phone)
        assert conversation is not None
        assert [text.purpose for text in conversation.messages] == ["campaign"]


async def test_nobody_is_texted_twice_by_one_campaign() -> None:
    async with open_stage(START) as stage:
        await consented(stage)
        campaign = Campaign.plan(MERCHANT.id, "Hello", (SHOPPERS[0].phone, SHOPPERS[0].phone), START)
        house = stage.twolane.house
        first = await send_campaign(house.ledger, campaign, house.rulebook, START)
        again = await send_campaign(house.ledger, campaign, house.rulebook, START)
        assert [one.outcome for one in first] == ["queued"]
        assert [one.outcome for one in again] == ["left out"]


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


def test_an_empty_campaign_is_refused_by_field() -> None:
    with pytest.raises(Invalid, match="recipients"):
        Campaign.plan(MERCHANT.id, "Hello", (), START)
    with pytest.raises(Invalid, match="body"):
        Campaign.plan(MERCHANT.id, " ", (SHOPPERS[0].phone,), START)
