"""Who calls, and by what: the demo's page, the operator's key, a key of the ledger's, or a page's session."""

import hmac
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from conversation.api_key import PREFIX, ApiKey, by_key
from conversation.ids import UserId
from conversation.ledger import Reader
from conversation.tokens import digest_of_token
from conversation.user import User
from conversation.web_session import WebSession


@dataclass(frozen=True, slots=True)
class ByName:
    """The demo or the operator's key: anybody may be named, and without a name it is the first who works here."""

    user_id: UserId = ""


@dataclass(frozen=True, slots=True)
class BySession:
    """A browser in which somebody is logged in."""

    digest: str


@dataclass(frozen=True, slots=True)
class ByKey:
    """A key of the ledger's, and the person whom the call names."""

    digest: str
    user_id: UserId = ""


Credential: TypeAlias = ByName | BySession | ByKey


@dataclass(frozen=True, slots=True)
class Caller:
    """The person on whose behalf the call is made, as they stand, and what let them in."""

    user: User
    credential: Credential
    session: WebSession | None = None
    key: ApiKey | None = None


def caller_of(books: Reader, credential: Credential, now: datetime) -> Caller | None:
    """Return who calls by what the ledger says now; None for a credential that opens nothing."""
    match credential:
        case ByName(user_id=user_id):
            user = _named(books, user_id)
            return Caller(user, ByName(user.id)) if user else None
        case BySession(digest=digest):
            session = books.web_session(digest)
            user = _standing(books, session.user_id) if session and session.is_live(now) else None
            return Caller(user, credential, session=session) if user else None
        case ByKey():
            return _by_key(books, credential)


def is_operators(expected: str, given: str) -> bool:
    """Tell whether this is the key in the process's settings; an empty one lets nobody in."""
    return bool(expected) and hmac.compare_digest(given.encode(), expected.encode())


def credential_of_key(expected: str, given: str, user_id: UserId) -> Credential | None:
    """Return what a bearer token is; None for what cannot be a key."""
    if is_operators(expected, given):
        return ByName(user_id)
    return ByKey(digest_of_token(given), user_id) if given.startswith(PREFIX) else None


def _by_key(books: Reader, credential: ByKey) -> Caller | None:
    key = books.api_key_by_digest(credential.digest)
    if key is None or key.revoked_at is not None:
        return None
    user_id = credential.user_id or key.user_id
    user = _standing(books, user_id) if key.may_act_for(user_id) else None
    return Caller(by_key(user, key), credential, key=key) if user else None


def _named(books: Reader, user_id: UserId) -> User | None:
    if user_id:
        return _standing(books, user_id)
    return next((user for user in books.users() if user.removed_at is None), None)


def _standing(books: Reader, user_id: UserId) -> User | None:
    user = books.user(user_id)
    return user if user is not None and user.removed_at is None else None
