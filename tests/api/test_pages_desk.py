"""The desk's buttons: the same functions as REST, answered as a page, with and without JavaScript."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from api.sample_world import DANA, OMAR
from api.settings import Settings
from api.stage import Stage, network_of, open_stage
from channels.simulator_phones import Direction
from conversation.sending import UNDO
from tests.api.pages import FRAGMENT, NOAH, NOON, begin, page, press
from tests.api.paper import entries, fields, part, status_of


@pytest.fixture
async def stage() -> AsyncIterator[Stage]:
    async with open_stage(NOON, settings=Settings(_env_file=None)) as opened:
        yield opened


def received(stage: Stage) -> list[str]:
    texts = network_of(stage.twolane).phone(NOAH.phone)
    return [text.body for text in texts if text.direction is Direction.TO_PHONE]


async def test_take_over_reply_and_hand_back_by_pressing_buttons(stage: Stage) -> None:
    conversation = await begin(stage, "a real person please")
    path = f"/conversations/{conversation}"
    taken = await press(stage, f"{path}/takeover", epoch=fields((await page(stage, path)).text)["epoch"])
    assert taken.status_code == 200
    assert part(taken.text, "banner").count("You have control") == 1
    sent = await press(stage, f"{path}/messages", body="Hello Noah, I am reading this myself.")
    await stage.advance(UNDO)
    assert sent.status_code == 200
    assert entries(sent.text)[-1] == "divider: P2P exchange, Dana"
    assert received(stage)[-1] == "Dana here, a person at Tidewater: Hello Noah, I am reading this myself."
    back = await press(stage, f"{path}/handback")
    assert "AI has control" in part(back.text, "banner")


async def test_without_javascript_a_press_leads_back_to_the_page(stage: Stage) -> None:
    conversation = await begin(stage, "hi")
    path = f"/conversations/{conversation}"
    for change, form in (("takeover", {}), ("messages", {"body": "Hello Noah."}), ("handback", {"back": "/demo"})):
        answer = await press(stage, f"{path}/{change}", fragment=False, **form)
        assert answer.status_code == 303
        assert answer.headers["location"] == form.get("back", path)


@pytest.mark.parametrize("back", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)"])
async def test_a_form_never_leads_to_another_site(stage: Stage, back: str) -> None:
    conversation = await begin(stage)
    answer = await press(stage, f"/conversations/{conversation}/takeover", fragment=False, back=back)
    assert answer.headers["location"] == f"/conversations/{conversation}"


@pytest.mark.parametrize("fragment", [True, False])
async def test_who_lost_the_race_reads_that_somebody_else_has_control(stage: Stage, fragment: bool) -> None:
    conversation = await begin(stage)
    await stage.take_over(OMAR, conversation)
    answer = await press(stage, f"/conversations/{conversation}/takeover", fragment=fragment)
    assert status_of(answer) == (409, "another person has control")
    assert ("<html" in answer.text) is not fragment


async def test_a_takeover_of_a_page_that_is_out_of_date_is_refused(stage: Stage) -> None:
    conversation = await begin(stage)
    epoch = fields((await page(stage, f"/conversations/{conversation}")).text)["epoch"]
    await stage.text(NOAH.phone, "a real person please")
    await stage.settle()
    answer = await press(stage, f"/conversations/{conversation}/takeover", epoch=epoch)
    assert answer.status_code == 409
    assert "control changed" in answer.text


async def test_a_text_that_lost_the_race_stays_in_the_box(stage: Stage) -> None:
    conversation = await begin(stage)
    await stage.take_over(OMAR, conversation)
    answer = await press(
        stage, f"/conversations/{conversation}/messages", fragment=False, body="My words", take_over="true"
    )
    assert answer.status_code == 409
    assert ">My words</textarea>" in answer.text


async def test_an_empty_text_is_refused_with_the_remedy(stage: Stage) -> None:
    conversation = await begin(stage)
    answer = await press(stage, f"/conversations/{conversation}/messages", body="  ", take_over="true")
    assert answer.status_code == 422
    assert "write something" in answer.text


async def test_a_refused_text_stays_in_the_box_and_the_notice_names_the_rule(stage: Stage) -> None:
    conversation = await begin(stage, "hi")
    answer = await press(stage, f"/conversations/{conversation}/messages", body="Use code FREE90", take_over="true")
    status, notice = status_of(answer)
    assert (status, "(claims.hard)" in notice) == (422, True)
    assert ">Use code FREE90</textarea>" in answer.text


async def test_a_doubled_click_sends_one_text(stage: Stage) -> None:
    conversation = await begin(stage, "hi")
    await stage.take_over(DANA, conversation)
    form = fields((await page(stage, f"/conversations/{conversation}")).text) | {"body": "Only once, please."}
    answers = [await press(stage, f"/conversations/{conversation}/messages", **form) for _ in range(2)]
    await stage.advance(UNDO)
    assert [answer.status_code for answer in answers] == [200, 200]
    assert [text for text in received(stage) if "Only once" in text] == [
        "Dana here, a person at Tidewater: Only once, please."
    ]


async def test_the_box_tells_what_send_would_do_and_writes_nothing(stage: Stage) -> None:
    conversation = await begin(stage, "hi")
    path = f"/conversations/{conversation}/preview"
    before = await stage.events(conversation)

    async def told(body: str, **form: str) -> str:
        answer = await stage.client.post(path, data={"body": body} | form, headers=FRAGMENT)
        assert answer.status_code == 200
        return part(answer.text, "outlook")

    assert await told("Hello there") == "Send: leaves now P2P 1 segment, $0.0083 allowed until 21:00"
    assert await told("") == "Send: leaves now P2P allowed until 21:00"
    assert await told("x" * 150) == "Send: leaves now P2P 2 segments, $0.0166 allowed until 21:00"
    assert "UCS-2" in await told("Hello 🙂")
    assert (await told("Use code FREE90")).startswith(
        "Send: refused 1 segment, $0.0083 nothing backs the code 'FREE90'"
    )
    await stage.advance(timedelta(hours=9))
    assert (await told("Good evening")).startswith("Send: deferred to Wed 08:00")
    assert await stage.events(conversation) == before


async def test_after_stop_the_box_says_refused(stage: Stage) -> None:
    conversation = await begin(stage, "stop texting me")
    answer = await stage.client.post(f"/conversations/{conversation}/preview", data={"body": "Wait!"})
    assert part(answer.text, "outlook").startswith("Send: refused")
    assert "opt_out.nothing_after" in answer.text
    assert 'class="outlook tone-opted-out"' in answer.text


async def test_what_send_would_do_is_what_send_does(stage: Stage) -> None:
    """The preview and the exit agree on verdict, rule and added words, under every control."""
    conversation = await begin(stage, "a real person please")
    preview = await stage.client.post(f"/conversations/{conversation}/preview", data={"body": "Hello Noah."})
    assert "“Dana here, a person at Tidewater:” in front" in preview.text.replace("&#39;", "'")
    sent = await press(stage, f"/conversations/{conversation}/messages", body="Hello Noah.", take_over="true")
    assert "Dana here, a person at Tidewater: Hello Noah." in entries(sent.text)[-2]


async def test_a_fact_that_nothing_backs_may_be_answered_for(stage: Stage) -> None:
    conversation = await begin(stage, "is it waterproof?")
    path, body = f"/conversations/{conversation}", "It ships for $3.95 tomorrow."
    asked = await stage.client.post(f"{path}/preview", data={"body": body})
    assert 'name="confirmed_unbacked"' in asked.text, asked.text
    assert "checked" not in asked.text.partition('name="confirmed_unbacked"')[2].partition(">")[0]
    sure = await stage.client.post(f"{path}/preview", data={"body": body, "confirmed_unbacked": "true"})
    assert part(sure.text, "outlook").startswith("Send: leaves now")
    sent = await press(stage, f"{path}/messages", body=body, take_over="true", confirmed_unbacked="true")
    assert sent.status_code == 200


async def test_composed_and_sent_are_two_moments_in_the_proof(stage: Stage) -> None:
    conversation = await begin(stage, "hi")
    answer = await stage.client.post(f"/conversations/{conversation}/preview", data={"body": "Hello Noah."})
    composed = answer.text.partition('name="composed_at" value="')[2].partition('"')[0]
    stage.clock.advance(timedelta(seconds=20))
    sent = await press(
        stage, f"/conversations/{conversation}/messages", body="Hello Noah.", take_over="true", composed_at=composed
    )
    proof = entries(sent.text)[-2]
    assert "Composed Tue 24 Nov 2026, 12:30:00 MST (Denver)" in proof
    assert "Send pressed Tue 24 Nov 2026, 12:30:20 MST (Denver)" in proof
    assert "Written by Dana (usr_dana)" in proof


@pytest.mark.parametrize("path", ["takeover", "messages", "handback", "preview"])
async def test_presses_from_another_site_are_forbidden(stage: Stage, path: str) -> None:
    conversation = await begin(stage)
    answer = await stage.client.post(
        f"/conversations/{conversation}/{path}", data={"body": "x"}, headers={"Origin": "https://evil.example"}
    )
    assert answer.status_code == 403


async def test_one_may_work_as_another_person(stage: Stage) -> None:
    answer = await press(stage, "/person", fragment=False, person=OMAR.id, back="/conversations")
    assert answer.status_code == 303
    cookie = answer.headers["set-cookie"]
    assert f"twolane_person={OMAR.id}" in cookie and "HttpOnly" in cookie and "SameSite=strict" in cookie
    assert (await press(stage, "/person", person="usr_nobody")).status_code == 404
    assert f'value="{OMAR.id}" selected' in (await page(stage, "/conversations", OMAR)).text
    assert f'value="{DANA.id}" selected' in (await page(stage, "/conversations")).text


async def test_a_notice_goes_with_the_next_press_and_not_with_a_refresh(stage: Stage) -> None:
    conversation = await begin(stage, "hi")
    await press(stage, f"/conversations/{conversation}/takeover", epoch="99")
    assert 'id="notice"' not in (await page(stage, f"/conversations/{conversation}/thread")).text
    assert part((await press(stage, f"/conversations/{conversation}/takeover")).text, "notice") == ""
