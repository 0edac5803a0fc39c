"""The part of a store file that says which shop the merchant has; what opens it is kept elsewhere."""

from pydantic import Field

from api.store_people import Strict
from conversation.shop_choice import ShopChoice, check_shop


class ShopIn(Strict):
    """See `conversation.shop_choice.ShopChoice`."""

    kind: str = Field(min_length=1)
    url: str = ""
    currency: str = "USD"
    code_parameter: str = ""
    consent_field: str = ""

    def choice(self) -> ShopChoice:
        """Return it as the ledger keeps it. Raises Invalid naming the field."""
        choice = ShopChoice(self.kind, self.url, self.currency, self.code_parameter, self.consent_field)
        check_shop(choice)
        return choice
