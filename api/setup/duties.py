"""The lines of the checklist that the merchant owes carriers and shoppers, and that no gate can see."""

from api.setup.facts import SetUpFacts
from api.setup.item import Item, State, Weight
from compliance.call_to_action import RULE, lacks
from compliance.rulebook import Rulebook
from conversation.business import ADDRESS, Business, EntityType
from conversation.sender import Registration

PAGE = "/settings/set-up"


def business(facts: SetUpFacts, rulebook: Rulebook) -> Item:
    """Carriers verify who is behind the brand."""
    known, rule = facts.merchant.settings.business, rulebook.rule("sender.registered")
    missing = missing_in(known)
    return Item(
        key="business",
        title="The business behind the brand",
        weight=Weight.OWED,
        state=State.MISSING if missing else State.DONE,
        why=f"not told yet: {', '.join(missing)}" if missing else f"{known.legal_name}, {known.address}",
        rule=rule.id,
        source=rule.source,
        href=f"{PAGE}?step=business",
        command="twolane init",
    )


def missing_in(known: Business) -> tuple[str, ...]:
    """Return what registration asks for and is not known, in words."""
    named = {
        "the legal name": known.legal_name,
        "the EIN": known.ein or known.entity is EntityType.SOLE_PROPRIETOR,
        "the address": all(getattr(known, part) for part in ADDRESS),
        "the website": known.website,
        "who answers for it": known.contact_name,
        "their e-mail address": known.contact_email,
        "their phone number": known.contact_phone,
    }
    return tuple(words for words, value in named.items() if not value)


def policy_addresses(facts: SetUpFacts, rulebook: Rulebook) -> Item:
    """Privacy policy and terms, each at an address of its own, and each speaking of text messages."""
    known, rule, tried = facts.merchant.settings.business, rulebook.rule("cart.privacy_policy"), facts.probes.policies
    addresses = {"privacy policy": known.privacy_url, "terms": known.terms_url}
    missing = [name for name, url in addresses.items() if not url]
    if missing:
        state, why = State.MISSING, f"no address of the {' and the '.join(missing)}"
    elif tried is None:
        state, why = State.WAITING, "both are named; whether they speak of text messages was not looked at yet"
    elif tried.problem:
        state, why = State.MISSING, tried.problem
    else:
        state, why = State.DONE, "both can be read and speak of text messages"
    return Item(
        key="policy_addresses",
        title="Privacy policy and terms",
        weight=Weight.OWED,
        state=state,
        why=why,
        rule=rule.id,
        source=f"{rule.source}; {rulebook.rule('sender.toll_free_urls').source}",
        href=f"{PAGE}?step=business",
    )


def consent_wording(facts: SetUpFacts, rulebook: Rulebook) -> Item:
    """The checkout shows what the shopper agrees to, beside a box that nobody ticked beforehand."""
    rule, shown = rulebook.rule(RULE), facts.merchant.settings.set_up.consent_wording
    faults = tuple(lacks(shown, facts.merchant)) if shown else ()
    if not shown:
        state, why = State.MISSING, "nobody said yet that the checkout shows it"
    elif faults:
        state, why = State.MISSING, f"what the checkout shows does not say {', nor '.join(faults)}"
    else:
        state, why = State.DONE, "the checkout shows it, as somebody here said"
    return Item(
        key="consent_wording",
        title="Consent wording at the checkout",
        weight=Weight.OWED,
        state=state,
        why=why,
        rule=rule.id,
        source=rule.source,
        href=f"{PAGE}?step=consent",
    )


def registration_answers(facts: SetUpFacts, rulebook: Rulebook) -> Item:
    """What the carriers' forms ask, as far as it can be answered from here."""
    rule, faults = rulebook.rule("sender.campaign_type"), facts.registration_faults
    is_verified = facts.sender is not None and facts.sender.registration is Registration.VERIFIED
    if is_verified or facts.is_simulated:
        state, why = State.DONE, "the number is verified" if is_verified else "a simulated number needs none"
    elif facts.sender is None:
        state, why = State.MISSING, "there is no number to register yet"
    elif faults:
        state, why = State.MISSING, f"{len(faults)} to put right: {faults[0]}"
    else:
        state, why = State.WAITING, "ready to be copied to the carrier; whether they approve is theirs to say"
    return Item(
        key="registration",
        title="Answers for the number's registration",
        weight=Weight.OWED,
        state=state,
        why=why,
        rule=rule.id,
        source=rule.source,
        href=f"{PAGE}?step=number",
        command="twolane setup registration",
    )
