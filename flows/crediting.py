"""Crediting: each order, as it is told of, to the text that it is owed to."""

from conversation.attribution_rule import AttributionRule
from conversation.credit import Credit
from conversation.ledger import Books, Reader
from conversation.merchant import Merchant
from conversation.order import Order
from conversation.touch import Touch
from flows.attribution import RuleOf, credited
from flows.touchpoints import Past


def credit_order(books: Books, merchant: Merchant, order: Order) -> Credit | None:
    """Credit the order by the rules of now, in the place of what it was credited to before; None: to nothing.

    What the shop keeps of an order is summed up from the order itself, so that a refund needs no new credit.
    """
    credit = credit_of(books, merchant, order)
    if credit is not None:
        books.save_credit(credit)
    else:
        books.drop_credit(order.merchant_id, order.shop_domain, order.order_id)
    return credit


def credit_of(reader: Reader, merchant: Merchant, order: Order) -> Credit | None:
    """Return what the order is owed to."""
    past = Past.of(reader, order)
    found = credited(order.placed_at, past.touchpoints(), rules_of(reader, merchant)) if past else None
    if past is None or found is None:
        return None
    touch = found.touch
    return Credit(
        merchant_id=order.merchant_id,
        shop_domain=order.shop_domain,
        order_id=order.order_id,
        how=found.how,
        message_id=found.message_id,
        conversation_id=found.conversation_id,
        spoke=past.spoke(found.conversation_id),
        kind=touch.kind if touch else None,
        automation_id=touch.automation_id if touch else "",
        version=touch.version if touch else 0,
        step=touch.step if touch else "",
        variant=touch.variant if touch else "",
        at=found.at,
    )


def rules_of(reader: Reader, merchant: Merchant) -> RuleOf:
    """Return how the merchant counts: the brand's rule, narrowed by that of the flow or campaign."""
    brand = merchant.settings.attribution

    def rule_of(touch: Touch | None) -> AttributionRule:
        own = reader.automation_rule(merchant.id, touch.kind, touch.automation_id) if touch else None
        return own.rule.within(brand) if own else brand

    return rule_of
