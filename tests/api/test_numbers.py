"""The registry of senders in Settings, over REST, on the command line and in store files."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
import yaml
from typer.testing import CliRunner

from api.alerts.words import words_of
from api.sample_world import DANA, MERCHANT, NUMBER, SENDER
from api.settings import Settings
from api.stage import Stage, network_of, open_stage
from channels.simulator_weather import Reject, RejectAt, Weather
from conversation.alert import AlertKind, AlertWay
from conversation.alert_hook import AlertHook
from conversation.event import EventKind
from conversation.outbox import OutboxState
from conversation.sender import Registration
from handoff.alerting import tell
from tests.api.pages import NOAH, NOON, begin, page, press
from tests.api.paper import words
from twolane import app

SENDERS = f"/api/merchants/{MERCHANT.id}/senders"
LONG_CODE = {"phone": "+13035550190", "kind": "10dlc", "carrier": "simulator", "campaign_id": "C7", "brand_id": "B7"}


@pytest.fixture
async def stage() -> AsyncIterator[Stage]:
    async with open_stage(NOON, settings=Settings(_env_file=None)) as opened:
        yield opened


async def test_a_number_is_added_suspended_and_resumed_and_each_is_told(stage: Stage) -> None:
    added = await press(stage, "/settings/numbers", fragment=False, merchant=MERCHANT.id, **LONG_CODE)
    assert "+13035550190 is kept: pending." in words(added.text)
    stopped = await press(
        stage, f"/settings/numbers/{SENDER.id}/suspend", fragment=False, merchant=MERCHANT.id, why="too many complaints"
    )
    assert "Suspended, nothing leaves" in words(stopped.text)
    assert "too many complaints" in words(stopped.text)
    again = await press(stage, f"/settings/numbers/{SENDER.id}/resume", fragment=False, merchant=MERCHANT.id)
    assert f"{NUMBER} sends again." in words(again.text)
    shown = words((await page(stage, "/settings/numbers")).text)
    assert "Verified: it sends" in shown
    assert "1.25 segments a second, 2,000 a day" in shown


async def test_a_p2p_registration_is_refused_with_the_remedy_on_every_way(stage: Stage) -> None:
    told = {**LONG_CODE, "use_case": "p2p"}
    refused = await press(stage, "/settings/numbers", fragment=False, merchant=MERCHANT.id, **told)
    assert refused.status_code == 422
    assert "30533" in words(refused.text)
    answer = await stage.client.put(SENDERS, json=told)
    assert (answer.status_code, "choose mixed" in answer.text) == (422, True)
    assert len((await stage.client.get(SENDERS)).json()) == 1


async def test_programs_read_and_change_numbers(stage: Stage) -> None:
    kept = (await stage.client.put(SENDERS, json=LONG_CODE)).json()
    assert (kept["registration"], kept["sends"], kept["segments_a_day"]) == ("pending", False, 2000)
    assert (await stage.client.post(f"{SENDERS}/{kept['id']}/resume")).status_code == 409
    refused = await stage.client.post(f"{SENDERS}/{kept['id']}/suspend", json={"why": "a pause"})
    assert (refused.status_code, "is pending" in refused.text) == (409, True), "to resume it would make it verified"
    await stage.client.put(SENDERS, json=LONG_CODE | {"registration": "verified"})
    stopped = (await stage.client.post(f"{SENDERS}/{kept['id']}/suspend", json={"why": "a pause"})).json()
    assert stopped["standing"] == "suspended: a pause"
    assert (await stage.client.post(f"{SENDERS}/snd_none/suspend", json={"why": "x"})).status_code == 404
    assert [one["phone"] for one in (await stage.client.get(SENDERS)).json()] == [NUMBER, LONG_CODE["phone"]]


async def test_what_was_queued_from_a_suspended_number_stays_and_says_why(stage: Stage) -> None:
    conversation = await begin(stage, "hi")
    await press(
        stage, f"/settings/numbers/{SENDER.id}/suspend", fragment=False, merchant=MERCHANT.id, why="too many complaints"
    )
    phone = NOAH.phone
    before = len(network_of(stage.twolane).phone(phone))
    await stage.text(phone, "what is in my cart?")
    assert len(network_of(stage.twolane).phone(phone)) == before + 1, "the shopper's own text, and nothing of ours"
    shown = words((await page(stage, f"/conversations/{conversation}")).text)
    assert "too many complaints" in shown


def test_the_command_line_keeps_lists_and_exports_what_a_store_file_takes(tmp_path: Path) -> None:
    run = CliRunner().invoke
    store = tmp_path / "store.yaml"
    example = yaml.safe_load(Path("examples/store.yaml").read_text(encoding="utf-8")) | {"policy": None}
    example["numbers"][0]["registration"] = "verified"
    store.write_text(yaml.safe_dump(example), encoding="utf-8")
    here = ["--data-dir", str(tmp_path)]
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TWOLANE_DATA_DIR", str(tmp_path))
        assert run(app, ["load", str(store)]).exit_code == 0
        suspended = run(app, ["senders", "suspend", "+18885550199", "--why", "a pause", *here])
        assert suspended.output.strip() == "+18885550199 is suspended: a pause"
        assert run(app, ["load", str(store)]).exit_code == 0
    listed = run(app, ["senders", "list", *here]).output
    assert "suspended: a pause" in listed, "a file that is loaded again resumes nothing"
    saved = run(app, ["senders", "save", "+13035550190", "--kind", "10dlc", "--campaign", "C7", *here])
    assert saved.output.strip() == "+13035550190 is pending"
    numbers = yaml.safe_load(run(app, ["senders", "export", *here]).output)["numbers"]
    assert [one["registration"] for one in numbers] == [Registration.PENDING.value, Registration.SUSPENDED.value]


async def test_a_carriers_word_stops_the_number_and_whoever_leads_hears_of_it() -> None:
    weather = Weather(rejects=(Reject(NOAH.phone, "30034", RejectAt.STATUS),))
    async with open_stage(NOON, settings=Settings(_env_file=None), weather=weather) as stage:
        house = stage.twolane.house
        hook = AlertHook("hok_1", MERCHANT.id, AlertWay.WEBHOOK, "desk", "https://127.0.0.1:9/", DANA.id, NOON)
        await house.ledger.write(lambda books: books.save_alert_hook(hook))
        conversation = await begin(stage)
        await stage.settle()
        shown = words((await page(stage, "/settings/numbers")).text)
        assert "10DLC number not registered, code 30034" in shown
        await house.ledger.write(lambda books: tell(books, house.clock.now()))
        (alert, *more) = await house.ledger.read(lambda books: books.alerts(MERCHANT.id, 9))
        assert (alert.kind, alert.way, more) == (AlertKind.NUMBER_STOPPED, AlertWay.WEBHOOK, [])
        told = await house.ledger.read(lambda books: words_of(books, alert, "https://t.example"))
        assert told.url == f"https://t.example/settings/numbers?merchant={MERCHANT.id}"
        await stage.text(NOAH.phone, "is it still there?")
        texts = words((await page(stage, f"/conversations/{conversation}")).text)
        assert "suspended: 10DLC number not registered (code 30034)" in texts


async def test_a_lost_text_is_tried_again_by_itself_and_arrives_once() -> None:
    weather = Weather(rejects=(Reject(NOAH.phone, "30008", RejectAt.STATUS),))
    async with open_stage(NOON, settings=Settings(_env_file=None), weather=weather) as stage:
        await begin(stage)
        await stage.advance(timedelta(minutes=3))
        house = stage.twolane.house
        talk = await stage.conversation_of(NOAH.phone)
        assert talk is not None
        (row,) = await house.ledger.read(lambda books: books.outbox_rows(MERCHANT.id, talk.id))
        assert (row.state, row.attempts, row.error_code) == (OutboxState.FAILED, 1, "30008")
        events = await house.ledger.read(lambda books: books.events(MERCHANT.id, talk.id))
        assert [one.kind for one in events].count(EventKind.TEXT_REQUEUED) == 1
