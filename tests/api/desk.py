"""A house that is not a demo, and browsers in which people log in."""

import re
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

import httpx
from argon2 import PasswordHasher
from pydantic import SecretStr

from api.app import create_app
from api.passwords import Passwords
from api.sample_world import DANA, OMAR
from api.settings import Settings
from api.stage import Stage, open_stage
from conversation.ledger import Books
from conversation.password import Password
from tests.api.pages import NOON

HOST = "https://desk.tidewater.example"
KEY = "the operator's own key"
PASSWORD = "seven lanes lead to the sea"
DANAS, OMARS = "dana@tidewater.example", "omar@tidewater.example"


def quick_passwords(memory: int = 8) -> Passwords:
    """Argon2id as ever, but as cheap as it gets (KiB)."""
    return Passwords(PasswordHasher(time_cost=1, memory_cost=memory, parallelism=1))


@asynccontextmanager
async def open_desk(settings: Settings | None = None) -> AsyncIterator[Stage]:
    """Open a stage whose people have passwords. The stage itself goes on as a demo; browsers do not see one."""
    async with open_stage(NOON, settings=settings or Settings(_env_file=None)) as stage:
        passwords = quick_passwords()
        hash = await passwords.hash(PASSWORD)

        def command(books: Books) -> None:
            for user, email in ((DANA, DANAS), (OMAR, OMARS)):
                books.save_user(replace(user, email=email))
                books.save_password(Password(user.id, hash, NOON))

        await stage.twolane.house.ledger.write(command)
        object.__setattr__(stage.twolane.house, "passwords", passwords)
        yield stage


class Browser:
    """Keeps cookies, says where its pages are from, and sends the token of the page it last saw."""

    def __init__(self, client: httpx.AsyncClient) -> None:
        self.client = client
        self._token = ""

    @classmethod
    @asynccontextmanager
    async def at(cls, stage: Stage, host: str = HOST) -> "AsyncIterator[Browser]":
        changed = {"demo": False, "api_key": SecretStr(KEY), "public_url": host}
        house = replace(stage.twolane.house, settings=stage.twolane.house.settings.model_copy(update=changed))
        transport = httpx.ASGITransport(create_app(house))
        async with httpx.AsyncClient(transport=transport, base_url=host, headers={"Origin": host}) as client:
            yield cls(client)

    async def log_in(self, email: str = DANAS, password: str = PASSWORD, next: str = "/") -> httpx.Response:
        answer = await self.client.post("/login", data={"email": email, "password": password, "next": next})
        self._token = ""
        return answer

    async def page_token(self) -> str:
        """Return the token that the forms of this session's pages carry."""
        found = re.search(r'name="csrf" value="([0-9a-f]+)"', (await self.client.get("/account")).text)
        assert found, "the page has no token"
        return found[1]

    async def get(self, path: str, headers: Mapping[str, str] | None = None) -> httpx.Response:
        return await self.client.get(path, headers=headers)

    async def post(self, path: str, data: dict[str, Any] | None = None, **kwargs: Any) -> httpx.Response:
        """Press a button of a page."""
        if not self._token and "twolane_session" in self.client.cookies:
            self._token = await self.page_token()
        headers = {"X-CSRF-Token": self._token} | dict(kwargs.pop("headers", {}))
        return await self.client.post(path, data=data, headers=headers, **kwargs)
