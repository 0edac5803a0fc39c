"""Outside the demo: the key is entered once, the cookie proves it, and only our own pages can use the cookie."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta

import httpx
import pytest
from pydantic import SecretStr

from api.app import create_app
from api.sample_world import OMAR
from api.session import SESSION, is_session, write_session
from api.settings import Settings
from api.stage import Stage, open_stage
from tests.api.pages import NOON, begin

KEY = "correct horse battery staple"
HOST = "https://desk.tidewater.example"


@pytest.fixture
async def stage() -> AsyncIterator[Stage]:
    async with open_stage(NOON, settings=Settings(_env_file=None)) as opened:
        yield opened


@pytest.fixture
async def browser(stage: Stage) -> AsyncIterator[httpx.AsyncClient]:
    """A browser at a house that is not a demo."""
    changed = {"demo": False, "api_key": SecretStr(KEY), "public_url": HOST}
    house = replace(stage.twolane.house, settings=stage.twolane.house.settings.model_copy(update=changed))
    transport = httpx.ASGITransport(create_app(house))
    async with httpx.AsyncClient(transport=transport, base_url=HOST, headers={"Origin": HOST}) as client:
        yield client


async def log_in(browser: httpx.AsyncClient, key: str = KEY, next: str = "/conversations") -> httpx.Response:
    return await browser.post("/login", data={"key": key, "next": next})


async def test_a_stranger_is_asked_to_log_in_and_led_back(stage: Stage, browser: httpx.AsyncClient) -> None:
    conversation = await begin(stage)
    asked = await browser.get(f"/conversations/{conversation}")
    assert (asked.status_code, asked.headers["location"]) == (303, f"/login?next=/conversations/{conversation}")
    answer = await log_in(browser, next=f"/conversations/{conversation}")
    assert answer.headers["location"] == f"/conversations/{conversation}"
    assert (await browser.get(f"/conversations/{conversation}")).status_code == 200
    assert (await browser.get("/api/conversations")).status_code == 200


async def test_the_cookie_is_out_of_reach_and_does_not_hold_the_key(browser: httpx.AsyncClient) -> None:
    cookie = (await log_in(browser)).headers["set-cookie"]
    assert all(word in cookie for word in ("HttpOnly", "SameSite=strict", "Secure"))
    assert "horse" not in cookie


@pytest.mark.parametrize("key", ["", "wrong", KEY + " x"])
async def test_a_wrong_key_lets_nobody_in(browser: httpx.AsyncClient, key: str) -> None:
    answer = await log_in(browser, key)
    assert answer.status_code == 401
    assert "set-cookie" not in answer.headers
    assert "That is not the API key." in answer.text


async def test_a_fragment_sends_the_page_to_the_login(browser: httpx.AsyncClient) -> None:
    answer = await browser.get("/conversations/list", headers={"HX-Request": "true"})
    assert (answer.status_code, answer.headers["hx-redirect"]) == (401, "/login")


async def test_the_login_leads_only_to_this_site(browser: httpx.AsyncClient) -> None:
    assert (await log_in(browser, next="https://evil.example")).headers["location"] == "/conversations"


@pytest.mark.parametrize("headers", [{"Origin": "https://evil.example"}, {"Origin": "null"}, {"Origin": ""}])
@pytest.mark.parametrize("path", ["/conversations/{}/takeover", "/api/conversations/{}/takeover", "/logout", "/login"])
async def test_another_sites_page_cannot_use_the_session(
    stage: Stage, browser: httpx.AsyncClient, path: str, headers: dict[str, str]
) -> None:
    conversation = await begin(stage)
    await log_in(browser)
    assert (await browser.post(path.format(conversation), headers=headers)).status_code == 403


async def test_logging_out_ends_it(browser: httpx.AsyncClient) -> None:
    await log_in(browser)
    assert (await browser.post("/logout")).headers["location"] == "/login"
    assert (await browser.get("/conversations")).status_code == 303


async def test_a_session_ends_by_itself(stage: Stage, browser: httpx.AsyncClient) -> None:
    await log_in(browser)
    stage.clock.advance(timedelta(hours=11, minutes=59))
    assert (await browser.get("/conversations")).status_code == 200
    stage.clock.advance(timedelta(minutes=2))
    assert (await browser.get("/conversations")).status_code == 303


async def test_a_chosen_person_is_remembered(browser: httpx.AsyncClient) -> None:
    await log_in(browser)
    await browser.post("/person", data={"person": OMAR.id, "back": "/conversations"})
    assert f'value="{OMAR.id}" selected' in (await browser.get("/conversations")).text
    assert "Log out" in (await browser.get("/conversations")).text


@pytest.mark.parametrize(
    "spoil", [lambda t: t[:-1] + "x", lambda t: "9" + t, lambda t: "", lambda t: "a.b", lambda t: "²." + t]
)
def test_a_session_cannot_be_made_up(spoil: object) -> None:
    token = write_session(KEY, NOON)
    assert is_session(KEY, token, NOON)
    assert callable(spoil) and not is_session(KEY, spoil(token), NOON)
    assert not is_session("another key", token, NOON)
    assert not is_session("", write_session("", NOON), NOON)


async def test_the_api_key_still_works_beside_a_dead_session(browser: httpx.AsyncClient) -> None:
    headers = {"Authorization": f"Bearer {KEY}", "Cookie": f"{SESSION}=1.2"}
    assert (await browser.get("/api/conversations", headers=headers)).status_code == 200
    assert (await browser.get("/api/conversations", headers={"Cookie": f"{SESSION}=1.2"})).status_code == 401
