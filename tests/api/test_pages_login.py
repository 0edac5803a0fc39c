"""Outside the demo: address and password begin a session, and only our own pages can use its cookie."""

import asyncio
import re
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import httpx
import pytest

from api.logging_in import FREE_OF_ACCOUNT, FREE_OF_ADDRESS
from api.pages import rendering
from api.sample_world import DANA, MERCHANT, OMAR
from api.session import SESSION
from api.stage import Stage
from conversation.act import ActKind
from conversation.control import take_over
from conversation.managing import Manager
from conversation.password import Password
from conversation.people import remove_user
from conversation.tokens import digest_of_token
from tests.api.desk import DANAS, HOST, KEY, OMARS, PASSWORD, Browser, open_desk, quick_passwords
from tests.api.pages import NOON, begin


@pytest.fixture
async def stage() -> AsyncIterator[Stage]:
    async with open_desk() as opened:
        yield opened


@pytest.fixture
async def browser(stage: Stage) -> AsyncIterator[Browser]:
    async with Browser.at(stage) as opened:
        yield opened


async def kinds(stage: Stage) -> list[ActKind]:
    found = await stage.twolane.house.ledger.read(lambda books: books.acts(MERCHANT.id, 50))
    return [act.kind for act in reversed(found)]


async def test_a_stranger_is_asked_to_log_in_and_led_back(stage: Stage, browser: Browser) -> None:
    conversation = await begin(stage)
    asked = await browser.get(f"/conversations/{conversation}")
    assert (asked.status_code, asked.headers["location"]) == (303, f"/login?next=/conversations/{conversation}")
    answer = await browser.log_in(next=f"/conversations/{conversation}")
    assert answer.headers["location"] == f"/conversations/{conversation}"
    assert (await browser.get(f"/conversations/{conversation}")).status_code == 200
    assert (await browser.get("/api/conversations")).status_code == 200


async def test_the_cookie_is_out_of_reach_and_only_its_hash_is_kept(stage: Stage, browser: Browser) -> None:
    cookie = (await browser.log_in()).headers["set-cookie"]
    assert all(word in cookie for word in ("HttpOnly", "SameSite=strict", "Secure"))
    token = browser.client.cookies[SESSION]
    (session,) = await stage.twolane.house.ledger.read(lambda books: books.web_sessions(DANA.id))
    assert session.digest == digest_of_token(token) and token not in repr(session)


async def test_without_tls_the_cookie_can_be_kept_all_the_same(stage: Stage) -> None:
    async with Browser.at(stage, "http://10.0.0.5:8040") as plain:
        assert "Secure" not in (await plain.log_in()).headers["set-cookie"]
        assert (await plain.get("/conversations")).status_code == 200


@pytest.mark.parametrize(
    ("email", "password"), [("", ""), (DANAS, ""), (DANAS, "wrong"), (DANAS, PASSWORD + " "), ("x@y.example", PASSWORD)]
)
async def test_what_is_wrong_lets_nobody_in_and_is_not_told_apart(browser: Browser, email: str, password: str) -> None:
    answer = await browser.log_in(email, password)
    assert answer.status_code == 401
    assert "set-cookie" not in answer.headers
    assert "The address or the password is wrong." in answer.text


async def test_the_address_is_taken_in_any_case(browser: Browser) -> None:
    assert (await browser.log_in(f" {DANAS.upper()} ")).status_code == 303


