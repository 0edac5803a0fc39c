"""Input that no honest caller sends is refused with the field at fault, and never by falling over."""

import json
import time
from collections.abc import AsyncIterator
from dataclasses import replace

import httpx
import pytest
from pydantic import SecretStr
from starlette.types import Message, Receive, Scope, Send

from api.app import create_app
from api.sample_world import DANA, MERCHANT
from api.stage import Stage
from api.well_formed import FORM, JSON, LARGEST, WellFormed
from compliance.wording import names_brand
from conversation.errors import Invalid
from conversation.role import Role
from flows.segment import read_rules
from tests.api.desk import HOST, KEY, open_desk
from tests.api.pages import begin

MERCHANTS = f"/api/merchants/{MERCHANT.id}"
CAMPAIGNS = f"/api/campaigns/{MERCHANT.id}"


@pytest.fixture
async def stage() -> AsyncIterator[Stage]:
    async with open_desk() as opened:
        admin = replace(DANA, roles={MERCHANT.id: Role.ADMIN})
        await opened.twolane.house.ledger.write(lambda books: books.save_user(admin))
        yield opened


@pytest.fixture
async def client(stage: Stage) -> AsyncIterator[httpx.AsyncClient]:
    house = stage.twolane.house
    settings = house.settings.model_copy(update={"demo": False, "api_key": SecretStr(KEY), "public_url": HOST})
    headers = {"Authorization": f"Bearer {KEY}", "X-Twolane-User": DANA.id}
    app = create_app(replace(house, settings=settings))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=HOST, headers=headers) as opened:
        yield opened


async def test_text_that_no_text_may_hold_is_refused_with_the_place_where_it_stands(
    client: httpx.AsyncClient,
) -> None:
    for body, field in (
        (r'{"name": "a\u0000b", "body": "x"}', "body.name"),
        (r'{"name": "x", "body": ["x", {"y": "\ud800"}]}', "body.body.1.y"),
        (r'{"name": "x", "body": "x", "\u0000": 1}', "body"),
    ):
        answer = await client.post(CAMPAIGNS, content=body, headers={"Content-Type": JSON})
        assert (answer.status_code, answer.json()["field"]) == (422, field)
    whole_pair = json.dumps({"name": "Smile", "body": "Wool \U0001f642 hats"})
    kept = await client.put(f"/api/canned-replies/{MERCHANT.id}", content=whole_pair, headers={"Content-Type": JSON})
    assert kept.status_code == 200
    form = await client.post("/settings/shop/pages", data={"merchant": MERCHANT.id, "name": "a\0", "url": "x"})
    assert (form.status_code, form.json()["field"]) == (422, "name")
    for address, field in (("/api/conversations?q=a%00", "query.q"), ("/api/conversations/a%00b", "path")):
        answer = await client.get(address)
        assert (answer.status_code, answer.json()["field"]) == (422, field)


async def test_a_body_that_nobody_can_read_or_that_is_too_large_is_said_to_be_so(client: httpx.AsyncClient) -> None:
    deep = await client.post(CAMPAIGNS, content=b"[" * 100_000, headers={"Content-Type": JSON})
    assert (deep.status_code, deep.json()["field"]) == (400, "body")
    large = await client.post(CAMPAIGNS, json={"name": "x", "body": "x" * LARGEST})
    assert (large.status_code, large.json()["error"]) == (413, "TooLarge")


async def test_a_moment_without_its_zone_and_a_sum_without_end_are_refused(
    client: httpx.AsyncClient, stage: Stage
) -> None:
    conversation_id = await begin(stage, "hi")
    taken = await client.post(f"/api/conversations/{conversation_id}/takeover", json={})
    assert taken.status_code == 200
    for name in ("composed_at", "shown_at"):
        said = {"body": "Hello.", name: "2026-03-08T02:30:00"}
        answer = await client.post(f"/api/conversations/{conversation_id}/messages", json=said)
        assert (answer.status_code, answer.json()["field"]) == (422, f"body.{name}")
    spent = await client.put(f"{MERCHANTS}/spending", json={"day": "9" * 400})
    assert (spent.status_code, spent.json()["field"]) == (422, "spend_limits.day")


def test_a_day_that_is_in_no_calendar_is_no_rule() -> None:
    with pytest.raises(Invalid, match="segment: it is neither YAML nor JSON"):
        read_rules("orders.last: 2026-13-45")


def test_one_endless_word_is_looked_through_at_once() -> None:
    began = time.process_time()
    assert not names_brand("x" * 200_000, MERCHANT)
    assert time.process_time() - began < 1
    assert names_brand(f"New at {MERCHANT.name}: see https://x.example/a", MERCHANT)
    assert not names_brand(f"See https://{MERCHANT.name}.example/a and {MERCHANT.name.lower()}.example/b", MERCHANT)


async def test_a_form_that_breaks_off_is_given_to_nobody_as_if_it_were_whole() -> None:
    told: list[Message] = [
        {"type": "http.request", "body": b"name=Sale&discount=1", "more_body": True},
        {"type": "http.disconnect"},
    ]
    given = []

    async def receive() -> Message:
        return told.pop(0)

    async def nothing(message: Message) -> None:
        raise AssertionError(message)

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        given.append(await receive())

    headers = [(b"content-type", FORM.encode())]
    scope = {"type": "http", "path": "/campaigns", "query_string": b"", "headers": headers}
    await WellFormed(app)(scope, receive, nothing)
    assert given == [] and told == []
