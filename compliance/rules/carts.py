"""Rules about carts: one reminder each, in time, and no payment by text."""

import re
from datetime import timedelta
from functools import lru_cache

from compliance.redaction import redact
from compliance.rule import Rule
from compliance.rules.finding import Case, Expires, Finding, No
from conversation.cart import CartState


def one_reminder(case: Case, rule: Rule) -> Finding:
    """The cart is open, nobody has taken its one reminder, and 48 hours have not passed."""
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
    return Expires(last)


def no_payment_by_text(case: Case, rule: Rule) -> Finding:
    """No card, bank or social security number, and no sale by keyword."""
    if kinds := redact(case.text).kinds:
        return No(f"it contains a {' and a '.join(kinds)}")
    if _asks_for_payment().search(case.text):
        return No("it asks for payment details or sells by keyword; send the checkout link instead")
    return None


@lru_cache(maxsize=1)
def _asks_for_payment() -> re.Pattern[str]:
    return re.compile(
        r"\b(text|reply|send|reply with|text back)\s+(us\s+|me\s+|with\s+|back\s+)*[\"']?(buy|order now|purchase|pay)\b"
        r"|(?<!not )(?<!never )\b(text|reply with|send|give|share)\s+(us\s+|me\s+)?(your|the)\s+(full\s+)?"
        r"(credit\s+|debit\s+)?(card|cvv|security code)\b(?!\s+(is|was)\b)",
        re.IGNORECASE,
    )
