"""The rules in code, in the order in which the gate tries them; their words, numbers and sources are the rulebook's."""

from types import MappingProxyType

from compliance.rules.answers import as_asked, once_and_at_once, one_holding_text, reply_budget, sells_nothing
from compliance.rules.caps import cap, state_cap
from compliance.rules.carts import no_payment_by_text, one_reminder
from compliance.rules.consenting import double_opt_in, marketing_consent
from compliance.rules.content import (
    brand_and_stop,
    hard_claims,
    no_human_claim,
    no_shared_shortener,
    pictures_arrive,
    price_notice,
    size,
    unbacked_claims,
)
from compliance.rules.finding import Check
from compliance.rules.numbers import (
    halted_region,
    not_on_do_not_call,
    reachable,
    same_owner,
    unfiltered_template,
)
from compliance.rules.products import no_prohibited_content
from compliance.rules.standing import (
    known_country,
    nothing_after_opt_out,
    one_confirmation,
    registered_sender,
    registered_use,
)
from compliance.rules.timing import lawful_hours, state_hours

CHECKS: MappingProxyType[str, Check] = MappingProxyType(
    {
        "opt_out.revoke_all": nothing_after_opt_out,
        "opt_out.nothing_after": nothing_after_opt_out,
        "opt_out.confirmation": one_confirmation,
        "sender.registered": registered_sender,
        "sender.campaign_type": registered_use,
        "number.unreachable": reachable,
        "template.filtered": unfiltered_template,
        "country.no_rulebook": known_country,
        "emergency.halt": halted_region,
        "consent.cart_reminders": double_opt_in,
        "consent.marketing": marketing_consent,
        "dnc.national": not_on_do_not_call,
        "reassigned.numbers": same_owner,
        "cart.one_reminder": one_reminder,
        "followup.as_asked": as_asked,
        "answer.once_at_once": once_and_at_once,
        "reply.budget": reply_budget,
        "holding.once": one_holding_text,
        "text.size": size,
        "mms.reach": pictures_arrive,
        "payment.never_by_text": no_payment_by_text,
        "persona.no_human_claim": no_human_claim,
        "content.prohibited": no_prohibited_content,
        "service.sells_nothing": sells_nothing,
        "identification.brand_and_stop": brand_and_stop,
        "disclosure.algorithmic_price": price_notice,
        "links.branded": no_shared_shortener,
        "claims.hard": hard_claims,
        "claims.unbacked": unbacked_claims,
        "cap.initiated": cap,
        "cap.state": state_cap,
        "quiet_hours.federal": lawful_hours,
        "quiet_hours.state": state_hours,
    }
)
"""Refusals come before waits, and a person's opt-out before everything."""
