"""Setting passwords, at once or by a link that works once."""

from dataclasses import replace
from datetime import datetime

from conversation.errors import Unknown
from conversation.ids import UserId
from conversation.ledger import Books
from conversation.password import LINK_LASTS, Password, PasswordLink
from conversation.tokens import digest_of_token, new_token
from conversation.web_sessions import end_sessions


def set_password(books: Books, user_id: UserId, hash: str, now: datetime, *, keep_session: str = "") -> None:
    """Keep the hash of a new password; every session but the one with that digest ends."""
    books.save_password(Password(user_id, hash, now))
    end_sessions(books, user_id, now, but=keep_session)


def make_link(books: Books, user_id: UserId, made_by: str, now: datetime) -> str:
    """Return the token of a new link, which is told this once. Raises Unknown for who was removed."""
    user = books.user(user_id)
    if user is None or user.removed_at is not None or user.email is None:
        raise Unknown("person with an e-mail address", user_id)
    token = new_token()
    books.save_password_link(PasswordLink(digest_of_token(token), user_id, made_by, now + LINK_LASTS))
    return token


def use_link(books: Books, token: str, hash: str, now: datetime) -> UserId:
    """Set the password of the link's person and return who it is. Raises Unknown for a link that is used or old."""
    link = books.lock_password_link(digest_of_token(token))
    if link is None or not link.is_live(now):
        raise Unknown("link", "that can still be used")
    books.save_password_link(replace(link, used_at=now))
    set_password(books, link.user_id, hash, now)
    return link.user_id
