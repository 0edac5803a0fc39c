"""Reading what the checklist rests on."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from api.settings import Settings
from api.setup.facts import Probes, SetUpFacts
from api.setup.registration import form_for, register
from api.setup.registration_lint import lint
from api.setup.trial import trial_of
from api.shops.secrets import ShopSecrets
from channels.simulator import Simulator
from conversation.autonomy import Flow
from conversation.knowledge import DocumentState
from conversation.ledger import Reader
from conversation.merchant import Merchant
from conversation.sender import Sender
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
        senders = reader.senders(merchant.id)
        shop, shop_problem = self._shop(merchant)
        workers = [user for user in reader.users() if user.removed_at is None and user.may_answer_for(merchant.id)]
        return SetUpFacts(
            merchant=merchant,
            sender=senders[0] if senders else None,
            carriers=self.carriers,
            simulator=Simulator.name,
            public_url=self.settings.public_url,
            model=self.settings.model,
            shop=shop,
            shop_problem=shop_problem,
            has_cart=any(row.cart_id for row in newest),
            has_inbound=any(row.last_inbound_seq for row in newest),
            documents=len(reader.documents(merchant.id, DocumentState.LIVE)),
            people=tuple(user.name for user in workers if self.settings.demo or reader.password(user.id)),
            hears=self._hears(reader, merchant, workers),
            reminders=merchant.settings.autonomy.mode(Flow.REMINDER, now.astimezone(ZoneInfo(merchant.timezone))),
            trial=trial_of(reader, merchant),
            registration_faults=_registration_faults(merchant, senders[0], now) if senders else (),
            probes=probes,
        )

    def _shop(self, merchant: Merchant) -> tuple[str, str]:
        """Return its kind, and what keeps its carts from coming in."""
        kind = kind_of(merchant)
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
