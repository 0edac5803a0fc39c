"""The operator at the machine: people and keys from the command line, over the ledger alone."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from api.audit_keys import audit_keys
from api.link import open_link
from api.live import Live
from api.password_address import link_address
from api.passwords import Passwords
from api.settings import Settings
from conversation.api_key import ApiKey, Scope
from conversation.api_keys import KeyOrder
from conversation.clock import SystemClock
from conversation.errors import Invalid, Unknown
from conversation.ids import MerchantId, UserId
from conversation.ledger import Books, Ledger, Reader
from conversation.managing import Manager
from conversation.password import check_password
from conversation.passwords import set_password
from conversation.role import Role
from conversation.store_sql.opening import open_ledger
from conversation.user import User, fold_email

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class PersonLine:
    """One person as the list shows them. `roles` are pairs of a merchant's name and the role there."""

    id: UserId
    name: str
    email: str
    roles: tuple[tuple[str, str], ...]
    state: str


@dataclass(frozen=True, slots=True)
class KeyLine:
    """One key as the list shows it."""

    id: str
    name: str
    merchant: str
    person: str
    scopes: str
    state: str


class Operator:
    """What the operator may do. People are named by id or address, merchants by id, shop or name."""

    def __init__(self, ledger: Ledger, public_url: str) -> None:
        self._ledger = ledger
        self._public_url = public_url
        self._clock = SystemClock()
        self._passwords = Passwords()

    async def add(self, name: str, email: str, merchant: str, role: Role, password: str | None) -> tuple[User, str]:
        """Add a person with a password, or with a link that sets one, and return the link."""
        hash = None
        if password is not None:
            check_password(password, User("", name, {}, email=fold_email(email)))
            hash = await self._passwords.hash(password)

        def command(manager: Manager) -> tuple[User, str]:
            books = manager.books
            user = manager.add(name, email, merchant_named(books, merchant), role)
            if hash is not None:
                set_password(books, user.id, hash, manager.now)
                return user, ""
            return user, "" if books.password(user.id) else manager.make_link(user.id)

        user, token = await self._manage(command)
        return user, link_address(self._public_url, token) if token else ""

    async def give_role(self, person: str, merchant: str, role: Role) -> User:
        return await self._manage(
            lambda manager: manager.give_role(
                person_named(manager.books, person).id, merchant_named(manager.books, merchant), role
            )
        )

    async def set_email(self, person: str, email: str) -> User:
        return await self._manage(lambda manager: manager.set_email(person_named(manager.books, person).id, email))

    async def remove(self, person: str) -> User:
        """Remove a person everywhere; what they hold is released in the same transaction."""
        return await self._manage(lambda manager: manager.remove(person_named(manager.books, person).id))

    async def make_link(self, person: str) -> str:
        """Return a link that sets the person's password, once."""
        token = await self._manage(lambda manager: manager.make_link(person_named(manager.books, person).id))
        return link_address(self._public_url, token)

    async def people(self) -> tuple[PersonLine, ...]:
        return await self._ledger.read(lambda books: tuple(_person_line(books, user) for user in books.users()))

    async def make_key(
        self, name: str, merchant: str, person: str, scopes: tuple[Scope, ...], acts_for: tuple[str, ...]
    ) -> tuple[ApiKey, str]:
        """Make a key and return it with its secret."""

        def command(manager: Manager) -> tuple[ApiKey, str]:
            books = manager.books
            others = tuple(person_named(books, one).id for one in acts_for)
            owner = person_named(books, person).id
            return manager.make_key(KeyOrder(name, merchant_named(books, merchant), owner, scopes, others))

        return await self._manage(command)

    async def keys(self) -> tuple[KeyLine, ...]:
        def read(books: Reader) -> tuple[KeyLine, ...]:
            found = [(row.name, key) for row in books.merchants() for key in books.api_keys(row.id)]
            return tuple(_key_line(books, merchant, key) for merchant, key in found)

        return await self._ledger.read(read)

    async def revoke_key(self, key_id: str) -> ApiKey:
        def command(manager: Manager) -> ApiKey:
            key = manager.books.lock_api_key(key_id)
            if key is None:
                raise Unknown("key", key_id)
            return manager.revoke_key(key.merchant_id, key_id)

        return await self._manage(command)

    async def _manage(self, command: Callable[[Manager], T]) -> T:
        now: datetime = self._clock.now()

        def run(books: Books) -> T:
            return command(Manager(books, None, now))

        return await self._ledger.write(run)


@asynccontextmanager
async def operating(settings: Settings) -> AsyncIterator[Operator]:
    """Open the ledger that the settings name, and ring for the pages that are open elsewhere."""
    link = open_link(settings.redis_url)
    await link.start()
    ledger = await open_ledger(settings.ledger_url, Live(link), audit_keys(settings))
    try:
        yield Operator(ledger, settings.public_url)
    finally:
        await ledger.close()
        await link.close()


def person_named(books: Reader, named: str) -> User:
    """Return a person by id or address. Raises Unknown."""
    user = books.user(named) or books.user_by_email(fold_email(named))
    if user is None:
        raise Unknown("person", named)
    return user


def merchant_named(books: Reader, named: str) -> MerchantId:
    """Return a merchant by id, shop or name; without a name the only one. Raises Invalid, Unknown."""
    merchants = books.merchants()
    if not named:
        if len(merchants) != 1:
            remedy = "load a store first" if not merchants else f"name one of {', '.join(row.id for row in merchants)}"
            raise Invalid("merchant", f"there are {len(merchants)}", remedy)
        return merchants[0].id
    found = [
        row.id for row in merchants if named in (row.id, row.shop_domain) or named.casefold() == row.name.casefold()
    ]
    if len(found) != 1:
        raise Unknown("merchant", named)
    return found[0]


def _person_line(books: Reader, user: User) -> PersonLine:
    named = [(books.merchant(merchant_id), role) for merchant_id, role in user.roles.items()]
    roles = tuple((merchant.name if merchant else "?", role.value) for merchant, role in named)
    if user.removed_at is not None:
        state = f"removed {user.removed_at:%Y-%m-%d}"
    else:
        state = "" if books.password(user.id) else "no password yet" if user.email else "no address yet"
    return PersonLine(user.id, user.name, user.email or "", roles, state)


def _key_line(books: Reader, merchant: str, key: ApiKey) -> KeyLine:
    user = books.user(key.user_id)
    used = f"used {key.used_at:%Y-%m-%d %H:%M} UTC" if key.used_at else "never used"
    return KeyLine(
        id=key.id,
        name=key.name,
        merchant=merchant,
        person=user.name if user else key.user_id,
        scopes=" ".join(scope.value for scope in key.scopes),
        state=f"revoked {key.revoked_at:%Y-%m-%d}" if key.revoked_at else used,
    )
