"""P2P Cart Recovery, the add-on: whether a merchant has switched it on, and who may text for it."""

from dataclasses import replace
from datetime import datetime

from conversation.act import ActKind
from conversation.acts import Doer, record_act
from conversation.errors import Invalid, Unknown
from conversation.ids import MerchantId, UserId
from conversation.ledger import Books, Reader
from conversation.merchant import Merchant, RecoveryAddOn
from conversation.user import User


def is_on_team(user: User, merchant: Merchant) -> bool:
    """Tell whether the merchant has the add-on and named this person, who may still answer for it."""
    addon = merchant.settings.recovery
    return addon.is_on and user.id in addon.team and user.may_answer_for(merchant.id)


def brands_of(reader: Reader, user: User) -> tuple[Merchant, ...]:
    """Return the merchants for whom the person may write first texts, in id order."""
    known = (reader.merchant(merchant_id) for merchant_id in sorted(user.merchants))
    return tuple(merchant for merchant in known if merchant is not None and is_on_team(user, merchant))


def set_up_recovery(
    books: Books, merchant_id: MerchantId, addon: RecoveryAddOn, doer: Doer, now: datetime
) -> RecoveryAddOn:
    """Switch the add-on on or off, and name the team. Each change is an act in the merchant's log.

    Raises Invalid for a team in which somebody may not answer for the merchant, and for none at all; Unknown.
    """
    merchant = books.merchant(merchant_id)
    if merchant is None:
        raise Unknown("merchant", merchant_id)
    addon = replace(addon, team=tuple(dict.fromkeys(addon.team)))
    _check(books, merchant, addon)
    before = merchant.settings.recovery
    books.save_merchant(replace(merchant, settings=replace(merchant.settings, recovery=addon)))
    if before.is_on is not addon.is_on:
        _record(books, merchant, ActKind.RECOVERY_SWITCHED, doer, now, to="on" if addon.is_on else "off")
    if before.team != addon.team:
        joined, left = set(addon.team) - set(before.team), set(before.team) - set(addon.team)
        changes = {"joined": _names(books, joined), "left": _names(books, left)}
        named = {word: names for word, names in changes.items() if names}
        _record(books, merchant, ActKind.RECOVERY_TEAM_CHANGED, doer, now, **named)
    if before.wait_minutes != addon.wait_minutes:
        _record(books, merchant, ActKind.SETTINGS_CHANGED, doer, now, by="P2P Cart Recovery")
    return addon


def _check(books: Reader, merchant: Merchant, addon: RecoveryAddOn) -> None:
    if addon.is_on and not addon.team:
        raise Invalid("team", "nobody is on it", "name the people who may text for this merchant")
    if not 0 <= addon.wait_minutes <= 24 * 60:
        raise Invalid("wait_minutes", f"{addon.wait_minutes} is out of reach", "say 0 to 1440")
    for user_id in addon.team if addon.is_on else ():
        user = books.user(user_id)
        if user is None or not user.may_answer_for(merchant.id):
            who = user.name if user is not None and merchant.id in user.roles else user_id
            raise Invalid("team", f"{who} may not text for {merchant.name}", "give them a role that may reply first")


def _record(books: Books, merchant: Merchant, kind: ActKind, doer: Doer, now: datetime, **details: str) -> None:
    record_act(books, doer, kind, merchant.id, (merchant.id,), now, **details)


def _names(books: Reader, people: set[UserId]) -> str:
    known = (books.user(user_id) for user_id in sorted(people))
    return ", ".join(user.name for user in known if user is not None)
