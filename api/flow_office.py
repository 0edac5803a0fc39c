"""Flows for one person: what they may see and change of a merchant's."""

from dataclasses import dataclass
from datetime import datetime

from api.merchant_for import merchant_for
from compliance.rulebook import Rulebook
from conversation.acts import Doer
from conversation.errors import Invalid, Unknown
from conversation.flow_run import FlowRun, TriggerKind
from conversation.flow_version import StoredFlow
from conversation.ids import MerchantId
from conversation.ledger import Books, Reader
from conversation.merchant import Merchant
from conversation.opening import find_or_add_contact
from conversation.role import Permission
from conversation.tag import Tag, fold_tag
from conversation.user import User
from flows.entering import Happened, NotEntered, enter_flows
from flows.fault import Fault
from flows.keeping import FlowDesk, all_flows, lint
from flows.previewing import Preview, previews_of
from flows.reading import flow_of
from tools.phone import to_e164

TOLD = frozenset(
    {TriggerKind.BROWSED, TriggerKind.DELIVERED, TriggerKind.BACK_IN_STOCK, TriggerKind.TAG_ADDED, TriggerKind.MANUAL}
)
"""What may be told by hand or by a program. The rest Twolane sees itself."""


@dataclass(frozen=True, slots=True)
class FlowOffice:
    """One person at one moment, who needs `permission` at the merchant."""

    rulebook: Rulebook
    user: User
    doer: Doer
    now: datetime
    permission: Permission = Permission.SETTINGS

    def merchant(self, books: Reader, merchant_id: MerchantId) -> Merchant:
        """Raises Unknown for a merchant whom the person does not know, NotAllowed."""
        return merchant_for(books, self.user, merchant_id, self.permission)

    def desk(self, books: Books, merchant_id: MerchantId) -> FlowDesk:
        return FlowDesk(books, self.rulebook, self.merchant(books, merchant_id), self.doer, self.now)

    def flows(self, books: Reader, merchant_id: MerchantId) -> tuple[StoredFlow, ...]:
        """Return every flow, by its id."""
        self.merchant(books, merchant_id)
        return all_flows(books, merchant_id)

    def flow(self, books: Reader, merchant_id: MerchantId, flow_id: str) -> StoredFlow:
        """Raises Unknown."""
        found = next((flow for flow in self.flows(books, merchant_id) if flow.id == flow_id), None)
        if found is None:
            raise Unknown("flow", flow_id)
        return found

    def lint(self, books: Reader, merchant_id: MerchantId, text: str) -> tuple[Fault, ...]:
        return lint(books, self.merchant(books, merchant_id), self.rulebook, text, self.now)

    def preview(self, books: Reader, merchant_id: MerchantId, text: str) -> tuple[Preview, ...]:
        """Raises Invalid where the text is no flow."""
        return previews_of(flow_of(text), self.merchant(books, merchant_id), self.rulebook, self.now)

    def runs_of(self, books: Reader, merchant_id: MerchantId, phone: str) -> tuple[FlowRun, ...]:
        """Return the runs of the contact with this number; none where there is no such contact."""
        self.merchant(books, merchant_id)
        contact = books.contact_by_phone(merchant_id, _number(phone))
        return books.runs_of_contact(merchant_id, contact.id) if contact else ()

    def happens(
        self, books: Books, merchant_id: MerchantId, kind: TriggerKind, phone: str, subject: str, word: str
    ) -> tuple[FlowRun | NotEntered, ...]:
        """Take down what happened to a contact, and begin what it begins. Raises Invalid."""
        self.merchant(books, merchant_id)
        if kind not in TOLD:
            raise Invalid("kind", f"{kind.value} is seen, not told", f"use one of {', '.join(sorted(TOLD))}")
        contact = find_or_add_contact(books, merchant_id, _number(phone), self.now)
        if kind is TriggerKind.TAG_ADDED:
            word = fold_tag(word)
            if not books.add_tag(Tag(merchant_id, contact.id, word, self.user.id, self.now)):
                return ()
        return enter_flows(books, contact, Happened(kind, self.now, subject.strip(), word), self.now)


def _number(phone: str) -> str:
    number = to_e164(phone, "US")
    if number is None:
        raise Invalid("phone", f"{phone!r} is no phone number", "write it as +13035550147")
    return number
