"""Settings and one's own account: people, keys and the log of acts, by pressing buttons."""

import re
from collections.abc import AsyncIterator
from dataclasses import replace
from html import unescape

import httpx
import pytest

from api.sample_world import DANA, MERCHANT, OMAR
from api.stage import Stage
from conversation.control import take_over
from conversation.people import give_role
from conversation.role import Role
from tests.api.desk import DANAS, HOST, OMARS, PASSWORD, Browser, open_desk
from tests.api.pages import NOON, begin
from tests.api.paper import words

OTHER = replace(MERCHANT, id="mer_2", name="Saltmarsh", shop_domain="saltmarsh.example")
FRESH = "nine herons stand in the reeds"
EVES = "eve@tidewater.example"


@pytest.fixture
async def stage() -> AsyncIterator[Stage]:
    async with open_desk() as opened:
        yield opened


@pytest.fixture
async def dana(stage: Stage) -> AsyncIterator[Browser]:
    async with Browser.at(stage) as opened:
        await opened.log_in()
        yield opened


def secret_of(answer: httpx.Response) -> str:
    found = re.search(r'class="secret"[^>]* value="([^"]+)"', answer.text)
    assert found, words(answer.text)
    return unescape(found[1])


async def add(browser: Browser, **changes: str) -> httpx.Response:
    form = {"merchant": MERCHANT.id, "name": "Eve", "email": EVES, "role": "agent"} | changes
    return await browser.post("/settings/people", data=form)


async def test_somebody_who_is_added_chooses_a_password_by_the_link_and_comes_in(stage: Stage, dana: Browser) -> None:
    link = secret_of(await add(dana))
    assert link.startswith(f"{HOST}/password?token=")
    async with Browser.at(stage) as eve:
        asked = await eve.get(link.removeprefix(HOST))
        assert f'value="{EVES}"' in asked.text
        form = {"token": link.partition("token=")[2], "password": FRESH, "again": FRESH}
        for bad in ({"again": "x"}, {"password": "short", "again": "short"}):
            refused = await eve.post("/password", data=form | bad)
            assert refused.status_code == 422
        assert (await eve.post("/password", data=form)).headers["location"] == "/login"
        assert (await eve.post("/password", data=form)).status_code == 404, "the link works once"
        assert (await eve.get(link.removeprefix(HOST))).status_code == 404
        assert (await eve.log_in(EVES, FRESH)).status_code == 303
        assert (await eve.get("/conversations")).status_code == 200
        assert (await eve.get("/settings")).status_code == 403
    acts = words((await dana.get("/settings/acts")).text)
    assert "Dana added a person: Eve role agent" in acts and "Eve changed a password by link" in acts


async def test_what_a_person_can_do_is_said_where_people_are_and_what_cannot_be_is_refused(
    stage: Stage, dana: Browser
) -> None:
    form = {"merchant": MERCHANT.id, "skills": "Returns, billing,", "languages": "en", "capacity": "3"}
    shown = words((await dana.post(f"/settings/people/{OMAR.id}/work", data=form)).text)
    assert "Omar is given up to 3 cases at once." in shown
    assert "3 at once, returns, billing, en" in shown
    refused = await dana.post(f"/settings/people/{OMAR.id}/work", data=form | {"capacity": "101"})
    assert refused.status_code == 422
    assert "Capacity: input should be less than or equal to 100" in words(refused.text)
    profile = await stage.twolane.house.ledger.read(lambda books: books.agent_profile(OMAR.id))
    assert profile is not None
    assert (profile.skills, profile.languages, profile.capacity) == (("returns", "billing"), ("en",), 3)


async def test_a_link_is_taken_from_our_own_page_only(stage: Stage, dana: Browser) -> None:
    token = secret_of(await add(dana)).partition("token=")[2]
    form = {"token": token, "password": FRESH, "again": FRESH}
    answer = await dana.post("/password", data=form, headers={"Origin": "https://evil.example"})
    assert answer.status_code == 403
    assert (await dana.post("/password", data=form)).status_code == 303


@pytest.mark.parametrize(("field", "value"), [("email", "no address"), ("name", " "), ("name", "x" * 61)])
async def test_what_does_not_fit_is_said_in_the_page(dana: Browser, field: str, value: str) -> None:
    answer = await add(dana, **{field: value})
    assert answer.status_code == 422
    assert f"{field}:" in words(answer.text).casefold()


async def test_a_person_who_is_removed_is_released_and_logged_out(stage: Stage, dana: Browser) -> None:
    ref = await begin(stage)
    ledger = stage.twolane.house.ledger
    await ledger.write(lambda books: take_over(books, MERCHANT.id, ref, OMAR, NOON))
    async with Browser.at(stage) as omar:
        await omar.log_in(OMARS)
        gone = await dana.post(f"/settings/people/{OMAR.id}/remove", data={"merchant": MERCHANT.id})
        assert "Omar no longer works here" in words(gone.text)
        assert (await omar.get("/api/conversations")).status_code == 401
    assert (await stage.read(ref)).control == "escalated"
    thread = words((await dana.get(f"/conversations/{ref}")).text)
    assert "Omar no longer has control: Omar was removed" in thread
    assert "Lost the person who answered" in thread


