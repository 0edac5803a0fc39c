"""Which touchpoints may be credited with an order, and for how long."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from conversation.errors import Invalid
from conversation.ids import MerchantId
from conversation.touch import Automation

MOST_DAYS = 30
MOST_HELD_OUT = 50
"""In percent."""


class How(StrEnum):
    """By what an order is credited, the strongest first.

    `click`: the buyer followed a link of ours. `code`: they paid with a code of ours. `view`: they were sent a text;
    whether it was read, no text message tells.
    """

    CLICK = "click"
    CODE = "code"
    VIEW = "view"


class Models(StrEnum):
    """What counts, from all to nothing."""

    ALL = "all"
    CLICK_OR_CODE = "click_or_code"
    CODE = "code"
    NONE = "none"

    @property
    def counted(self) -> tuple[How, ...]:
        match self:
            case Models.ALL:
                return How.CLICK, How.CODE, How.VIEW
            case Models.CLICK_OR_CODE:
                return How.CLICK, How.CODE
            case Models.CODE:
                return (How.CODE,)
            case Models.NONE:
                return ()


_STRICTEST_LAST = tuple(Models)


@dataclass(frozen=True, slots=True)
class AttributionRule:
    """For how many days after a click, a code's text and any text an order may be credited to it; 0: never.

    Being sent a text proves little, so that it counts for a day where nothing else is said.
    """

    models: Models = Models.ALL
    click_days: int = 7
    code_days: int = 7
    view_days: int = 1

    def window(self, how: How) -> timedelta | None:
        """Return for how long it counts; None: not at all."""
        days = {How.CLICK: self.click_days, How.CODE: self.code_days, How.VIEW: self.view_days}[how]
        return timedelta(days=days) if how in self.models.counted and days else None

    def within(self, other: "AttributionRule") -> "AttributionRule":
        """Return what both allow: a flow or a campaign may be counted more strictly than its brand, never less."""
        return AttributionRule(
            models=max(self.models, other.models, key=_STRICTEST_LAST.index),
            click_days=min(self.click_days, other.click_days),
            code_days=min(self.code_days, other.code_days),
            view_days=min(self.view_days, other.view_days),
        )

    def checked(self) -> "AttributionRule":
        """Return it. Raises Invalid, naming the field, for a window that is out of range."""
        for field in ("click_days", "code_days", "view_days"):
            if not 0 <= getattr(self, field) <= MOST_DAYS:
                raise Invalid(field, f"{getattr(self, field)} days are out of range", f"use 0 to {MOST_DAYS}")
        return self


@dataclass(frozen=True, slots=True)
class AutomationRule:
    """How one flow or campaign is counted, and what share of its contacts, in percent, is held out to compare with."""

    merchant_id: MerchantId
    kind: Automation
    automation_id: str
    rule: AttributionRule
    hold_out_percent: int
    changed_at: datetime
