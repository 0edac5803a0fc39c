"""Roles and permissions: who may do what for a merchant. One table says it, and everything else asks."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import TypeAlias


class Role(StrEnum):
    """What a person is for one merchant. They may be something else for another."""

    AUDITOR = "auditor"
    AGENT = "agent"
    LEAD = "lead"
    ADMIN = "admin"


class Permission(StrEnum):
    """Everything that not everybody may do."""

    READ = "read"
    REPLY = "reply"
    CONTROL = "control"
    REASSIGN = "reassign"
    LEGAL_CASES = "legal_cases"
    OVERRIDE = "override"
    AUDIT = "audit"
    SETTINGS = "settings"
    USERS = "users"
    KEYS = "keys"


DEEDS: Mapping[Permission, str] = MappingProxyType(
    {
        Permission.READ: "read conversations",
        Permission.REPLY: "text shoppers",
        Permission.CONTROL: "take control of a conversation or give it back",
        Permission.REASSIGN: "give a conversation to somebody else",
        Permission.LEGAL_CASES: "take over a conversation with a legal threat",
        Permission.OVERRIDE: "send what the gate refused",
        Permission.AUDIT: "read the audit log and the log of acts",
        Permission.SETTINGS: "change settings",
        Permission.USERS: "add and remove people",
        Permission.KEYS: "make and revoke API keys",
    }
)

_AUDITOR = frozenset({Permission.READ, Permission.AUDIT})
_AGENT = frozenset({Permission.READ, Permission.REPLY, Permission.CONTROL})
_LEAD = _AGENT | {Permission.REASSIGN, Permission.LEGAL_CASES, Permission.OVERRIDE}
_ADMIN = _LEAD | {Permission.AUDIT, Permission.SETTINGS, Permission.USERS, Permission.KEYS}

GRANTS: Mapping[Role, frozenset[Permission]] = MappingProxyType(
    {Role.AUDITOR: _AUDITOR, Role.AGENT: _AGENT, Role.LEAD: _LEAD, Role.ADMIN: _ADMIN}
)
"""An auditor reads everything and changes nothing; each of the others may do what the one before may, and more."""


@dataclass(frozen=True, slots=True)
class Permitted:
    """They may."""


@dataclass(frozen=True, slots=True)
class Denied:
    """They may not."""

    why: str


Permit: TypeAlias = Permitted | Denied

PERMITTED = Permitted()


def permit(name: str, role: Role, permission: Permission) -> Permit:
    """Say whether somebody called `name` may, as this role."""
    if permission in GRANTS[role]:
        return PERMITTED
    return Denied(f"{name} may not {DEEDS[permission]}: {_words(role)} may not")


def _words(role: Role) -> str:
    article = "an" if role.value[0] in "aeiou" else "a"
    return f"{article} {role.value}"
