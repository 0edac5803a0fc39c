"""The list as a page: what is new to whom, what a search finds, and what is done with a case."""

import re
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from api.sample_world import DANA, MERCHANT, OMAR
from api.searching import excerpt_of
from api.settings import Settings
from api.stage import Stage, open_stage
from conversation.agent_seat import PresenceState
from conversation.audit import AuditKeys
from conversation.case import Case
from conversation.erasing import Request, erase
from conversation.filter import Filter
from conversation.role import Role
from conversation.searching import Sought, sought
from conversation.user import User
from tests.api.pages import NOAH, NOON, begin, page, press
from tests.api.paper import part
from tools.sample_catalog import sample_catalog

ASKS = "a real person please"
EVE = User("usr_eve", "Eve", {MERCHANT.id: Role.AUDITOR})


@pytest.fixture
async def stage() -> AsyncIterator[Stage]:
    async with open_stage(NOON, settings=Settings(_env_file=None)) as opened:
        yield opened


async def items(stage: Stage, query: str = "show=all", user: User = DANA) -> str:
    return part((await page(stage, f"/conversations/list?{query}", user)).text, "items")


async def case_of(stage: Stage, conversation: str) -> Case:
    case = await stage.twolane.house.ledger.read(lambda books: books.open_case(MERCHANT.id, conversation))
    assert case is not None
    return case


async def act(stage: Stage, conversation: str, name: str, user: User = DANA, **form: str) -> tuple[int, str]:
    """Press a button of the case's bar; return the status and what the bar says then."""
    case = await case_of(stage, conversation)
    answer = await press(stage, f"/conversations/{conversation}/cases/{case.id}/{name}", user, **form)
    return answer.status_code, part(answer.text, "case") if 'class="case"' in answer.text else ""


async def test_what_a_shopper_writes_is_new_to_each_person_until_they_open_it(stage: Stage) -> None:
    conversation = await begin(stage, ASKS)
    assert "new" not in await items(stage), "the AI had dealt with it"
    await page(stage, f"/conversations/{conversation}")
    await stage.text(NOAH.phone, "hello?")
    await stage.settle()
    assert (await items(stage)).startswith("Noah B. new now")
    await page(stage, f"/conversations/{conversation}/thread")
    assert "new" in await items(stage), "a page in the background reads nothing"
    assert (await press(stage, f"/conversations/{conversation}/read")).status_code == 204
    assert "new" not in await items(stage)
    await stage.text(NOAH.phone, "anybody?")
    await page(stage, f"/conversations/{conversation}", OMAR)
    assert "new" in await items(stage)
    assert "new" not in await items(stage, user=OMAR)


async def test_a_search_finds_by_name_number_and_text_and_shows_where(stage: Stage) -> None:
    conversation = await begin(stage, "Does the GREEN one come with a rain cover?")
    for typed in ("noah", "brown noah", NOAH.phone, NOAH.phone[-4:], "rain cov", "green"):
        text = (await stage.client.get("/conversations/list", params={"q": typed})).text
        assert f"item-{conversation}" in text, typed
        assert part(text, "found").startswith("1 found")
    shown = (await stage.client.get("/conversations/list", params={"q": "rain cov"})).text
    assert re.findall(r"<mark>([^<]*)</mark>", shown) == ["rain", "cover"]
    none = (await stage.client.get("/conversations/list", params={"q": "zebra"})).text
    assert part(none, "found").startswith("Nothing found")
    assert "item-" not in none
    assert "99+" not in none and 'aria-current="true"' not in part(none, "tabs")


async def test_a_search_keeps_its_words_from_page_to_page_and_cannot_become_markup(stage: Stage) -> None:
    conversation = await begin(stage, "<b>rain</b>")
    whole = (await stage.client.get("/conversations", params={"q": '"><script>rain'})).text
    assert "<script>rain" not in whole
    shown = (await stage.client.get(f"/conversations/{conversation}", params={"q": "rain", "show": "closed"})).text
    assert f'href="/conversations/{conversation}?show=closed&amp;q=rain"' in shown
    assert 'name="q" value="rain"' in shown
    assert "<b><mark>" not in shown
    assert (await page(stage, f"/conversations?q={'x' * 201}")).status_code == 422


