"""A stage whose merchant has P2P Cart Recovery, with a shopper who left a cart and may be texted."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

import httpx

from api.sample_world import DANA, MERCHANT, OMAR
from api.stage import Stage, open_stage
from conversation.act import OPERATOR
from conversation.acts import Doer
from conversation.ledger import Books
from conversation.merchant import RecoveryAddOn
from conversation.persona import Persona, Tone
from conversation.persona_setting import set_persona
from conversation.recovery_addon import set_up_recovery
from conversation.user import User
from tests.api.pages import NOON
from tools.sample_catalog import sample_catalog

SHOPPER = sample_catalog().shopper("noah_brown_6181")
WORDS = "The boots you picked are still here. May I help you with the size?"
WAIT = timedelta(minutes=12)
VOICE = Persona("Plain and kind.", tone=Tone(formal=-1))


@asynccontextmanager
async def open_recovery(*team: User) -> AsyncIterator[Stage]:
    """Let Noah leave a cart and twelve minutes pass: the AI's reminder is due in eighteen more."""
    async with open_stage(NOON) as stage:
        await switch(stage, *(team or (DANA, OMAR)))
        await stage.consent(SHOPPER)
        await stage.leave_cart(SHOPPER)
        await stage.advance(WAIT)
        yield stage


async def switch(stage: Stage, *team: User, is_on: bool = True) -> None:
    addon = RecoveryAddOn(is_on=is_on, team=tuple(user.id for user in team))
    doer, now = Doer(OPERATOR), stage.clock.now()

    def command(books: Books) -> None:
        set_up_recovery(books, MERCHANT.id, addon, doer, now)
        set_persona(books, MERCHANT.id, VOICE, doer, now)

    await stage.twolane.house.ledger.write(command)


async def ask(stage: Stage, method: str, path: str, user: User = DANA, **more: Any) -> httpx.Response:
    headers = {"X-Twolane-User": user.id} | more.pop("headers", {})
    return await stage.client.request(method, f"/api/recovery{path}", headers=headers, **more)


async def cart_id(stage: Stage) -> str:
    listed = await ask(stage, "GET", "/carts")
    assert listed.status_code == 200, listed.text
    (cart,) = listed.json()["items"]
    return str(cart["id"])
