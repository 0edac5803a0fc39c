"""Flows over REST and on the command line: linted, saved, switched, previewed, and looked at as they run."""

import asyncio
from pathlib import Path
from typing import Any

from typer.testing import CliRunner

from api.sample_world import MERCHANT, seed_store
from api.stage import Stage, open_stage
from conversation.store_sql.opening import open_ledger
from tests.flows.flow_stage import NOON, SHOPPER, ours
from tests.flows.flow_texts import any_flow, cart_flow
from twolane import app

BASE = f"/api/merchants/{MERCHANT.id}/flows"
HELLO = any_flow(
    '- text: "{product} is back in stock."', trigger="back_in_stock", more="only_if: {consent: marketing}\n"
)
DRIP = cart_flow('- wait: 1 hour\n- text: "a"\n  name: a\n- wait: 1 hour\n- text: "b"\n  name: b')


async def ask(stage: Stage, method: str, path: str, status: int = 200, **json: object) -> Any:
    answer = await stage.client.request(method, f"{BASE}{path}", json=json or None)
    assert answer.status_code == status, answer.text
    return answer.json()


async def test_a_flow_is_linted_saved_switched_and_run_over_rest() -> None:
    async with open_stage(NOON) as stage:
        await stage.consent(SHOPPER)
        listed = await ask(stage, "GET", "")
        assert [(one["id"], one["state"]) for one in listed if one["state"] != "draft"] == [
            ("order_notification", "active")
        ]
        told = await ask(stage, "POST", "/lint", text=DRIP)
        assert told["lawful"] is False
        assert {fault["rule"] for fault in told["faults"] if fault["weight"] == "refusal"} == {"cart.one_reminder"}
        problem = await ask(stage, "POST", "", 422, text=DRIP)
        assert problem["error"] == "NotLawful" and "line 11" in problem["detail"]
        saved = await ask(stage, "POST", "", 201, text=HELLO)
        assert (saved["version"], saved["state"]) == (1, "draft")
        (preview,) = await ask(stage, "POST", "/preview", text=HELLO)
        assert preview["text"] == "Tidewater: Sample product is back in stock. Reply STOP to opt out."
        assert (preview["purpose"], preview["segments"]) == ("campaign", 1)
        await ask(stage, "POST", "/any/activate")
        news = {"kind": "back_in_stock", "phone": SHOPPER.phone, "subject": "Trail Pack 40L"}
        (entered,) = await ask(stage, "POST", "/news", 201, **news)
        await stage.settle()
        assert (await ours(stage))[0][1] == "Tidewater: Trail Pack 40L is back in stock. Reply STOP to opt out."
        answer = await stage.client.get(f"{BASE}/runs", params={"phone": SHOPPER.phone})
        assert [(run["id"], run["state"]) for run in answer.json()] == [(entered["run"], "ended")]
        await ask(stage, "POST", "/any/pause")
        assert await ask(stage, "POST", "/news", 201, **news) == []
        changed = await ask(stage, "PUT", "/any", text=HELLO.replace("Any", "Again"), version=1)
        assert (changed["version"], changed["state"]) == (2, "paused")
        versions = await ask(stage, "GET", "/any/versions")
        assert [one["version"] for one in versions] == [1, 2]
        await ask(stage, "PUT", "/other", 422, text=HELLO, version=2)
        await ask(stage, "GET", "/nothing", 404)


async def test_whoever_saves_over_a_version_they_did_not_read_is_told_and_loses_nothing() -> None:
    async with open_stage(NOON) as stage:
        await ask(stage, "POST", "", 201, text=HELLO)
        taken = await ask(stage, "POST", "", 409, text=HELLO)
        assert taken["detail"].endswith("saved version 1 of 'any' meanwhile")
        theirs, mine = HELLO.replace("back in stock", "here again"), HELLO.replace("back in stock", "here at last")
        await ask(stage, "PUT", "/any", text=theirs, version=1)
        refused = await ask(stage, "PUT", "/any", 409, text=mine, version=1)
        assert (refused["error"], refused["field"]) == ("SavedMeanwhile", "version")
        assert refused["remedy"].startswith("read version 2")
        form = {"merchant": MERCHANT.id, "text": mine, "version": "1"}
        page = await stage.client.post("/flows/any", data=form)
        assert page.status_code == 409 and "saved version 2 of &#39;any&#39; meanwhile" in page.text
        assert "here at last" in page.text and 'name="version" value="2"' in page.text
        assert (await ask(stage, "GET", "/any"))["text"] == theirs
        assert (await stage.client.post("/flows/any", data=form | {"version": "2"})).status_code == 200
        assert [one["version"] for one in await ask(stage, "GET", "/any/versions")] == [1, 2, 3]


async def test_two_who_change_the_same_shipped_flow_do_not_overwrite_each_other() -> None:
    async with open_stage(NOON) as stage:
        shipped = await ask(stage, "GET", "/welcome")
        assert (await ask(stage, "PUT", "/welcome", text=shipped["text"], version=1))["version"] == 2
        await ask(stage, "PUT", "/welcome", 409, text=shipped["text"], version=1)


async def test_the_command_line_lints_adds_lists_and_switches(tmp_path: Path) -> None:
    ledger = await open_ledger(f"sqlite:///{tmp_path / 'twolane.db'}")
    await ledger.write(seed_store)
    await ledger.close()
    await asyncio.to_thread(walk_the_command_line, tmp_path)


def walk_the_command_line(tmp_path: Path) -> None:
    def run(*words: str, code: int = 0) -> str:
        done = CliRunner().invoke(app, ["flows", *words, "--data-dir", str(tmp_path)])
        assert done.exit_code == code, done.output
        return done.output

    bad, good = tmp_path / "drip.yaml", tmp_path / "hello.yaml"
    bad.write_text(DRIP)
    good.write_text(HELLO)
    assert "Twilio error 30517" in run("lint", str(bad), code=1)
    assert run("add", str(bad), code=1).endswith("It was not saved.\n")
    assert "It can be saved." in run("lint", str(good))
    assert run("add", str(good), "--on") == "Saved as version 1: Any is active.\n"
    assert run("off", "any") == "Any is paused.\n"
    assert run("on", "abandoned_checkout") == "Abandoned checkout is active.\n"
    rows = {line.split()[0]: line.split()[1:3] for line in run("list").splitlines()}
    assert rows["any"] == ["paused", "v1"]
    assert rows["abandoned_checkout"] == ["active", "v1"]
    assert rows["welcome"] == ["draft", "v1"]