async def test_who_was_erased_is_not_found(stage: Stage) -> None:
    await begin(stage, "Does it come with a rain cover?")
    keys, now = AuditKeys(b"kept elsewhere"), stage.clock.now()
    await stage.twolane.house.ledger.write(
        lambda books: erase(books, MERCHANT.id, NOAH.phone, Request("case 1", "asked"), keys.token, now) and None
    )
    for typed in ("noah", NOAH.phone, "rain cover"):
        text = (await stage.client.get("/conversations/list", params={"q": typed})).text
        assert "item-" not in text, typed


@pytest.mark.parametrize("chosen", Filter)
async def test_an_empty_list_says_what_would_be_there(stage: Stage, chosen: Filter) -> None:
    text = (await page(stage, f"/conversations/list?show={chosen.value}")).text
    assert len(part(text, "nothing").split()) >= 4
    assert part(text, "tabs") == "Escalated 0 Mine 0 All 0 Snoozed 0 Closed 0"


async def test_a_case_is_claimed_once(stage: Stage) -> None:
    conversation = await begin(stage, ASKS)
    bar = part((await page(stage, f"/conversations/{conversation}", OMAR)).text, "case")
    assert bar.startswith("Case high priority reply in 15m Nobody has claimed it Claim Snooze")
    status, bar = await act(stage, conversation, "claim", OMAR)
    assert (status, "Yours" in bar, "Claim " in bar) == (200, True, False)
    assert (await act(stage, conversation, "claim"))[0] == 409
    assert "Claimed by Omar" in await items(stage)
    assert conversation in (await page(stage, "/conversations/list?show=mine", OMAR)).text
    assert (await stage.read(conversation)).control == "escalated", "claiming is not control"


async def test_a_lead_gives_a_case_to_somebody_else_and_an_agent_only_their_own(stage: Stage) -> None:
    conversation = await begin(stage, ASKS)
    assert (await act(stage, conversation, "reassign", person=OMAR.id))[0] == 200
    assert (await case_of(stage, conversation)).claimed_by == OMAR.id
    assert (await act(stage, conversation, "reassign", person=DANA.id))[0] == 200
    taken = await act(stage, conversation, "reassign", OMAR, person=OMAR.id)
    assert taken[0] == 403
    shown = part((await page(stage, f"/conversations/{conversation}", OMAR)).text, "case")
    assert "Claimed by Dana" in shown and "Assign" not in shown and "Snooze" not in shown


async def test_a_case_is_put_aside_until_a_moment_where_the_shopper_is(stage: Stage) -> None:
    conversation = await begin(stage, ASKS)
    for form in ({"until": "soon"}, {"until": NOON.isoformat()}, {"at": ""}):
        assert (await act(stage, conversation, "snooze", **form))[0] == 422
    status, bar = await act(stage, conversation, "snooze", at="2026-11-25T09:00")
    assert (status, "back Wed 09:00" in bar) == (200, True)
    until = (await case_of(stage, conversation)).snoozed_until
    assert until is not None and until.isoformat() == "2026-11-25T16:00:00+00:00"
    assert conversation not in (await page(stage, "/conversations/list?show=escalated")).text
    assert conversation in (await page(stage, "/conversations/list?show=snoozed")).text
    later = (NOON + timedelta(hours=3)).isoformat()
    assert (await act(stage, conversation, "snooze", until=later))[0] == 200
    assert "back 15:00" in await items(stage, "show=snoozed")


async def test_the_choices_of_a_return_are_to_come_and_none_twice(stage: Stage) -> None:
    conversation = await begin(stage, ASKS)
    text = (await page(stage, f"/conversations/{conversation}")).text
    returns = dict(re.findall(r'<button name="(?:until|minutes)" value="([^"]+)">([^<]+)<', text))
    assert list(returns.values()) == ["1 h", "3 h", "Tomorrow 09:00", "Monday 09:00"]
    assert list(returns)[1:3] == ["180", "2026-11-25T09:00:00-07:00"]
    assert (await act(stage, conversation, "snooze", minutes="180"))[0] == 200
    assert (await act(stage, conversation, "snooze", minutes="0"))[0] == 422
    assert "back 15:30" in await items(stage, "show=snoozed")
    await stage.advance(timedelta(days=5))
    text = (await page(stage, f"/conversations/{conversation}")).text
    assert len(re.findall('<button name="until"', text)) == 1, "tomorrow is Monday"