async def test_a_role_is_changed_and_ones_own_is_not(stage: Stage, dana: Browser) -> None:
    form = {"merchant": MERCHANT.id, "role": "auditor"}
    assert "Omar is auditor now" in words((await dana.post(f"/settings/people/{OMAR.id}/role", data=form)).text)
    mine = await dana.post(f"/settings/people/{DANA.id}/role", data=form)
    assert (mine.status_code, "their own role" in mine.text) == (403, True)


async def test_who_works_for_others_too_is_not_this_admins_to_open(stage: Stage, dana: Browser) -> None:
    ledger = stage.twolane.house.ledger
    await ledger.write(lambda books: books.save_merchant(OTHER))
    await ledger.write(lambda books: give_role(books, OMAR.id, OTHER.id, Role.ADMIN, "x", NOON))
    page = (await dana.get("/settings/people")).text
    assert f"/settings/people/{OMAR.id}/link" not in page and f"/settings/people/{OMAR.id}/remove" in page
    refused = await dana.post(f"/settings/people/{OMAR.id}/link", data={"merchant": MERCHANT.id})
    assert (refused.status_code, "token=" in refused.text) == (403, False)


async def test_another_merchants_people_cannot_be_named_at_all(stage: Stage, dana: Browser) -> None:
    ledger = stage.twolane.house.ledger
    await ledger.write(lambda books: books.save_merchant(OTHER))
    stranger = replace(OMAR, id="usr_mal", name="Mal", roles={OTHER.id: Role.ADMIN})
    await ledger.write(lambda books: books.save_user(stranger))
    for deed in ("role", "link", "remove"):
        for merchant, status in ((MERCHANT.id, 404), (OTHER.id, 403)):
            form = {"merchant": merchant, "role": "agent"}
            answer = await dana.post(f"/settings/people/{stranger.id}/{deed}", data=form)
            assert (answer.status_code, "Mal" in answer.text) == (status, False)
    for part in ("people", "keys", "acts"):
        assert (await dana.get(f"/settings/{part}?merchant={OTHER.id}")).status_code == 404


async def test_a_key_is_made_shown_once_used_and_revoked(dana: Browser) -> None:
    form = {"merchant": MERCHANT.id, "name": "warehouse", "person": OMAR.id, "scopes": ["read", "reply"]}
    secret = secret_of(await dana.post("/settings/keys", data=form))
    page = (await dana.get("/settings/keys")).text
    assert secret not in page and "warehouse" in page and "read, reply" in page
    bearer = {"Authorization": f"Bearer {secret}"}
    assert (await dana.get("/api/conversations", bearer)).status_code == 200
    (path,) = re.findall(r'action="(/settings/keys/key_[^"]+/revoke)"', page)
    await dana.post(path, data={"merchant": MERCHANT.id})
    assert (await dana.get("/api/conversations", bearer)).status_code == 401
    assert "revoked" in (await dana.get("/settings/keys")).text
    assert (await dana.post(path, data={"merchant": MERCHANT.id})).status_code == 404
    assert (await dana.post("/settings/keys", data=form | {"scopes": []})).status_code == 422


async def test_the_password_is_changed_by_who_knows_it_and_other_sessions_end(stage: Stage, dana: Browser) -> None:
    async with Browser.at(stage) as phone:
        await phone.log_in()
        good = {"current": PASSWORD, "password": FRESH, "again": FRESH}
        for bad in ({"current": "wrong"}, {"again": "x"}, {"password": "password1234", "again": "password1234"}):
            assert (await dana.post("/account/password", data=good | bad)).status_code == 422
        assert (await phone.get("/account")).status_code == 200
        assert (await dana.post("/account/password", data=good)).status_code == 200
        assert (await phone.get("/account")).status_code == 303
        assert (await dana.get("/account")).status_code == 200
        assert (await phone.log_in(DANAS, PASSWORD)).status_code == 401
        assert (await phone.log_in(DANAS, FRESH)).status_code == 303


async def test_guessing_the_present_password_is_throttled(dana: Browser) -> None:
    form = {"current": "wrong", "password": FRESH, "again": FRESH}
    told = [words((await dana.post("/account/password", data=form)).text) for _ in range(6)]
    assert ["too many attempts" in one for one in told] == [False] * 5 + [True]


async def test_a_key_cannot_change_a_password(stage: Stage, dana: Browser) -> None:
    form = {"merchant": MERCHANT.id, "name": "x", "person": DANA.id, "scopes": ["admin"]}
    secret = secret_of(await dana.post("/settings/keys", data=form))
    change = {"current": PASSWORD, "password": FRESH, "again": FRESH}
    answer = await dana.client.post("/account/password", data=change, headers={"Authorization": f"Bearer {secret}"})
    assert "a key cannot" in words(answer.text)
    async with Browser.at(stage) as again:
        assert (await again.log_in()).status_code == 303


async def test_settings_lead_to_what_one_may(stage: Stage, dana: Browser) -> None:
    assert (await dana.get("/settings")).headers["location"] == "/settings/people"
    ledger = stage.twolane.house.ledger
    await ledger.write(lambda books: give_role(books, OMAR.id, MERCHANT.id, Role.AUDITOR, "x", NOON))
    async with Browser.at(stage) as omar:
        await omar.log_in(OMARS)
        assert (await omar.get("/settings")).headers["location"] == "/settings/acts"
        page = (await omar.get("/settings/acts")).text
        assert "/settings/people" not in page and "Omar" in words(page)
