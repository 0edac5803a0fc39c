"""An order is owed to one text at most: click before code before view, the last of its kind, within its window."""

from collections import Counter
from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from conversation.attribution_rule import MOST_DAYS, AttributionRule, How, Models
from conversation.touch import Automation, Touch
from flows.attribution import Touchpoint, credited
from tests.conversation.world import MERCHANT, NOW

DAY = timedelta(days=1)
BRAND = AttributionRule()

rules = st.builds(
    AttributionRule,
    models=st.sampled_from(Models),
    click_days=st.integers(0, MOST_DAYS),
    code_days=st.integers(0, MOST_DAYS),
    view_days=st.integers(0, MOST_DAYS),
)
touchpoints = st.builds(
    lambda how, hours, number, flow: point(how, hours, f"msg_{number}", flow),
    how=st.sampled_from(How),
    hours=st.integers(-24, 40 * 24),
    number=st.integers(0, 99),
    flow=st.sampled_from(["", "flw_1", "flw_2"]),
)


def point(how: How, hours_before: float, ref: str = "msg_1", flow: str = "flw_1") -> Touchpoint:
    at = NOW - timedelta(hours=hours_before)
    touch = Touch(ref, MERCHANT.id, "con_1", Automation.FLOW, flow, 1, "first", "", at) if flow else None
    return Touchpoint(how, at, ref, "cnv_1", touch)


def owed(*points: Touchpoint, rule: AttributionRule = BRAND) -> Touchpoint | None:
    return credited(NOW, points, lambda _: rule)


def test_a_click_counts_more_than_a_code_and_a_code_more_than_a_text() -> None:
    click, code, view = point(How.CLICK, 100), point(How.CODE, 50), point(How.VIEW, 1)
    assert owed(view, code, click) == click
    assert owed(view, code) == code
    assert owed(view) == view
    assert owed() is None


def test_of_the_same_kind_the_last_before_the_order_counts() -> None:
    early, late = point(How.CLICK, 20, "msg_1"), point(How.CLICK, 2, "msg_2")
    assert owed(early, late) == late
    assert owed(early, late, point(How.CLICK, -1, "msg_3")) == late, "what came after the order brought nothing about"


def test_a_window_ends_to_the_millisecond() -> None:
    assert owed(point(How.VIEW, 24)) is None
    assert owed(point(How.VIEW, 24 - 1 / 3_600_000)) is not None
    assert owed(point(How.VIEW, 0)) is not None


def test_what_a_rule_leaves_out_never_counts() -> None:
    points = [point(how, 1) for how in How]
    counted = {models: owed(*points, rule=AttributionRule(models)) for models in Models}
    assert [found.how if found else None for found in counted.values()] == [How.CLICK, How.CLICK, How.CODE, None]
    assert owed(*points, rule=AttributionRule(click_days=0, code_days=0)) == points[2]


def test_a_flow_that_is_not_counted_leaves_the_order_to_another() -> None:
    mine, other = point(How.CLICK, 1, flow="flw_1"), point(How.VIEW, 1, flow="flw_2")

    def rule_of(touch: Touch | None) -> AttributionRule:
        return AttributionRule(Models.NONE) if touch and touch.automation_id == "flw_1" else BRAND

    assert credited(NOW, [mine, other], rule_of) == other


@given(own=rules, brand=rules)
def test_a_lower_level_is_only_ever_stricter(own: AttributionRule, brand: AttributionRule) -> None:
    both = own.within(brand)
    for how in How:
        windows = [rule.window(how) or timedelta() for rule in (own, brand)]
        assert (both.window(how) or timedelta()) == min(windows)


@settings(max_examples=150, deadline=None)
@given(points=st.lists(touchpoints, max_size=12), rule=rules, amounts=st.lists(st.integers(0, 10**6), max_size=8))
def test_however_orders_are_split_the_parts_are_all_of_them(
    points: list[Touchpoint], rule: AttributionRule, amounts: list[int]
) -> None:
    by_flow: Counter[str] = Counter()
    by_how: Counter[str] = Counter()
    for hours, amount in enumerate(amounts):
        found = credited(NOW + timedelta(hours=hours), points, lambda _: rule)
        by_flow[found.touch.automation_id if found and found.touch else "unattributed"] += amount
        by_how[found.how if found else "unattributed"] += amount
    assert sum(by_flow.values()) == sum(by_how.values()) == sum(amounts)


@settings(max_examples=150, deadline=None)
@given(points=st.lists(touchpoints, min_size=1, max_size=12), rule=rules)
def test_the_credit_does_not_hang_on_the_order_of_what_is_known(
    points: list[Touchpoint], rule: AttributionRule
) -> None:
    found = owed(*points, rule=rule)
    assert owed(*reversed(points), rule=rule) == found or _twins(points)
    if found is not None:
        window = rule.window(found.how)
        assert window is not None
        assert found.at <= NOW < found.at + window
        stronger = [one for one in points if list(How).index(one.how) < list(How).index(found.how)]
        assert owed(*stronger, rule=rule) is None


def _twins(points: list[Touchpoint]) -> bool:
    keys = [(one.how, one.at, one.message_id) for one in points]
    return len(set(keys)) < len(keys)