async def test_a_case_is_closed_with_its_outcome(stage: Stage) -> None:
    conversation = await begin(stage, ASKS)
    assert (await act(stage, conversation, "close", outcome="handed_back_by_magic"))[0] == 422
    case = await case_of(stage, conversation)
    status, bar = await act(stage, conversation, "close", outcome="answered", then="end", note="all well")
    assert (status, bar) == (200, "")
    assert (await stage.read(conversation)).control == "closed"
    closed = await stage.twolane.house.ledger.read(lambda books: books.case(MERCHANT.id, case.id))
    assert closed is not None and closed.outcome is not None and closed.outcome.value == "answered"
    assert "Closed" in await items(stage, "show=closed")


async def test_g_leads_to_the_most_urgent_that_nobody_else_has(stage: Stage) -> None:
    first = await begin(stage, ASKS)
    others = []
    for shopper, words in zip(sample_catalog().shoppers[4:6], ("I'm only 13 years old", ASKS), strict=True):
        stage.clock.advance(timedelta(minutes=1))
        await stage.text(shopper.phone, words)
        await stage.settle()
        found = await stage.conversation_of(shopper.phone)
        assert found is not None
        others.append(found.id)
    urgent, last = others

    async def leads_to(open_id: str, user: User = DANA) -> str:
        answer = await page(stage, f"/conversations/next?open={open_id}", user)
        assert answer.status_code == 303
        return answer.headers["location"].partition("?")[0].rpartition("/")[2]

    assert await leads_to("") == urgent
    assert await leads_to(urgent) == first
    await act(stage, first, "claim", OMAR)
    assert await leads_to(urgent) == last
    assert await leads_to(urgent, OMAR) == first
    await act(stage, last, "claim", OMAR)
    await act(stage, urgent, "claim", OMAR)
    assert await leads_to("") == "conversations"


async def test_who_only_reads_has_no_buttons_and_is_never_there(stage: Stage) -> None:
    await stage.twolane.house.ledger.write(lambda books: books.save_user(EVE))
    conversation = await begin(stage, ASKS)
    text = (await page(stage, f"/conversations/{conversation}", EVE)).text
    assert part(text, "case") == "Case high priority reply in 15m Nobody has claimed it"
    assert 'id="presence"' not in text
    assert (await press(stage, "/presence", EVE)).status_code == 403


async def test_a_heartbeat_repeats_what_was_said_while_it_holds(stage: Stage) -> None:
    async def state() -> PresenceState | None:
        said = await stage.twolane.house.ledger.read(lambda books: books.presence(DANA.id))
        return said.state if said is not None and said.is_fresh(stage.clock.now()) else None

    assert await state() is None
    assert part((await press(stage, "/presence")).text, "presence") == "Online"
    assert part((await press(stage, "/presence", state="away")).text, "presence") == "Away"
    stage.clock.advance(timedelta(seconds=60))
    assert part((await press(stage, "/presence")).text, "presence") == "Away"
    assert part((await page(stage, "/conversations")).text, "presence") == "Away"
    stage.clock.advance(timedelta(minutes=5))
    assert await state() is None
    assert part((await press(stage, "/presence")).text, "presence") == "Online"
    plain = await press(stage, "/presence", fragment=False, state="away", back="//elsewhere.example")
    assert (plain.status_code, plain.headers["location"]) == (303, "/conversations")


def test_an_excerpt_begins_before_the_first_word_that_was_sought() -> None:
    looked_for = sought("zoe cov")
    assert isinstance(looked_for, Sought)
    text = "a long beginning that nobody needs to read, then Zoë and a\nrain cover. " + "x" * 200
    excerpt = excerpt_of(text, looked_for)
    assert [words for words, marked in excerpt if marked] == ["Zoë", "cover"]
    whole = "".join(words for words, _ in excerpt)
    assert whole.startswith("…nobody needs to read, then Zoë and a rain cover.") and whole.endswith("x…")
    assert len(whole) <= 122
