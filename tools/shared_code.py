"""A code that many may use: what some shops can make, and no other is asked for."""

from typing import Protocol, runtime_checkable

from conversation.campaign_offer import CampaignOffer
from tools.errors import ShopRefused
from tools.shop import Shop


@runtime_checkable
class SharesCodes(Protocol):
    """A shop that makes codes for many. Passes `tests/contracts/test_shop.py`."""

    async def issue_shared_code(self, offer: CampaignOffer) -> str:
        """Make a code work at checkout, once for each customer, until the offer expires, and return it. Idempotent.

        It is the offer's own, or one that the shop has for many.

        Raises ShopUnreachable, and ShopRefused where the shop said no or the code belongs to something else.
        """
        ...


async def issue_for_many(shop: Shop, offer: CampaignOffer) -> str:
    """Return the code that the shop honours for a campaign. Raises as `SharesCodes`; ShopRefused for another shop."""
    if not isinstance(shop, SharesCodes):
        raise ShopRefused("this shop makes no code that many may use; leave the discount out of the campaign")
    return await shop.issue_shared_code(offer)
