"""Alerts in the pages: what people choose, the merchant's hooks, tests of each way, and the log."""

import re
from collections.abc import AsyncIterator
from dataclasses import replace
from html import unescape

import pytest
from standardwebhooks import Webhook

from api.sample_world import DANA, MERCHANT, OMAR
from api.stage import Stage
from conversation.alert import TOPICS, AlertState
from conversation.alert_wishes import BY_EMAIL, AlertWishes, QuietTimes
from conversation.clock import SystemClock
from tests.api.alerts.receiver import receiving
from tests.api.desk import OMARS, Browser, open_desk
from tests.api.pages import begin
from tests.api.paper import words
from tests.contracts.test_alert_couriers import device_at

HERE = {"merchant": MERCHANT.id}


@pytest.fixture
async def stage() -> AsyncIterator[Stage]:
    async with open_desk() as opened:
        yield opened


@pytest.fixture
async def dana(stage: Stage) -> AsyncIterator[Browser]:
    async with Browser.at(stage) as opened:
        await opened.log_in()
        yield opened


async def add_hook(browser: Browser, url: str, way: str = "webhook", name: str = "Ours") -> str:
    """Add a hook; return its id."""
    answer = await browser.post("/settings/alerts", data=HERE | {"way": way, "name": name, "url": url})
    assert answer.status_code == 200, words(answer.text)
    return re.findall(r"/settings/alerts/(hok_\w+)/topics", answer.text)[-1]


def secret_in(page: str) -> str:
    found = re.search(r'class="secret"[^>]* value="([^"]+)"', page)
    assert found, words(page)
    return unescape(found[1])


async def test_a_person_chooses_reasons_ways_and_quiet_times(stage: Stage) -> None:
    ledger = stage.twolane.house.ledger
    async with Browser.at(stage) as omar:
        await omar.log_in(OMARS)
        page = (await omar.get("/account/alerts")).text
        checked = re.findall(r'name="(push|email)" value="(\w+)"[^>]*checked', page)
        assert [value for name, value in checked if name == "push"] and len(checked) == len(TOPICS) + len(BY_EMAIL)
        form = HERE | {"push": ["refund", "given"], "email": "crisis", "quiet_from": "22:00", "quiet_until": "07:30"}
        kept = await omar.post("/account/alerts", data=form | {"zone": "America/Denver"})
        assert "Your choice is kept" in words(kept.text)
        assert 'value="22:00"' in kept.text
    quiet = QuietTimes("22:00", "07:30", "America/Denver")
    wishes = await ledger.read(lambda books: books.alert_wishes(OMAR.id, MERCHANT.id))
    assert wishes == AlertWishes(OMAR.id, MERCHANT.id, ("refund", "given"), ("crisis",), quiet)


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"quiet_from": "22:00"}, "quiet until: nothing is no time of day"),
        ({"quiet_from": "x", "quiet_until": "07:00"}, "quiet from: x is no time of day"),
        ({"quiet_from": "07:00", "quiet_until": "07:00"}, "name another time"),
        ({"quiet_from": "22:00", "quiet_until": "07:00", "zone": "Mars/Olympus"}, "zone: 'mars/olympus' is not known"),
        ({"push": "gossip"}, "there is no gossip"),
    ],
)
async def test_what_cannot_be_kept_is_said_with_its_field(dana: Browser, changed: dict[str, str], told: str) -> None:
    answer = await dana.post("/account/alerts", data=HERE | {"zone": "UTC"} | changed)
    assert answer.status_code == 422
    assert told in words(answer.text).casefold()


async def test_a_device_is_added_tested_and_removed(stage: Stage, dana: Browser) -> None:
    assert "press “Alert this device”" in words(
        (await dana.post("/account/alerts/try", data=HERE | {"way": "push"})).text
    )
    async with receiving() as receiver:
        device = device_at(receiver.url)
        form = {"endpoint": device.endpoint, "p256dh": device.p256dh, "auth": device.auth, "label": "Chrome on Android"}
        added = (await dana.post("/account/alerts/devices", data=form)).json()["id"]
        again = (await dana.post("/account/alerts/devices", data=form)).json()["id"]
        assert added == again
        tried = words((await dana.post("/account/alerts/try", data=HERE | {"way": "push"})).text)
        assert "The test arrived (HTTP 200)" in tried and "Chrome on Android" in tried
        receiver.will_answer(410)
        tried = words((await dana.post("/account/alerts/try", data=HERE | {"way": "push"})).text)
        assert "did not arrive (HTTP 410" in tried and "Chrome on Android" not in tried
        assert len(receiver.posts) == 2
    await dana.post("/account/alerts/devices", data=form)
    async with Browser.at(stage) as omar:
        await omar.log_in(OMARS)
        await omar.post(f"/account/alerts/devices/{added}/remove")
    assert "Chrome on Android" in words((await dana.get("/account/alerts")).text), "it is not Omar's to remove"
    gone = await dana.post(f"/account/alerts/devices/{added}/remove", data=HERE)
    assert "Chrome on Android" not in words(gone.text)


async def test_the_devices_of_who_is_removed_are_forgotten(stage: Stage, dana: Browser) -> None:
    device = device_at("https://push.example")
    ledger = stage.twolane.house.ledger
    await ledger.write(lambda books: books.save_push_device(replace(device, user_id=OMAR.id)))
    await dana.post(f"/settings/people/{OMAR.id}/remove", data=HERE)
    assert await ledger.read(lambda books: books.push_devices(OMAR.id)) == ()


