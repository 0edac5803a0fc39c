"""Connecting a merchant's own inbox from the command line: its address and secrets, and who its people are here."""

import secrets
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace

from pydantic import SecretStr

from api.chatwoot.errors import InboxError
from api.chatwoot.inboxes import Inboxes
from api.chatwoot.secrets import InboxSecret, inbox_secrets
from api.ledgers import opened
from api.operator import merchant_named, person_named
from api.settings import Settings
from conversation.bridge import Bridge
from conversation.clock import SystemClock
from conversation.errors import Invalid, Unknown
from conversation.ids import MerchantId
from conversation.ledger import Books, Ledger, Reader
from conversation.managing import Manager

URL_TOKEN_BYTES = 24


@dataclass(frozen=True, slots=True)
class Place:
    """Where the inbox is: Chatwoot's address, and the numbers of the account and of the inbox in it."""

    url: str
    account: int
    inbox: int

    def __post_init__(self) -> None:
        if not self.url.startswith(("https://", "http://")):
            raise Invalid("url", f"{self.url!r} is no address", "write https://chat.example.com")


@dataclass(frozen=True, slots=True)
class Keys:
    """What the inbox is opened with, and what it signs its webhooks with; empty where it is too old to sign."""

    token: str
    signing: str = ""

    def __post_init__(self) -> None:
        if not self.token.strip():
            raise Invalid("token", "it is empty", "copy the access token from the profile of an agent in Chatwoot")


class Connecting:
    """What the operator does about merchants' own inboxes. Merchants and people are named as elsewhere."""

    def __init__(self, ledger: Ledger, settings: Settings, inboxes: Inboxes) -> None:
        self._ledger = ledger
        self._settings = settings
        self._inboxes = inboxes
        self._clock = SystemClock()

    async def connect(self, merchant: str, place: Place, keys: Keys) -> str:
        """Keep place and keys, and return what is wrong with them; empty once the inbox has answered."""
        merchant_id = await self._ledger.read(lambda books: merchant_named(books, merchant))
        signing = keys.signing.strip()
        url_token = "" if signing else secrets.token_urlsafe(URL_TOKEN_BYTES)
        secret = InboxSecret(
            token=SecretStr(keys.token.strip()), signing=SecretStr(signing), url_token=SecretStr(url_token)
        )
        self._inboxes.secrets.keep(merchant_id, secret)

        def command(books: Books) -> Bridge:
            known = books.bridge(merchant_id)
            people = known.people if known else {}
            bridge = Bridge(merchant_id, place.url.rstrip("/"), place.account, place.inbox, people)
            return Manager(books, None, self._clock.now()).save_bridge(bridge)

        bridge = await self._ledger.write(command)
        try:
            await self._inboxes.open(bridge).inbox_name()
        except InboxError as error:
            return str(error)
        return ""

    async def seat(self, merchant: str, account: str, person: str) -> Bridge:
        """Say who an account of the inbox is here."""

        def command(books: Books) -> Bridge:
            bridge = _bridge(books, merchant_named(books, merchant))
            seated = bridge.seating(account, person_named(books, person).id)
            return Manager(books, None, self._clock.now()).save_bridge(seated)

        return await self._ledger.write(command)

    async def unseat(self, merchant: str, account: str) -> Bridge:
        """Let an account of the inbox be nobody here: what it writes leaves no more."""
        return await self._change(merchant, lambda bridge: bridge.unseating(account))

    async def switch(self, merchant: str, *, is_on: bool) -> Bridge:
        return await self._change(merchant, lambda bridge: replace(bridge, is_on=is_on))

    async def shown(self, merchant: str) -> tuple[str, ...]:
        """Return the bridge in lines, its webhook's address among them."""

        def read(books: Reader) -> tuple[str, ...]:
            bridge = _bridge(books, merchant_named(books, merchant))
            names = {user.id: user.name for user in books.users()}
            waiting = len(books.untold(bridge.merchant_id, self._clock.now(), 1000))
            return (
                f"{bridge.url} account {bridge.account} inbox {bridge.inbox}: {'on' if bridge.is_on else 'off'}",
                f"webhook: {self.webhook(bridge.merchant_id)}",
                f"waiting to be told: {waiting}",
                *(f"account {one}: {names.get(user_id, user_id)}" for one, user_id in sorted(bridge.people.items())),
            )

        return await self._ledger.read(read)

    def webhook(self, merchant_id: MerchantId) -> str:
        """Return the address that Chatwoot's inbox is to call."""
        secret = self._inboxes.secrets.of(merchant_id)
        token = secret.url_token.get_secret_value() if secret else ""
        address = f"{self._settings.public_url.rstrip('/')}/webhooks/chatwoot/{merchant_id}"
        return f"{address}?token={token}" if token else address

    async def merchant(self, named: str) -> MerchantId:
        return await self._ledger.read(lambda books: merchant_named(books, named))

    async def _change(self, merchant: str, change: Callable[[Bridge], Bridge]) -> Bridge:
        def command(books: Books) -> Bridge:
            bridge = change(_bridge(books, merchant_named(books, merchant)))
            return Manager(books, None, self._clock.now()).save_bridge(bridge)

        return await self._ledger.write(command)


@asynccontextmanager
async def connecting(settings: Settings) -> AsyncIterator[Connecting]:
    """Open what the operator needs for inboxes."""
    inboxes = Inboxes(inbox_secrets(settings))
    async with opened(settings) as ledger:
        try:
            yield Connecting(ledger, settings, inboxes)
        finally:
            await inboxes.close()


def _bridge(books: Reader, merchant_id: MerchantId) -> Bridge:
    bridge = books.bridge(merchant_id)
    if bridge is None:
        raise Unknown("bridge", merchant_id)
    return bridge
