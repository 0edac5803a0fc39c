"""Asking for a person: control first, then at most one holding text."""

from dataclasses import dataclass

from compliance.exit import Departure, submit
from compliance.rulebook import Rulebook
from compliance.wording import holding_text
from conversation.control import escalate
from conversation.conversation import Control
from conversation.draft import Cause, CauseKind, Draft
from conversation.errors import Unknown
from conversation.escalation import SILENT_REASONS, Escalation
from conversation.fence import Held
from conversation.message import Author, Origin
from handoff.routing import route


@dataclass(frozen=True, slots=True)
class Escalated:
    """What became of the holding text; None where none is owed."""

    holding: Departure | None


def ask_for_person(held: Held, escalation: Escalation, rulebook: Rulebook) -> Escalated:
    """Silence the AI, note why, and tell the shopper once that a person will read this.

    No holding text goes out for abuse, legal threats, minors and crises, nor when a person has control already.
    """
    was_ai = held.row.control is Control.AI
    escalate(held, escalation)
    route(held)
    if not was_ai or escalation.reason in SILENT_REASONS:
        return Escalated(None)
    return Escalated(submit(held, _holding_draft(held), rulebook))


def _holding_draft(held: Held) -> Draft:
    merchant = held.books.merchant(held.row.merchant_id)
    if merchant is None:
        raise Unknown("merchant", held.row.merchant_id)
    return Draft(
        merchant_id=merchant.id,
        conversation_id=held.row.id,
        body=holding_text(merchant, held.now),
        author=Author.TEMPLATE,
        origin=Origin.CANNED,
        cause=Cause(CauseKind.ESCALATION, f"{held.row.id}#{held.row.last_event}"),
        epoch=held.row.epoch,
        seen_seq=held.row.last_inbound_seq,
        composed_at=held.now,
    )
