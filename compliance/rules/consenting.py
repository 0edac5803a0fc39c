"""Rules about consent: what the shopper agreed to, and by which text."""

from collections.abc import Iterable
from datetime import datetime

from compliance.facts import Facts
from compliance.rule import Rule
from compliance.rules.finding import Case, Finding, No
from conversation.consent import Consent, ConsentScope, ConsentState


def double_opt_in(case: Case, rule: Rule) -> Finding:
    """A reminder needs a confirmed opt-in to cart reminders that the shopper's own text answered."""
    by_text = [consent for consent in _standing(case.facts, ConsentScope.CART_REMINDERS) if consent.answer_id]
    return None if by_text else No("the shopper has not confirmed, by text, an opt-in that names cart reminders")


def marketing_consent(case: Case, rule: Rule) -> Finding:
    """A campaign needs a confirmed opt-in to marketing."""
    return (
        None if list(_standing(case.facts, ConsentScope.MARKETING)) else No("the shopper has not agreed to marketing")
    )


def newest_consent(facts: Facts, scope: ConsentScope) -> datetime | None:
    """Return when the shopper last confirmed `scope`, where that still stands."""
    return max((agreed for consent in _standing(facts, scope) if (agreed := consent.confirmed_at)), default=None)


def _standing(facts: Facts, scope: ConsentScope) -> Iterable[Consent]:
    """Consents of `scope` that are confirmed and younger than the newest opt-out, even a lifted one."""
    stop = facts.suppression.since if facts.suppression else None
    for consent in facts.consents:
        agreed = consent.confirmed_at if consent.state is ConsentState.CONFIRMED else None
        if consent.scope is scope and agreed is not None and (stop is None or agreed > stop):
            yield consent
