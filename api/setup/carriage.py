"""The lines of the checklist that stop every first text: what the gate refuses, or the sender cannot hand over."""

from urllib.parse import urlsplit

from api.setup.facts import SetUpFacts
from api.setup.item import Item, State, Weight
from compliance.rulebook import Rulebook
from compliance.wording import names_brand, opt_in_prompt
from conversation.sender import SELLING, Registration

HERE = ("127.0.0.1", "localhost", "::1", None)
PAGE = "/settings/set-up"


def brand(facts: SetUpFacts, rulebook: Rulebook) -> Item:
    """Every proactive text names the brand, so it must have a name that a text can hold."""
    merchant, rule = facts.merchant, rulebook.rule("identification.brand_and_stop")
    is_named = names_brand(opt_in_prompt(merchant), merchant)
    why = f"texts say {merchant.name}, and HELP names {merchant.support}" if is_named else "the brand has no name"
    return Item(
        key="brand",
        title="Brand, support and time zone",
        weight=Weight.BLOCKS,
        state=State.DONE if is_named else State.MISSING,
        why=why,
        rule=rule.id,
        source=rule.source,
        href=f"{PAGE}?step=brand",
        command="twolane init",
    )


def number(facts: SetUpFacts, rulebook: Rulebook) -> Item:
    """The number that first texts leave from is the merchant's own, and verified."""
    rule, sender = rulebook.rule("sender.registered"), facts.sender
    if sender is None:
        state, why = State.MISSING, "there is no number to text from"
    elif sender.may_send:
        state, why = State.DONE, f"{sender.phone} ({sender.kind.value}) is verified"
    elif sender.registration is Registration.PENDING:
        state, why = State.WAITING, f"{sender.phone} is not verified yet: the carriers have it, or wait for its answers"
    else:
        state, why = State.MISSING, f"{sender.phone} is {sender.standing}"
    return Item(
        key="number",
        title="A verified number",
        weight=Weight.BLOCKS,
        state=state,
        why=why,
        rule=rule.id,
        source=rule.source,
        href="/settings/numbers",
        command="twolane senders",
    )


def use(facts: SetUpFacts, rulebook: Rulebook) -> Item:
    """A cart reminder sells, so the number must be registered for texts that do."""
    rule, sender = rulebook.rule("sender.campaign_type"), facts.sender
    if sender is None:
        state, why = State.MISSING, "without a number there is no use that it is registered for"
    elif sender.use_case in SELLING:
        state, why = State.DONE, f"{sender.use_case.value.replace('_', ' ')}, which covers reminders and answers"
    else:
        state, why = State.MISSING, f"{sender.use_case.value.replace('_', ' ')} covers no text that sells: take mixed"
    return Item(
        key="use",
        title="A use that covers reminders",
        weight=Weight.BLOCKS,
        state=state,
        why=why,
        rule=rule.id,
        source=rule.source,
        href="/settings/numbers",
        command="twolane senders",
    )


def carrier(facts: SetUpFacts, rulebook: Rulebook) -> Item:
    """The carrier that serves the number is reachable with what this process has."""
    tried, sender = facts.probes.carrier, facts.sender
    name = sender.carrier if sender else ""
    if sender is None:
        state, why = State.MISSING, "without a number there is no carrier to ask"
    elif name not in facts.carriers:
        known = ", ".join(sorted(facts.carriers)) or "none"
        state, why = State.MISSING, f"this process was not given what opens {name} (it has: {known})"
    elif tried is not None and tried.problem:
        state, why = State.MISSING, f"{name} says: {tried.problem}"
    elif facts.is_simulated:
        state, why = State.DONE, "simulated phones: nothing leaves this machine"
    else:
        state = State.DONE
        why = f"{name} answered at {tried.at:%H:%M} UTC" if tried else f"{name} has its credentials; not asked yet"
    return Item(
        key="carrier",
        title="The carrier answers",
        weight=Weight.BLOCKS,
        state=state,
        why=why,
        href=f"{PAGE}?step=number",
        command="twolane doctor",
    )


def address(facts: SetUpFacts, rulebook: Rulebook) -> Item:
    """Without an address that the carrier reaches no YES arrives, and without it no reminder may leave."""
    rule, tried = rulebook.rule("consent.cart_reminders"), facts.probes.address
    parts = urlsplit(facts.public_url)
    if facts.is_simulated:
        state, why = State.DONE, f"the simulated network calls {facts.public_url}"
    elif parts.scheme != "https" or parts.hostname in HERE:
        state, why = State.MISSING, f"no carrier can call {facts.public_url}: no YES would arrive, so no opt-in counts"
    elif tried is not None and tried.problem:
        state, why = State.MISSING, f"{facts.public_url}: {tried.problem}"
    else:
        state, why = State.DONE, f"{facts.public_url}{' answers' if tried else '; not called yet'}"
    return Item(
        key="address",
        title="An address for webhooks",
        weight=Weight.BLOCKS,
        state=state,
        why=why,
        rule=rule.id,
        source=rule.source,
        href=f"{PAGE}?step=number",
        command="twolane doctor",
    )


def trade(facts: SetUpFacts, rulebook: Rulebook) -> Item:
    """What carriers let nobody sell by text, or only behind an age gate, no text leaves about."""
    rule, settings = rulebook.rule("content.prohibited"), facts.merchant.settings
    rows = {row.id.partition(".")[2]: row for row in rule.rows}
    problem = ""
    for category in settings.categories:
        age = rows[category].numbers.get("age") if category in rows else 0
        if age is None:
            problem = f"no carrier lets anybody sell {category} by text"
        elif settings.age_gate < age:
            problem = f"{category} needs a store that asks for an age of {age}; this one asks for {settings.age_gate}"
    declared = ", ".join(settings.categories)
    return Item(
        key="trade",
        title="A trade that carriers carry",
        weight=Weight.BLOCKS,
        state=State.MISSING if problem else State.DONE,
        why=problem
        or (f"{declared}, behind an age of {settings.age_gate}" if declared else "no restricted trade declared"),
        rule=rule.id,
        source=rule.source,
        href=f"{PAGE}?step=brand",
    )


def shop(facts: SetUpFacts, rulebook: Rulebook) -> Item:
    """Without a shop there is no cart, and a reminder needs one."""
    rule = rulebook.rule("cart.one_reminder")
    return Item(
        key="shop",
        title="The shop",
        weight=Weight.BLOCKS,
        state=State.MISSING if facts.shop_problem else State.DONE,
        why=facts.shop_problem or f"{facts.shop}: {facts.merchant.shop_domain}",
        rule=rule.id,
        source=rule.source,
        href=f"{PAGE}?step=shop",
        command="twolane init",
    )


def model(facts: SetUpFacts, rulebook: Rulebook) -> Item:
    """The AI writes the first text about a cart; a model that cannot be opened writes none."""
    tried = facts.probes.model
    if tried is not None and tried.problem:
        state, why = State.MISSING, f"{facts.model}: {tried.problem}"
    elif facts.model.partition(":")[0] == "rehearsal":
        state, why = State.DONE, "the rehearsal model, not an LLM: fine for trying out, not for shoppers"
    else:
        state, why = State.DONE, f"{facts.model}{' opens' if tried else '; not opened yet'}"
    return Item(
        key="model",
        title="A model that can be opened",
        weight=Weight.BLOCKS,
        state=state,
        why=why,
        href=f"{PAGE}?step=ai",
        command="twolane doctor",
    )
