"""Figures of a merchant's texts and orders, as the ledger sums them up."""

from dataclasses import dataclass
from datetime import timedelta

from conversation.attribution_rule import How
from conversation.credit import Spoke
from conversation.message import Author
from conversation.touch import Automation

ANSWERED_WITHIN = timedelta(days=3)
"""A reply or an opt-out so long after a text is put down to it."""


@dataclass(frozen=True, slots=True)
class CreditedSum:
    """Orders that have all of this in common, and what the shop kept of them, in minor units.

    Those with `how` None are unattributed.
    """

    currency: str
    how: How | None
    spoke: Spoke | None
    kind: Automation | None
    automation_id: str
    step: str
    variant: str
    orders: int
    minor: int


@dataclass(frozen=True, slots=True)
class Reach:
    """What became of the texts of one step and variant of a flow or campaign.

    `texts` were queued; `sent` went to the carrier, which `delivered` some and `failed` others. `recipients` are
    contacts, each once; so are those who `clicked`, `replied` and `opted_out`.
    """

    kind: Automation
    automation_id: str
    step: str
    variant: str
    texts: int
    sent: int
    delivered: int
    failed: int
    recipients: int
    clicked: int
    replied: int
    opted_out: int


@dataclass(frozen=True, slots=True)
class Talks:
    """Conversations in which the same kinds of seat spoke, and what was said in them; `replies` are the shoppers'."""

    spoke: Spoke
    conversations: int
    ai_texts: int
    human_texts: int
    replies: int
    opted_out: int
    escalated: int


@dataclass(frozen=True, slots=True)
class Answers:
    """How many answers of one seat came so many seconds after the shopper's first unanswered text."""

    author: Author
    seconds: int
    count: int
