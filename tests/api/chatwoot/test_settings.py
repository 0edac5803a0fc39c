"""Connecting an inbox as the operator types it, and naming its people on the page; no secret is ever shown."""

import asyncio
import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from api.chatwoot.errors import InboxDown
from api.chatwoot.secrets import FILE
from api.connecting import Keys, Place, connecting
from api.doctor import CHECKS
from api.sample_world import DANA, MERCHANT, OMAR
from api.settings import Settings
from conversation.bridge import Bridge
from conversation.clock import SystemClock
from conversation.ledger import Ledger
from conversation.store_sql.opening import open_ledger
from tests.api.chatwoot.conftest import Shop
from tests.api.chatwoot.server import ACCOUNT, INBOX, SIGNING, TOKEN, chatwoot
from tests.api.pages import page, press
from tests.conversation.world import MERCHANT as PLAIN
from tests.conversation.world import seed
from twolane import app

NOWHERE = ("--url", "http://127.0.0.1:9", "--account", "3", "--inbox", "11", "--secrets-stdin")


@pytest.fixture
async def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TWOLANE_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("TWOLANE_PUBLIC_URL", "https://texts.tidewater.example")
    ledger = await open_ledger(f"sqlite:///{tmp_path / 'twolane.db'}")
    await ledger.write(seed)
    await ledger.close()
    return tmp_path


def run(*words: str, stdin: str = "") -> Result:
    return CliRunner().invoke(app, ["chatwoot", *words], input=stdin)


async def kept(folder: Path) -> Bridge | None:
    ledger: Ledger = await open_ledger(f"sqlite:///{folder / 'twolane.db'}")
    try:
        return await ledger.read(lambda books: books.bridge(PLAIN.id))
    finally:
        await ledger.close()


def test_an_inbox_that_is_not_reached_is_kept_and_said_so(folder: Path) -> None:
    made = run("connect", *NOWHERE, stdin=f"{TOKEN}\n{SIGNING}\n")
    assert made.exit_code == 1 and "did not answer" in made.stderr
    assert f"https://texts.tidewater.example/webhooks/chatwoot/{PLAIN.id}\n" in made.stdout
    assert json.loads((folder / FILE).read_text(encoding="utf-8"))[PLAIN.id]["signing"] == SIGNING
    run("person", "7", "usr_dana")
    run("pause")
    assert asyncio.run(kept(folder)) == Bridge(PLAIN.id, "http://127.0.0.1:9", 3, 11, {"7": "usr_dana"}, is_on=False)
    shown = run("show").stdout
    assert "account 7: Dana" in shown and "off" in shown
    run("nobody", "7")
    run("resume")
    assert asyncio.run(kept(folder)) == Bridge(PLAIN.id, "http://127.0.0.1:9", 3, 11)
    assert not any(secret in made.output + shown for secret in (TOKEN, SIGNING))


def test_an_inbox_that_does_not_sign_gets_a_token_in_its_webhooks_address(folder: Path) -> None:
    made = run("connect", *NOWHERE, stdin=f"{TOKEN}\n\n")
    secret = json.loads((folder / FILE).read_text(encoding="utf-8"))[PLAIN.id]["url_token"]
    assert len(secret) > 20 and f"/webhooks/chatwoot/{PLAIN.id}?token={secret}" in made.stdout
    assert secret in run("webhook").stdout


@pytest.mark.parametrize(
    ("words", "stdin", "told"),
    [
        (("connect", *NOWHERE), "\n\n", "token: it is empty"),
        (("connect", "--url", "chat", *NOWHERE[2:]), f"{TOKEN}\n\n", "url: 'chat' is no address"),
        (("person", "7", "usr_dana"), "", "no bridge"),
    ],
)
def test_what_is_wrong_is_a_typed_error(folder: Path, words: tuple[str, ...], stdin: str, told: str) -> None:
    assert told in str(run(*words, stdin=stdin).exception)


async def test_an_admin_names_people_and_pauses_on_the_page(shop: Shop) -> None:
    shown = (await page(shop.stage, "/settings/inbox")).text
    assert f"Inbox {INBOX} of account {ACCOUNT}" in shown and "<b>on</b>" in shown
    assert TOKEN not in shown and SIGNING not in shown
    here = {"merchant": MERCHANT.id}
    named = await press(shop.stage, "/settings/inbox/people", account="9", person=OMAR.id, **here)
    assert named.status_code == 200 and "From now on they can answer from there." in named.text
    for wrong in ({"account": "nine", "person": OMAR.id}, {"account": "9", "person": "usr_gone"}):
        assert (await press(shop.stage, "/settings/inbox/people", **wrong, **here)).status_code in (404, 422)
    assert (await press(shop.stage, "/settings/inbox/people/8/remove", **here)).status_code == 200
    assert "paused" in (await press(shop.stage, "/settings/inbox/switch", on="false", **here)).text
    bridge = await shop.stage.twolane.house.ledger.read(lambda books: books.bridge(MERCHANT.id))
    assert bridge is not None and dict(bridge.people) == {"7": DANA.id, "9": OMAR.id} and not bridge.is_on


async def test_doctor_asks_every_inbox_that_is_on(folder: Path) -> None:
    settings = Settings(_env_file=None)
    assert str(await CHECKS["own inboxes"](settings)) == "ok   own inboxes: none connected"
    async with connecting(settings) as desk, chatwoot(SystemClock().now) as inbox:
        place = Place(inbox.url, ACCOUNT, INBOX)
        assert await desk.connect("", place, Keys(TOKEN, SIGNING)) == ""
        assert (await CHECKS["own inboxes"](settings)).fact == "SMS answer"
        assert await desk.connect("", place, Keys("revoked", SIGNING)) == "Chatwoot answered 401"
        with pytest.raises(InboxDown):
            await CHECKS["own inboxes"](settings)
        await desk.switch("", is_on=False)
        assert (await CHECKS["own inboxes"](settings)).is_well
