"""The checklist: what still stands between a merchant and their first lawful text. Pure: it reads `SetUpFacts` alone.

It foresees what the gate and the sender would say of a first cart reminder; they decide all the same, on each text.
"""

from collections.abc import Callable

from api.setup import advice, carriage, duties
from api.setup.facts import SetUpFacts
from api.setup.item import Checklist, Item
from compliance.rulebook import Rulebook

LINES: tuple[Callable[[SetUpFacts, Rulebook], Item], ...] = (
    carriage.brand,
    duties.business,
    duties.policy_addresses,
    duties.consent_wording,
    carriage.number,
    carriage.use,
    duties.registration_answers,
    carriage.carrier,
    carriage.address,
    carriage.trade,
    carriage.shop,
    advice.webhooks,
    advice.synced,
    advice.keyword,
    advice.policies,
    advice.asked,
    advice.persona,
    carriage.model,
    advice.writer,
    advice.people,
    advice.alerts,
    advice.flow,
    advice.trial,
)
"""In the order in which a merchant goes through them."""


def checklist(facts: SetUpFacts, rulebook: Rulebook) -> Checklist:
    """Return every line as it stands."""
    return Checklist(tuple(line(facts, rulebook) for line in LINES))
