"""The demo's pages: the phone, the strip that ticks off what was seen, and the clock."""

import re
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from api.app import create_app
from api.pages.demo_clock import next_time
from api.sample_world import DANA, NUMBER
from api.settings import Settings
from api.stage import Stage, network_of, open_stage
from tests.api.pages import NOAH, NOON, begin, page, press
from tests.api.paper import part, words

DENVER = ZoneInfo("America/Denver")
PHONE = f"/phone/{NOAH.phone}"


@pytest.fixture
async def stage() -> AsyncIterator[Stage]:
    async with open_stage(NOON, settings=Settings(_env_file=None)) as opened:
        yield opened


async def seen(stage: Stage) -> set[str]:
    """Return what the strip has ticked off."""
    text = (await stage.client.get("/demo/strip", params={"number": NOAH.phone})).text
    return {
        words(item).removeprefix("✓ ").split(",")[0].strip()
        for item in re.findall(r"<li.*?</li>", text)
        if 'class="seen"' in item
    }


async def test_texting_from_the_phone_reaches_the_merchant(stage: Stage) -> None:
    answer = await press(stage, f"{PHONE}/texts", business=NUMBER, body="is shipping free?")
    assert 'class="sms mine"' in answer.text
    await stage.settle()
    shown = (await page(stage, PHONE)).text
    assert part(shown, "sms theirs").startswith("Tidewater's automated assistant here:")
    conversation = await stage.conversation_of(NOAH.phone)
    assert conversation is not None and conversation.messages[0].body == "is shipping free?"


async def test_without_javascript_a_text_leads_back_to_where_it_was_typed(stage: Stage) -> None:
    answer = await press(stage, f"{PHONE}/texts", fragment=False, business=NUMBER, body="hi", back="/demo?number=%2B1")
    assert (answer.status_code, answer.headers["location"]) == (303, "/demo?number=%2B1")


async def test_an_empty_text_is_not_sent(stage: Stage) -> None:
    await press(stage, f"{PHONE}/texts", business=NUMBER, body="  ")
    assert network_of(stage.twolane).phone(NOAH.phone) == ()


async def test_the_demo_shows_both_sides_of_one_conversation(stage: Stage) -> None:
    empty = (await page(stage, "/demo")).text
    assert "No conversation with this phone yet" in empty and "No texts yet" in empty
    await begin(stage, "too expensive")
    both = (await page(stage, "/demo", number="")).text
    assert both.count("too expensive") >= 3
    assert 'aria-current="true">Noah B.</a>' in both
    assert "No texts yet" in (await page(stage, "/demo?number=%2B14155550123")).text
    assert part(both, "clock") == "demo clock Tue 12:30 Denver"
    assert "toll-free, verified (simulated)" in both
    for lever in ("/demo/clock", "/demo/order", "/demo/campaign"):
        assert f'action="{lever}"' in both


async def test_the_strip_ticks_off_what_the_ledger_saw(stage: Stage) -> None:
    conversation = await begin(stage)
    assert await seen(stage) == set()
    await stage.text(NOAH.phone, "too expensive")
    await stage.settle()
    assert await seen(stage) == {"Offer"}
    await stage.reply(DANA, conversation, "Use code FREE90", take_over=True)
    assert await seen(stage) == {"Offer", "Refusal"}
    await stage.reply(DANA, conversation, "Hello Noah, what is the matter?", take_over=False)
    assert await seen(stage) == {"Offer", "Refusal", "P2P"}
    await stage.hand_back(DANA, conversation)
    assert await seen(stage) == {"Offer", "Refusal", "P2P", "Hand back"}
    await stage.text(NOAH.phone, "stop texting me")
    assert await seen(stage) == {"Offer", "Refusal", "P2P", "Hand back", "STOP"}


async def test_the_clock_jumps_forward_to_a_time_where_the_shopper_lives(stage: Stage) -> None:
    await begin(stage)
    for to, day in (("21:30", 24), ("10:30", 25), ("21:30", 25), ("21:30", 26)):
        answer = await press(stage, "/demo/clock", fragment=False, to=to, number=NOAH.phone)
        assert answer.status_code == 303
        local = stage.clock.now().astimezone(DENVER)
        assert (f"{local:%H:%M}", local.day) == (to, day)
    assert (await press(stage, "/demo/clock", to="03:00")).status_code == 422


async def test_whoever_watches_hears_that_the_clock_jumped(stage: Stage) -> None:
    conversation = await begin(stage)
    async with stage.twolane.house.live.watch() as watch:
        await press(stage, "/demo/clock", to="21:30")
        assert conversation in await watch.next(1.0)


@pytest.mark.parametrize(
    ("now", "at", "found"),
    [
        ("2026-11-01T05:00Z", "10:30", "2026-11-01T17:30Z"),
        ("2026-03-08T08:00Z", "10:30", "2026-03-08T16:30Z"),
        ("2026-11-24T17:30Z", "10:30", "2026-11-25T17:30Z"),
    ],
)
def test_the_next_time_of_day_survives_the_change_of_clocks(now: str, at: str, found: str) -> None:
    moment = datetime.fromisoformat(now)
    assert next_time(moment, time.fromisoformat(at), DENVER).astimezone(UTC) == datetime.fromisoformat(found)


async def test_outside_the_demo_there_is_no_phone_and_no_clock_to_move(stage: Stage) -> None:
    house = replace(stage.twolane.house, settings=stage.twolane.house.settings.model_copy(update={"demo": False}))
    paths = {getattr(route, "path", "") for route in create_app(house).routes}
    assert not any(path.startswith(("/demo", "/phone")) for path in paths)


async def test_a_phone_that_never_texted_can_begin(stage: Stage) -> None:
    stranger = "+14155550123"
    assert "No texts yet" in (await page(stage, f"/phone/{stranger}")).text
    await press(stage, f"/phone/{stranger}/texts", business=NUMBER, body="hello?")
    await stage.settle()
    assert await stage.conversation_of(stranger) is not None
    assert timedelta(0) <= stage.clock.now() - NOON


async def test_an_order_from_the_demo_brings_a_notification_to_the_phone(stage: Stage) -> None:
    await begin(stage)
    answer = await press(stage, "/demo/order", fragment=False, phone=NOAH.phone, back="/demo?number=%2B13035550111")
    assert (answer.status_code, answer.headers["location"]) == (303, "/demo?number=%2B13035550111")
    await stage.settle()
    assert "We have your order" in network_of(stage.twolane).phone(NOAH.phone)[-1].body


async def test_a_campaign_from_the_demo_tells_what_the_gate_said(stage: Stage) -> None:
    await begin(stage)
    answer = await press(stage, "/demo/campaign", fragment=False, back="/demo")
    shown = (await page(stage, answer.headers["location"])).text
    assert part(shown, "told").startswith("Campaign to 10, each through the gate on their own:")
    assert "told" not in (await page(stage, "/demo")).text
    assert (await page(stage, "/demo?queued=-1")).status_code == 422
    assert (await press(stage, "/demo/order", fragment=False, phone="+1")).status_code == 404
