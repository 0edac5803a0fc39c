"""Giving a merchant's AI its leave: what it may do by flow and hour. Each change is an act in the log."""

import re
from dataclasses import replace
from datetime import datetime

from conversation.act import ActKind
from conversation.acts import Doer, record_act
from conversation.autonomy import EVERY_DAY, AutonomyPolicy, AutonomyWindow
from conversation.errors import Invalid, Unknown
from conversation.ids import MerchantId
from conversation.ledger import Books

MOST_WINDOWS = 20
SUGGESTION_HOURS = range(1, 73)
_TIME_OF_DAY = re.compile(r"([01]\d|2[0-3]):[0-5]\d")


def set_autonomy(
    books: Books, merchant_id: MerchantId, policy: AutonomyPolicy, doer: Doer, now: datetime
) -> AutonomyPolicy:
    """Let the AI do this from its next text on; the operator's ceiling stays as it is.

    Raises Invalid naming the field that is out of bounds, and Unknown.
    """
    merchant = books.merchant(merchant_id)
    if merchant is None:
        raise Unknown("merchant", merchant_id)
    before = merchant.settings.autonomy
    policy = replace(policy, ceiling=before.ceiling)
    _check(policy)
    if policy == before:
        return policy
    books.save_merchant(replace(merchant, settings=replace(merchant.settings, autonomy=policy)))
    changes = {"autonomy": policy.default.value, "autonomy_windows": str(len(policy.windows))}
    record_act(books, doer, ActKind.SETTINGS_CHANGED, merchant_id, (merchant_id,), now, **changes)
    return policy


def _check(policy: AutonomyPolicy) -> None:
    if policy.suggestion_hours not in SUGGESTION_HOURS:
        raise Invalid("suggestion_hours", f"{policy.suggestion_hours} is out of reach", "say 1 to 72")
    if len(policy.windows) > MOST_WINDOWS:
        raise Invalid("windows", f"there are more than {MOST_WINDOWS}", "leave some out")
    for window in policy.windows:
        _check_window(window)


def _check_window(window: AutonomyWindow) -> None:
    for field in ("begins", "ends"):
        if not _TIME_OF_DAY.fullmatch(getattr(window, field)):
            raise Invalid(field, f"{getattr(window, field)!r} is no time of day", "write it as 09:00")
    if not window.days or not set(window.days) <= set(EVERY_DAY):
        raise Invalid("days", "it has no day", "choose one or more of the seven")
