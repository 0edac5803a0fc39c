"""Subscribing to a WooCommerce shop's webhooks, and switching on again what it disabled after five failures."""

from collections.abc import Iterator

from tools.errors import ShopRefused
from tools.shopify_subscriptions import Subscribed
from tools.woocommerce_api import MOST_PER_PAGE, Answer, WooApi, WooRefused
from tools.woocommerce_news import WooSite
from tools.woocommerce_payload import Words

TOPICS = (
    *("order.created", "order.updated", "order.deleted", "order.restored"),
    *("product.created", "product.updated", "product.deleted"),
)
CONSENT_TOPICS = ("customer.created", "customer.updated")
"""Asked for only where a field of customers says who agreed to texts."""
ACTIVE = "active"
MOST_PAGES = 10


class _Webhook(Answer):
    id: int
    topic: Words = ""
    status: Words = ""
    delivery_url: Words = ""


class WooSubscriptions:
    """`SubscribesWebhooks` on WooCommerce."""

    api: WooApi
    site: WooSite
    webhook_secret: str

    async def subscribe(self, address: str) -> Subscribed:
        """See `SubscribesWebhooks.subscribe`. The key must belong to a user who may manage the shop."""
        if not self.webhook_secret:
            raise ShopRefused("keep a webhook_secret first, any long random words: twolane shop connect")
        known = {one.topic: one for one in await self._webhooks_at(address)}
        there: list[str] = []
        made: list[str] = []
        refused: dict[str, str] = {}
        for topic in self._topics():
            webhook = known.get(topic)
            if webhook is not None and webhook.status == ACTIVE:
                there.append(topic)
                continue
            try:
                await self._ask_for(topic, address, webhook)
            except WooRefused as error:
                refused[topic] = str(error)
            else:
                made.append(topic)
        return Subscribed(tuple(there), tuple(made), tuple(refused), "; ".join(dict.fromkeys(refused.values())))

    def _topics(self) -> Iterator[str]:
        yield from TOPICS
        if self.site.consent_field:
            yield from CONSENT_TOPICS

    async def _webhooks_at(self, address: str) -> list[_Webhook]:
        """Return those that call the address; of two for one topic the one that is on."""
        found: list[_Webhook] = []
        page, pages = 1, 1
        while page <= min(pages, MOST_PAGES):
            some, pages = await self.api.page("webhooks", _Webhook, {"per_page": MOST_PER_PAGE, "status": "all"}, page)
            found += some
            page += 1
        mine = [one for one in found if one.delivery_url == address]
        return sorted(mine, key=lambda one: one.status == ACTIVE)

    async def _ask_for(self, topic: str, address: str, known: _Webhook | None) -> None:
        asked = {
            "name": f"Twolane {topic}",
            "topic": topic,
            "delivery_url": address,
            "secret": self.webhook_secret,
            "status": ACTIVE,
        }
        if known is None:
            await self.api.post("webhooks", asked, _Webhook)
        else:
            await self.api.put(f"webhooks/{known.id}", asked, _Webhook)
