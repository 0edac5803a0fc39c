"""The part of a store file that says what models may cost."""

from decimal import Decimal

from api.store_people import Strict
from conversation.spend_setting import check_spend_limits, limits_of
from conversation.spent import SpendLimits


class SpendLimitsIn(Strict):
    """In US dollars, as 0.05; what is left out has no limit."""

    turn: Decimal | None = None
    conversation: Decimal | None = None
    day: Decimal | None = None

    def limits(self) -> SpendLimits:
        """Return them as the ledger keeps them. Raises Invalid naming the limit."""
        turn, conversation, day = ("" if one is None else str(one) for one in (self.turn, self.conversation, self.day))
        limits = limits_of(turn, conversation, day)
        check_spend_limits(limits)
        return limits
