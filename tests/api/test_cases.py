"""The queue over REST: claimed once, put aside and back by itself, alerts once, and closed with an outcome."""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest

from api.sample_world import DANA, MERCHANT, OMAR
from api.settings import Settings
from api.stage import Stage, open_stage
from conversation.event import EventKind
from conversation.role import Role
from conversation.user import User
from tests.api.pages import NOON, begin, page
from tests.api.paper import part
from tools.sample_catalog import sample_catalog

ASKS = "can I talk to a person?"


@pytest.fixture
async def stage() -> AsyncIterator[Stage]:
    async with open_stage(NOON, settings=Settings(_env_file=None)) as opened:
        yield opened


async def call(
    stage: Stage, user: User, path: str, body: Any = None, *, method: str = "POST", status: int = 200
) -> Any:
    answer = await stage.client.request(method, path, json=body, headers={"X-Twolane-User": user.id})
    assert answer.status_code == status, answer.text
    return answer.json()


async def the_case(stage: Stage, **params: Any) -> dict[str, Any]:
    [case] = (await stage.client.get("/api/cases", params=params)).json()
    return case


async def events(stage: Stage, conversation: str) -> list[EventKind]:
    return [event.kind for event in await stage.events(conversation)]


async def test_a_case_is_claimed_by_one_and_given_away_by_them(stage: Stage) -> None:
    await begin(stage, ASKS)
    case = await the_case(stage)
    assert (case["state"], case["reason"], case["priority"], case["clock"]) == (
        "waiting",
        "asked_for_person",
        "high",
        "first_reply",
    )
    assert (await call(stage, DANA, f"/api/cases/{case['id']}/claim"))["claimed_by"]["name"] == "Dana"
    refused = await call(stage, OMAR, f"/api/cases/{case['id']}/claim", status=409)
    assert refused["error"] == "AlreadyClaimed"
    given = await call(stage, DANA, f"/api/cases/{case['id']}/reassign", {"user": OMAR.id})
    assert given["claimed_by"]["name"] == "Omar"
    assert await stage.client.get("/api/cases", params={"mine": True}) is not None
    await call(stage, DANA, f"/api/cases/{case['id']}/reassign", {"user": "usr_nobody"}, status=404)
    await call(stage, DANA, "/api/cases/cas_none/claim", status=404)


@pytest.mark.parametrize(
    "texts",
    [
        ("you will hear from my lawyer",),
        ("you will hear from my lawyer", "i want to kill myself"),
        ("i want to kill myself", "you will hear from my lawyer"),
    ],
)
async def test_a_legal_threat_is_for_a_lead_whatever_else_is_said(stage: Stage, texts: tuple[str, ...]) -> None:
    conversation = await begin(stage, *texts)
    case = await the_case(stage)
    for path, body in {
        f"/api/cases/{case['id']}/claim": None,
        f"/api/cases/{case['id']}/snooze": {"minutes": 5},
        f"/api/cases/{case['id']}/close": {"outcome": "answered"},
        f"/api/conversations/{conversation}/takeover": {},
        f"/api/conversations/{conversation}/messages": {"body": "Hello", "take_over": True},
    }.items():
        assert (await call(stage, OMAR, path, body, status=403))["error"] == "NotAllowed"
    assert (await stage.read(conversation)).control == "escalated"
    await call(stage, DANA, f"/api/cases/{case['id']}/claim")
    await call(stage, DANA, f"/api/cases/{case['id']}/reassign", {"user": OMAR.id}, status=403)
    await call(stage, DANA, f"/api/conversations/{conversation}/takeover", {})


async def test_a_strangers_cases_are_not_shown(stage: Stage) -> None:
    await begin(stage, ASKS)
    case = await the_case(stage)
    eve = User("usr_eve", "Eve", {"mer_other": Role.AGENT})
    await stage.twolane.house.ledger.write(lambda books: books.save_user(eve))
    assert await call(stage, eve, "/api/cases", method="GET") == []
    await call(stage, eve, f"/api/cases/{case['id']}", method="GET", status=404)
    await call(stage, eve, f"/api/cases/{case['id']}/claim", status=404)


async def test_a_case_put_aside_comes_back_when_its_time_has_come(stage: Stage) -> None:
    conversation = await begin(stage, ASKS)
    case = await the_case(stage)
    await call(stage, DANA, f"/api/cases/{case['id']}/snooze", {}, status=422)
    aside = await call(stage, DANA, f"/api/cases/{case['id']}/snooze", {"minutes": 90})
    assert aside["state"] == "snoozed"
    await stage.advance(timedelta(minutes=89))
    assert (await the_case(stage, state="snoozed"))["id"] == case["id"]
    await stage.advance(timedelta(minutes=1))
    assert (await the_case(stage))["state"] == "waiting"
    assert EventKind.CASE_WOKEN in await events(stage, conversation)


