"""Reading what the checklist rests on."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from api.first_text import first_text_of
from api.settings import Settings
from api.setup.facts import Probes, SetUpFacts
from api.setup.registration import form_for, register
from api.setup.registration_lint import lint
from api.setup.trial import trial_of
from api.shops.secrets import ShopSecrets
from channels.simulator import Simulator
from conversation.flow_version import FlowState
from conversation.ids import MerchantId
from conversation.knowledge import DocumentState
from conversation.ledger import Reader
from conversation.merchant import Merchant
from conversation.sender import SELLING, Sender
from conversation.shop_choice import ShopKind
from conversation.user import User
from tools.shop_opening import kind_of

LOOKED_AT = 50
"""Of the newest conversations: whether a cart or a shopper's text ever came shows in them."""
VERIFIES: Mapping[str, str] = {ShopKind.SHOPIFY: "client_secret", ShopKind.WOOCOMMERCE: "webhook_secret"}
"""The secret without which a kind of shop's webhooks are refused, so that no cart comes in."""


@dataclass(frozen=True, slots=True)
class Gatherer:
    """What the process knows of itself, beside the ledger."""

    settings: Settings
    carriers: frozenset[str]
    shop_secrets: ShopSecrets

    def gather(self, reader: Reader, merchant: Merchant, now: datetime, probes: Probes) -> SetUpFacts:
        """Return how the merchant stands at `now`."""
        newest = reader.conversations((merchant.id,), limit=LOOKED_AT)
        sender = self.number(reader, merchant.id)
        shop, shop_problem = self._shop(reader, merchant)
        workers = [user for user in reader.users() if user.removed_at is None and user.may_answer_for(merchant.id)]
        return SetUpFacts(
            merchant=merchant,
            sender=sender,
            carriers=self.carriers,
            simulator=Simulator.name,
            public_url=self.settings.public_url,
            model=self.settings.model,
            shop=shop,
            shop_problem=shop_problem,
            syncs=reader.shop_syncs(merchant.id),
            flows=sum(flow.state is FlowState.ACTIVE for flow in reader.flows(merchant.id)),
            has_cart=any(row.cart_id for row in newest),
            has_inbound=any(row.last_inbound_seq for row in newest),
            documents=len(reader.documents(merchant.id, DocumentState.LIVE)),
            people=tuple(user.name for user in workers if self.settings.demo or reader.password(user.id)),
            hears=self._hears(reader, merchant, workers),
            first_text=first_text_of(reader, merchant, now),
            trial=trial_of(reader, merchant),
            registration_faults=_registration_faults(merchant, sender, now) if sender else (),
            probes=probes,
        )

    def number(self, reader: Reader, merchant_id: MerchantId) -> Sender | None:
        """Return the number that first texts leave from; of several the one that something is wrong with."""
        senders = reader.senders(merchant_id)
        able = [sender for sender in senders if sender.may_send]
        wrong = [one for one in able if one.carrier not in self.carriers or one.use_case not in SELLING]
        return next(iter((*wrong, *able, *senders)), None)

    def _shop(self, reader: Reader, merchant: Merchant) -> tuple[str, str]:
        """Return its kind, and what keeps its carts from coming in."""
        kind, standing = kind_of(merchant), reader.shop_standing(merchant.id)
        if standing is not None and standing.gone_at is not None:
            return kind, f"Twolane's app was removed from the shop on {standing.gone_at:%Y-%m-%d}"
        needed = VERIFIES.get(kind)
        if needed is None or self.shop_secrets.of(merchant).get(needed):
            return kind, ""
        return kind, f"the {kind} shop's webhooks cannot be verified: keep its {needed} (twolane shop connect)"

    def _hears(self, reader: Reader, merchant: Merchant, workers: Iterable[User]) -> bool:
        if any(hook.removed_at is None for hook in reader.alert_hooks(merchant.id)):
            return True
        has_mail = bool(self.settings.smtp_host and self.settings.smtp_from)
        return any((has_mail and user.email) or reader.push_devices(user.id) for user in workers)


def _registration_faults(merchant: Merchant, sender: Sender, now: datetime) -> tuple[str, ...]:
    form = form_for(sender)
    return tuple(map(str, lint(register(merchant, sender, form, now), merchant))) if form else ()