async def test_failures_make_the_next_attempt_wait_longer_even_for_the_right_password(
    stage: Stage, browser: Browser
) -> None:
    for _ in range(FREE_OF_ACCOUNT):
        assert (await browser.log_in(password="wrong")).status_code == 401
    waits = []
    for _ in range(4):
        answer = await browser.log_in()
        assert answer.status_code == 429
        assert f"wait {answer.headers['retry-after']} s" in answer.text
        waits.append(int(answer.headers["retry-after"]))
        stage.clock.advance(timedelta(seconds=waits[-1]))
        assert (await browser.log_in(password="wrong")).status_code == 401
    assert waits == [1, 2, 4, 8]
    assert (await browser.log_in(OMARS)).status_code == 303, "somebody else is not kept out"
    stage.clock.advance(timedelta(minutes=15))
    assert (await browser.log_in()).status_code == 303
    assert (await browser.log_in(password="wrong")).status_code == 401, "and it begins anew"
    assert ActKind.LOGIN_FAILED in await kinds(stage)


async def test_an_account_that_is_not_there_is_throttled_alike(stage: Stage, browser: Browser) -> None:
    answers = [(await browser.log_in("nobody@tidewater.example", "wrong")).status_code for _ in range(7)]
    assert answers == [401] * FREE_OF_ACCOUNT + [429] * 2


async def test_many_accounts_from_one_address_are_throttled_together(browser: Browser) -> None:
    answers = [(await browser.log_in(f"nobody{one}@x.example", "wrong")).status_code for one in range(22)]
    assert answers == [401] * FREE_OF_ADDRESS + [429] * 2


async def test_attempts_that_come_at_once_are_not_one(browser: Browser) -> None:
    answers = await asyncio.gather(*(browser.log_in(password="wrong") for _ in range(20)))
    assert [answer.status_code for answer in answers].count(401) == FREE_OF_ACCOUNT


async def test_a_fragment_sends_the_page_to_the_login(browser: Browser) -> None:
    answer = await browser.get("/conversations/list", headers={"HX-Request": "true"})
    assert (answer.status_code, answer.headers["hx-redirect"]) == (401, "/login")


async def test_the_login_leads_only_to_this_site(browser: Browser) -> None:
    assert (await browser.log_in(next="https://evil.example")).headers["location"] == "/conversations"


@pytest.mark.parametrize("headers", [{"Origin": "https://evil.example"}, {"Origin": "null"}, {"Origin": ""}])
@pytest.mark.parametrize("path", ["/conversations/{}/takeover", "/api/conversations/{}/takeover", "/logout", "/login"])
async def test_another_sites_page_cannot_use_the_session(
    stage: Stage, browser: Browser, path: str, headers: dict[str, str]
) -> None:
    conversation = await begin(stage)
    await browser.log_in()
    answer = await browser.post(path.format(conversation), headers=headers)
    assert answer.status_code == 403
    assert (await stage.read(conversation)).control == "ai"


async def test_a_change_needs_the_token_of_the_sessions_pages(stage: Stage, browser: Browser) -> None:
    conversation = await begin(stage)
    await browser.log_in()
    path = f"/conversations/{conversation}/takeover"
    token = await browser.page_token()
    async with Browser.at(stage) as other:
        await other.log_in(OMARS)
        foreign = await other.page_token()
    for wrong in ({}, {"csrf": ""}, {"csrf": "x" * 64}, {"csrf": foreign}, {"csrf": token.upper()}):
        assert (await browser.client.post(path, data=wrong)).status_code == 403
    assert (await browser.client.post(f"/api{path}", headers={"X-CSRF-Token": foreign})).status_code == 403
    assert (await stage.read(conversation)).control == "ai"
    assert (await browser.client.post(path, data={"csrf": token})).status_code == 303
    assert (await browser.client.post(f"/api{path}", headers={"X-CSRF-Token": token})).status_code == 200


async def test_every_form_of_a_page_carries_the_token(stage: Stage, browser: Browser) -> None:
    conversation = await begin(stage)
    await browser.log_in()
    token = await browser.page_token()
    for path in (f"/conversations/{conversation}", "/account", "/settings/people", "/settings/keys"):
        page = (await browser.get(path)).text
        assert page.count('method="post"') == page.count(f'name="csrf" value="{token}"') > 0, path


