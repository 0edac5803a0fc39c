"""REST over a stage: reading, control, texting as a person, and who may call."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from pydantic import SecretStr

from api.app import create_app
from api.sample_world import DANA, MERCHANT, NUMBER, OMAR, seed_store
from api.settings import IN_MEMORY, Settings
from api.stage import Stage, network_of, open_stage
from api.wiring import open_twolane
from conversation.clock import ScriptedClock
from conversation.retention import strip_events
from conversation.role import Role
from conversation.user import User
from tools.sample_catalog import sample_catalog

NOON = datetime(2026, 11, 24, 19, 0, tzinfo=UTC)
"""Where Noah lives it is 12:00, and 22:30 ten and a half hours later."""
NOAH = sample_catalog().shopper("noah_brown_6181")
STRANGER = "con_none"


@pytest.fixture
async def stage() -> AsyncIterator[Stage]:
    async with open_stage(NOON, settings=Settings(_env_file=None)) as opened:
        yield opened


async def begin(stage: Stage) -> str:
    """Noah consented, left a cart, was reminded, and asked something."""
    await stage.consent(NOAH)
    await stage.leave_cart(NOAH)
    await stage.advance(timedelta(minutes=30))
    await stage.text(NOAH.phone, "what is in my cart again?")
    await stage.settle()
    conversation = await stage.conversation_of(NOAH.phone)
    assert conversation is not None
    return conversation.id


async def post(stage: Stage, path: str, body: Any = None, user: str = DANA.id, **headers: str) -> httpx.Response:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return await stage.client.post(f"/api/conversations/{path}", json=body, headers={"X-Twolane-User": user} | named)


def on_the_phone(stage: Stage) -> list[str]:
    return [text.body for text in network_of(stage.twolane).phone(NOAH.phone)]


async def test_lists_go_on_from_the_cursor(stage: Stage) -> None:
    phones = [shopper.phone for shopper in sample_catalog().shoppers[:5]]
    for phone in phones:
        await stage.text(phone, "hello")
        stage.clock.advance(timedelta(seconds=1))
    found: list[str] = []
    cursor: dict[str, str] = {}
    for _ in range(3):
        page = (await stage.client.get("/api/conversations", params={"limit": "2"} | cursor)).json()
        found += [item["contact"]["phone"] for item in page["items"]]
        cursor = {"after": page["next"]} if page["next"] else {}
    assert found == phones[::-1]
    assert cursor == {}


async def test_lists_can_be_narrowed_to_whom_it_concerns(stage: Stage) -> None:
    first = await begin(stage)
    await stage.text(sample_catalog().shoppers[0].phone, "hello")
    await post(stage, f"{first}/takeover")

    async def ids(user: str, **params: str) -> list[str]:
        answer = await stage.client.get("/api/conversations", params=params, headers={"X-Twolane-User": user})
        return [item["id"] for item in answer.json()["items"]]

    assert await ids(DANA.id, mine="true") == [first] == await ids(OMAR.id, control="human")
    assert await ids(OMAR.id, mine="true") == []
    assert first not in await ids(DANA.id, control="ai")


@pytest.mark.parametrize("cursor", ["x", "////", "bm90IGEgY3Vyc29y"])
async def test_a_made_up_cursor_is_invalid(stage: Stage, cursor: str) -> None:
    answer = await stage.client.get("/api/conversations", params={"after": cursor})
    assert (answer.status_code, answer.json()["field"]) == (422, "after")


async def test_a_conversation_is_shown_whole(stage: Stage) -> None:
    ref = await begin(stage)
    await post(stage, f"{ref}/messages", {"body": "Can I help?", "take_over": True})
    await stage.settle()

    shown = (await stage.client.get(f"/api/conversations/{ref}")).json()

    assert shown["merchant_id"] == MERCHANT.id
    assert (shown["control"], shown["holder"]) == ("human", {"id": DANA.id, "name": "Dana"})
    assert (shown["epoch"], shown["traffic_type"], shown["escalation"]) == (2, "P2P", None)
    assert (shown["contact"]["phone"], shown["sender"]) == (NOAH.phone, NUMBER)
    by_ai, by_dana = shown["exchanges"]
    assert (by_ai["holder"], by_ai["traffic_type"], by_ai["evidence"], by_ai["relabelled_at"]) == (
        "AI",
        "A2P",
        None,
        None,
    )
    assert (by_dana["holder"], by_dana["user_id"], by_dana["traffic_type"]) == ("Dana", DANA.id, "P2P")
    assert by_dana["relabelled_at"] is not None and by_dana["ended"] is None
    assert by_dana["evidence"] == shown["messages"][-1]["evidence"]
    assert by_dana["evidence"]["user_name"] == "Dana" and by_dana["evidence"]["recipients"] == 1
    assert by_dana["evidence"]["verbatim_share"] == 0.0


async def test_messages_come_in_order_with_all_that_is_known(stage: Stage) -> None:
    ref = await begin(stage)
    await post(stage, f"{ref}/messages", {"body": "Can I help?", "take_over": True})
    await stage.settle()

    messages = (await stage.client.get(f"/api/conversations/{ref}")).json()["messages"]

    assert [message["seq"] for message in messages] == [1, 2, 3, 4]
    assert [message["direction"] for message in messages] == ["out", "in", "out", "out"]
    assert [message["author"] for message in messages] == ["ai", "contact", "ai", "human"]
    assert [message["traffic_type"] for message in messages] == ["A2P", None, "A2P", "P2P"]
    assert [message["status"] for message in messages] == ["delivered", "received", "delivered", "delivered"]
    assert [message["purpose"] for message in messages] == ["reminder", None, "reply", "reply"]
    assert {message["carrier_class"] for message in messages} == {"A2P"}
    human, text = messages[3], messages[1]
    assert (human["user"], human["origin"]) == ({"id": DANA.id, "name": "Dana"}, "typed")
    assert human["verdict"]["decision"] == "allow" and human["verdict"]["tried"]
    assert messages[0]["model"] and messages[0]["prompt_hash"] and messages[0]["evidence"] is None
    assert (text["verdict"], text["origin"], text["model"]) == (None, None, None)


async def test_a_second_person_cannot_take_over(stage: Stage) -> None:
    ref = await begin(stage)
    taken = await post(stage, f"{ref}/takeover")
    assert (taken.status_code, taken.json()["holder"]["name"]) == (200, "Dana")

    second = await post(stage, f"{ref}/takeover", user=OMAR.id)

    assert (second.status_code, second.json()["error"]) == (409, "NotInControl")
    assert (await stage.read(ref)).exchanges[-1].user_id == DANA.id


async def test_a_takeover_of_what_has_changed_since_is_stale(stage: Stage) -> None:
    ref = await begin(stage)
    epoch = (await stage.read(ref)).epoch

    stale = await post(stage, f"{ref}/takeover", {"epoch": epoch - 1})
    assert (stale.status_code, stale.json()["error"]) == (409, "Stale")
    assert (await stage.read(ref)).control == "ai"
    stale = await post(stage, f"{ref}/messages", {"body": "Hi!", "take_over": True, "epoch": epoch - 1})
    assert stale.status_code == 409
    assert (await stage.read(ref)).control == "ai"

    assert (await post(stage, f"{ref}/takeover", {"epoch": epoch})).json()["epoch"] == epoch + 1


@pytest.mark.parametrize("holder", [None, OMAR])
async def test_nobody_texts_without_control(stage: Stage, holder: object) -> None:
    ref = await begin(stage)
    if holder is OMAR:
        await post(stage, f"{ref}/takeover", user=OMAR.id)
    before = on_the_phone(stage)

    answer = await post(stage, f"{ref}/messages", {"body": "Hi!"})

    assert (answer.status_code, answer.json()["error"]) == (409, "NotInControl")
    await stage.settle()
    assert on_the_phone(stage) == before


async def test_taking_over_with_a_text_is_one_step(stage: Stage) -> None:
    ref = await begin(stage)
    answer = await post(stage, f"{ref}/messages", {"body": "Can I help?", "take_over": True})

    assert (answer.status_code, answer.json()["outcome"]) == (201, "allowed")
    message = answer.json()["message"]
    assert (message["author"], message["traffic_type"], message["status"]) == ("human", "P2P", "queued")
    await stage.settle()
    assert on_the_phone(stage)[-1] == message["body"]
    assert "Dana" in message["body"] and "Can I help?" in message["body"]


async def test_a_person_who_sends_the_ais_draft_is_not_labelled_p2p(stage: Stage) -> None:
    ref = await begin(stage)
    body = "Your backpack is still in the cart, shall I send the link?"
    answer = await post(stage, f"{ref}/messages", {"body": body, "source": body, "take_over": True})

    message = answer.json()["message"]
    assert (message["traffic_type"], message["origin"], message["author"]) == ("A2P", "ai_draft", "human")
    assert (await stage.read(ref)).exchanges[-1].traffic_type == "A2P"


async def test_a_text_in_the_night_waits_until_the_morning(stage: Stage) -> None:
    ref = await begin(stage)
    await stage.advance(timedelta(hours=10))
    before = on_the_phone(stage)

    answer = await post(stage, f"{ref}/messages", {"body": "Can I help?", "take_over": True})

    assert (answer.status_code, answer.json()["outcome"]) == (202, "deferred")
    assert answer.json()["rule"] and answer.json()["why"] and answer.json()["message"] is None
    until = datetime.fromisoformat(answer.json()["until"])
    assert timedelta(hours=9) <= until - stage.clock.now() <= timedelta(hours=14)
    assert on_the_phone(stage) == before
    [attempt] = [row for row in (await stage.read(ref)).attempts if row.author == "human"]
    assert (attempt.state, attempt.due_at) == ("waiting", until)

    await stage.advance(until - stage.clock.now())
    assert len(on_the_phone(stage)) == len(before) + 1
    assert (await stage.read(ref)).messages[-1].traffic_type == "P2P"


async def test_nothing_leaves_after_an_opt_out(stage: Stage) -> None:
    ref = await begin(stage)
    await stage.text(NOAH.phone, "STOP")
    await stage.settle()
    before = on_the_phone(stage)

    answer = await post(stage, f"{ref}/messages", {"body": "One more thing", "take_over": True})

    assert (answer.status_code, answer.json()["outcome"]) == (422, "refused")
    assert answer.json()["rule"] == "opt_out.nothing_after" and not answer.json()["overridable"]
    await stage.settle()
    assert on_the_phone(stage) == before
    shown = await stage.read(ref)
    assert shown.contact.opted_out
    assert shown.attempts[-1].outcome == "refused"


async def test_handing_back_gives_the_ai_control_and_sends_nothing(stage: Stage) -> None:
    ref = await begin(stage)
    assert (await post(stage, f"{ref}/handback")).status_code == 409
    await post(stage, f"{ref}/messages", {"body": "Can I help?", "take_over": True})
    await stage.settle()
    assert (await post(stage, f"{ref}/handback", user=OMAR.id)).status_code == 409
    before = on_the_phone(stage)

    answer = await post(stage, f"{ref}/handback", {"note": "likes green"})

    assert (answer.status_code, answer.json()["control"], answer.json()["holder"]) == (200, "ai", None)
    assert [row["holder"] for row in answer.json()["exchanges"]] == ["AI", "Dana", "AI"]
    await stage.settle()
    assert on_the_phone(stage) == before


async def test_an_unanswered_text_wakes_the_ai_after_a_handback(stage: Stage) -> None:
    ref = await begin(stage)
    await post(stage, f"{ref}/takeover")
    await stage.text(NOAH.phone, "is shipping free?")
    await stage.settle()
    assert (await stage.read(ref)).messages[-1].direction == "in"

    await post(stage, f"{ref}/handback")
    await stage.settle()

    assert (await stage.read(ref)).messages[-1].author == "ai"


async def test_a_repeat_with_the_same_key_sends_once_and_answers_as_the_first(stage: Stage) -> None:
    ref = await begin(stage)
    body = {"body": "Can I help?", "take_over": True}
    first = await post(stage, f"{ref}/messages", body, Idempotency_Key="k1")
    await stage.settle()
    before = on_the_phone(stage)

    again = await post(stage, f"{ref}/messages", body, Idempotency_Key="k1")

    assert first.status_code == again.status_code == 201
    assert again.json()["message"]["id"] == first.json()["message"]["id"]
    assert again.json()["message"]["body"] == first.json()["message"]["body"]
    await stage.settle()
    assert on_the_phone(stage) == before
    await stage.text(NOAH.phone, "yes please")
    await post(stage, f"{ref}/messages", {"body": "Can I help?"}, Idempotency_Key="k2")
    await stage.settle()
    assert len(on_the_phone(stage)) == len(before) + 2


async def test_a_repeat_after_the_handback_still_answers_as_the_first(stage: Stage) -> None:
    ref = await begin(stage)
    body = {"body": "Can I help?", "take_over": True}
    first = await post(stage, f"{ref}/messages", body, Idempotency_Key="k1")
    await post(stage, f"{ref}/handback")

    again = await post(stage, f"{ref}/messages", body, Idempotency_Key="k1")

    assert (again.status_code, again.json()["message"]["id"]) == (201, first.json()["message"]["id"])
    assert (await stage.read(ref)).control == "ai"


@pytest.mark.parametrize(("hours", "opted_out", "status"), [(10, False, 202), (0, True, 422)])
async def test_a_repeat_of_what_did_not_leave_answers_as_the_first(
    stage: Stage, hours: int, opted_out: bool, status: int
) -> None:
    ref = await begin(stage)
    if opted_out:
        await stage.text(NOAH.phone, "STOP")
    if hours:
        await stage.advance(timedelta(hours=hours))
    body = {"body": "Can I help?", "take_over": True}
    first = await post(stage, f"{ref}/messages", body, Idempotency_Key="k1")
    attempts = (await stage.read(ref)).attempts

    again = await post(stage, f"{ref}/messages", body, Idempotency_Key="k1")

    assert first.status_code == again.status_code == status
    assert again.json() == first.json()
    assert (await stage.read(ref)).attempts == attempts


async def test_a_reply_that_retention_stripped_neither_answers_its_key_nor_hides_a_newer_one(stage: Stage) -> None:
    ref = await begin(stage)
    body = {"body": "Can I help?", "take_over": True}
    await post(stage, f"{ref}/messages", body, Idempotency_Key="k1")
    ledger = stage.twolane.house.ledger
    conversation_id = ref.rpartition("/")[2]
    await ledger.write(lambda books: strip_events(books, books.events(MERCHANT.id, conversation_id)))
    await stage.text(NOAH.phone, "yes please")
    newer = await post(stage, f"{ref}/messages", {"body": "Here it is."}, Idempotency_Key="k2")

    stripped = await post(stage, f"{ref}/messages", body, Idempotency_Key="k1")
    again = await post(stage, f"{ref}/messages", {"body": "Here it is."}, Idempotency_Key="k2")

    assert (stripped.status_code, stripped.json()["error"]) == (409, "Conflict")
    assert (again.status_code, again.json()["message"]["id"]) == (201, newer.json()["message"]["id"])


async def test_a_key_is_for_one_text_of_one_person_in_one_conversation(stage: Stage) -> None:
    ref = await begin(stage)
    await post(stage, f"{ref}/messages", {"body": "Can I help?", "take_over": True}, Idempotency_Key="k1")

    other = await post(stage, f"{ref}/messages", {"body": "Something else"}, Idempotency_Key="k1")
    assert (other.status_code, other.json()["error"]) == (409, "Conflict")
    by_omar = await post(stage, f"{ref}/messages", {"body": "Can I help?"}, OMAR.id, Idempotency_Key="k1")
    assert (by_omar.status_code, by_omar.json()["error"]) == (409, "NotInControl")


async def test_a_key_of_a_reply_that_failed_may_be_used_again(stage: Stage) -> None:
    ref = await begin(stage)
    failed = await post(stage, f"{ref}/messages", {"body": "Can I help?"}, Idempotency_Key="k1")
    await post(stage, f"{ref}/takeover")
    again = await post(stage, f"{ref}/messages", {"body": "Can I help?"}, Idempotency_Key="k1")
    assert (failed.status_code, again.status_code) == (409, 201)


@pytest.mark.parametrize("change", ["takeover", "handback", "messages"])
async def test_an_unknown_conversation_is_not_found(stage: Stage, change: str) -> None:
    answer = await post(stage, f"{STRANGER}/{change}", {"body": "Hi!"} if change == "messages" else None)
    assert (answer.status_code, answer.json()["error"]) == (404, "Unknown")
    assert (await stage.client.get(f"/api/conversations/{STRANGER}")).status_code == 404


@pytest.mark.parametrize(
    ("body", "field"),
    [({"body": "  "}, "body"), ({"body": "x" * 1601}, "body"), ({}, "body.body"), ({"body": 7}, "body.body")],
)
async def test_a_reply_that_does_not_fit_names_the_field(stage: Stage, body: object, field: str) -> None:
    ref = await begin(stage)
    await post(stage, f"{ref}/takeover")
    answer = await post(stage, f"{ref}/messages", body)
    assert (answer.status_code, answer.json()["field"]) == (422, field)
    assert answer.json()["remedy"]


async def test_a_foreign_page_cannot_drive_the_demo(stage: Stage) -> None:
    get = stage.client.get
    assert (await get("/api/conversations", headers={"Host": "evil.example"})).status_code == 403
    assert (await get("/api/conversations", headers={"Origin": "https://evil.example"})).status_code == 403
    assert (await get("/api/conversations", headers={"Origin": "http://testserver"})).status_code == 200
    ref = await begin(stage)
    assert (await post(stage, f"{ref}/takeover", Origin="https://evil.example")).status_code == 403
    assert (await stage.read(ref)).control == "ai"


async def test_somebody_unknown_or_removed_may_not_act(stage: Stage) -> None:
    omar = replace(OMAR, removed_at=NOON)
    await stage.twolane.house.ledger.write(lambda books: books.save_user(omar))
    for user in ("usr_none", OMAR.id):
        answer = await stage.client.get("/api/conversations", headers={"X-Twolane-User": user})
        assert (answer.status_code, answer.json()["error"]) == (403, "Forbidden")


async def test_a_person_sees_their_own_merchants_conversations_only(stage: Stage) -> None:
    ref = await begin(stage)
    guest = User("usr_guest", "Guest", {"mer_other": Role.AGENT})
    await stage.twolane.house.ledger.write(lambda books: books.save_user(guest))
    headers = {"X-Twolane-User": guest.id}
    assert (await stage.client.get("/api/conversations", headers=headers)).json()["items"] == []
    assert (await stage.client.get(f"/api/conversations/{ref}", headers=headers)).status_code == 404
    for change, body in (("takeover", None), ("handback", None), ("messages", {"body": "Hi!", "take_over": True})):
        assert (await post(stage, f"{ref}/{change}", body, guest.id)).status_code == 404


async def test_openapi_describes_the_api(stage: Stage) -> None:
    described = stage.twolane.app.openapi()
    operation = described["paths"]["/api/conversations/{conversation_id}/messages"]["post"]
    assert {"201", "202", "401", "403", "404", "409", "422"} <= set(operation["responses"])
    assert (await stage.client.get("/docs")).status_code == 200


@pytest.mark.parametrize(
    ("key", "header", "status"),
    [
        ("secret", "Bearer secret", 200),
        ("secret", "Bearer wrong", 401),
        ("secret", "", 401),
        ("", "Bearer ", 401),
        ("secret", "secret", 200),
    ],
)
async def test_outside_the_demo_the_api_wants_its_key(key: str, header: str, status: int) -> None:
    settings = Settings(_env_file=None, database_url=IN_MEMORY, api_key=SecretStr(key))
    twolane = await open_twolane(settings, ScriptedClock(NOON))
    try:
        await twolane.house.ledger.write(seed_store)
        transport = httpx.ASGITransport(create_app(twolane.house))
        async with httpx.AsyncClient(transport=transport, base_url="https://texts.tidewater.example") as client:
            headers = {"Authorization": header} if header else {}
            answer = await client.get("/api/conversations", headers=headers)
            assert answer.status_code == status
            assert (await client.post("/simulator/texts", headers=headers)).status_code == 404
    finally:
        await twolane.close()
