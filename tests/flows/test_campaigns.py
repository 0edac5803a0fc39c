"""Campaigns from draft to done: refused where unlawful, reviewed by a person, paused and cancelled at once."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from agent.view import Occasion
from api.campaign_office import CampaignOffice
from api.sample_world import DANA, MERCHANT, SENDER
from api.stage import Stage, network_of, open_stage
from api.view import view_of
from compliance.rulebook import load_rulebook
from conversation.acts import Doer
from conversation.campaign import Campaign, CampaignRecipient, CampaignState, CopyBy, RecipientState
from conversation.contact import Contact
from conversation.errors import Conflict, Invalid, Stale
from conversation.ledger import Books
from conversation.sender import Registration
from flows.campaign_managing import CampaignPlan, Managing
from flows.campaign_running import advance
from flows.campaign_time import at_hour, begins_at, first_opening, planned_for
from tools.sample_catalog import sample_catalog

START = datetime(2026, 11, 24, 17, 30, tzinfo=UTC)
SHOPPERS = sample_catalog().shoppers[:4]
PLAN = CampaignPlan("Arrivals", "consent: marketing", "Hi {first_name}, new arrivals are in the store this week.")


async def consented(stage: Stage) -> None:
    for shopper in SHOPPERS:
        await stage.consent(shopper)


async def manage(stage: Stage, do: Callable[[Managing], Campaign]) -> Campaign:
    house, now = stage.twolane.house, stage.clock.now()
    return await house.ledger.write(lambda books: do(Managing(books, house.rulebook, Doer(DANA.id), now)))


async def started(stage: Stage, plan: CampaignPlan = PLAN) -> Campaign:
    made = await manage(stage, lambda managing: managing.create(MERCHANT.id, plan))
    await manage(stage, lambda managing: managing.review(MERCHANT.id, made.id, made.version))
    return await manage(stage, lambda managing: managing.start(MERCHANT.id, made.id))


async def go_on(stage: Stage, campaign: Campaign) -> None:
    """Plan and text as far as it goes, but hand nothing over."""
    house = stage.twolane.house
    now = stage.clock.now()
    while await house.ledger.write(lambda books: advance(books, MERCHANT.id, campaign.id, house.rulebook, now)):
        pass


async def row_of(stage: Stage, campaign: Campaign) -> Campaign:
    row = await stage.twolane.house.ledger.read(lambda books: books.campaign(MERCHANT.id, campaign.id))
    assert row is not None
    return row


async def recipients_of(stage: Stage, campaign: Campaign) -> tuple[CampaignRecipient, ...]:
    return await stage.twolane.house.ledger.read(lambda books: books.recipients(MERCHANT.id, campaign.id))


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        ({"body": "Take 40% off everything today."}, "claims."),
        ({"body": "Use code SAVE40 at checkout."}, "claims.hard"),
        ({"body": "See https://bit.ly/x1 for more."}, "links.branded"),
        ({"body": "Fresh cannabis is in."}, "content.prohibited"),
        ({"rules": "tag: nobody"}, "consent.marketing"),
        ({"body": "Hi {last_name}."}, "nothing fills {last_name}"),
    ],
)
async def test_what_could_be_lawful_for_nobody_is_refused_with_its_rule_and_a_remedy(
    change: dict[str, str], rule: str
) -> None:
    async with open_stage(START) as stage:
        await consented(stage)
        with pytest.raises(Invalid) as caught:
            await manage(stage, lambda managing: managing.create(MERCHANT.id, replace(PLAN, **change)))
        assert rule in caught.value.problem and caught.value.remedy
        assert await stage.twolane.house.ledger.read(lambda books: books.campaigns(MERCHANT.id)) == ()


async def test_a_number_that_is_not_verified_keeps_a_campaign_from_being_written() -> None:
    async with open_stage(START) as stage:
        await consented(stage)
        pending = replace(SENDER, registration=Registration.PENDING)
        await stage.twolane.house.ledger.write(lambda books: books.save_sender(pending))
        with pytest.raises(Invalid, match=r"sender\.registered"):
            await manage(stage, lambda managing: managing.create(MERCHANT.id, PLAN))


async def test_a_person_reviews_each_version_before_it_may_be_sent() -> None:
    async with open_stage(START) as stage:
        await consented(stage)
        plan = replace(PLAN, copy_by=CopyBy.AI)
        made = await manage(stage, lambda managing: managing.create(MERCHANT.id, plan))
        with pytest.raises(Conflict, match="reviewed"):
            await manage(stage, lambda managing: managing.start(MERCHANT.id, made.id))
        reviewed = await manage(stage, lambda managing: managing.review(MERCHANT.id, made.id, made.version))
        assert (reviewed.reviewed_by, reviewed.reviewed_at) == (DANA.id, START)
        again = await manage(stage, lambda managing: managing.change(MERCHANT.id, made.id, plan, made.version))
        assert (again.state, again.version, again.reviewed_by) == (CampaignState.DRAFT, 2, None)
        with pytest.raises(Stale):
            await manage(stage, lambda managing: managing.review(MERCHANT.id, made.id, made.version))


async def test_a_pause_takes_back_what_is_queued_and_nobody_is_texted_twice_after_it() -> None:
    async with open_stage(START) as stage:
        await consented(stage)
        campaign = await started(stage)
        await go_on(stage, campaign)
        assert (await row_of(stage, campaign)).texted == len(SHOPPERS)
        await manage(stage, lambda managing: managing.pause(MERCHANT.id, campaign.id))
        await stage.settle()
        assert await texts(stage) == 0
        assert {one.state for one in await recipients_of(stage, campaign)} == {RecipientState.WAITING}
        await manage(stage, lambda managing: managing.resume(MERCHANT.id, campaign.id))
        await stage.settle()
        assert await texts(stage) == len(SHOPPERS)
        assert (await row_of(stage, campaign)).state is CampaignState.DONE


async def test_a_cancelled_campaign_texts_nobody_else() -> None:
    async with open_stage(START) as stage:
        await consented(stage)
        campaign = await started(stage)
        await go_on(stage, campaign)
        ended = await manage(stage, lambda managing: managing.cancel(MERCHANT.id, campaign.id))
        await stage.settle()
        assert await texts(stage) == 0
        assert (ended.texted, ended.cancelled, ended.waiting) == (0, len(SHOPPERS), 0)
        assert {one.state for one in await recipients_of(stage, campaign)} == {RecipientState.CANCELLED}
        queued = await stage.twolane.house.ledger.read(lambda books: books.queued_by(MERCHANT.id, campaign.id))
        assert queued == ()


async def test_who_is_in_conversation_or_with_a_person_is_left_out_with_the_reason() -> None:
    async with open_stage(START) as stage:
        await consented(stage)
        await stage.text(SHOPPERS[0].phone, "is shipping free?")
        await stage.settle()
        await stage.text(SHOPPERS[1].phone, "a real person please")
        await stage.settle()
        campaign = await started(stage)
        await stage.settle()
        row = await row_of(stage, campaign)
        assert row.reasons == {"in conversation": 1, "with a person": 1}
        assert (row.texted, row.left_out) == (2, 2)


async def test_the_ai_sees_what_it_is_that_they_answer() -> None:
    async with open_stage(START) as stage:
        await consented(stage)
        await started(stage)
        await stage.settle()
        phone = SHOPPERS[0].phone
        await stage.text(phone, "which arrivals?")
        ledger = stage.twolane.house.ledger

        def look(books: Books) -> list[str]:
            contact = books.contact_by_phone(MERCHANT.id, phone)
            assert contact is not None
            (talk,) = books.open_conversations(MERCHANT.id, contact.id)
            view = view_of(books, talk, stage.clock.now(), Occasion.REPLY, stage.twolane.knowledge.shelves)
            return [text.text for text in view.messages]

        seen = await ledger.write(look)
        assert any("new arrivals are in the store" in text for text in seen)


async def texts(stage: Stage) -> int:
    """How many texts are on the shoppers' phones."""
    network = network_of(stage.twolane)
    return sum(len(network.phone(shopper.phone)) for shopper in SHOPPERS)