async def test_logging_out_ends_it_for_a_copy_of_the_cookie_too(stage: Stage, browser: Browser) -> None:
    await browser.log_in()
    token = browser.client.cookies[SESSION]
    stage.clock.advance(timedelta(seconds=1))
    assert (await browser.post("/logout")).headers["location"] == "/login"
    copy = {"Cookie": f"{SESSION}={token}"}
    assert (await browser.get("/api/conversations", headers=copy)).status_code == 401
    assert (await kinds(stage))[-2:] == [ActKind.LOGGED_IN, ActKind.LOGGED_OUT]


async def test_logging_out_everywhere_ends_every_session_of_ones_own(stage: Stage, browser: Browser) -> None:
    async with Browser.at(stage) as phone, Browser.at(stage) as omars:
        for one, email in ((browser, DANAS), (phone, DANAS), (omars, OMARS)):
            await one.log_in(email)
        await browser.post("/logout/everywhere")
        assert (await phone.get("/api/conversations")).status_code == 401
        assert (await omars.get("/api/conversations")).status_code == 200


async def test_logging_in_again_ends_what_the_browser_had(browser: Browser) -> None:
    await browser.log_in()
    before = browser.client.cookies[SESSION]
    await browser.log_in()
    assert browser.client.cookies[SESSION] != before
    assert (await browser.get("/api/conversations", headers={"Cookie": f"{SESSION}={before}"})).status_code == 401


async def test_a_session_ends_after_a_working_day_however_busy(stage: Stage, browser: Browser) -> None:
    await browser.log_in()
    for _ in range(23):
        stage.clock.advance(timedelta(minutes=30))
        assert (await browser.get("/conversations")).status_code == 200
    stage.clock.advance(timedelta(minutes=31))
    assert (await browser.get("/conversations")).status_code == 303


async def test_a_page_that_follows_the_ledger_by_itself_is_no_sign_of_a_person(stage: Stage, browser: Browser) -> None:
    await browser.log_in()
    for _ in range(2):
        stage.clock.advance(timedelta(minutes=29))
        assert (await browser.get("/conversations/list", headers={"HX-Request": "true"})).status_code == 200
    stage.clock.advance(timedelta(minutes=3))
    assert (await browser.get("/conversations")).status_code == 303


async def test_an_open_box_is_no_sign_of_a_person_and_typing_in_it_is(stage: Stage, browser: Browser) -> None:
    conversation = await begin(stage, "hi")
    await browser.log_in()
    path = f"/conversations/{conversation}"
    assert (await browser.post(f"{path}/preview", {"body": "Hello"})).status_code == 200
    for _ in range(2):
        stage.clock.advance(timedelta(minutes=40))
        assert (await browser.get(f"{path}/viewing?typing=true")).status_code == 200
    for _ in range(2):
        stage.clock.advance(timedelta(minutes=29))
        assert (await browser.post(f"{path}/preview", {"body": "Hello"})).status_code == 200
        assert (await browser.get(f"{path}/viewing?typing=false")).status_code == 200
    stage.clock.advance(timedelta(minutes=3))
    assert (await browser.get("/conversations")).status_code == 303


async def test_a_heartbeat_and_what_is_read_are_no_sign_of_a_person(stage: Stage, browser: Browser) -> None:
    conversation = await begin(stage, "hi")
    await browser.log_in()
    await browser.post("/presence", {"back": "/"})
    for _ in range(2):
        stage.clock.advance(timedelta(minutes=29))
        assert (await browser.post("/presence", {"back": "/"})).status_code == 303
        assert (await browser.post(f"/conversations/{conversation}/read", {})).status_code == 204
    stage.clock.advance(timedelta(minutes=3))
    assert (await browser.get("/conversations")).status_code == 303


async def test_who_is_removed_is_out_at_once(stage: Stage, browser: Browser) -> None:
    await browser.log_in(OMARS)
    await stage.twolane.house.ledger.write(lambda books: remove_user(books, OMAR.id, DANA.id, NOON))
    assert (await browser.get("/api/conversations")).status_code == 401
    assert (await browser.log_in(OMARS)).status_code == 401


