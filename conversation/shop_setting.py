"""Setting which shop a merchant has. Each change is an act in the merchant's log."""

from dataclasses import replace
from datetime import datetime

from conversation.act import ActKind
from conversation.acts import Doer, record_act
from conversation.errors import Unknown
from conversation.ids import MerchantId
from conversation.ledger import Books
from conversation.merchant import Merchant
from conversation.shop_choice import ShopChoice, check_shop


def set_shop(books: Books, merchant_id: MerchantId, choice: ShopChoice, doer: Doer, now: datetime) -> Merchant:
    """Let the merchant have this shop from now on, and return the merchant. Raises Invalid as `check_shop`, Unknown."""
    merchant = books.merchant(merchant_id)
    if merchant is None:
        raise Unknown("merchant", merchant_id)
    check_shop(choice)
    if choice == merchant.settings.shop:
        return merchant
    changed = replace(merchant, settings=replace(merchant.settings, shop=choice))
    books.save_merchant(changed)
    told = {"shop": choice.kind, "url": choice.url}
    record_act(books, doer, ActKind.SETTINGS_CHANGED, merchant_id, (merchant_id,), now, **told)
    return changed
