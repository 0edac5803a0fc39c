"""Setting how a merchant's links are tracked. Each change is an act in the merchant's log."""

from dataclasses import replace
from datetime import datetime
from urllib.parse import urlsplit

from conversation.act import ActKind
from conversation.acts import Doer, record_act
from conversation.errors import Invalid, Unknown
from conversation.ids import MerchantId
from conversation.ledger import Books
from conversation.short_link import LinkTracking

MOST_DAYS = 365


def link_address(domain: str, public_url: str) -> str:
    """Return what short links begin with: the merchant's own domain, else where Twolane answers. Raises Invalid."""
    if not domain.strip():
        return public_url.rstrip("/")
    name = domain.strip().lower().removeprefix("https://").rstrip("/")
    parts = urlsplit(f"https://{name}")
    if not name.isascii() or parts.netloc != name or "." not in name or "@" in name or " " in name:
        raise Invalid("link_domain", f"{domain!r} is no domain", "write a name such as go.brand.com")
    return f"https://{name}"


def set_link_tracking(books: Books, merchant_id: MerchantId, tracking: LinkTracking, doer: Doer, now: datetime) -> None:
    """Track links that leave from now on as `tracking` says. Raises Invalid naming the field, Unknown."""
    merchant = books.merchant(merchant_id)
    if merchant is None:
        raise Unknown("merchant", merchant_id)
    if tracking.is_on and not tracking.address:
        raise Invalid("link_domain", "nothing says where short links lie", "name a domain")
    if not 1 <= tracking.days <= MOST_DAYS:
        raise Invalid("link_days", f"{tracking.days} is out of reach", f"say from 1 to {MOST_DAYS}")
    books.save_merchant(replace(merchant, settings=replace(merchant.settings, links=tracking)))
    told = {"links": tracking.address if tracking.is_on else "off", "link_days": str(tracking.days)}
    record_act(books, doer, ActKind.SETTINGS_CHANGED, merchant_id, (merchant_id,), now, **told)
