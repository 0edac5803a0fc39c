"""Shopify's Admin GraphQL API as a caller sees it: one address, one token, a question and its answer."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeVar

import httpx

from conversation.errors import Misconfigured
from tools.errors import ShopUnreachable
from tools.shopify_admin import Answer, read_answer

API_VERSION = "2026-07"
_SHOP_HOST = re.compile(r"[a-z0-9][a-z0-9-]*\.myshopify\.com")

A = TypeVar("A", bound=Answer)


@dataclass(frozen=True, slots=True)
class ShopifyAccount:
    """Which shop, and the token of the app installed in it.

    Its scopes: `write_discounts` and `read_discounts`; `read_products` for the catalogue with `read_inventory` for
    counts; `read_customers` for consent and a shopper's own orders; `read_orders`, and with it the app's right to
    manage abandoned checkouts; `read_legal_policies` and `read_content` for policies and pages.
    """

    shop_domain: str
    admin_token: str = field(repr=False)
    api_version: str = API_VERSION
    timeout: float = 10.0
    """Seconds to wait for each step of a request."""


class ShopifyClient:
    """Asks one shop."""

    def __init__(self, account: ShopifyAccount, transport: httpx.AsyncBaseTransport | None = None) -> None:
        """Raises Misconfigured where the domain is not a ``myshopify.com`` one: the token goes nowhere else."""
        if not _SHOP_HOST.fullmatch(account.shop_domain):
            raise Misconfigured("shop_domain", "name the shop by its myshopify.com domain")
        self.shop_domain = account.shop_domain
        self._path = f"/admin/api/{account.api_version}/graphql.json"
        self._client = httpx.AsyncClient(
            base_url=f"https://{account.shop_domain}",
            headers={"X-Shopify-Access-Token": account.admin_token},
            timeout=account.timeout,
            transport=transport,
        )

    async def ask(self, query: str, variables: Mapping[str, object], model: type[A]) -> A:
        """Return the answer's data as a `model`. Raises as `read_answer`."""
        return read_answer(await self.post(query, variables), model)

    async def post(self, query: str, variables: Mapping[str, object]) -> httpx.Response:
        """Raises ShopUnreachable where no answer came."""
        try:
            return await self._client.post(self._path, json={"query": query, "variables": dict(variables)})
        except httpx.RequestError as error:
            raise ShopUnreachable(f"Shopify did not answer: {type(error).__name__}") from error

    async def close(self) -> None:
        await self._client.aclose()
