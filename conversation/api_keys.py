"""Making and revoking API keys."""

from dataclasses import dataclass, replace
from datetime import datetime

from conversation.api_key import LONGEST_NAME, PREFIX, ApiKey, Scope
from conversation.errors import Invalid, Unknown
from conversation.ids import MerchantId, UserId, new_id
from conversation.ledger import Books
from conversation.tokens import digest_of_token, new_token


@dataclass(frozen=True, slots=True)
class KeyOrder:
    """What somebody asks for when they make a key."""

    name: str
    merchant_id: MerchantId
    user_id: UserId
    scopes: tuple[Scope, ...]
    acts_for: tuple[UserId, ...] = ()


def make_key(books: Books, order: KeyOrder, made_by: str, now: datetime) -> tuple[ApiKey, str]:
    """Write a key and return it with its secret, which is told this once. Raises Invalid, Unknown."""
    name = " ".join(order.name.split())
    if not name or len(name) > LONGEST_NAME or not name.isprintable():
        raise Invalid("name", f"{name!r} names no key", f"write 1 to {LONGEST_NAME} printable characters")
    if not order.scopes:
        raise Invalid("scope", "there is none", f"name at least one of {', '.join(Scope)}")
    for user_id in (order.user_id, *order.acts_for):
        user = books.user(user_id)
        if user is None or not user.may_see(order.merchant_id):
            raise Unknown("person of this merchant", user_id)
    secret = PREFIX + new_token()
    key = ApiKey(
        id=new_id("key", now),
        digest=digest_of_token(secret),
        name=name,
        merchant_id=order.merchant_id,
        user_id=order.user_id,
        scopes=tuple(dict.fromkeys(order.scopes)),
        acts_for=tuple(dict.fromkeys(order.acts_for)),
        made_by=made_by,
        made_at=now,
    )
    books.save_api_key(key)
    return key, secret


def revoke_key(books: Books, merchant_id: MerchantId, key_id: str, now: datetime) -> ApiKey:
    """Let the key open nothing any more. Raises Unknown for one that is not the merchant's, or revoked."""
    key = books.lock_api_key(key_id)
    if key is None or key.merchant_id != merchant_id or key.revoked_at is not None:
        raise Unknown("key", key_id)
    revoked = replace(key, revoked_at=now)
    books.save_api_key(revoked)
    return revoked


def note_use(books: Books, key_id: str, now: datetime) -> None:
    """Note that the key was used; a revoked one stays as it is."""
    key = books.lock_api_key(key_id)
    if key is not None and key.revoked_at is None:
        books.save_api_key(replace(key, used_at=now))