def contact(phone: str, timezone: str | None = None, region: str | None = None) -> Contact:
    return Contact("con_1", MERCHANT.id, phone, "Noah", START, region=region, timezone=timezone)


def scheduled(day: str, hour: str) -> Campaign:
    at = datetime(2026, 1, 1, tzinfo=UTC)
    state = CampaignState.SCHEDULED
    row = Campaign("cmp_1", MERCHANT.id, "x", 1, state, "{}", "Hi", CopyBy.PERSON, DANA.id, at, at)
    return replace(row, day=day, hour=hour)


@pytest.mark.parametrize(
    ("day", "hour", "zone", "utc"),
    [
        ("2026-11-24", "10:00", "America/Denver", datetime(2026, 11, 24, 17, tzinfo=UTC)),
        ("2026-07-01", "10:00", "America/Denver", datetime(2026, 7, 1, 16, tzinfo=UTC)),
        ("2026-07-01", "10:00", "America/Phoenix", datetime(2026, 7, 1, 17, tzinfo=UTC)),
        ("2026-03-08", "02:30", "America/New_York", datetime(2026, 3, 8, 7, 30, tzinfo=UTC)),
        ("2026-11-01", "01:30", "America/New_York", datetime(2026, 11, 1, 5, 30, tzinfo=UTC)),
    ],
)
def test_an_hour_is_that_of_the_recipients_clock_skipped_ones_later_doubled_ones_first(
    day: str, hour: str, zone: str, utc: datetime
) -> None:
    early = datetime(2026, 1, 1, tzinfo=UTC)
    assert at_hour(day, hour, ZoneInfo(zone)) == utc
    assert planned_for(scheduled(day, hour), contact("+13035550111", zone), early) == utc


