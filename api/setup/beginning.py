"""Beginning a merchant from a page: whoever manages people somewhere may, and manages the new one too."""

from dataclasses import dataclass, replace
from datetime import datetime

from api.setup.answers import check_domain
from api.switching import NEW_MERCHANT, ceiling_for_new
from conversation.act import ActKind
from conversation.acts import Doer, record_act
from conversation.brand_setting import Brand, check_brand
from conversation.errors import Conflict
from conversation.ids import new_id
from conversation.ledger import Books
from conversation.merchant import Merchant, MerchantSettings
from conversation.role import Role
from conversation.shop_choice import ShopChoice, check_shop
from conversation.user import User


@dataclass(frozen=True, slots=True)
class Beginning:
    """What a merchant cannot be without."""

    brand: Brand
    shop: ShopChoice
    domain: str


def begin_merchant(books: Books, told: Beginning, by: User, address: str, now: datetime) -> Merchant:
    """Add a merchant of whom nothing but this is known, with `by` as its admin. Raises Invalid, Conflict."""
    brand, domain = check_brand(told.brand), check_domain(told.domain)
    check_shop(told.shop)
    if books.merchant_of_shop(domain) is not None:
        raise Conflict(f"{domain} is another merchant's shop already")
    standing = replace(NEW_MERCHANT, ceiling=ceiling_for_new(books.merchants()))
    settings = MerchantSettings(autonomy=standing, shop=told.shop, business_hours=brand.business_hours)
    merchant = Merchant(new_id("mer", now), brand.name, domain, brand.support, brand.timezone, settings)
    books.save_merchant(merchant)
    known = books.lock_user(by.id) or by
    books.save_user(replace(known, roles={**known.roles, merchant.id: Role.ADMIN}))
    record_act(books, Doer(by.id, address), ActKind.SETTINGS_CHANGED, merchant.id, (merchant.id,), now, setup="begun")
    return merchant
