"""An API key: a program that acts for a person of one merchant, within its scopes and never beyond that person."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from types import MappingProxyType

from conversation.ids import MerchantId, UserId
from conversation.role import Denied, Permission, Permit, Role
from conversation.user import User

PREFIX = "twl_"
"""Lets a scanner of leaked secrets know one when it sees it."""
USED_EVERY = timedelta(minutes=1)
LONGEST_NAME = 60


class Scope(StrEnum):
    """What a key may do, in few words."""

    READ = "read"
    REPLY = "reply"
    CONTROL = "control"
    AUDIT = "audit"
    ADMIN = "admin"


SCOPES: Mapping[Scope, frozenset[Permission]] = MappingProxyType(
    {
        Scope.READ: frozenset({Permission.READ}),
        Scope.REPLY: frozenset({Permission.READ, Permission.REPLY}),
        Scope.CONTROL: frozenset({Permission.READ, Permission.CONTROL, Permission.REASSIGN, Permission.LEGAL_CASES}),
        Scope.AUDIT: frozenset({Permission.READ, Permission.AUDIT}),
        Scope.ADMIN: frozenset(Permission),
    }
)


@dataclass(frozen=True, slots=True)
class ApiKey:
    """It acts for `user_id`, or for one of `acts_for` whom the call names; `used_at` is kept to `USED_EVERY`."""

    id: str
    digest: str
    name: str
    merchant_id: MerchantId
    user_id: UserId
    scopes: tuple[Scope, ...]
    acts_for: tuple[UserId, ...]
    made_by: str
    made_at: datetime
    used_at: datetime | None = None
    revoked_at: datetime | None = None

    @property
    def permissions(self) -> frozenset[Permission]:
        return frozenset[Permission]().union(*(SCOPES[scope] for scope in self.scopes))

    def may_act_for(self, user_id: UserId) -> bool:
        return user_id == self.user_id or user_id in self.acts_for

    def is_due_for_use(self, now: datetime) -> bool:
        return self.used_at is None or now >= self.used_at + USED_EVERY


@dataclass(frozen=True, slots=True)
class UserByKey(User):
    """A person as a key may act for them: at the key's merchant only, and within its scopes."""

    within: frozenset[Permission] = frozenset()
    key_name: str = ""

    def may(self, permission: Permission, merchant_id: MerchantId) -> Permit:
        if merchant_id in self.roles and permission not in self.within:
            return Denied(f"the key {self.key_name!r} has no scope for it: {permission.value}")
        return User.may(self, permission, merchant_id)


def by_key(user: User, key: ApiKey) -> UserByKey:
    """Return the person as the key may act for them."""
    roles: dict[MerchantId, Role] = {one: role for one, role in user.roles.items() if one == key.merchant_id}
    return UserByKey(user.id, user.name, roles, user.removed_at, user.email, key.permissions, key.name)
