"""Pages over a stage: Noah's conversation, and people who press buttons."""

from datetime import UTC, datetime, timedelta

import httpx

from api.sample_world import DANA
from api.session import PERSON
from api.stage import Stage
from conversation.user import User
from tools.sample_catalog import sample_catalog

NOON = datetime(2026, 11, 24, 19, 0, tzinfo=UTC)
"""A Tuesday. Where Noah lives it is 12:00, and the window closes at 21:00."""
NOAH = sample_catalog().shopper("noah_brown_6181")
FRAGMENT = {"HX-Request": "true"}


async def begin(stage: Stage, *texts: str) -> str:
    """Noah consented, left a cart, was reminded, and texted."""
    await stage.consent(NOAH)
    await stage.leave_cart(NOAH)
    await stage.advance(timedelta(minutes=30))
    for text in texts:
        await stage.text(NOAH.phone, text)
        await stage.settle()
    conversation = await stage.conversation_of(NOAH.phone)
    assert conversation is not None
    return conversation.id


async def page(stage: Stage, path: str, user: User = DANA, **headers: str) -> httpx.Response:
    """Open a page as `user`."""
    return await stage.client.get(path, headers=_as(user) | _headers(headers))


async def press(stage: Stage, path: str, user: User = DANA, fragment: bool = True, **form: str) -> httpx.Response:
    """Press a button: by htmx, or as a browser without JavaScript does."""
    headers = _as(user) | (FRAGMENT if fragment else {})
    return await stage.client.post(path, data=form, headers=headers)


async def thread(stage: Stage, conversation_id: str, user: User = DANA) -> str:
    """Read the thread's fragment."""
    answer = await page(stage, f"/conversations/{conversation_id}/thread", user)
    assert answer.status_code == 200
    return answer.text


def _as(user: User) -> dict[str, str]:
    return {"Cookie": f"{PERSON}={user.id}"}


def _headers(named: dict[str, str]) -> dict[str, str]:
    return {name.replace("_", "-"): value for name, value in named.items()}
