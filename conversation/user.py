"""A person who works in Conversations."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from conversation.errors import NotAllowed
from conversation.ids import MerchantId, UserId
from conversation.role import Denied, Permission, Permit, Permitted, Role, permit


@dataclass(frozen=True, slots=True)
class User:
    """`name` is the name that shoppers read; `roles` says what they are for each merchant they work for.

    `email` is what they log in with, in lower case; without one they cannot. Who was removed keeps name and roles, so
    that old conversations can be read, and may do nothing.
    """

    id: UserId
    name: str
    roles: Mapping[MerchantId, Role]
    removed_at: datetime | None = None
    email: str | None = None

    @property
    def merchants(self) -> tuple[MerchantId, ...]:
        """Those for whom they have a role: each role may at least read."""
        return tuple(self.roles)

    def may(self, permission: Permission, merchant_id: MerchantId) -> Permit:
        """Say whether they may do this for the merchant, and why not."""
        if self.removed_at is not None:
            return Denied(f"{self.name} was removed")
        role = self.roles.get(merchant_id)
        if role is None:
            return Denied(f"{self.name} does not work for this merchant")
        return permit(self.name, role, permission)

    def check(self, permission: Permission, merchant_id: MerchantId) -> None:
        """Raise NotAllowed, saying why, unless they may."""
        answer = self.may(permission, merchant_id)
        if isinstance(answer, Denied):
            raise NotAllowed(answer.why)

    def may_answer_for(self, merchant_id: MerchantId) -> bool:
        """Tell whether they may text the merchant's shoppers."""
        return isinstance(self.may(Permission.REPLY, merchant_id), Permitted)

    def may_see(self, merchant_id: MerchantId) -> bool:
        """Tell whether they may read the merchant's conversations."""
        return isinstance(self.may(Permission.READ, merchant_id), Permitted)


def fold_email(email: str) -> str:
    """Return the form in which an address is stored and compared."""
    return email.strip().casefold()
