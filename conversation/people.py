"""Who works here: adding people, changing what they are, removing them. Nobody keeps what they may no longer hold."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from conversation.case import OPEN_STATES
from conversation.cases import free_case
from conversation.control import release
from conversation.conversation import Control
from conversation.errors import Conflict, Invalid, Unknown
from conversation.escalation import Escalation, EscalationReason
from conversation.fence import hold
from conversation.ids import MerchantId, UserId, new_id
from conversation.ledger import Books
from conversation.role import Role
from conversation.user import User, fold_email

LONGEST_NAME = 60
LONGEST_EMAIL = 254
"""Characters of an address (RFC 5321, 4.5.3.1.3, less the brackets)."""
PAGE = 200


def add_user(books: Books, name: str, email: str, merchant_id: MerchantId, role: Role, now: datetime) -> User:
    """Write a person with one role. Raises Invalid, Unknown for the merchant, Conflict when the address is taken."""
    _check_merchant(books, merchant_id)
    user = User(new_id("usr", now), parse_name(name), {merchant_id: role}, email=parse_email(email))
    if books.user_by_email(user.email or "") is not None:
        raise Conflict(f"{user.email} belongs to somebody already; give them the role instead")
    books.save_user(user)
    return user


def set_email(books: Books, user_id: UserId, email: str) -> User:
    """Give the person another address to log in with. Raises Conflict when it is taken."""
    user = _standing(books, user_id)
    changed = replace(user, email=parse_email(email))
    books.save_user(changed)
    return changed


def give_role(books: Books, user_id: UserId, merchant_id: MerchantId, role: Role, actor: str, now: datetime) -> User:
    """Make the person this for the merchant. What they hold and may hold no longer is released."""
    user = _standing(books, user_id)
    _check_merchant(books, merchant_id)
    changed = replace(user, roles={**user.roles, merchant_id: role})
    books.save_user(changed)
    if not changed.may_answer_for(merchant_id):
        _release_all(books, user, (merchant_id,), f"{user.name} is {role.value} now", actor, now)
    return changed


def take_role(books: Books, user_id: UserId, merchant_id: MerchantId, actor: str, now: datetime) -> User:
    """Let the person no longer work for the merchant; who works for nobody any more is removed."""
    user = _standing(books, user_id)
    left = {merchant: role for merchant, role in user.roles.items() if merchant != merchant_id}
    if not left:
        return remove_user(books, user_id, actor, now)
    changed = replace(user, roles=left)
    books.save_user(changed)
    _release_all(books, user, (merchant_id,), f"{user.name} no longer works for this merchant", actor, now)
    return changed


def remove_user(books: Books, user_id: UserId, actor: str, now: datetime) -> User:
    """Remove the person: every conversation they hold asks for another, and their address is free again."""
    user = _standing(books, user_id)
    removed = replace(user, removed_at=now, email=None)
    books.save_user(removed)
    _release_all(books, user, user.merchants, f"{user.name} was removed", actor, now)
    return removed


def parse_name(name: str) -> str:
    """Return a name that shoppers can read. Raises Invalid."""
    words = " ".join(name.split())
    if not words or len(words) > LONGEST_NAME or not words.isprintable():
        remedy = f"write 1 to {LONGEST_NAME} printable characters"
        raise Invalid("name", f"{words!r} cannot be shown to shoppers", remedy)
    return words


def parse_email(email: str) -> str:
    """Return an address as it is stored. Raises Invalid for what cannot be one."""
    folded = fold_email(email)
    local, at, domain = folded.rpartition("@")
    plausible = local and at and "." in domain.strip(".") and folded.isprintable() and not set(folded) & set(' ,;<>"')
    if not plausible or len(folded) > LONGEST_EMAIL:
        raise Invalid("email", f"{email!r} is no e-mail address", "write it as name@example.com")
    return folded


def _standing(books: Books, user_id: UserId) -> User:
    user = books.lock_user(user_id)
    if user is None or user.removed_at is not None:
        raise Unknown("person", user_id)
    return user


def _check_merchant(books: Books, merchant_id: MerchantId) -> None:
    if books.merchant(merchant_id) is None:
        raise Unknown("merchant", merchant_id)


MOST_CLAIMS = 10_000
"""More cases than anybody has claimed at once."""


def _release_all(
    books: Books, user: User, merchants: Iterable[MerchantId], why: str, actor: str, now: datetime
) -> None:
    escalation = Escalation(EscalationReason.HOLDER_REMOVED, why, now)
    for merchant_id in merchants:
        while held := books.conversations((merchant_id,), control=Control.HUMAN, holder=user.id, limit=PAGE):
            for row in sorted(held, key=lambda row: row.id):
                with hold(books, merchant_id, row.id, now) as locked:
                    if locked.row.holder == user.id:
                        release(locked, escalation, actor)
        for case in books.cases((merchant_id,), states=OPEN_STATES, claimed_by=user.id, limit=MOST_CLAIMS):
            with hold(books, merchant_id, case.conversation_id, now) as locked:
                free_case(locked, why, of=user.id)
