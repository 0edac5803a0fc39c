"""Lift: what texting brings, from the difference between those who were texted and those held out."""

from collections.abc import Sequence
from dataclasses import dataclass

from conversation.arm import Arm
from conversation.assignment import HOLD_OUT
from flows.experiment import Call, Comparison, Criterion, Result, Rule, compare
from flows.holdout import TEXTED

FEWEST, FEWEST_EVENTS = 100, 20
"""A hold-out is small by design: one of a tenth reaches this with a thousand contacts."""


@dataclass(frozen=True, slots=True)
class Lift:
    """Both compare everybody who would have been texted, whether the text arrived or not, with those held out.

    So nothing hangs on who could be reached. `conversion` is per contact, `revenue` in minor units per contact.
    """

    texted: Arm
    held_out: Arm
    conversion: Result
    revenue: Result

    def difference(self, result: Result) -> Comparison:
        """Return the texted less the held out."""
        found = result.comparisons[0]
        return found if found.one == TEXTED else found.turned()

    def is_sure(self, result: Result) -> bool:
        """Tell whether the difference is more than chance, however often it was looked at."""
        return result.call in (Call.WINNER, Call.HELD_BACK)


def lift_of(arms: Sequence[Arm]) -> Lift | None:
    """Compare the arm that was held out with all others together; None where one of the two is missing."""
    held_out = next((arm for arm in arms if arm.name == HOLD_OUT), None)
    others = [arm for arm in arms if arm.name != HOLD_OUT]
    if held_out is None or not others:
        return None
    texted = _together(others)
    conversion, revenue = (
        compare((texted, held_out), Rule(criterion, fewest=FEWEST, fewest_events=FEWEST_EVENTS))
        for criterion in (Criterion.CONVERSION, Criterion.REVENUE)
    )
    return Lift(texted, held_out, conversion, revenue)


def _together(arms: Sequence[Arm]) -> Arm:
    return Arm(
        name=TEXTED,
        recipients=sum(arm.recipients for arm in arms),
        conversions=sum(arm.conversions for arm in arms),
        clicks=sum(arm.clicks for arm in arms),
        replies=sum(arm.replies for arm in arms),
        opt_outs=sum(arm.opt_outs for arm in arms),
        revenue=sum(arm.revenue for arm in arms),
        revenue_squares=sum(arm.revenue_squares for arm in arms),
    )