def test_where_several_zones_may_be_theirs_it_is_the_hour_in_the_last_of_them() -> None:
    early = datetime(2026, 1, 1, tzinfo=UTC)
    toll_free = planned_for(scheduled("2026-11-24", "10:00"), contact("+18005550111"), early)
    assert toll_free == at_hour("2026-11-24", "10:00", ZoneInfo("Pacific/Honolulu"))
    moved = planned_for(scheduled("2026-11-24", "10:00"), contact("+12125550111", region="CA"), early)
    assert moved == at_hour("2026-11-24", "10:00", ZoneInfo("America/Los_Angeles"))


def test_the_gate_is_first_asked_when_the_hours_open() -> None:
    night = datetime(2026, 11, 24, 10, tzinfo=UTC)
    opening = first_opening(contact("+13035550111", region="CO"), night, load_rulebook())
    assert opening.astimezone(ZoneInfo("America/Denver")).hour == 8
    noon = datetime(2026, 11, 24, 19, tzinfo=UTC)
    assert first_opening(contact("+13035550111", region="CO"), noon, load_rulebook()) == noon


@pytest.mark.parametrize(
    ("day", "hour"), [("tomorrow", "10:00"), ("2026-11-23", "10:00"), ("2026-12-01", "25:00"), ("2029-01-01", "10:00")]
)
def test_a_day_or_hour_that_cannot_be_is_refused(day: str, hour: str) -> None:
    with pytest.raises(Invalid, match="schedule"):
        begins_at(day, hour, START)


async def test_a_schedule_in_quiet_hours_is_refused_and_one_by_day_is_kept_for_everybodys_own_clock() -> None:
    async with open_stage(START) as stage:
        await consented(stage)
        made = await manage(stage, lambda managing: managing.create(MERCHANT.id, PLAN))
        await manage(stage, lambda managing: managing.review(MERCHANT.id, made.id, made.version))
        with pytest.raises(Invalid, match=r"quiet_hours\.federal"):
            await manage(stage, lambda managing: managing.schedule(MERCHANT.id, made.id, "2026-11-25", "06:00"))
        kept = await manage(stage, lambda managing: managing.schedule(MERCHANT.id, made.id, "2026-11-25", "10:00"))
        assert kept.state is CampaignState.SCHEDULED
        await stage.settle()
        assert (await row_of(stage, made)).planned == 0
        await stage.advance(timedelta(days=2))
        assert (await row_of(stage, made)).state is CampaignState.DONE


async def test_a_list_of_numbers_is_a_tag_and_what_is_no_number_is_told() -> None:
    async with open_stage(START) as stage:
        house = stage.twolane.house
        office = CampaignOffice(house.ledger, house.clock, house.rulebook, house.shop_of)
        kept, bad = await office.tag_numbers(DANA.id, MERCHANT.id, "Spring", ("+13035550188", "303", "+13035550188"))
        assert (kept, bad) == (1, ("303",))
        lines = [line async for line in office.csv_lines(MERCHANT.id, "cmp_none")]
        assert len(lines) == 1
