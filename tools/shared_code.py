"""A code that many may use: what some shops can make, and no other is asked for."""

from typing import Protocol, runtime_checkable

from conversation.campaign_offer import CampaignOffer
from tools.errors import ShopRefused
from tools.shop import Shop


@runtime_checkable
class SharesCodes(Protocol):
    """A shop that makes codes for many. Passes `tests/contracts/test_shop.py`."""

    async def issue_shared_code(self, offer: CampaignOffer) -> None:
        """Make the offer's code work at checkout, once for each customer, until it expires. Idempotent.

        Raises ShopUnreachable, and ShopRefused where the shop said no or the code belongs to something else.
        """
        ...


async def issue_for_many(shop: Shop, offer: CampaignOffer) -> None:
    """Have the shop honour a campaign's code. Raises as `SharesCodes`, and ShopRefused where it makes none."""
    if not isinstance(shop, SharesCodes):
        raise ShopRefused("this shop makes no code that many may use; leave the discount out of the campaign")
    await shop.issue_shared_code(offer)