@pytest.mark.parametrize("field", ["endpoint", "p256dh", "auth"])
async def test_what_no_browser_says_of_itself_is_refused(dana: Browser, field: str) -> None:
    device = device_at("https://push.example")
    form = {"endpoint": device.endpoint, "p256dh": device.p256dh, "auth": device.auth}
    for bad in ("", "ftp://x", "!", "BAAA"):
        answer = await dana.post("/account/alerts/devices", data=form | {field: bad})
        assert answer.status_code == 422, bad
    assert (await dana.post("/account/alerts/devices", data=form)).status_code == 200


async def test_a_mail_test_says_what_is_missing(dana: Browser) -> None:
    tried = words((await dana.post("/account/alerts/try", data=HERE | {"way": "email"})).text)
    assert "did not arrive (no mail server is known; set TWOLANE_SMTP_HOST" in tried


async def test_a_signed_hook_is_made_tested_rotated_and_removed(stage: Stage, dana: Browser) -> None:
    stage.clock.jump_to(SystemClock().now())  # the verifying library refuses what is five minutes old
    await dana.log_in()
    async with receiving() as receiver:
        form = HERE | {"way": "webhook", "name": "Ours", "url": f"{receiver.url}/in/very-secret"}
        made = (await dana.post("/settings/alerts", data=form)).text
        first, hook = secret_in(made), re.findall(r"/settings/alerts/(hok_\w+)/topics", made)[-1]
        shown = (await dana.get("/settings/alerts")).text
        assert first not in shown and "very-secret" not in shown
        assert "“Ours”: the test arrived" in words((await dana.post(f"/settings/alerts/{hook}/try", data=HERE)).text)
        rotated = (await dana.post(f"/settings/alerts/{hook}/rotate", data=HERE)).text
        second = secret_in(rotated)
        assert "Two secrets sign until" in words(rotated) and second != first
        await dana.post(f"/settings/alerts/{hook}/try", data=HERE)
        for secret, post in ((first, 0), (first, 1), (second, 1)):
            Webhook(secret).verify(receiver.posts[post].body, dict(receiver.posts[post].headers))
        receiver.will_answer(500)
        failed = words((await dana.post(f"/settings/alerts/{hook}/try", data=HERE)).text)
        assert "ours: the test did not arrive (http 500)" in failed.casefold()
        assert "a test webhook Ours failed HTTP 500 1" in failed, "the log has it"
    gone = await dana.post(f"/settings/alerts/{hook}/remove", data=HERE)
    assert "“Ours” gets nothing any more" in words(gone.text) and hook not in gone.text
    assert (await dana.post(f"/settings/alerts/{hook}/try", data=HERE)).status_code == 404
    acts = words((await dana.get("/settings/acts")).text)
    assert "name Ours, alert_hook secret rotated" in acts and "alert_hook removed" in acts and first not in acts


async def test_a_channel_hears_of_what_was_chosen_for_it_and_the_log_tells(stage: Stage, dana: Browser) -> None:
    async with receiving() as receiver:
        hook = await add_hook(dana, f"{receiver.url}/services/x", "slack", "Desk")
        await dana.post(f"/settings/alerts/{hook}/topics", data=HERE | {"topics": "billing"})
        talk = await begin(stage, "a real person please")
        await stage.twolane.house.alerting.sender.drain()
        assert receiver.posts == []
        await dana.post(f"/settings/alerts/{hook}/topics", data=HERE | {"topics": ["untaken", "billing"]})
        stage.clock.jump_to(stage.clock.now().replace(minute=stage.clock.now().minute + 8))
        await stage.twolane.house.alerting.sender.drain()
        [post] = receiver.posts
    assert talk.encode() in post.body and b"Nobody took it yet: N. asks for a person" in post.body
    assert b"Noah" not in post.body and b"real person please" not in post.body
    log = words((await dana.get("/settings/alerts")).text)
    assert "nobody took a case in time (to leads): a shopper asks for a person Slack Desk sent HTTP 200 1" in log
    alerts = await stage.twolane.house.ledger.read(lambda books: books.alerts(MERCHANT.id, 9))
    assert {alert.state for alert in alerts if alert.target == hook} == {AlertState.SENT}


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"url": "hooks.example"}, "url: it is no web address"),
        ({"url": "https://" + "x" * 2000}, "url: it has 2008 characters"),
        ({"name": " "}, "name: it has 0 characters"),
        ({"way": "email"}, "way: email reaches people"),
    ],
)
async def test_a_hook_that_does_not_fit_is_said_in_the_page(dana: Browser, changed: dict[str, str], told: str) -> None:
    form = HERE | {"way": "slack", "name": "Desk", "url": "https://hooks.example/x"} | changed
    answer = await dana.post("/settings/alerts", data=form)
    assert answer.status_code == 422 and told in words(answer.text).casefold()


async def test_outside_the_demo_a_hook_leads_to_public_addresses_only(stage: Stage, dana: Browser) -> None:
    object.__setattr__(stage.twolane.house.alerting, "may_be_private", False)
    form = HERE | {"way": "webhook", "name": "x", "url": "https://169.254.169.254/latest"}
    answer = await dana.post("/settings/alerts", data=form)
    assert answer.status_code == 422 and "TWOLANE_ALERTS_TO_PRIVATE" in answer.text
    form |= {"url": "http://hooks.example/x"}
    assert "not https" in (await dana.post("/settings/alerts", data=form)).text


async def test_the_pages_are_an_app(dana: Browser) -> None:
    manifest = (await dana.get("/manifest.webmanifest")).json()
    assert manifest["display"] == "standalone"
    for icon in manifest["icons"]:
        picture = await dana.get(icon["src"])
        assert picture.content.startswith(b"\x89PNG") and picture.headers["content-type"] == "image/png"
    worker = await dana.get("/sw.js")
    assert worker.headers["content-type"].startswith("text/javascript")
    assert 'rel="manifest"' in (await dana.get("/account/alerts")).text
    assert DANA.name in (await dana.get("/account/alerts")).text
