"""Conversations as a page: who has control, who wrote what, what did not leave, and that words stay words."""

import re
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta

import pytest

from api.sample_world import DANA, MERCHANT, OMAR
from api.settings import Settings
from api.stage import Stage, open_stage
from conversation.audit import AuditKeys
from conversation.erasing import Request, erase
from tests.api.pages import NOAH, NOON, begin, page, press, thread
from tests.api.paper import entries, part
from tools.sample_catalog import sample_catalog

HOSTILE = "<script>alert(1)</script> <img src=x onerror=alert(2)> {{ 7 * 7 }} & \"quoted\" 'too'"


@pytest.fixture
async def stage() -> AsyncIterator[Stage]:
    async with open_stage(NOON, settings=Settings(_env_file=None)) as opened:
        yield opened


async def test_every_text_says_who_wrote_it_its_label_verdict_rulebook_delivery_and_prompt(stage: Stage) -> None:
    shown = entries(await thread(stage, await begin(stage)))
    assert shown[0] == "divider: A2P, AI"
    rulebook = stage.twolane.house.rulebook.version
    assert re.search(rf"A2P AI ok {re.escape(rulebook)} delivered [0-9a-f]{{8}} 12:30", shown[1])


async def test_words_that_the_framework_added_are_set_apart(stage: Stage) -> None:
    text = await thread(stage, await begin(stage))
    added = re.findall(r'<span class="added"[^>]*>([^<]*)</span>', text)
    assert added == ["Tidewater&#39;s automated assistant here:", "Reply STOP to opt out."]


async def test_dividers_stand_where_control_and_label_changed(stage: Stage) -> None:
    conversation = await begin(stage, "a real person please")
    await stage.reply(DANA, conversation, "Hello Noah, what can I do?", take_over=True)
    await stage.hand_back(DANA, conversation)
    await stage.text(NOAH.phone, "is shipping free?")
    await stage.settle()
    shown = [entry.partition(" ok ")[0] for entry in entries(await thread(stage, conversation))]
    kinds = [entry if entry.startswith("divider") else entry.split()[1].rstrip(":") for entry in shown]
    assert kinds == [
        "divider: A2P, AI",
        "out",
        "in",
        "divider: A person is needed, 12:30: asks for a person. The AI is silent",
        "out",
        "divider: Dana took control 12:30: P2P with the first reply",
        "out",
        "divider: P2P exchange, Dana",
        "divider: A2P, AI, handed back by Dana 12:30",
        "in",
        "out",
    ]
    assert shown[6].endswith("Dana here, a person at Tidewater: Hello Noah, what can I do? P2P Dana")


async def test_the_banner_says_who_has_control_to_each_who_looks(stage: Stage) -> None:
    conversation = await begin(stage)
    path = f"/conversations/{conversation}"
    assert part((await page(stage, path)).text, "control").startswith("AI has control")
    await stage.text(NOAH.phone, "a real person please")
    await stage.settle()
    assert part((await page(stage, path)).text, "control").startswith("Nobody has control Asks for a person, just now.")
    await stage.take_over(OMAR, conversation)
    assert part((await page(stage, path, OMAR)).text, "control").startswith("You have control")
    others = (await page(stage, path, DANA)).text
    assert part(others, "control").startswith("Omar has control")
    assert "Omar has control. Only they can text" in part(others, "composer-state")
    assert "disabled" in others[others.index('id="words"') :].partition(">")[0]


async def test_a_refused_draft_is_shown_where_it_was_tried_with_its_rule(stage: Stage) -> None:
    conversation = await begin(stage, "a real person please")
    answer = await press(
        stage, f"/conversations/{conversation}/messages", body="Use code FREE90", take_over="true", key="k"
    )
    assert answer.status_code == 422
    last = entries(await thread(stage, conversation))[-1]
    assert last.startswith("attempt: Use code FREE90 Refused Dana claims.hard")
    assert "nothing backs the code" in last


