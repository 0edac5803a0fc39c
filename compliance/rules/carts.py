"""Rules about carts: one reminder each, in time, and no payment by text."""

from datetime import timedelta

from compliance.claims import asks_for_payment, read_text
from compliance.redaction import redact
from compliance.rule import Rule
from compliance.rules.finding import Case, Expires, Finding, No, Wait
from conversation.cart import CartState


def one_reminder(case: Case, rule: Rule) -> Finding:
    """The cart is open, nobody has taken its one reminder or is writing it, and 48 hours have not passed."""
    cart = case.facts.cart
    if cart is None:
        return No("there is no cart to remind of")
    if cart.state is not CartState.OPEN:
        return No(f"the cart is {cart.state.value}")
    if case.facts.slot is not None:
        return No(f"this cart had its one proactive text, by {case.facts.slot.taken_by.value}")
    last = cart.abandoned_at + timedelta(hours=rule.number("hours"))
    if case.now >= last:
        return No(f"the cart was abandoned more than {rule.number('hours')} hours ago")
    claim = case.facts.reserved
    if claim is not None and case.now < claim.expires_at:
        return Wait(claim.expires_at, "a person has claimed this cart and is writing its one reminder")
    return Expires(last)


def no_payment_by_text(case: Case, rule: Rule) -> Finding:
    """No card, bank or social security number, and no sale by keyword."""
    if kinds := redact(case.text).kinds:
        return No(f"it contains a {' and a '.join(kinds)}")
    words = asks_for_payment(read_text(case.body.composed))
    if words:
        return No(f"it asks for payment or sells by keyword: {words!r}; send the checkout link instead")
    return None
