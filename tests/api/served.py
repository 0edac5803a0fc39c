"""A running server on a free port, reached as a carrier or a shop reaches it: through a proxy with another address."""

import json
import socket
import sqlite3
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

import httpx
from pydantic import SecretStr
from twilio.request_validator import RequestValidator

from api.sample_world import MERCHANT, SENDER, seed_store
from api.serving import serving
from api.settings import Settings
from api.wiring import Twolane, open_twolane
from conversation.clock import ScriptedClock
from conversation.ledger import Books
from tests.tools.shopify_posts import SECRET, post

PUBLIC_URL = "https://texts.tidewater.example"
TOKEN = "the-twilio-auth-token"
SHOPPER = "+13035550111"


@dataclass(frozen=True, slots=True)
class Served:
    """The server, a client at its own address, and the file that its ledger is in."""

    twolane: Twolane
    client: httpx.AsyncClient
    clock: ScriptedClock
    file: Path

    async def twilio(
        self, form: Mapping[str, str], *, url: str = "/webhooks/twilio/sms", token: str = TOKEN
    ) -> httpx.Response:
        """Post a form signed by Twilio's own library for the public address."""
        signature = RequestValidator(token).compute_signature(PUBLIC_URL + url, dict(form))
        return await self.client.post(url, data=dict(form), headers={"X-Twilio-Signature": signature})

    async def shop(self, payload: object, **changes: Any) -> httpx.Response:
        """Post a webhook signed with the shop's secret. Changes: topic, secret, and any header with _ for -."""
        kinds = {name: changes.pop(name) for name in ("topic", "secret") if name in changes}
        headers, body = post(payload, **kinds)
        named = {"x-shopify-shop-domain": MERCHANT.shop_domain}
        named |= {name.replace("_", "-"): value for name, value in changes.items()}
        return await self.client.post("/webhooks/shopify", content=body, headers=headers | named)

    def rows(self) -> dict[str, int]:
        """Return how many rows each table has, as another process sees the file; an index is none."""
        with closing(sqlite3.connect(self.file)) as connection:
            names = [
                name
                for (name,) in connection.execute(
                    "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'search_index%'"
                )
            ]
            counts = {name: connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in names}
        return {name: int(count) for name, count in counts.items()}


@asynccontextmanager
async def served(folder: Path, now: datetime) -> AsyncIterator[Served]:
    """Serve the sample store over a SQLite file, with Twilio as its carrier and no worker."""
    settings = Settings(
        _env_file=None,
        data_dir=folder,
        public_url=PUBLIC_URL,
        twilio_account_sid="AC" + "0" * 32,
        twilio_auth_token=SecretStr(TOKEN),
        shopify_client_secret=SecretStr(SECRET),
    )
    clock, port = ScriptedClock(now), free_port()
    twolane = await open_twolane(settings, clock)
    try:
        await twolane.house.ledger.write(_seed)
        async with (
            serving(twolane, "127.0.0.1", port) as server,
            httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}") as client,
        ):
            yield Served(twolane, client, clock, folder / "twolane.db")
            server.should_exit = True
    finally:
        await twolane.close()


def sms(body: str = "is it waterproof?", **changes: str) -> dict[str, str]:
    """A form with the fields that Twilio documents for an incoming text, and some that nobody here reads."""
    return {
        "ToCountry": "US",
        "SmsMessageSid": "SM" + "1" * 32,
        "NumMedia": "0",
        "FromZip": "80279",
        "SmsStatus": "received",
        "Body": body,
        "To": SENDER.phone,
        "MessageSid": "SM" + "1" * 32,
        "AccountSid": "AC" + "0" * 32,
        "From": SHOPPER,
        "ApiVersion": "2010-04-01",
        "FromCity": "",
        **changes,
    }


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def problem(answer: httpx.Response) -> dict[str, str]:
    found: dict[str, str] = json.loads(answer.content)
    return found


def _seed(books: Books) -> None:
    seed_store(books)
    books.save_sender(replace(SENDER, carrier="twilio"))
