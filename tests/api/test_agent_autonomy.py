"""What the AI may do is chosen in the page and over REST alike, in the shop's hours, below the operator's ceiling."""

from collections.abc import AsyncIterator
from html import unescape
from re import findall

import pytest

from api.sample_world import DANA, MERCHANT, OMAR
from api.stage import Stage
from api.switching import set_ceiling
from conversation.autonomy import Autonomy, AutonomyPolicy, AutonomyWindow, Flow
from tests.api.desk import Browser, open_desk
from tests.api.paper import words

HERE = {"merchant": MERCHANT.id}
NIGHT = {"mode": "auto", "begins": "18:00", "ends": "08:00", "days": ["4", "5"], "flows": ["reply"]}


@pytest.fixture
async def stage() -> AsyncIterator[Stage]:
    async with open_desk() as opened:
        yield opened


async def policy(stage: Stage) -> AutonomyPolicy:
    merchant = await stage.twolane.house.ledger.read(lambda books: books.merchant(MERCHANT.id))
    assert merchant is not None
    return merchant.settings.autonomy


async def test_hours_are_added_and_removed_in_the_page_and_what_holds_now_is_said(stage: Stage) -> None:
    async with Browser.at(stage) as dana:
        await dana.log_in()
        saved = await dana.post("/agent/autonomy", HERE | {"default": "suggest", "suggestion_hours": "2"})
        assert "Now, Tue 14:00 in New York: replies suggest, cart reminders suggest." in words(saved.text)
        added = await dana.post("/agent/autonomy/windows", HERE | NIGHT)
        assert "Auto for replies, Fri, Sat 18:00 to 08:00 the next day" in words(added.text)
        night = AutonomyWindow(Autonomy.AUTO, "18:00", "08:00", (4, 5), (Flow.REPLY,))
        assert await policy(stage) == AutonomyPolicy(Autonomy.SUGGEST, (night,), suggestion_hours=2)
        day = {"mode": "off", "begins": "08:00", "ends": "18:00", "days": [*"0123456"], "flows": ["reply", "reminder"]}
        shown = await dana.post("/agent/autonomy/windows", HERE | day)
        assert "Now, Tue 14:00 in New York: replies off, cart reminders off." in words(shown.text)
        marks = [unescape(mark) for mark in findall(r'name="window" value="([^"]+)"', shown.text)]
        gone = await dana.post("/agent/autonomy/windows/remove", HERE | {"window": marks[0]})
        assert "replies suggest" in words(gone.text)
        again = await dana.post("/agent/autonomy/windows/remove", HERE | {"window": marks[0]})
        assert (again.status_code, (await policy(stage)).windows) == (409, (night,))


@pytest.mark.parametrize(
    ("path", "change", "field"),
    [
        ("/windows", {"begins": "6pm"}, "6pm"),
        ("/windows", {"days": []}, "no day"),
        ("", {"default": "auto", "suggestion_hours": "99"}, "99"),
    ],
)
async def test_what_cannot_be_kept_changes_nothing(
    stage: Stage, path: str, change: dict[str, object], field: str
) -> None:
    async with Browser.at(stage) as dana:
        await dana.log_in()
        before = await policy(stage)
        answer = await dana.post(f"/agent/autonomy{path}", HERE | NIGHT | change)
        assert (answer.status_code, await policy(stage)) == (422, before)
        assert field in words(answer.text)


async def test_rest_says_the_same_and_the_operators_ceiling_stays(stage: Stage) -> None:
    path = f"/api/merchants/{MERCHANT.id}/autonomy"
    await stage.twolane.house.ledger.write(lambda books: set_ceiling(books, Autonomy.SUGGEST, "", stage.clock.now()))
    window = {"mode": "off", "begins": "09:00", "ends": "17:00", "days": [1], "flows": ["reminder"]}
    kept = await stage.client.put(
        path, json={"default": "auto", "windows": [window]}, headers={"X-Twolane-User": DANA.id}
    )
    assert kept.status_code == 200, kept.text
    shown = (await stage.client.get(path, headers={"X-Twolane-User": DANA.id})).json()
    assert shown == kept.json()
    assert (shown["default"], shown["ceiling"], shown["windows"]) == ("auto", "suggest", [window])
    assert shown["now"] == {"reply": "suggest", "reminder": "off"}
    assert (await stage.client.get(path, headers={"X-Twolane-User": OMAR.id})).status_code == 403
    wrong = await stage.client.put(path, json={"default": "loud"}, headers={"X-Twolane-User": DANA.id})
    assert (wrong.status_code, wrong.json()["field"]) == (422, "body.default")