async def test_a_deferred_draft_says_until_when_and_goes_once_it_has_left(stage: Stage) -> None:
    conversation = await begin(stage, "a real person please")
    await stage.take_over(DANA, conversation)
    await stage.advance(timedelta(hours=10))
    answer = await press(stage, f"/conversations/{conversation}/messages", body="Good evening")
    assert answer.status_code == 202
    last = entries(answer.text)[-1]
    assert last.startswith("attempt: Good evening Deferred Dana quiet_hours.federal")
    assert "deferred to Wed 08:00" in last
    await stage.advance(timedelta(hours=10))
    shown = entries(await thread(stage, conversation))
    assert not any(entry.startswith("attempt") for entry in shown)
    assert "Good evening" in shown[-2]


async def test_an_opt_out_is_said_in_banner_thread_list_and_brief(stage: Stage) -> None:
    conversation = await begin(stage, "stop texting me")
    whole = (await page(stage, f"/conversations/{conversation}")).text
    assert part(whole, "stopped").startswith("Opted out 12:30: “stop texting me”")
    assert "divider: Opted out 12:30: no further texts" in entries(whole)
    assert "Opted out" in part(whole, "list")
    assert "Consent opted out 12:30" in part(whole, "brief")


async def test_a_shoppers_words_and_name_can_never_become_markup(stage: Stage) -> None:
    conversation = await begin(stage, HOSTILE, "a real person please")
    await press(stage, f"/conversations/{conversation}/messages", body=HOSTILE + " code FREE90", take_over="true")
    pages = [f"/conversations/{conversation}", "/conversations", f"/conversations/{conversation}/thread", "/demo"]
    for path in [*pages, f"/phone/{NOAH.phone}", "/conversations/list"]:
        text = (await page(stage, path)).text
        assert "<script>alert" not in text, path
        assert "<img" not in text, path
    shown = entries(await thread(stage, conversation))
    assert f"bubble in: {HOSTILE} Noah 12:30" in shown


async def test_pages_load_nothing_from_elsewhere_and_forbid_it(stage: Stage) -> None:
    conversation = await begin(stage)
    for path in ("/demo", "/conversations", f"/conversations/{conversation}", f"/phone/{NOAH.phone}"):
        answer = await page(stage, path)
        policy = answer.headers["content-security-policy"]
        assert "default-src 'self'" in policy and "unsafe" not in policy
        assert answer.headers["cache-control"] == "no-store"
        assert not re.search(r'(?:src|href|action)="(?:https?:)?//', answer.text)
        assert not re.search(r"<script(?![^>]*src=)|<style|\sstyle=|\son\w+=", answer.text)
        for address in re.findall(r'(?:src|href)="(/static/[^"]+)"', answer.text):
            assert (await stage.client.get(address)).status_code == 200


async def test_the_list_puts_whom_somebody_must_answer_first(stage: Stage) -> None:
    await begin(stage, "a real person please")
    for shopper in sample_catalog().shoppers[4:6]:
        stage.clock.advance(timedelta(minutes=5))
        await stage.text(shopper.phone, "hello")
        await stage.settle()
    shown = part((await page(stage, "/conversations/list")).text, "items")
    assert shown.startswith("Noah B. 10m asks for a person Needs a person")
    tabs = part((await page(stage, "/conversations/list")).text, "tabs")
    assert tabs == "Escalated 1 Mine 0 All 3 Snoozed 0 Closed 0"


async def test_filters_list_only_what_they_name(stage: Stage) -> None:
    conversation = await begin(stage, "a real person please")
    await stage.take_over(DANA, conversation)
    for show, user, there in (
        ("mine", DANA, True),
        ("mine", OMAR, False),
        ("escalated", DANA, False),
        ("closed", DANA, False),
    ):
        text = (await page(stage, f"/conversations/list?show={show}", user)).text
        assert (conversation in text) is there, show


async def test_a_long_list_goes_on_at_older(stage: Stage) -> None:
    for number in range(42):
        await stage.text(f"+1303555{2000 + number}", "hello")
        stage.clock.advance(timedelta(seconds=1))
    first = (await page(stage, "/conversations")).text
    older = re.search(r'href="(/conversations\?show=all&amp;after=[^"]+)"', first)
    assert older and first.count('id="item-') == 40
    rest = (await page(stage, older[1].replace("&amp;", "&"))).text
    assert rest.count('id="item-') == 2 and "Older" not in rest


