"""Subscribing to a Shopify shop's webhooks, again where Shopify dropped one that went unanswered."""

from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from pydantic import Field

from tools.errors import ShopRefused
from tools.shopify_admin import Answer
from tools.shopify_client import ShopifyClient
from tools.shopify_pages import PageInfo
from tools.shopify_queries import CREATE_WEBHOOK, LIST_WEBHOOKS
from tools.shopify_topics import SUBSCRIBED

AT_ONCE = 100
MOST_PAGES = 20


@dataclass(frozen=True, slots=True)
class Subscribed:
    """What came of it, by topic: `there` were already, `made` are new, `missing` were refused, for reasons in `why`."""

    there: tuple[str, ...]
    made: tuple[str, ...]
    missing: tuple[str, ...]
    why: str = ""


@runtime_checkable
class SubscribesWebhooks(Protocol):
    """A shop whose webhooks can be asked for."""

    async def subscribe(self, address: str) -> Subscribed:
        """Let the shop tell everything that Twolane takes in to this address. Again changes nothing.

        Raises ShopUnreachable, ShopRefused.
        """
        ...


class _Subscription(Answer):
    topic: str
    uri: str | None = None


class _Subscriptions(Answer):
    nodes: tuple[_Subscription, ...] = ()
    info: PageInfo = Field(default=PageInfo(), alias="pageInfo")


class _Listed(Answer):
    found: _Subscriptions = Field(alias="webhookSubscriptions")


class _Problem(Answer):
    message: str


class _Made(Answer):
    problems: tuple[_Problem, ...] = Field(default=(), alias="userErrors")


class _Creation(Answer):
    payload: _Made = Field(alias="webhookSubscriptionCreate")


class ShopifySubscriptions:
    """`SubscribesWebhooks` on Shopify."""

    _client: ShopifyClient

    async def subscribe(self, address: str) -> Subscribed:
        """See `SubscribesWebhooks.subscribe`. A topic that the token's scopes do not cover is missing."""
        known = await self._topics_at(address)
        made: list[str] = []
        refused: dict[str, str] = {}
        for topic in SUBSCRIBED:
            if _name(topic) in known:
                continue
            if why := await self._ask_for(topic, address):
                refused[topic] = why
            else:
                made.append(topic)
        there = tuple(topic for topic in SUBSCRIBED if _name(topic) in known)
        return Subscribed(there, tuple(made), tuple(refused), "; ".join(dict.fromkeys(refused.values())))

    async def _topics_at(self, address: str) -> frozenset[str]:
        topics: set[str] = set()
        cursor = None
        for _ in range(MOST_PAGES):
            asked = {"first": AT_ONCE, "after": cursor}
            found = (await self._client.ask(LIST_WEBHOOKS, asked, _Listed)).found
            topics |= {one.topic for one in found.nodes if one.uri == address}
            cursor = found.info.next
            if cursor is None:
                break
        return frozenset(topics)

    async def _ask_for(self, topic: str, address: str) -> str:
        """Return why the shop will not tell of a topic; empty where it will."""
        try:
            asked = {"topic": _name(topic), "uri": address}
            creation = await self._client.ask(CREATE_WEBHOOK, asked, _Creation)
        except ShopRefused as refused:
            return str(refused)
        return "; ".join(problem.message for problem in creation.payload.problems)


def _name(topic: str) -> str:
    """Return GraphQL's name for a webhook's topic: ``ORDERS_CREATE`` for ``orders/create``."""
    return topic.replace("/", "_").upper()
