"""An offer as a coupon of WooCommerce's, and whether a coupon that is there is this offer's."""

from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from typing import Annotated

from pydantic import BeforeValidator

from conversation.campaign_offer import CampaignOffer
from conversation.offer import Offer
from tools.woocommerce_api import Answer
from tools.woocommerce_payload import GmtMoment

Number = Annotated[int | None, BeforeValidator(lambda value: value or None)]


class Coupon(Answer):
    """A coupon as the shop tells of it. Codes come back in lower case."""

    id: int
    code: str
    amount: str = ""
    discount_type: str = ""
    description: str = ""
    date_expires_gmt: GmtMoment | None = None
    usage_limit: Number = None
    usage_limit_per_user: Number = None
    individual_use: bool = False

    def is_of(self, offer: Offer | CampaignOffer) -> bool:
        """Tell whether it is just what the offer promises: by its mark, and on the same terms."""
        return (
            self.description == mark_of(offer)
            and self.code.casefold() == offer.code.casefold()
            and self.discount_type == "percent"
            and _decimal(self.amount) == offer.percent
            and self.date_expires_gmt == to_second(offer.expires_at)
            and self._is_limited_as(offer)
            and self.individual_use
        )

    def _is_limited_as(self, offer: Offer | CampaignOffer) -> bool:
        """Once in all; or, of a campaign, once for each customer."""
        if isinstance(offer, Offer):
            return self.usage_limit == 1
        return self.usage_limit is None and self.usage_limit_per_user == 1


def mark_of(offer: Offer | CampaignOffer) -> str:
    """What marks a coupon in the shop's admin as this offer's."""
    return f"Twolane {offer.id}"


def coupon_of(offer: Offer | CampaignOffer) -> dict[str, object]:
    """Return what to create: a share off everything, alone, until it expires; once, or of a campaign once for each.

    The moment goes in `date_expires` with its zone. The API documents a `date_expires_gmt` beside it, and drops it when
    it is written: the coupon would never end.
    """
    return {
        "code": offer.code,
        "discount_type": "percent",
        "amount": str(offer.percent),
        "description": mark_of(offer),
        "date_expires": to_second(offer.expires_at).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "usage_limit_per_user": 1,
        "individual_use": True,
    } | ({"usage_limit": 1} if isinstance(offer, Offer) else {})


def to_second(moment: datetime) -> datetime:
    """Return the moment as WordPress keeps it."""
    return moment.astimezone(UTC).replace(microsecond=0)


def _decimal(amount: str) -> Decimal | None:
    try:
        return Decimal(amount)
    except InvalidOperation:
        return None
