"""The parts of Settings, and who sees which."""

from dataclasses import dataclass

from conversation.ids import MerchantId
from conversation.role import Permission, Permitted
from conversation.user import User

PARTS = (
    (Permission.USERS, "/settings/people", "People"),
    (Permission.SETTINGS, "/settings/replies", "Canned replies"),
    (Permission.SETTINGS, "/settings/alerts", "Alerts"),
    (Permission.OVERRIDE, "/settings/facts", "Facts"),
    (Permission.KEYS, "/settings/keys", "API keys"),
    (Permission.SETTINGS, "/settings/inbox", "Own inbox"),
    (Permission.SETTINGS, "/settings/recovery", "P2P Cart Recovery"),
    (Permission.AUDIT, "/settings/acts", "Log of acts"),
)


@dataclass(frozen=True, slots=True)
class Tab:
    """A link to a part, or to the same part of another merchant."""

    href: str
    words: str
    current: bool


def first_settings(user: User) -> str:
    """Return where Settings begin for the person; empty for who has none."""
    return next((href for permission, href, _ in PARTS if merchants_with(user, permission)), "")


def settings_tabs(user: User, active: str, merchant_id: MerchantId) -> tuple[Tab, ...]:
    """Return the parts that the person may use for the merchant."""
    return tuple(
        Tab(f"{href}?merchant={merchant_id}", words, href == active)
        for permission, href, words in PARTS
        if isinstance(user.may(permission, merchant_id), Permitted)
    )


def merchants_with(user: User, permission: Permission) -> tuple[MerchantId, ...]:
    """Return the merchants for whom the person may do this."""
    return tuple(one for one in user.merchants if isinstance(user.may(permission, one), Permitted))
