"""What was really said: the log without texts that never left."""

from conversation.conversation import Conversation
from conversation.ledger import Reader
from conversation.message import Direction, Message, Purpose


def spoken(reader: Reader, row: Conversation, *, after_seq: int = 0) -> tuple[Message, ...]:
    """Return what arrived and what left, in seq order and without verdicts. What still waits counts as left."""
    never_left = reader.never_left(row.merchant_id, row.id)
    messages = reader.transcript(row.merchant_id, row.id, after_seq=after_seq)
    return tuple(message for message in messages if message.id not in never_left)


def is_unanswered(reader: Reader, row: Conversation) -> bool:
    """Tell whether the shopper spoke last. A holding text promises an answer and is none."""
    since = spoken(reader, row, after_seq=max(0, row.last_inbound_seq - 1))
    said = [text for text in since if text.purpose is not Purpose.HOLDING]
    return bool(said) and said[-1].direction is Direction.IN
