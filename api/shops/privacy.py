"""Shoppers and shops who ask, through the shop, what is known of them, or want to be forgotten."""

from dataclasses import dataclass
from datetime import datetime

from conversation.erasing import Request, Token, erase
from conversation.errors import OnHold, Unknown
from conversation.ledger import Books
from conversation.merchant import Merchant
from conversation.syncing import note_oddity
from tools.shop_news import ForgetCustomer, ForgetShop, ShowCustomer

SHOP = "the shop"
SHOWN_BY = "within 30 days: twolane audit export, with the customer's number as the shop's admin shows it"
ERASED_BY = "within 30 days, unless the shop is connected again: twolane shop forget"


@dataclass(frozen=True, slots=True)
class ShopPrivacy:
    """One merchant's, in one transaction. Without a `token` nobody can be forgotten by machine."""

    books: Books
    merchant: Merchant
    token: Token | None
    now: datetime

    def hear(self, asked: ForgetCustomer | ShowCustomer | ForgetShop) -> None:
        """Do what is asked, or leave it to the operator."""
        match asked:
            case ForgetCustomer():
                self.forget(asked)
            case ShowCustomer():
                self.show(asked)
            case ForgetShop():
                self.forget_all(asked)

    def forget(self, asked: ForgetCustomer) -> None:
        """Erase the contact. Raises Conflict while a text is on its way, so that the shop asks again."""
        if asked.phone is None:
            return
        if self.token is None:
            self._leave("customers/redact", asked.ref, "set TWOLANE_AUDIT_SECRET, then: twolane contacts erase")
            return
        try:
            erase(self.books, self.merchant.id, asked.phone, Request(SHOP, "customers/redact"), self.token, self.now)
        except Unknown:
            return
        except OnHold as held:
            self._leave("customers/redact", asked.ref, f"{held}; release it, then: twolane contacts erase")

    def show(self, asked: ShowCustomer) -> None:
        """Leave it to the operator, who answers the store's owner."""
        if asked.phone is not None and self.books.contact_by_phone(self.merchant.id, asked.phone) is not None:
            self._leave("customers/data_request", asked.ref, SHOWN_BY)

    def forget_all(self, asked: ForgetShop) -> None:
        """Leave it to the operator: a merchant's proof of consent is not destroyed because an app was removed."""
        self._leave("shop/redact", asked.shop_domain, ERASED_BY)

    def _leave(self, topic: str, ref: str, why: str) -> None:
        note_oddity(self.books, self.merchant.id, topic, ref, "customer", why, self.now)
