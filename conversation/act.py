"""An act: something sensitive that somebody did to the house itself, rather than in a conversation."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from conversation.ids import MerchantId

OPERATOR = "operator"
"""Who works at the machine itself: the command line, and the key in the process's settings."""


class ActKind(StrEnum):
    """Every kind of act, by the noun it is about."""

    LOGGED_IN = "session.began"
    LOGIN_FAILED = "session.refused"
    LOGGED_OUT = "session.ended"
    LOGGED_OUT_EVERYWHERE = "session.ended_everywhere"
    PASSWORD_CHANGED = "password.changed"
    PASSWORD_LINK_MADE = "password.link_made"
    USER_ADDED = "user.added"
    EMAIL_CHANGED = "user.email_changed"
    USER_REMOVED = "user.removed"
    ROLE_CHANGED = "role.changed"
    KEY_MADE = "key.made"
    KEY_REVOKED = "key.revoked"
    EXPORTED = "data.exported"
    RECOVERY_SWITCHED = "recovery.switched"
    RECOVERY_TEAM_CHANGED = "recovery.team_changed"
    SETTINGS_CHANGED = "settings.changed"
    FLOW_CHANGED = "flow.changed"
    CAMPAIGN_CHANGED = "campaign.changed"
    CAMPAIGN_DRAFTED = "campaign.drafted"
    SEGMENT_CHANGED = "segment.changed"


@dataclass(frozen=True, slots=True)
class Act:
    """`actor` and `target` are ids; `address` is a keyed hash of where the call came from, empty at the machine."""

    id: str
    merchant_id: MerchantId
    kind: ActKind
    actor: str
    target: str
    at: datetime
    address: str = ""
    details: Mapping[str, str] = field(default_factory=dict)