async def test_a_role_counts_as_it_is_now(stage: Stage, browser: Browser) -> None:
    conversation = await begin(stage)
    await browser.log_in(OMARS)
    house = stage.twolane.house
    await house.ledger.write(lambda books: take_over(books, MERCHANT.id, conversation, OMAR, NOON))
    await house.ledger.write(lambda books: Manager(books, None, NOON).take_role(OMAR.id, MERCHANT.id))
    assert (await browser.get("/api/conversations")).status_code == 401
    assert (await stage.read(conversation)).control == "escalated"


@pytest.mark.parametrize("spoil", [lambda t: t[:-1] + "~", str.upper, lambda t: "", lambda t: t + "A"])
async def test_a_session_cannot_be_made_up(browser: Browser, spoil: object) -> None:
    await browser.log_in()
    token = browser.client.cookies[SESSION]
    assert callable(spoil)
    forged = {"Cookie": f"{SESSION}={spoil(token)}"}
    assert (await browser.get("/api/conversations", headers=forged)).status_code == 401


async def test_the_operators_key_still_works_beside_a_dead_session(browser: Browser) -> None:
    headers = {"Authorization": f"Bearer {KEY}", "Cookie": f"{SESSION}=dead"}
    assert (await browser.get("/api/conversations", headers=headers)).status_code == 200
    assert (await browser.get("/api/conversations", headers={"Cookie": f"{SESSION}=dead"})).status_code == 401


async def test_a_session_acts_for_nobody_else(browser: Browser) -> None:
    await browser.log_in(OMARS)
    assert (await browser.get("/api/conversations", headers={"X-Twolane-User": DANA.id})).status_code == 403
    assert (await browser.get("/api/conversations", headers={"X-Twolane-User": OMAR.id})).status_code == 200


async def test_nobody_chooses_another_person_outside_the_demo(browser: Browser) -> None:
    await browser.log_in()
    assert (await browser.post("/person", data={"person": OMAR.id})).status_code == 404
    page = (await browser.get("/conversations")).text
    assert "Log out" in page and 'name="person"' not in page


async def test_a_hash_of_older_parameters_is_made_anew(stage: Stage, browser: Browser) -> None:
    house = stage.twolane.house
    older = await quick_passwords(memory=16).hash(PASSWORD)
    await house.ledger.write(lambda books: books.save_password(Password(DANA.id, older, NOON)))
    assert (await browser.log_in()).status_code == 303
    kept = await house.ledger.read(lambda books: books.password(DANA.id))
    assert kept is not None and kept.hash != older and not house.passwords.is_outdated(kept.hash)
    assert (await browser.log_in()).status_code == 303


async def test_nothing_is_loaded_from_elsewhere_at_the_login(browser: Browser) -> None:
    answer = await browser.get("/login")
    assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]
    assert answer.headers["cache-control"] == "no-store"
    assert HOST in str(answer.url)


async def test_the_client_sends_what_a_browser_would(browser: Browser) -> None:
    assert isinstance(browser.client, httpx.AsyncClient)
    assert browser.client.headers["origin"] == HOST


def test_no_template_has_a_form_that_forgets_the_token() -> None:
    """A form without it works in the demo, which has no sessions, and nowhere else."""
    templates = Path(rendering.__file__).parent.parent / "templates"
    for path in templates.rglob("*.html"):
        if path.name not in ("login.html", "password.html"):
            forms = re.findall(r"(<form[^>]*?(?:\{\{[^}]*\}\}[^>]*?)*>)(.{0,20})", path.read_text(encoding="utf-8"))
            changing = [after for form, after in forms if 'method="get"' not in form]
            assert all(after.startswith("{{ csrf_field() }}") for after in changing), path.name
