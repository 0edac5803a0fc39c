"""Managing people and keys: what an admin or the operator may do, written down as acts in the same transaction."""

from dataclasses import dataclass
from datetime import datetime

from conversation import api_keys, passwords, people
from conversation.act import OPERATOR, ActKind
from conversation.acts import Doer, record_act
from conversation.api_key import ApiKey
from conversation.api_keys import KeyOrder
from conversation.bridge import Bridge
from conversation.errors import Invalid, NotAllowed, Unknown
from conversation.ids import MerchantId, UserId
from conversation.ledger import Books
from conversation.merchant_fact import MerchantFact
from conversation.merchant_facts import change_fact, retire_fact
from conversation.role import Permission, Role
from conversation.user import User
from conversation.web_sessions import end_sessions


@dataclass(frozen=True, slots=True)
class Manager:
    """Who manages: `user`, or the operator at the machine (None), whom no role binds."""

    books: Books
    user: User | None
    now: datetime
    address: str = ""

    def add(self, name: str, email: str, merchant_id: MerchantId, role: Role) -> User:
        """Add a person, or give somebody known by the address a role here. Raises NotAllowed, Invalid, Unknown."""
        self._check(Permission.USERS, merchant_id)
        known = self.books.user_by_email(people.parse_email(email))
        if known is not None:
            return self.give_role(known.id, merchant_id, role)
        user = people.add_user(self.books, name, email, merchant_id, role, self.now)
        self._record(ActKind.USER_ADDED, user.id, (merchant_id,), role=role.value)
        return user

    def set_email(self, user_id: UserId, email: str) -> User:
        """Give the person another address to log in with: for who was loaded with a store and has none."""
        merchants = self._person(user_id).merchants
        for merchant_id in merchants:
            self._check(Permission.USERS, merchant_id)
        user = people.set_email(self.books, user_id, email)
        self._record(ActKind.EMAIL_CHANGED, user_id, merchants)
        return user

    def give_role(self, user_id: UserId, merchant_id: MerchantId, role: Role) -> User:
        """Make the person this for the merchant."""
        self._check_other(user_id, merchant_id)
        user = people.give_role(self.books, user_id, merchant_id, role, self._doer.actor, self.now)
        self._record(ActKind.ROLE_CHANGED, user_id, (merchant_id,), role=role.value)
        return user

    def take_role(self, user_id: UserId, merchant_id: MerchantId) -> User:
        """Let the person no longer work for the merchant; without another one they are removed."""
        self._check_other(user_id, merchant_id)
        if merchant_id not in self._person(user_id).roles:
            raise Unknown("person of this merchant", user_id)
        user = people.take_role(self.books, user_id, merchant_id, self._doer.actor, self.now)
        self._end_sessions(user)
        self._record(ActKind.USER_REMOVED, user_id, (merchant_id,))
        return user

    def remove(self, user_id: UserId) -> User:
        """Remove the person from every merchant."""
        for merchant_id in self._person(user_id).merchants:
            self._check_other(user_id, merchant_id)
        user = people.remove_user(self.books, user_id, self._doer.actor, self.now)
        self._end_sessions(user)
        self._record(ActKind.USER_REMOVED, user_id, user.merchants)
        return user

    def make_link(self, user_id: UserId) -> str:
        """Return the token of a link that sets the person's password.

        It opens everything the person may do, so whoever makes it must manage them for each of their merchants.
        """
        merchants = self._person(user_id).merchants
        for merchant_id in merchants:
            self._check(Permission.USERS, merchant_id)
        token = passwords.make_link(self.books, user_id, self._doer.actor, self.now)
        self._record(ActKind.PASSWORD_LINK_MADE, user_id, merchants)
        return token

    def make_key(self, order: KeyOrder) -> tuple[ApiKey, str]:
        """Make a key and return it with its secret. It may do no more than the persons it acts for."""
        self._check(Permission.KEYS, order.merchant_id)
        key, secret = api_keys.make_key(self.books, order, self._doer.actor, self.now)
        scopes = " ".join(scope.value for scope in key.scopes)
        self._record(ActKind.KEY_MADE, key.id, (key.merchant_id,), name=key.name, scopes=scopes)
        return key, secret

    def revoke_key(self, merchant_id: MerchantId, key_id: str) -> ApiKey:
        """Revoke a key of the merchant."""
        self._check(Permission.KEYS, merchant_id)
        key = api_keys.revoke_key(self.books, merchant_id, key_id, self.now)
        self._record(ActKind.KEY_REVOKED, key.id, (merchant_id,), name=key.name)
        return key

    def change_fact(self, merchant_id: MerchantId, fact_id: str, statement: str, until: datetime) -> MerchantFact:
        """Put another fact in the place of one. Raises as `merchant_facts.change_fact`, and NotAllowed."""
        self._check(Permission.OVERRIDE, merchant_id)
        fact = change_fact(self.books, merchant_id, fact_id, statement, until, self._doer.actor, self.now)
        self._record(ActKind.SETTINGS_CHANGED, fact.id, (merchant_id,), name="a fact", fact="changed", before=fact_id)
        return fact

    def end_fact(self, merchant_id: MerchantId, fact_id: str) -> MerchantFact:
        """Let a fact back nothing any more. Raises Unknown, Conflict, NotAllowed."""
        self._check(Permission.OVERRIDE, merchant_id)
        fact = retire_fact(self.books, merchant_id, fact_id, self.now)
        self._record(ActKind.SETTINGS_CHANGED, fact.id, (merchant_id,), name="a fact", fact="ended")
        return fact

    def save_bridge(self, bridge: Bridge) -> Bridge:
        """Connect the merchant's own inbox, or change who its people are here or whether it is on.

        Raises NotAllowed, Invalid for an account that is no number, Unknown for somebody who cannot answer there.
        """
        self._check(Permission.SETTINGS, bridge.merchant_id)
        for account, user_id in bridge.people.items():
            if not account.isascii() or not account.isdigit():
                raise Invalid("account", f"{account!r} is no number", "give the account's number in the inbox")
            if not self._person(user_id).may_answer_for(bridge.merchant_id):
                raise Unknown("person who may text for the merchant", user_id)
        self.books.save_bridge(bridge)
        people = " ".join(f"{account}={user_id}" for account, user_id in sorted(bridge.people.items()))
        state = "on" if bridge.is_on else "off"
        told = {"inbox": f"{bridge.url} {bridge.account}/{bridge.inbox}", "people": people, "bridge": state}
        self._record(ActKind.SETTINGS_CHANGED, bridge.merchant_id, (bridge.merchant_id,), **told)
        return bridge

    @property
    def _doer(self) -> Doer:
        return Doer(self.user.id if self.user else OPERATOR, self.address)

    def _check(self, permission: Permission, merchant_id: MerchantId) -> None:
        if self.user is not None:
            self.user.check(permission, merchant_id)

    def _check_other(self, user_id: UserId, merchant_id: MerchantId) -> None:
        """Nobody changes what they are themselves, so that somebody who manages people is always left."""
        self._check(Permission.USERS, merchant_id)
        if self.user is not None and self.user.id == user_id:
            raise NotAllowed("nobody changes their own role; ask another admin")

    def _person(self, user_id: UserId) -> User:
        user = self.books.user(user_id)
        if user is None or user.removed_at is not None:
            raise Unknown("person", user_id)
        return user

    def _end_sessions(self, user: User) -> None:
        if user.removed_at is not None:
            end_sessions(self.books, user.id, self.now)
            for device in self.books.push_devices(user.id):
                self.books.drop_push_device(device.id)

    def _record(self, kind: ActKind, target: str, merchants: tuple[MerchantId, ...], **details: str) -> None:
        record_act(self.books, self._doer, kind, target, merchants, self.now, **details)
