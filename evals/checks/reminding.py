"""Is there at most one reminder for each cart, and only where the shopper agreed to it?"""

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta

from conversation.event import EventKind
from conversation.message import Purpose
from evals.checks.check import Finding
from evals.transcript import MessageNote, Transcript

WITHIN = timedelta(hours=48)
CART_REMINDERS = "cart_reminders"


def one_reminder(transcript: Transcript) -> Iterator[Finding]:
    """One for each cart, within 48 hours of its being left, and none once it was bought."""
    reminders = [text for text in transcript.left if text.purpose is Purpose.REMINDER]
    carts = [_cart_at(transcript, text) for text in reminders]
    counts = Counter(carts)
    for text, cart in zip(reminders, carts, strict=True):
        yield Finding(text.seq, _wrong(transcript, text, cart, counts[cart]))


def _cart_at(transcript: Transcript, text: MessageNote) -> str | None:
    """Return the cart that the conversation was about when the text was written."""
    seen = [event for event in transcript.events_of(EventKind.CART_UPDATED) if event.after_seq < text.seq]
    return seen[-1].details.get("cart") if seen else None


def _wrong(transcript: Transcript, text: MessageNote, cart_id: str | None, count: int) -> str | None:
    cart = next((cart for cart in transcript.carts if cart.id == cart_id), None)
    if cart is None:
        return "a reminder without a cart"
    if count > 1:
        return f"{count} reminders for one cart"
    if (text.left_at or text.at) - cart.abandoned_at > WITHIN:
        return "the reminder left more than 48 hours after the cart was left"
    bought = [e for e in transcript.events_of(EventKind.CART_RECOVERED) if e.details.get("cart") == cart_id]
    if any(event.after_seq < text.seq for event in bought):
        return "the reminder is for a cart that was bought"
    return None


def consented(transcript: Transcript) -> Iterator[Finding]:
    """Before every reminder stands an opt-in to cart reminders that the shopper confirmed by their own text."""
    agreed = [c.confirmed_at for c in transcript.consents if c.scope == CART_REMINDERS and c.confirmed_at is not None]
    for text in transcript.left:
        if text.purpose is Purpose.REMINDER:
            has_opt_in = any(moment <= text.at for moment in agreed)
            yield Finding(text.seq, None if has_opt_in else "no confirmed opt-in to cart reminders stands before it")
