"""Whether a person may still do what they ask: read again under their own lock, for they may have been removed."""

from conversation.errors import NotAllowed
from conversation.ids import MerchantId
from conversation.ledger import Books
from conversation.role import Permission
from conversation.user import User


def check_standing(books: Books, user: User, permission: Permission, merchant_id: MerchantId) -> None:
    """Hold the person's row, shared, before any conversation's lock. Raises NotAllowed.

    Nobody removes them before this transaction ends, and what they do elsewhere at this moment does not wait.
    """
    user.check(permission, merchant_id)
    now_as = books.lock_user(user.id, shared=True)
    if now_as is None:
        raise NotAllowed(f"{user.name} does not work here")
    now_as.check(permission, merchant_id)
