"""What an experiment shows, in a sentence that claims no more than it knows."""

from conversation.assignment import HOLD_OUT
from conversation.money import Money
from flows.experiment import Call, Comparison, Criterion, Result, figure
from flows.lift import Lift

_DID = {
    Criterion.CONVERSION: "bought",
    Criterion.REVENUE: "bought",
    Criterion.CLICK: "clicked",
    Criterion.REPLY: "replied",
}


def of_variants(result: Result) -> str:
    """Say which variant leads, by how much, and whether that is sure."""
    did = _DID[result.rule.criterion]
    ranked = sorted(result.arms, key=lambda arm: -figure(arm, result.rule.criterion))
    best = result.between(result.leader, ranked[1].name if ranked[0].name == result.leader else ranked[0].name)
    if result.call is Call.TOO_FEW or best is None:
        least = f"{result.rule.fewest} contacts each, of whom {result.rule.fewest_events} of every two {did}"
        return f"Not yet: too few to compare. It takes {least}."
    told = f"Of variant {best.one} {points(best)} more contacts {did} than of {best.other}, {interval_in_points(best)}"
    match result.call:
        case Call.WINNER:
            return f"{told}: it wins."
        case Call.HELD_BACK:
            return f"{told}; but more of its contacts opted out, so that it does not win."
        case _:
            return f"{told}: not yet sure."


def of_lift(lift: Lift, currency: str) -> str:
    """Say what texting brought, beside those who were held out."""
    counts = f"{lift.texted.recipients:,} could be texted, {lift.held_out.recipients:,} were held out"
    if lift.conversion.call is Call.TOO_FEW:
        rule = lift.conversion.rule
        return f"Not yet: {counts}; it takes {rule.fewest} of each and {rule.fewest_events} orders between them."
    bought, earned = lift.difference(lift.conversion), lift.difference(lift.revenue)
    more = "more" if bought.difference >= 0 else "fewer"
    sure = "" if lift.is_sure(lift.conversion) else ": not yet sure"
    first = f"Of those texted {points(bought)} {more} bought, {interval_in_points(bought)}{sure}."
    if earned.interval is None:
        return f"{first} {counts}."
    each, low, high = (
        _per_contact(amount, currency) for amount in (earned.difference, earned.interval.low, earned.interval.high)
    )
    sure = "" if lift.is_sure(lift.revenue) else ": not yet sure"
    return f"{first} Each contact brought {each} more, 95 % interval {low} to {high}{sure}. {counts}."


def points(found: Comparison) -> str:
    return f"{abs(found.difference) * 100:.1f} points"


def interval_in_points(found: Comparison) -> str:
    if found.interval is None:
        return "no interval"
    return f"95 % interval {found.interval.low * 100:.1f} to {found.interval.high * 100:.1f}"


def arm_name(name: str) -> str:
    return "Held out" if name == HOLD_OUT else "Texted" if name == "texted" else f"Variant {name}"


def _per_contact(minor: float, currency: str) -> str:
    amount = Money(abs(round(minor)), currency)
    return f"-{amount}" if round(minor) < 0 else str(amount)
