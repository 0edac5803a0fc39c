"""What a shop may answer instead of what was asked, named by what the caller should do next.

ShopError
 +- BadShopSignature  the webhook was not signed by the shop: store nothing             (HTTP 403)
 +- BadShopWebhook    the webhook cannot be read: names the field and the remedy        (HTTP 400)
 +- ShopUnreachable   no usable answer came: ask again later, the call is idempotent
 +- ShopRefused       the shop said no: an operator must look, asking again is of no use
     +- CodeTaken     it has this discount code already, and not for this offer
"""

from conversation.errors import TwolaneError


class ShopError(TwolaneError):
    """Root of every error that a shop raises."""


class BadShopSignature(ShopError):
    """The webhook does not carry the shop's signature over this body."""

    def __init__(self, remedy: str) -> None:
        super().__init__(f"the webhook's signature does not match; {remedy}")
        self.remedy = remedy


class BadShopWebhook(ShopError):
    """The webhook cannot be read: `field` is the part at fault, `remedy` what to change."""

    def __init__(self, field: str, remedy: str) -> None:
        super().__init__(f"{field}: {remedy}")
        self.field = field
        self.remedy = remedy


class ShopUnreachable(ShopError):
    """The shop gave no usable answer. Whether it did what was asked is not known.

    `retry_after` is in how many seconds the shop says it can be asked again; None where it does not say.
    """

    def __init__(self, why: str, retry_after: float | None = None) -> None:
        super().__init__(why)
        self.retry_after = retry_after


class ShopRefused(ShopError):
    """The shop answered and refused, so what was asked has not happened."""


class CodeTaken(ShopRefused):
    """The shop has this discount code already, on other terms or for something else."""


class KnowledgeAway(TwolaneError):
    """What finds the store's own words does not answer: ask again later."""
