"""Undo: a person's text may be taken back until a sender claims it. One lock decides which of the two came first."""

from dataclasses import replace

from conversation.errors import Conflict, NotAllowed, Unknown
from conversation.event import EventKind
from conversation.fence import Held
from conversation.ids import MessageId
from conversation.message import Author, Direction, Message, Purpose, TrafficType
from conversation.outbox import OutboxRow, OutboxState
from conversation.spoken import spoken
from conversation.user import User

UNDONE = "undone"
"""Why a text was cancelled that its author took back."""


class TooLate(Conflict):
    """The text is on its way, or something else ended it."""


def undo(held: Held, message_id: MessageId, user: User) -> Message:
    """Cancel `user`'s own text. Raises TooLate once it was claimed or cancelled, NotAllowed for another's, Unknown."""
    message = held.books.message(held.row.merchant_id, message_id)
    row = held.books.outbox_row(held.row.merchant_id, message_id)
    if message is None or row is None or row.conversation_id != held.row.id:
        raise Unknown("text", message_id)
    if row.state is not OutboxState.QUEUED:
        raise TooLate(f"too late to undo: the text is {row.state.value}")
    if message.author is not Author.HUMAN or message.user_id != user.id:
        raise NotAllowed("only its author may take a text back")
    take_back(held, row, UNDONE, user.id)
    return message


def take_back_unsaid(held: Held, why: str) -> int | None:
    """Cancel what speaks to what was before: persons' texts that wait, and answers of the AI that could not leave.

    Return the newest seq that is still answered, where an answer was cancelled: what came after it is to be answered
    together with what comes now.
    """
    unsaid: list[OutboxRow] = []
    for row in held.books.queued_in(held.row.merchant_id, held.row.id):
        if is_waiting(row, held):
            take_back(held, row, why)
        elif row.author is Author.AI and row.purpose is Purpose.REPLY:
            held.cancel_row(row, why)
            unsaid.append(row)
    return _answered_before(held, unsaid) if unsaid else None


def _answered_before(held: Held, unsaid: list[OutboxRow]) -> int:
    """Return the seq of the newest text of ours that left before the first of these."""
    merchant_id = held.row.merchant_id
    seqs = [message.seq for row in unsaid if (message := held.books.message(merchant_id, row.message_id)) is not None]
    said = spoken(held.books, held.row, after_seq=0)
    return max((text.seq for text in said if text.direction is Direction.OUT and text.seq < min(seqs)), default=0)


def is_waiting(row: OutboxRow, held: Held) -> bool:
    """Tell whether its author could still take the text back, and nothing has gone wrong with it."""
    waits = row.not_before is not None and row.not_before > held.now
    return waits and row.state is OutboxState.QUEUED and row.author is Author.HUMAN and row.attempts == 0


def take_back(held: Held, row: OutboxRow, why: str, actor: str = "system") -> None:
    """Cancel a queued text of a person's, with what it had brought about: the label, and the first reply."""
    held.cancel_row(row, why, actor)
    _label_back(held, row, actor)
    case = held.books.open_case(held.row.merchant_id, held.row.id)
    if case is not None and case.first_reply_at == row.queued_at:
        held.books.save_case(replace(case, first_reply_at=None))


def _label_back(held: Held, row: OutboxRow, actor: str) -> None:
    """An exchange is P2P by its first P2P text; where that never left, the next one is."""
    message = held.books.message(row.merchant_id, row.message_id)
    exchange = held.books.exchange(row.merchant_id, message.exchange_id) if message else None
    if exchange is None or exchange.relabelled_by != row.message_id:
        return
    said = spoken(held.books, held.row, after_seq=exchange.after_seq)
    others = [text for text in said if text.traffic_type is TrafficType.P2P and text.exchange_id == exchange.id]
    held.books.save_exchange(exchange.as_of(others))
    if not others:
        held.record(EventKind.EXCHANGE_LABELLED_BACK, actor, exchange=exchange.id, message=row.message_id)
