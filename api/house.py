"""The house: every joined part that the edge needs, built once by `api.wiring`."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated

from fastapi import Depends, Request

from api.alerts.alerting import Alerting
from api.campaign_drafting import CampaignDrafting
from api.chatwoot.inboxes import Inboxes
from api.drafting import Drafting
from api.enduring import Loops
from api.evaluating import Evaluation
from api.knowledge.checking import Checker
from api.link import Link
from api.link_pace import LinkPace
from api.live import Live
from api.media_address import MediaAddresses
from api.passwords import Passwords
from api.playground.playground import Playground
from api.settings import Settings
from api.setup.desk import SetUpDesk
from api.shops.shops import Shops
from api.viewing import Viewing
from channels.carrier import Carrier
from channels.simulator import Simulator
from compliance.number_lists import NumberList
from compliance.rulebook import Rulebook
from conversation.clock import Clock
from conversation.ledger import Ledger
from conversation.merchant import Merchant
from conversation.shop_event import ShopHook
from handoff.model_summary import Summariser
from tools.library import Library
from tools.shop import Shop
from tools.shopify import ShopifyWebhooks


@dataclass(frozen=True, slots=True)
class House:
    """What webhooks, REST and pages reach for. `simulator` is there in the demo, `play`, evals and where asked for.

    `number_lists` are asked about every number that a checkout brings; `summariser` writes beside the brief, where one
    is wished for. `shops` opens merchants' shops, `shop_hooks` hear of what happens there. `evaluation` judges live
    conversations where it was joined.
    """

    settings: Settings
    clock: Clock
    ledger: Ledger
    link: Link
    live: Live
    rulebook: Rulebook
    inboxes: Inboxes
    carriers: Mapping[str, Carrier]
    shop_webhooks: ShopifyWebhooks
    shops: Shops
    drafting: Drafting
    alerting: Alerting
    viewing: Viewing
    media: MediaAddresses
    knowledge: Library
    checker: Checker
    set_up: SetUpDesk
    copywriting: CampaignDrafting
    simulator: Simulator | None = None
    passwords: Passwords = field(default_factory=Passwords)
    number_lists: tuple[NumberList, ...] = ()
    summariser: Summariser | None = None
    evaluation: Evaluation | None = None
    playground: Playground = field(default_factory=Playground)
    shop_hooks: tuple[ShopHook, ...] = ()
    loops: Loops = field(default_factory=Loops)
    link_pace: LinkPace = field(default_factory=LinkPace)

    def shop_of(self, merchant: Merchant) -> Shop:
        """Return the merchant's shop. Raises Misconfigured where it cannot be opened."""
        return self.shops.of(merchant)


async def house_of(request: Request) -> House:
    """Return the house that this app was built with."""
    house: House = request.app.state.house
    return house


HouseDep = Annotated[House, Depends(house_of)]
