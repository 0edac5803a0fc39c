"""Every text of ours and every draft that did not leave says why: which rules, on which facts, by which rulebook."""

import re
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from api.sample_world import DANA
from api.settings import Settings
from api.stage import Stage, open_stage
from conversation.role import Role
from conversation.user import User
from tests.api.pages import NOON, begin, page, press, thread
from tests.api.paper import part, words


@pytest.fixture
async def stage() -> AsyncIterator[Stage]:
    async with open_stage(NOON, settings=Settings(_env_file=None)) as opened:
        yield opened


async def whys(stage: Stage, conversation_id: str) -> list[str]:
    return re.findall(r'hx-get="(/conversations/[^"]+/why/[^"]+)"', await thread(stage, conversation_id))


async def test_each_of_our_texts_and_each_draft_that_did_not_leave_can_be_asked(stage: Stage) -> None:
    conversation = await begin(stage, "a real person please")
    await press(stage, f"/conversations/{conversation}/messages", body="Use code FREE90", take_over="true")
    asked = await whys(stage, conversation)
    shown = await stage.read(conversation)
    ours = [message.id for message in shown.messages if message.direction == "out"]
    assert [path.rpartition("/")[2] for path in asked] == [*ours, shown.attempts[-1].id]
    for path in asked:
        assert (await page(stage, path, **{"HX-Request": "true"})).status_code == 200


async def test_an_allowed_text_names_its_rules_facts_and_version(stage: Stage) -> None:
    conversation = await begin(stage)
    [path] = await whys(stage, conversation)
    said = words((await page(stage, path, HX_Request="true")).text)
    assert said.startswith("Allowed until ")
    assert "quiet_hours.federal" in said and "Twilio error 30517" in said and "primary" in said
    assert "open until 21:00" in said
    assert "Do not bind this kind of text: " in said and "consent.marketing" in said
    assert "Decided at Tue 24 Nov 2026, 12:30:00 MST" in said and "Local time there Tue 12:30 America/Denver" in said
    assert f"Rulebook {stage.twolane.house.rulebook.version}." in said


async def test_a_deferred_and_a_refused_draft_name_the_rule_in_its_own_words(stage: Stage) -> None:
    conversation = await begin(stage, "a real person please")
    await stage.take_over(DANA, conversation)
    await press(stage, f"/conversations/{conversation}/messages", body="Use code FREE90")
    await stage.advance(timedelta(hours=10))
    await press(stage, f"/conversations/{conversation}/messages", body="Good evening")
    refused, deferred = (await whys(stage, conversation))[-2:]
    said = words((await page(stage, refused, HX_Request="true")).text)
    assert said.startswith("Refused nothing backs the code")
    assert "No code, discount above the ceiling or link that the server did not grant" in said
    assert "Not reached: " in said and "FTC Act s. 5" in said
    said = words((await page(stage, deferred, HX_Request="true")).text)
    assert said.startswith("Deferred until Wed 08:00 it is outside 08:00-21:00 there")
    assert "47 CFR 64.1200(c)(1)" in said


async def test_without_javascript_it_is_a_page_of_its_own(stage: Stage) -> None:
    conversation = await begin(stage)
    [path] = await whys(stage, conversation)
    whole = (await page(stage, path)).text
    assert "<html" in whole and f'href="/conversations/{conversation}"' in whole
    assert "Allowed until" in part(whole, "why")


async def test_a_text_decided_by_another_rulebook_says_so(stage: Stage) -> None:
    conversation = await begin(stage)
    house = stage.twolane.house
    object.__setattr__(house, "rulebook", type(house.rulebook)("2027-01-01.1", house.rulebook.rules))
    [path] = await whys(stage, conversation)
    said = words((await page(stage, path, HX_Request="true")).text)
    assert "Decided under rulebook 20" in said and "the words here are those of 2027-01-01.1" in said
    verdict = (await stage.read(conversation)).messages[0].verdict
    assert verdict is not None and verdict.is_older


async def test_only_who_answers_for_the_merchant_may_ask_and_only_about_its_texts(stage: Stage) -> None:
    conversation = await begin(stage)
    [path] = await whys(stage, conversation)
    stranger = User("usr_eve", "Eve", {"mer_other": Role.AGENT})
    await stage.twolane.house.ledger.write(lambda books: books.save_user(stranger))
    assert (await page(stage, path, stranger)).status_code == 404
    assert (await page(stage, f"/conversations/{conversation}/why/msg_none")).status_code == 404


async def test_rest_tells_the_outcome_of_every_rule_and_quotes_the_rulebook(stage: Stage) -> None:
    conversation = await begin(stage)
    shown = await stage.read(conversation)
    verdict = shown.messages[0].verdict
    assert verdict is not None and not verdict.is_older
    outcomes = {rule.rule: rule.outcome for rule in verdict.rules}
    assert outcomes["consent.cart_reminders"] == "passed" and outcomes["consent.marketing"] == "not_binding"
    assert outcomes["quiet_hours.federal"] == "open"
    assert verdict.decided_by in outcomes
    assert verdict.facts["purpose"] == "reminder"
    quoted = {rule.id: rule for rule in shown.rulebook.rules}
    assert quoted.keys() == outcomes.keys() | {"quiet_hours.co"}
    assert quoted["consent.cart_reminders"].source == "Twilio error 30517"
    assert shown.rulebook.version == verdict.rulebook
