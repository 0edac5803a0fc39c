"""Logging in by address and password: slower with each failure, and alike for accounts that are not there."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from api.house import House
from api.problems import TooManyAttempts, Unauthorized
from conversation.act import ActKind
from conversation.acts import Doer, record_act
from conversation.ids import MerchantId, UserId
from conversation.ledger import Books, Reader
from conversation.password import Password
from conversation.throttle import FORGOTTEN_AFTER
from conversation.throttling import Admitted, Subject, TooSoon, admit, clear, take_back
from conversation.user import User, fold_email
from conversation.web_sessions import begin_session, end_session

FREE_OF_ACCOUNT = 5
FREE_OF_ADDRESS = 20
"""Failures that cost nothing: mistyping does, and a whole office may have one address."""
REFUSAL = "The address or the password is wrong."


@dataclass(frozen=True, slots=True)
class Attempt:
    """Who somebody says they are, and from where; `digest` is the session that the browser had before, if any."""

    email: str
    password: str
    address: str
    digest: str = ""

    @property
    def account(self) -> Subject:
        """The account by its hash: what is typed into the wrong field is kept nowhere."""
        return Subject(f"account {sha256(fold_email(self.email).encode()).hexdigest()}", FREE_OF_ACCOUNT)

    @property
    def place(self) -> Subject:
        return Subject(f"address {self.address}", FREE_OF_ADDRESS)


async def log_in(house: House, attempt: Attempt) -> str:
    """Begin a session and return its token. Raises TooManyAttempts, Unauthorized."""
    now = house.clock.now()
    admitted = await house.ledger.write(lambda books: admit(books, (attempt.account, attempt.place), now))
    if isinstance(admitted, TooSoon):
        raise TooManyAttempts(admitted.until - now)
    user, known = await house.ledger.read(lambda books: _account(books, attempt.email))
    if not await house.passwords.matches(known.hash if known else None, attempt.password):
        await house.ledger.write(lambda books: _note_burst(books, admitted, user, attempt, now))
        raise Unauthorized(REFUSAL)
    fresh = await _fresh_hash(house, known, attempt.password)
    token = await house.ledger.write(lambda books: _begin(books, known, fresh, attempt, now))
    if token is None:
        raise Unauthorized(REFUSAL)
    return token


def _account(books: Reader, email: str) -> tuple[User | None, Password | None]:
    user = books.user_by_email(fold_email(email))
    return user, books.password(user.id) if user else None


async def _fresh_hash(house: House, known: Password | None, password: str) -> str | None:
    """Return a hash by today's parameters where the kept one is older."""
    if known is None or not house.passwords.is_outdated(known.hash):
        return None
    return await house.passwords.hash(password)


def _begin(books: Books, known: Password | None, fresh: str | None, attempt: Attempt, now: datetime) -> str | None:
    """Begin the session, unless the person or the password changed while it was being checked."""
    user = books.lock_user(known.user_id) if known else None
    if user is None or known is None or user.removed_at is not None or books.password(user.id) != known:
        return None
    if fresh is not None:
        books.save_password(Password(user.id, fresh, known.set_at))
    clear(books, attempt.account, now)
    take_back(books, attempt.place, now)
    if attempt.digest:
        end_session(books, attempt.digest, now)
    books.forget_access(now - FORGOTTEN_AFTER - timedelta(days=1))
    record_act(books, Doer(user.id, attempt.address), ActKind.LOGGED_IN, user.id, user.merchants, now)
    return begin_session(books, user.id, now)


def _note_burst(books: Books, admitted: Admitted, user: User | None, attempt: Attempt, now: datetime) -> None:
    """Write down a run of failures, not each of them: at the end of the free ones, and at each as many again."""
    if admitted.failures % FREE_OF_ACCOUNT:
        return
    target: UserId = user.id if user else ""
    merchants: tuple[MerchantId, ...] = user.merchants if user else ()
    doer = Doer("", attempt.address)
    record_act(books, doer, ActKind.LOGIN_FAILED, target, merchants, now, failures=str(admitted.failures))
