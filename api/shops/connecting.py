"""Connecting a merchant's shop from the command line: which it is, and what opens it."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass

from api.ledgers import opened
from api.operator import merchant_named
from api.settings import Settings
from api.shops.secrets import ShopSecrets
from api.shops.subscribing import reopen, webhook_address
from conversation.act import OPERATOR
from conversation.acts import Doer
from conversation.brand_setting import merchant_of
from conversation.clock import SystemClock
from conversation.ledger import Books, Ledger, Reader
from conversation.merchant import Merchant
from conversation.shop_choice import ShopChoice, ShopKind
from conversation.shop_setting import set_shop
from tools.shop_opening import kind_of

ASKED: Mapping[str, tuple[str, ...]] = {
    ShopKind.SHOPIFY: ("admin_token", "client_secret"),
    ShopKind.WOOCOMMERCE: ("consumer_key", "consumer_secret", "webhook_secret"),
    ShopKind.UPLOAD: (),
    ShopKind.SAMPLE: (),
}
"""The secrets that each kind of shop is opened with, by name; a plug-in's are its own."""


@dataclass(frozen=True, slots=True)
class Told:
    """What the operator says of a shop; None, or no kind, where they leave it as it is."""

    kind: str = ""
    url: str | None = None
    currency: str | None = None
    code_parameter: str | None = None
    consent_field: str | None = None


class Connecting:
    """What the operator does about merchants' shops. Merchants are named as elsewhere."""

    def __init__(self, ledger: Ledger, settings: Settings) -> None:
        self._ledger = ledger
        self._settings = settings
        self._secrets = ShopSecrets(settings)
        self._clock = SystemClock()

    async def connect(self, named: str, choice: ShopChoice, secrets: Mapping[str, tuple[str, ...]]) -> Merchant:
        """Keep which shop it is, and what opens it: first the secrets, so that it is never asked without them."""
        merchant = await self.merchant(named)
        for name, values in secrets.items():
            self._secrets.keep(merchant, name, values)

        def command(books: Books) -> Merchant:
            now = self._clock.now()
            reopen(books, merchant.id, now)
            return set_shop(books, merchant.id, choice, Doer(OPERATOR), now)

        return await self._ledger.write(command)

    async def choice(self, named: str, told: Told) -> ShopChoice:
        """Return the shop that is meant: what nothing is told of stays, unless it becomes one of another kind."""
        merchant = await self.merchant(named)
        kind = kind_of(merchant)
        known = merchant.settings.shop if told.kind in ("", kind) else ShopChoice()
        return ShopChoice(
            kind=told.kind or kind,
            url=known.url if told.url is None else told.url.rstrip("/"),
            currency=known.currency if told.currency is None else told.currency,
            code_parameter=known.code_parameter if told.code_parameter is None else told.code_parameter,
            consent_field=known.consent_field if told.consent_field is None else told.consent_field,
        )

    async def merchant(self, named: str) -> Merchant:
        """Return who is meant. Raises Invalid, Unknown."""

        def read(books: Reader) -> Merchant:
            return merchant_of(books, merchant_named(books, named))

        return await self._ledger.read(read)

    def shown(self, merchant: Merchant) -> tuple[str, ...]:
        """Return the shop in lines: never a secret, only which there are."""
        choice, known = merchant.settings.shop, self._secrets.of(merchant)
        kept = ", ".join(f"{name} ({len(values)})" for name, values in sorted(known.items()) if values) or "none"
        return (
            f"{merchant.name}: {kind_of(merchant)} {choice.url or merchant.shop_domain}",
            f"secrets: {kept}",
            f"webhooks: {self.webhook(merchant) or 'none'}",
        )

    def webhook(self, merchant: Merchant) -> str:
        """Return the address that the shop is to call; empty for a kind that calls nobody."""
        return webhook_address(self._settings, merchant)


@asynccontextmanager
async def connecting(settings: Settings) -> AsyncIterator[Connecting]:
    """Open the ledger for the operator."""
    async with opened(settings) as ledger:
        yield Connecting(ledger, settings)
