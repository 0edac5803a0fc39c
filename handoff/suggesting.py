"""Suggesting: the AI's draft waits for a person, who sends it, changes it or throws it away.

Who sends it takes control in the same transaction, as with any other text of theirs: a person who speaks for the
merchant is the one who holds the conversation, so that the AI cannot answer the next text over their head. They hand
back when they are done. Sent as it was, the text is labelled A2P with origin ai_draft; changed, the share of it that is
still the draft's decides, as for every text of a person.
"""

from dataclasses import dataclass, replace
from datetime import datetime

from compliance.exit import Departure, Queued, Refused
from conversation.case import CaseOutcome
from conversation.cases import settle_case
from conversation.draft import Draft
from conversation.due import DueKind, DueRow, DueState
from conversation.errors import Invalid, Stale, Unknown
from conversation.event import EventKind
from conversation.fence import hold
from conversation.ids import ConversationId, MerchantId
from conversation.ledger import Reader
from conversation.role import Permission
from handoff.takeover import Desk, Reply


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A draft that waits. It is stale when the shopper texts, when control changes, and at `expires_at`."""

    id: str
    draft: Draft
    expires_at: datetime


def suggestion_of(reader: Reader, merchant_id: MerchantId, conversation_id: ConversationId) -> Suggestion | None:
    """Return the draft that waits in the conversation, if any."""
    for row in reader.due_rows(merchant_id, conversation_id):
        if row.kind is DueKind.SUGGESTION and row.state is DueState.WAITING and row.draft is not None:
            return Suggestion(row.id, row.draft, row.expires_at)
    return None


def send_suggestion(
    desk: Desk,
    merchant_id: MerchantId,
    conversation_id: ConversationId,
    suggestion_id: str,
    reply: Reply | None = None,
    shown_at: datetime | None = None,
    *,
    undoable: bool = False,
) -> Departure:
    """Take control and send the draft, or `reply` where the person changed it.

    Raises Stale when the draft no longer fits the conversation, and as `Desk.take_over`.
    """
    row = _waiting(desk, merchant_id, conversation_id, suggestion_id)
    draft = row.draft
    if draft is None:
        raise Stale("the draft was erased")
    words = reply or Reply(draft.body, desk.now, shown_at=shown_at)
    named = replace(words, source=draft.body, source_is_canned=False, undoable=undoable, suggested=draft)
    departure = desk.take_over_and_send(merchant_id, conversation_id, named, draft.epoch, cause=draft.cause)
    if not isinstance(departure, Refused):
        outcome = f"queued as {departure.message.id}" if isinstance(departure, Queued) else "waits to be sent"
        desk.books.save_due_row(replace(row, state=DueState.DONE, outcome=outcome))
    return departure


def dismiss_suggestion(
    desk: Desk, merchant_id: MerchantId, conversation_id: ConversationId, suggestion_id: str
) -> None:
    """Throw the draft away: no text is owed. Raises Stale, NotAllowed."""
    desk.user.check(Permission.REPLY, merchant_id)
    with hold(desk.books, merchant_id, conversation_id, desk.now) as held:
        row = _waiting(desk, merchant_id, conversation_id, suggestion_id)
        why = f"dismissed by {desk.user.name}"
        desk.books.save_due_row(replace(row, state=DueState.CANCELLED, outcome=why))
        held.record(EventKind.SUGGESTION_DISMISSED, desk.user.id, due=row.id)
        settle_case(held, desk.user.id, CaseOutcome.NOT_NEEDED)
        held.change(escalation=None)


def _waiting(desk: Desk, merchant_id: MerchantId, conversation_id: ConversationId, suggestion_id: str) -> DueRow:
    row = desk.books.due_row(merchant_id, suggestion_id)
    if row is None or row.conversation_id != conversation_id:
        raise Unknown("draft", suggestion_id)
    if row.kind is not DueKind.SUGGESTION:
        raise Invalid("draft", "it does not wait for a person", "name one that does")
    if row.state is not DueState.WAITING or row.expires_at <= desk.now:
        raise Stale(f"the draft is stale: {row.outcome or 'expired'}")
    return row
