"""API keys over REST: whom they act for, what they may, and that a revoked one opens nothing."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta

import pytest

from api.sample_world import DANA, MERCHANT, OMAR
from api.stage import Stage
from conversation.api_key import Scope
from conversation.api_keys import KeyOrder
from conversation.managing import Manager
from conversation.people import remove_user
from conversation.role import Role
from tests.api.desk import KEY, Browser, open_desk
from tests.api.pages import NOON, begin

OTHER = replace(MERCHANT, id="mer_2", name="Saltmarsh", shop_domain="saltmarsh.example")


@pytest.fixture
async def stage() -> AsyncIterator[Stage]:
    async with open_desk() as opened:
        yield opened


@pytest.fixture
async def program(stage: Stage) -> AsyncIterator[Browser]:
    """A program sends no cookies and comes from no page."""
    async with Browser.at(stage) as opened:
        del opened.client.headers["origin"]
        yield opened


async def make(stage: Stage, *scopes: Scope, person: str = OMAR.id, acts_for: tuple[str, ...] = ()) -> tuple[str, str]:
    order = KeyOrder("warehouse", MERCHANT.id, person, scopes, acts_for)
    key, secret = await stage.twolane.house.ledger.write(lambda books: Manager(books, None, NOON).make_key(order))
    return key.id, secret


def bearing(secret: str, user: str = "") -> dict[str, str]:
    return {"Authorization": f"Bearer {secret}"} | ({"X-Twolane-User": user} if user else {})


async def test_a_key_acts_for_its_person_within_its_scopes(stage: Stage, program: Browser) -> None:
    ref = await begin(stage, "hi")
    _, reader = await make(stage, Scope.READ)
    assert (await program.get(f"/api/conversations/{ref}", bearing(reader))).status_code == 200
    refused = await program.client.post(f"/api/conversations/{ref}/takeover", headers=bearing(reader))
    assert (refused.status_code, "has no scope for it: control" in refused.text) == (403, True)
    _, worker = await make(stage, Scope.CONTROL, Scope.REPLY)
    taken = await program.client.post(f"/api/conversations/{ref}/takeover", headers=bearing(worker))
    assert taken.json()["holder"] == {"id": OMAR.id, "name": "Omar"}
    body = {"body": "Hello Noah."}
    sent = await program.client.post(f"/api/conversations/{ref}/messages", json=body, headers=bearing(worker))
    assert sent.status_code == 201


async def test_it_names_others_only_where_it_may(stage: Stage, program: Browser) -> None:
    _, alone = await make(stage, Scope.READ)
    _, both = await make(stage, Scope.READ, acts_for=(DANA.id,))
    for secret, user, status in (
        (alone, OMAR.id, 200),
        (alone, DANA.id, 403),
        (both, DANA.id, 200),
        (both, "usr_none", 403),
    ):
        assert (await program.get("/api/conversations", bearing(secret, user))).status_code == status


async def test_a_reply_key_takes_over_nothing_on_the_way(stage: Stage, program: Browser) -> None:
    ref = await begin(stage)
    _, secret = await make(stage, Scope.REPLY)
    body = {"body": "Hello Noah.", "take_over": True}
    sent = await program.client.post(f"/api/conversations/{ref}/messages", json=body, headers=bearing(secret))
    assert sent.status_code == 403
    assert (await stage.read(ref)).control == "ai"


async def test_a_revoked_key_and_a_removed_persons_open_nothing(stage: Stage, program: Browser) -> None:
    ref, secret = await make(stage, Scope.READ)
    ledger = stage.twolane.house.ledger
    await ledger.write(lambda books: Manager(books, None, NOON).revoke_key(MERCHANT.id, ref))
    assert (await program.get("/api/conversations", bearing(secret))).status_code == 401
    _, other = await make(stage, Scope.READ)
    await ledger.write(lambda books: remove_user(books, OMAR.id, DANA.id, NOON))
    assert (await program.get("/api/conversations", bearing(other))).status_code == 401


async def test_a_key_stays_at_its_merchant(stage: Stage, program: Browser) -> None:
    ref = await begin(stage)
    ledger = stage.twolane.house.ledger
    await ledger.write(lambda books: books.save_merchant(OTHER))
    await ledger.write(lambda books: Manager(books, None, NOON).give_role(OMAR.id, OTHER.id, Role.ADMIN))
    order = KeyOrder("elsewhere", OTHER.id, OMAR.id, (Scope.ADMIN,))
    _, secret = await ledger.write(lambda books: Manager(books, None, NOON).make_key(order))
    assert (await program.get("/api/conversations", bearing(secret))).json()["items"] == []
    assert (await program.get(f"/api/conversations/{ref}", bearing(secret))).status_code == 404


async def test_when_it_was_last_used_is_kept_to_the_minute(stage: Stage, program: Browser) -> None:
    _, secret = await make(stage, Scope.READ)
    for seconds, expected in ((0, 0), (59, 0), (1, 60)):
        stage.clock.advance(timedelta(seconds=seconds))
        await program.get("/api/conversations", bearing(secret))
        (key,) = await stage.twolane.house.ledger.read(lambda books: books.api_keys(MERCHANT.id))
        assert key.used_at == NOON + timedelta(seconds=expected)


async def test_the_operators_key_may_what_the_named_person_may(stage: Stage, program: Browser) -> None:
    ref = await begin(stage)
    answer = await program.client.post(f"/api/conversations/{ref}/takeover", headers=bearing(KEY, OMAR.id))
    assert answer.json()["holder"]["id"] == OMAR.id
    assert (await program.get("/settings/people", bearing(KEY, OMAR.id))).status_code == 403
    assert (await program.get("/settings/people", bearing(KEY, DANA.id))).status_code == 200


@pytest.mark.parametrize("given", ["", "twl_", "twl_" + "x" * 43, "Basic abc", KEY.upper(), KEY[:-1]])
async def test_what_is_no_key_opens_nothing(program: Browser, given: str) -> None:
    answer = await program.get("/api/conversations", {"Authorization": f"Bearer {given}"})
    assert (answer.status_code, answer.json()["error"]) == (401, "Unauthorized")
