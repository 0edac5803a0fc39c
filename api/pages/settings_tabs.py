"""The parts of Settings and of Agent, and who sees which."""

from dataclasses import dataclass
from typing import TypeAlias

from conversation.ids import MerchantId
from conversation.role import Permission, Permitted
from conversation.user import User

Parts: TypeAlias = tuple[tuple[Permission, str, str], ...]
"""Each with what it takes to see it, where it is, and its name."""

PARTS: Parts = (
    (Permission.USERS, "/settings/people", "People"),
    (Permission.SETTINGS, "/settings/set-up", "Set-up"),
    (Permission.SETTINGS, "/settings/numbers", "Numbers"),
    (Permission.SETTINGS, "/settings/shop", "Shop"),
    (Permission.SETTINGS, "/settings/uploads", "Uploads"),
    (Permission.SETTINGS, "/settings/replies", "Canned replies"),
    (Permission.SETTINGS, "/settings/alerts", "Alerts"),
    (Permission.OVERRIDE, "/settings/facts", "Facts"),
    (Permission.KEYS, "/settings/keys", "API keys"),
    (Permission.SETTINGS, "/settings/inbox", "Own inbox"),
    (Permission.SETTINGS, "/settings/recovery", "P2P Cart Recovery"),
    (Permission.AUDIT, "/settings/acts", "Log of acts"),
)
AGENT_PARTS: Parts = (
    (Permission.SETTINGS, "/agent/persona", "Persona"),
    (Permission.SETTINGS, "/agent/knowledge", "Knowledge"),
    (Permission.OVERRIDE, "/agent/answers", "Answers"),
    (Permission.SETTINGS, "/agent/guidelines", "Guidelines"),
    (Permission.SETTINGS, "/agent/packs", "Prompts"),
    (Permission.SETTINGS, "/agent/playground", "Playground"),
    (Permission.SETTINGS, "/agent/usage", "Usage"),
    (Permission.SETTINGS, "/agent/autonomy", "Autonomy"),
)


@dataclass(frozen=True, slots=True)
class Tab:
    """A link to a part, or to the same part of another merchant."""

    href: str
    words: str
    current: bool


def first_of(parts: Parts, user: User) -> str:
    """Return where these begin for the person; empty for who has none."""
    return next((href for permission, href, _ in parts if merchants_with(user, permission)), "")


def tabs_of(parts: Parts, user: User, active: str, merchant_id: MerchantId) -> tuple[Tab, ...]:
    """Return the parts that the person may use for the merchant."""
    return tuple(
        Tab(f"{href}?merchant={merchant_id}", words, href == active)
        for permission, href, words in parts
        if isinstance(user.may(permission, merchant_id), Permitted)
    )


def merchants_with(user: User, permission: Permission) -> tuple[MerchantId, ...]:
    """Return the merchants for whom the person may do this."""
    return tuple(one for one in user.merchants if isinstance(user.may(permission, one), Permitted))
