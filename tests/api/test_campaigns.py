"""Campaigns at the edge: what is refused stays in the editor, and what is not there is not empty but unknown."""

import httpx

from api.sample_world import MERCHANT
from api.stage import Stage, open_stage
from conversation.act import ActKind
from tests.api.paper import words
from tests.flows.flow_stage import NOON, SHOPPER

API, PAGE = f"/api/campaigns/{MERCHANT.id}", f"/campaigns/{MERCHANT.id}"
PLAN = {"name": "Arrivals", "segment": "consent: marketing", "body": "Hi {first_name}, new arrivals are in."}


async def draft(stage: Stage) -> str:
    await stage.consent(SHOPPER)
    await stage.leave_cart(SHOPPER)
    answer = await stage.client.post(API, json=PLAN)
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


async def edit(stage: Stage, campaign_id: str, rules: str, version: int) -> httpx.Response:
    form = {"name": "Arrivals", "rules": rules, "body": "All boats are in.", "version": str(version)}
    return await stage.client.post(f"{PAGE}/{campaign_id}/edit", data=form)


async def test_a_change_that_is_refused_stays_in_the_editor_and_is_not_kept() -> None:
    async with open_stage(NOON) as stage:
        made = await draft(stage)
        refused = await edit(stage, made, "no such rule: 1", 1)
        assert refused.status_code == 422
        assert "All boats are in." in refused.text and "no such rule: 1" in refused.text
        kept = (await stage.client.get(f"{API}/{made}")).json()
        assert (kept["body"], kept["version"]) == (PLAN["body"], 1)


async def test_who_comes_second_sees_what_the_first_wrote() -> None:
    async with open_stage(NOON) as stage:
        made = await draft(stage)
        assert (await edit(stage, made, "consent: marketing", 1)).status_code == 303
        late = await stage.client.post(f"{PAGE}/{made}/edit", data={"name": "Late", "body": "Late.", "version": "1"})
        assert late.status_code == 409
        assert "All boats are in." in words(late.text) and "Late." not in late.text


async def test_recipients_of_a_campaign_that_is_not_there_are_unknown() -> None:
    async with open_stage(NOON) as stage:
        made = await draft(stage)
        found = await stage.client.get(f"{API}/{made}/recipients")
        assert (found.status_code, found.json()["items"]) == (200, [])
        assert (await stage.client.get(f"{API}/cmp_nobodys/recipients")).status_code == 404


async def test_each_change_of_a_campaign_is_an_act_that_names_it() -> None:
    async with open_stage(NOON) as stage:
        made = await draft(stage)
        for act in ("review", "start", "pause", "resume", "cancel"):
            answer = await stage.client.post(f"{API}/{made}/{act}", json={"version": 1})
            assert answer.status_code == 200, answer.text
        acts = await stage.twolane.house.ledger.read(lambda books: books.acts(MERCHANT.id, 100))
        about = [act for act in acts if act.kind is ActKind.CAMPAIGN_CHANGED]
        assert {(act.target, act.details["name"]) for act in about} == {(made, "Arrivals")} and all(
            act.actor and act.address for act in about
        )
        done = ["written", "reviewed", "started", "paused", "resumed", "cancelled"]
        assert sorted(act.details["done"] for act in about) == sorted(done)


async def test_a_kept_segment_is_picked_by_campaigns_which_keep_its_rules_when_it_changes_or_is_forgotten() -> None:
    async with open_stage(NOON) as stage:
        await stage.consent(SHOPPER)
        await stage.leave_cart(SHOPPER)
        at = f"/api/segments/{MERCHANT.id}"
        kept = (await stage.client.post(at, json={"name": "Opted in", "rules": "consent: marketing"})).json()
        made = (await stage.client.post(API, json={**PLAN, "segment": "", "segment_id": kept["id"]})).json()
        assert made["segment"] == kept["rules"]
        assert "Opted in (consent is marketing)" in words((await stage.client.get("/campaigns")).text)
        again = (await stage.client.post(at, json={"name": "opted  IN", "rules": "state: CO"})).json()
        assert (again["id"], again["words"]) == (kept["id"], "state is CO")
        other = (await stage.client.post(at, json={"name": "Utah", "rules": "state: UT"})).json()
        taken = await stage.client.put(f"{at}/{other['id']}", json={"name": "Opted in", "rules": ""})
        assert taken.status_code == 409
        assert (await stage.client.delete(f"{at}/{kept['id']}")).status_code == 204
        assert [one["name"] for one in (await stage.client.get(at)).json()] == ["Utah"]
        assert (await stage.client.get(f"{API}/{made['id']}")).json()["segment"] == made["segment"]
        assert (await stage.client.post(API, json={**PLAN, "segment_id": kept["id"]})).status_code == 404


async def test_rules_that_nobody_can_read_are_kept_under_no_name_and_stay_in_the_editor() -> None:
    async with open_stage(NOON) as stage:
        form = {"merchant": MERCHANT.id, "rules": "nobody: knows", "keep_as": "Odd"}
        answer = await stage.client.post("/campaigns/segments/keep", data=form)
        assert "is not known" in words(answer.text) and 'id="kept"' in answer.text
        assert (await stage.client.get(f"/api/segments/{MERCHANT.id}")).json() == []
