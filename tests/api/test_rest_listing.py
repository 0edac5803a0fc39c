"""Lists and searches over REST: the page's filters, what was typed, and one page where the order is not by time."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from api.sample_world import DANA, OMAR
from api.settings import Settings
from api.stage import Stage, open_stage
from conversation.role import Role
from conversation.user import User
from tests.api.pages import NOON
from tools.sample_catalog import sample_catalog

NOAH, IVAN, MEI = sample_catalog().shoppers[:3]
EVE = User("usr_eve", "Eve", {"mer_other": Role.LEAD})


@pytest.fixture
async def stage() -> AsyncIterator[Stage]:
    """One shopper asks for a person, one speaks of wool, one says hello."""
    async with open_stage(NOON, settings=Settings(_env_file=None)) as opened:
        await opened.consent(IVAN)
        await opened.leave_cart(IVAN)
        for shopper, words in ((MEI, "hello there"), (IVAN, "hello, a Merino fan"), (NOAH, "a real person please")):
            opened.clock.advance(timedelta(seconds=1))
            await opened.text(shopper.phone, words)
            await opened.settle()
        await opened.twolane.house.ledger.write(lambda books: books.save_user(EVE))
        yield opened


async def listed(stage: Stage, user: User = DANA, **asked: object) -> list[str]:
    answer = await stage.client.get("/api/conversations", params=asked, headers={"X-Twolane-User": user.id})
    assert answer.status_code == 200, answer.text
    assert answer.json()["next"] is None
    return [one["contact"]["phone"] for one in answer.json()["items"]]


async def test_a_search_finds_by_name_number_and_text_and_says_where(stage: Stage) -> None:
    assert await listed(stage, q=IVAN.first_name) == [IVAN.phone]
    assert await listed(stage, q=MEI.phone[-7:]) == [MEI.phone]
    assert await listed(stage, q="person real") == [NOAH.phone]
    assert await listed(stage, q="person fan") == [], "all words must be in one text"
    answer = await stage.client.get("/api/conversations?q=merin", headers={"X-Twolane-User": DANA.id})
    assert [one["excerpt"] for one in answer.json()["items"]] == ["hello, a Merino fan"]
    assert await listed(stage, EVE, q="merino") == [] == await listed(stage, EVE, show="all"), "not her merchant's"


async def test_the_pages_filters_hold_for_lists_and_for_searches(stage: Stage) -> None:
    assert await listed(stage, show="escalated") == [NOAH.phone]
    assert await listed(stage, show="all", limit=10) == [NOAH.phone, IVAN.phone, MEI.phone]
    assert await listed(stage, show="closed") == []
    talk = await stage.conversation_of(IVAN.phone)
    assert talk is not None
    await stage.client.post(f"/api/conversations/{talk.id}/takeover", headers={"X-Twolane-User": OMAR.id})
    assert await listed(stage, OMAR, show="mine") == [IVAN.phone] == await listed(stage, OMAR, mine=True)
    assert await listed(stage, OMAR, q="person", show="mine") == []
    assert await listed(stage, OMAR, q="fan", mine=True) == [IVAN.phone]
    assert await listed(stage, q="fan", control="ai") == []
    assert await listed(stage, q="fan", control="human") == [IVAN.phone]


async def test_what_cannot_be_listed_names_the_field(stage: Stage) -> None:
    wrong = {
        "show=all&mine=true": "show",
        "show=escalated&control=human": "show",
        "q=fan&after=MTc5NjE0NjAwMDAwMHxjdm5fMQ": "after",
        "show=snoozed&after=MTc5NjE0NjAwMDAwMHxjdm5fMQ": "after",
        "show=waiting": "show",
        "q=" + "x" * 201: "q",
    }
    for asked, field in wrong.items():
        answer = await stage.client.get(f"/api/conversations?{asked}", headers={"X-Twolane-User": DANA.id})
        assert answer.status_code == 422
        assert answer.json()["field"].removeprefix("query.") == field
