"""Whose merchant it is: another's is not even known, and one's own needs the permission for what is asked."""

from conversation.errors import Unknown
from conversation.ids import MerchantId
from conversation.ledger import Reader
from conversation.merchant import Merchant
from conversation.role import Permission
from conversation.user import User


def merchant_for(
    books: Reader, user: User, merchant_id: MerchantId, permission: Permission = Permission.READ
) -> Merchant:
    """Return the merchant. Raises Unknown for one whom the person may not see, NotAllowed without the permission."""
    check_for(user, merchant_id, permission)
    merchant = books.merchant(merchant_id)
    if merchant is None:
        raise Unknown("merchant", merchant_id)
    return merchant


def check_for(user: User, merchant_id: MerchantId, permission: Permission = Permission.READ) -> None:
    """Raises as `merchant_for`, without a look at the ledger."""
    if not user.may_see(merchant_id):
        raise Unknown("merchant", merchant_id)
    user.check(permission, merchant_id)
