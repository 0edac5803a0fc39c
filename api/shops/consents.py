"""What a shop holds about texts to a number: a subscription is written down with its proof, its end binds here."""

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from api.consent_desk import ConsentDesk, Given, Taken
from conversation.consent import ConsentMethod, ConsentScope, SuppressionReason
from conversation.consent_event import ConsentChange
from conversation.consenting import BY_SYSTEM, Proof
from conversation.ledger import Books
from conversation.merchant import Merchant
from tools.shop_news import ConsentSeen, SmsConsent

PROVING = frozenset({"single_opt_in", "confirmed_opt_in"})
"""Levels of consent that prove one. Neither is our own double opt-in: no text of ours that names carts was answered."""
BY_SHOPPER = frozenset({ConsentChange.CONFIRMED, ConsentChange.LIFTED})


@dataclass(frozen=True, slots=True)
class ShopConsents:
    """One merchant's, in one transaction."""

    books: Books
    merchant: Merchant
    now: datetime

    def hear(self, seen: ConsentSeen) -> Taken | None:
        """Write down what the shop says of a number; None where that is nothing, or nothing new."""
        match seen.state:
            case SmsConsent.SUBSCRIBED if seen.level.lower() in PROVING:
                given = Given(ConsentScope.MARKETING, self._wording(), self._proof(seen))
                return ConsentDesk(self.books, self.merchant, self.now).opt_in(seen.phone, given, _consent_id(seen))
            case SmsConsent.UNSUBSCRIBED if not self._agreed_since(seen):
                desk = ConsentDesk(self.books, self.merchant, self.now)
                return desk.opt_out(seen.phone, SuppressionReason.OPERATOR, self._proof(seen))
            case _:
                return None

    def _agreed_since(self, seen: ConsentSeen) -> bool:
        """Whether the shopper agreed again by a text of their own after they took it back at the shop."""
        events = self.books.consent_events(self.merchant.id, seen.phone)
        return any(
            event.change in BY_SHOPPER and event.message_id is not None and event.at > seen.changed_at
            for event in events
        )

    def _wording(self) -> str:
        return f"The box or form for text messages of {self.merchant.shop_domain}, whose words the shop keeps"

    def _proof(self, seen: ConsentSeen) -> Proof:
        method = ConsentMethod.CHECKOUT if seen.collected_from.lower() == "shopify" else ConsentMethod.IMPORT
        whom = seen.collected_from.lower() or "nobody named"
        evidence = f"{seen.state.value}, {seen.level.lower() or 'no level'}, collected by {whom}"
        return Proof(method.value, seen.shop_domain, seen.changed_at, BY_SYSTEM, evidence)


def _consent_id(seen: ConsentSeen) -> str:
    """The same for the same word of the shop, so that it is written once however often it is read."""
    said = f"{seen.shop_domain} {seen.phone} {seen.changed_at.isoformat()}"
    return f"cns_{sha256(said.encode()).hexdigest()[:32]}"
