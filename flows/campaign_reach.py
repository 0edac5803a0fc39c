"""A segment's reach: how many it has, how many of them could be texted now, and why the others could not."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from compliance.rulebook import Rulebook
from conversation.campaign import Campaign
from conversation.contact import Contact
from conversation.ledger import Reader
from conversation.verdict import Allow, Defer, Refuse
from flows.campaign_linting import trial_offer
from flows.campaign_texting import Weighing
from flows.segment import read_rules

ASKED = 100
"""About so many of a segment the gate is asked: about more it would take seconds."""


@dataclass(frozen=True, slots=True)
class Reach:
    """`total` is exact. Of `asked` contacts, spread over the segment, `now` could be texted at once and `later` when
    their hours allow it; `reasons` counts the others by rule."""

    total: int
    asked: int
    now: int
    later: int
    reasons: Mapping[str, int]

    @property
    def is_exact(self) -> bool:
        return self.asked == self.total


def reach_of(reader: Reader, campaign: Campaign, rulebook: Rulebook, now: datetime) -> Reach:
    """Count a campaign's segment, and ask the gate about some of it. Raises Invalid for rules that cannot be read."""
    rule, merchant_id = read_rules(campaign.rules), campaign.merchant_id
    merchant = reader.merchant(merchant_id)
    contacts = reader.some_in(merchant_id, rule, now, ASKED)
    if merchant is None or not reader.senders(merchant_id):
        return Reach(reader.count_in(merchant_id, rule, now), 0, 0, 0, {})
    offer = trial_offer(reader, campaign, now)
    weighing = Weighing(reader, campaign, merchant, rulebook, now, offer)
    outcomes = Counter(_outcome(weighing, contact, now) for contact in contacts)
    at_once, later = outcomes.pop(_NOW, 0), outcomes.pop(_LATER, 0)
    total = len(contacts) if len(contacts) < ASKED else reader.count_in(merchant_id, rule, now)
    return Reach(total, len(contacts), at_once, later, dict(outcomes.most_common()))


_NOW, _LATER = "now", "later"


def _outcome(weighing: Weighing, contact: Contact, now: datetime) -> str:
    weighed = weighing.weigh(contact, now)
    if weighed.left_out is not None or weighed.decision is None:
        return weighed.left_out.value if weighed.left_out else ""
    match weighed.decision.verdict:
        case Allow():
            return _NOW
        case Defer():
            return _LATER
        case Refuse(rule=rule):
            return rule
