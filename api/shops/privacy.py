"""Shoppers and shops who ask, through the shop, what is known of them, or want to be forgotten."""

from dataclasses import dataclass
from datetime import datetime

from conversation.erasing import Request, Token, erase
from conversation.errors import OnHold, Unknown
from conversation.ledger import Books
from conversation.merchant import Merchant
from conversation.privacy_requests import ask_for_record, ask_to_forget_all
from conversation.shop_sync import ShopStanding
from conversation.syncing import note_oddity
from tools.shop_news import ForgetCustomer, ForgetShop, ShowCustomer

SHOP = "the shop"


@dataclass(frozen=True, slots=True)
class ShopPrivacy:
    """One merchant's, in one transaction. Without a `token` nobody can be forgotten by machine."""

    books: Books
    merchant: Merchant
    token: Token | None
    now: datetime

    def hear(self, asked: ForgetCustomer | ShowCustomer | ForgetShop) -> None:
        """Do what is asked at once, or keep that it is to be done."""
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
        """Keep that the store's owner is to be given the record, which Settings, Shop hands out."""
        contact = self.books.contact_by_phone(self.merchant.id, asked.phone) if asked.phone is not None else None
        if contact is not None:
            ask_for_record(self.books, self.merchant.id, asked.ref, contact.id, self.now)

    def forget_all(self, asked: ForgetShop) -> None:
        """Let everybody be forgotten when the time has come, unless the shop is connected again until then."""
        ask_to_forget_all(self.books, self.merchant.id, asked.shop_domain, self.now)
        standing = self.books.shop_standing(self.merchant.id)
        if standing is None or standing.gone_at is None:  # the shop says so itself: the app was removed
            self.books.save_shop_standing(ShopStanding(self.merchant.id, self.now, gone_at=self.now))

    def _leave(self, topic: str, ref: str, why: str) -> None:
        note_oddity(self.books, self.merchant.id, topic, ref, "customer", why, self.now)
