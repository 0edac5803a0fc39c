"""Beginning and ending web sessions."""

from dataclasses import replace
from datetime import datetime

from conversation.ids import UserId
from conversation.ledger import Books
from conversation.tokens import digest_of_token, new_token
from conversation.web_session import WebSession


def begin_session(books: Books, user_id: UserId, now: datetime) -> str:
    """Begin a session and return its token, which is told this once."""
    token = new_token()
    books.save_web_session(WebSession(digest_of_token(token), user_id, now, now))
    return token


def note_sign(books: Books, digest: str, now: datetime) -> None:
    """Note that the person is there; a session that has ended stays so."""
    session = books.lock_web_session(digest)
    if session is not None and session.is_live(now):
        books.save_web_session(replace(session, seen_at=now))


def end_session(books: Books, digest: str, now: datetime) -> None:
    """End one session; again to no effect."""
    session = books.lock_web_session(digest)
    if session is not None and session.ended_at is None:
        books.save_web_session(replace(session, ended_at=now))


def end_sessions(books: Books, user_id: UserId, now: datetime, *, but: str = "") -> int:
    """End every session of the person except the one with the digest `but`, and return how many."""
    digests = sorted(one.digest for one in books.web_sessions(user_id) if one.ended_at is None and one.digest != but)
    for digest in digests:
        end_session(books, digest, now)
    return len(digests)