async def test_a_broken_promise_alerts_once_and_sends_nothing(stage: Stage) -> None:
    conversation = await begin(stage, ASKS)
    texts = len((await stage.read(conversation)).messages)
    await stage.advance(timedelta(minutes=14))
    assert not (await the_case(stage))["overdue"]
    await stage.advance(timedelta(minutes=2))
    assert (await the_case(stage))["overdue"]
    await stage.advance(timedelta(hours=2))
    assert (await events(stage, conversation)).count(EventKind.CASE_OVERDUE) == 1
    await stage.reply(DANA, conversation, "Dana here, at your service.", take_over=True)
    assert (await the_case(stage))["clock"] == "resolution"
    await stage.advance(timedelta(hours=4))
    assert (await events(stage, conversation)).count(EventKind.CASE_OVERDUE) == 2
    assert len((await stage.read(conversation)).messages) == texts + 1


async def test_closing_gives_the_conversation_back_or_ends_it(stage: Stage) -> None:
    conversation = await begin(stage, ASKS)
    case = await the_case(stage)
    await stage.take_over(OMAR, conversation)
    body = {"outcome": "answered", "note": "told the size"}
    await call(stage, DANA, f"/api/cases/{case['id']}/close", body, status=409)
    closed = await call(stage, OMAR, f"/api/cases/{case['id']}/close", body)
    assert (closed["state"], closed["outcome"]) == ("closed", "answered")
    [event] = [event for event in await stage.events(conversation) if event.kind is EventKind.CASE_CLOSED]
    assert (event.actor, event.details["note"]) == (OMAR.id, "told the size")
    assert (await stage.read(conversation)).control == "ai"
    assert await call(stage, OMAR, "/api/cases", method="GET") == []
    assert (await the_case(stage, state="closed"))["id"] == case["id"]
    await call(stage, OMAR, f"/api/cases/{case['id']}/close", body, status=409)
    await stage.text((await stage.read(conversation)).contact.phone, ASKS)
    await stage.settle()
    again = await the_case(stage)
    assert again["id"] != case["id"]
    await call(stage, DANA, f"/api/cases/{again['id']}/close", {"outcome": "spam", "then": "end"})
    assert (await stage.read(conversation)).control == "closed"


async def test_people_are_online_while_their_heartbeat_holds(stage: Stage) -> None:
    profile = {"skills": ["Returns"], "languages": ["es"], "capacity": 2}
    set_ = await call(stage, DANA, f"/api/agents/{DANA.id}", profile, method="PUT")
    assert (set_["skills"], set_["presence"]) == (["returns"], "offline")
    here = await call(stage, DANA, "/api/agents/presence", {"state": "online"}, method="PUT")
    assert (here["presence"], here["capacity"]) == ("online", 2)
    await stage.advance(timedelta(seconds=91))
    people = {one["name"]: one["presence"] for one in await call(stage, OMAR, "/api/agents", method="GET")}
    assert people == {"Dana": "offline", "Omar": "offline"}
    eve = User("usr_eve", "Eve", {"mer_other": Role.LEAD})
    await stage.twolane.house.ledger.write(lambda books: books.save_user(eve))
    await call(stage, eve, f"/api/agents/{DANA.id}", profile, method="PUT", status=404)
    assert {one["name"] for one in await call(stage, DANA, "/api/agents", method="GET")} == {"Dana", "Omar"}
    assert MERCHANT.id in DANA.merchants


async def test_the_list_shows_the_clock_who_claimed_it_and_what_was_put_aside(stage: Stage) -> None:
    await begin(stage, ASKS)
    case = await the_case(stage)
    shown = part((await page(stage, "/conversations/list?show=escalated")).text, "items")
    assert "Needs a person reply in 15m" in shown
    await stage.advance(timedelta(minutes=20))
    await call(stage, DANA, f"/api/cases/{case['id']}/claim")
    shown = part((await page(stage, "/conversations/list?show=escalated")).text, "items")
    assert "Claimed by Dana reply overdue 5m" in shown
    await call(stage, DANA, f"/api/cases/{case['id']}/snooze", {"minutes": 60})
    listed = (await page(stage, "/conversations/list?show=snoozed")).text
    assert part(listed, "tabs") == "Escalated 0 Mine 0 All 1 Snoozed 1 Closed 0"
    assert "back 13:50" in part(listed, "items")


async def test_what_is_urgent_stands_above_what_is_not_however_new(stage: Stage) -> None:
    await begin(stage, "I'm only 13 years old")
    for shopper, text in zip(
        sample_catalog().shoppers[4:6], (ASKS, "I will sue you, my lawyer will call"), strict=True
    ):
        stage.clock.advance(timedelta(minutes=1))
        await stage.text(shopper.phone, text)
        await stage.settle()
    reasons = [case["reason"] for case in (await stage.client.get("/api/cases")).json()]
    assert reasons == ["minor", "legal_threat", "asked_for_person"]
