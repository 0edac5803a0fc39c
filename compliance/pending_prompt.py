"""The double opt-in that waits for its YES: asked by a text of ours, unanswered, not too old, and the last we asked."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from compliance.rulebook import Rulebook
from conversation.consent import Consent, ConsentState
from conversation.conversation import Conversation
from conversation.ledger import Reader
from conversation.message import Direction, Message, Purpose

RULE = "consent.cart_reminders"
"""The rule whose numbers say how long an answer counts and when we may ask again."""

_ASKS_NOTHING = frozenset({Purpose.HELP, Purpose.IDENTITY_ANSWER, Purpose.OPT_IN_CONFIRMATION})
"""What may leave after the prompt without making a YES ambiguous."""


@dataclass(frozen=True, slots=True)
class Prompt:
    """The text that asks, and the consents it asks for.

    `takes_bare_yes`: nothing else was texted since that a YES could answer as well (Twilio's YES is a keyword and an
    everyday reply, so that consent is never read out of an answer to something else; compliance.md, section 7).
    """

    message: Message
    consents: tuple[Consent, ...]
    takes_bare_yes: bool


def pending_prompt(
    reader: Reader, conversation: Conversation, phone: str, rulebook: Rulebook, now: datetime
) -> Prompt | None:
    """Return the newest prompt in this conversation that an answer still confirms."""
    waiting = [row for row in reader.consents(conversation.merchant_id, phone) if _is_waiting(row)]
    if not waiting:
        return None
    prompt_id = waiting[-1].prompt_id or ""
    message = reader.message(conversation.merchant_id, prompt_id)
    if message is None or message.conversation_id != conversation.id:
        return None
    oldest = now - timedelta(hours=rulebook.rule(RULE).number("answer_hours"))
    never_left = reader.never_left(conversation.merchant_id, conversation.id)
    if message.created_at < oldest or message.id in never_left:
        return None
    later = reader.messages(conversation.merchant_id, conversation.id, after_seq=message.seq)
    asked = tuple(row for row in waiting if row.prompt_id == prompt_id)
    return Prompt(message, asked, not _asks_something(later))


def _is_waiting(consent: Consent) -> bool:
    return consent.state is ConsentState.REQUESTED and consent.prompt_id is not None


def _asks_something(later: Iterable[Message]) -> bool:
    return any(text.direction is Direction.OUT and text.purpose not in _ASKS_NOTHING for text in later)