async def test_an_unknown_conversation_is_a_page_that_says_so(stage: Stage) -> None:
    answer = await page(stage, "/conversations/cvn_none")
    assert answer.status_code == 404
    assert answer.headers["content-type"].startswith("text/html")
    assert "no conversation" in answer.text.lower()
    assert (await page(stage, "/conversations?show=everything")).status_code == 422
    assert (await page(stage, "/conversations/list?after=x", HX_Request="true")).status_code == 422


async def test_a_cancelled_text_is_shown_as_never_left(stage: Stage) -> None:
    conversation = await begin(stage)
    waiting = replace(
        stage.twolane.worker.turns.sender, name=None
    )  # takes nothing, as where a text waits behind another
    turns = replace(stage.twolane.worker.turns, sender=waiting)
    await stage.text(NOAH.phone, "is shipping free?")
    leases = await stage.twolane.worker._claim()
    for lease in leases:
        await turns.run(lease)
    await stage.take_over(DANA, conversation)
    shown = entries(await thread(stage, conversation))
    assert any("cancelled, never left (Dana took control)" in entry for entry in shown)


async def test_an_erased_shopper_leaves_a_thread_that_says_so_and_no_words(stage: Stage) -> None:
    conversation = await begin(stage, "I am at 12 Elm Street")
    clock, request = stage.twolane.house.clock, Request("case 77", "asked to be forgotten")
    token = AuditKeys(b"x").token
    await stage.twolane.house.ledger.write(
        lambda books: erase(books, MERCHANT.id, NOAH.phone, request, token, clock.now())
    )
    shown = await thread(stage, conversation)
    assert "by request of case 77: asked to be forgotten" in shown
    assert "erased" in shown and "Elm Street" not in shown and "Tidewater&#39;s automated" not in shown
    whole = (await page(stage, f"/conversations/{conversation}")).text
    assert "This shopper was erased." in whole and NOAH.phone not in whole and "Noah" not in whole


@pytest.mark.parametrize("path", ["/nowhere", "/conversations/cvn_none/nowhere"])
async def test_an_address_that_leads_nowhere_is_a_page_for_people_and_a_few_words_for_programs(
    stage: Stage, path: str
) -> None:
    shown = await page(stage, path, accept="text/html,*/*")
    assert shown.status_code == 404
    assert "There is no such page" in shown.text and 'href="/conversations"' in shown.text
    assert (await page(stage, path)).json() == {"detail": "Not Found"}
    assert (await page(stage, f"/api{path}", accept="text/html")).json() == {"detail": "Not Found"}


async def test_a_page_that_is_refused_writes_names_as_they_are_written(stage: Stage) -> None:
    shown = await page(stage, f"/settings/keys?merchant={MERCHANT.id}", OMAR)
    assert shown.status_code == 403
    assert "Omar may not make and revoke API keys" in part(shown.text, "single")


async def test_whoever_has_not_been_texted_has_no_label_in_the_list(stage: Stage) -> None:
    await stage.consent(NOAH)
    await stage.leave_cart(NOAH)
    row = part((await page(stage, "/conversations?show=all")).text, "item")
    assert "no texts yet" in row and "A2P" not in row
    await stage.advance(timedelta(minutes=30))
    assert "A2P AI" in part((await page(stage, "/conversations?show=all")).text, "item")


async def test_words_that_never_left_become_no_fact(stage: Stage) -> None:
    conversation = await begin(stage, "a real person please")
    await press(
        stage, f"/conversations/{conversation}/messages", body="Hi Noah, it is waterproof.", take_over="true", key="k1"
    )
    waiting = await thread(stage, conversation)
    assert "Save as fact" in waiting
    [message] = [one.id for one in (await stage.read(conversation)).messages if one.author == "human"]
    await press(stage, f"/conversations/{conversation}/messages/{message}/undo")
    assert "Save as fact" not in await thread(stage, conversation)
