"""The parts that the Admin GraphQL API's answers share: money, numbers with their consent, buyers, addresses."""

from typing import Annotated

from pydantic import AfterValidator, Field

from conversation.money import Money
from tools.shop_news import SmsConsent
from tools.shopify_admin import Answer
from tools.shopify_pages import last_part
from tools.shopify_payload import Amount, Currency, Moment, Text

Gid = Annotated[str, AfterValidator(last_part), Field(min_length=1)]


class MoneyTold(Answer):
    """An amount. One below zero is not taken for money anybody owes."""

    amount: Amount
    currency: Currency = Field(alias="currencyCode")

    @property
    def money(self) -> Money:
        return Money.parse(str(self.amount), self.currency)


class Shown(Answer):
    """What the shopper is shown, in the currency that they see and pay in."""

    shown: MoneyTold = Field(alias="presentmentMoney")


class Counted(Answer):
    """What the shop counts in: one currency for all, so that it can be summed up."""

    counted: MoneyTold = Field(alias="shopMoney")


class Ref(Answer):
    """Something else, by its id."""

    id: Gid


class Number(Answer):
    """A customer's number, and what they agreed to about it. Words that are not known here agree to nothing."""

    phone: Text = Field(alias="phoneNumber")
    state: str = Field(default="", alias="marketingState")
    level: str | None = Field(default=None, alias="marketingOptInLevel")
    collected_from: str | None = Field(default=None, alias="marketingCollectedFrom")
    changed_at: Moment | None = Field(default=None, alias="marketingUpdatedAt")

    @property
    def consent(self) -> SmsConsent:
        return consent_of(self.state)


class Buyer(Answer):
    """A customer."""

    first_name: Text | None = Field(default=None, alias="firstName")
    last_name: Text | None = Field(default=None, alias="lastName")
    number: Number | None = Field(default=None, alias="defaultPhoneNumber")

    @property
    def name(self) -> str:
        return " ".join(part.strip() for part in (self.first_name, self.last_name) if part and part.strip())


class Address(Answer):
    """A postal address."""

    phone: Text | None = None
    region: Text | None = Field(default=None, alias="provinceCode")
    country: Text | None = Field(default=None, alias="countryCodeV2")


def consent_of(word: str) -> SmsConsent:
    """Read Shopify's word; one that is not known here agrees to nothing."""
    match word.lower():
        case "subscribed":
            return SmsConsent.SUBSCRIBED
        case "pending":
            return SmsConsent.PENDING
        case "unsubscribed":
            return SmsConsent.UNSUBSCRIBED
        case "not_subscribed" | "":
            return SmsConsent.NONE
        case _:
            return SmsConsent.OTHER
