"""What the Admin GraphQL API tells of customers: what they agreed to."""

from pydantic import Field

from tools.phone import to_e164
from tools.shop_news import ConsentSeen, SmsConsent
from tools.shopify_parts import Buyer
from tools.shopify_payload import Moment


class CustomerTold(Buyer):
    """A customer with what they agreed to."""

    updated_at: Moment = Field(alias="updatedAt")

    def told(self, shop_domain: str) -> ConsentSeen | None:
        """None without a number that can be dialled, or where nothing was ever said about it."""
        number = self.number
        phone = to_e164(number.phone, None) if number else None
        if number is None or phone is None or number.consent is SmsConsent.NONE:
            return None
        return ConsentSeen(
            shop_domain=shop_domain,
            phone=phone,
            state=number.consent,
            level=number.level or "",
            collected_from=number.collected_from or "",
            changed_at=number.changed_at or self.updated_at,
            name=self.name,
        )
