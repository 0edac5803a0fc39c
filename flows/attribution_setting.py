"""Setting how orders are credited, and who is held out. Each change is an act in the merchant's log."""

from dataclasses import replace
from datetime import datetime

from conversation.act import ActKind
from conversation.acts import Doer, record_act
from conversation.attribution_rule import MOST_HELD_OUT, AttributionRule, AutomationRule
from conversation.errors import Invalid, Unknown
from conversation.ids import MerchantId
from conversation.ledger import Books
from conversation.merchant import Merchant


def set_attribution(
    books: Books, merchant_id: MerchantId, rule: AttributionRule, hold_out_percent: int, doer: Doer, now: datetime
) -> None:
    """Count the brand's orders so from the next one on. Raises Invalid naming the field, Unknown."""
    merchant = _merchant(books, merchant_id)
    _check(rule, hold_out_percent)
    settings = replace(merchant.settings, attribution=rule, hold_out_percent=hold_out_percent)
    books.save_merchant(replace(merchant, settings=settings))
    told = _told(rule, hold_out_percent)
    record_act(books, doer, ActKind.SETTINGS_CHANGED, merchant_id, (merchant_id,), now, **told)


def set_automation_rule(books: Books, rule: AutomationRule, doer: Doer) -> None:
    """Count a flow's or campaign's orders so. Raises Invalid where that is less strict than the brand's rule, Unknown.

    Looser ones are refused, not cut: figures of two flows could not be compared, and whoever asked should know.
    """
    brand = _merchant(books, rule.merchant_id).settings.attribution
    _check(rule.rule, rule.hold_out_percent)
    if (allowed := rule.rule.within(brand)) != rule.rule:
        field = next(name for name in AttributionRule.__slots__ if getattr(allowed, name) != getattr(rule.rule, name))
        limit = getattr(allowed, field)
        raise Invalid(field, "it is less strict than the brand's", f"use {limit}, or change the brand's first")
    books.save_automation_rule(rule)
    told = {"counted": f"{rule.kind.value} {rule.automation_id}", **_told(rule.rule, rule.hold_out_percent)}
    record_act(books, doer, ActKind.SETTINGS_CHANGED, rule.merchant_id, (rule.merchant_id,), rule.changed_at, **told)


def _check(rule: AttributionRule, hold_out_percent: int) -> None:
    rule.checked()
    if not 0 <= hold_out_percent <= MOST_HELD_OUT:
        raise Invalid("hold_out_percent", f"{hold_out_percent} is out of range", f"use 0 to {MOST_HELD_OUT}")


def _told(rule: AttributionRule, hold_out_percent: int) -> dict[str, str]:
    days = f"click {rule.click_days}, code {rule.code_days}, view {rule.view_days} days"
    return {"attribution": f"{rule.models.value}: {days}", "hold_out_percent": str(hold_out_percent)}


def _merchant(books: Books, merchant_id: MerchantId) -> Merchant:
    merchant = books.merchant(merchant_id)
    if merchant is None:
        raise Unknown("merchant", merchant_id)
    return merchant
