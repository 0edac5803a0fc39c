"""The banner: who has control of this conversation, and what the person at the desk may do about it."""

from dataclasses import dataclass

from api.pages.look import Look
from api.pages.moments import Moments, since
from api.pages.words import REASONS, SUPPRESSIONS, phone_words, sender_words, short_name
from conversation.contact import Contact
from conversation.conversation import Control, Conversation
from conversation.ids import OUTSIDE
from conversation.role import Permission


@dataclass(frozen=True, slots=True)
class Banner:
    """`tone` is a2p, p2p, asked or quiet. `stopped` says why nothing may leave any more, where that is so."""

    conversation_id: str
    name: str
    full_name: str
    phone: str
    place: str
    sender: str
    tone: str
    headline: str
    detail: str
    stopped: str | None
    may_take_over: bool
    may_hand_back: bool
    epoch: int


def banner_of(look: Look, moments: Moments, row: Conversation) -> Banner:
    """Say who has control, as the person who looks should read it."""
    contact = look.books.contact(row.merchant_id, row.contact_id)
    sender = look.books.sender(row.merchant_id, row.sender_id)
    mine = is_mine(look, row)
    stopped = _stopped(look, moments, contact)
    tone, headline, detail = _words(look, row, mine, stopped is not None)
    return Banner(
        conversation_id=row.id,
        name=short_name(contact.name, contact.phone) if contact else "(erased)",
        full_name=contact.name if contact else "(erased)",
        phone=phone_words(contact.phone) if contact else "",
        place=_place(moments, contact),
        sender=sender_words(sender),
        tone=tone,
        headline=headline,
        detail=detail,
        stopped=stopped,
        may_take_over=may_take_over(look, row),
        may_hand_back=mine,
        epoch=row.epoch,
    )


def is_mine(look: Look, row: Conversation) -> bool:
    return row.control is Control.HUMAN and row.holder == look.user.id


def may_take_over(look: Look, row: Conversation) -> bool:
    """Tell whether the person who looks may take control now."""
    is_free = row.control in (Control.AI, Control.ESCALATED) or row.holder == OUTSIDE
    return is_free and look.may(Permission.CONTROL, row) and not needs_lead(look, row)


def needs_lead(look: Look, row: Conversation) -> bool:
    """Tell whether the conversation waits for somebody with more permission than the person who looks."""
    if row.control is not Control.ESCALATED or look.may(Permission.LEGAL_CASES, row):
        return False
    case = look.books.open_case(row.merchant_id, row.id)
    return case is not None and case.for_lead


def _words(look: Look, row: Conversation, mine: bool, stopped: bool) -> tuple[str, str, str]:
    match row.control:
        case Control.AI:
            detail = "It is silent after the opt-out." if stopped else "It answers the next text by itself."
            return "a2p", "AI has control", detail
        case Control.ESCALATED:
            return "asked", "Nobody has control", _why(look, row)
        case Control.HUMAN if mine:
            return "p2p", "You have control", "The AI is silent until you hand back."
        case Control.HUMAN if row.holder == OUTSIDE:
            return "asked", "Somebody outside Twolane has control", "The AI is silent. Nobody knows who wrote there."
        case Control.HUMAN:
            return "p2p", f"{look.name_of(row.holder)} has control", "The AI is silent until they hand back."
        case Control.CLOSED:
            return "quiet", "Closed", "Nobody texts in a closed conversation."


def _why(look: Look, row: Conversation) -> str:
    if row.escalation is None:
        return "The AI is silent until a person takes over."
    reason = REASONS[row.escalation.reason]
    ago = since(row.escalation.at, look.now)
    when = "just now" if ago == "now" else f"{ago} ago"
    return f"{reason[0].upper()}{reason[1:]}, {when}. The AI is silent."


def _place(moments: Moments, contact: Contact | None) -> str:
    region = contact.region if contact else None
    return " ".join(part for part in (moments.city, region, moments.local_now) if part)


def _stopped(look: Look, moments: Moments, contact: Contact | None) -> str | None:
    standing = look.books.suppression(contact.merchant_id, contact.phone) if contact else None
    if standing is None or not standing.is_live:
        return None
    return f"{SUPPRESSIONS[standing.reason]} {moments.clock(standing.since)}: “{standing.evidence}”"
