"""The brief as plain text, for where there is no page of ours: a note in the merchant's own inbox."""

from collections.abc import Iterator
from datetime import datetime

from conversation.cart import Cart
from conversation.message import Author, Direction, Message
from handoff.brief import Brief

SPEAKERS = {Author.AI: "AI", Author.CONTACT: "shopper", Author.OUTSIDE: "outside"}


def brief_words(brief: Brief, link: str, now: datetime) -> str:
    """Return the brief in lines. `link` opens the conversation in Twolane."""
    return "\n".join(_lines(brief, link, now))


def _lines(brief: Brief, link: str, now: datetime) -> Iterator[str]:
    asked = brief.escalation
    why = f"{asked.reason.value.replace('_', ' ')} ({asked.priority.value})" if asked else "somebody took control"
    yield f"Twolane asks for a person: {why}" + (f": {asked.note}" if asked and asked.note else "")
    yield f"Shopper: {brief.contact.name or 'no name'}, {brief.contact.phone}"
    yield f"Cart: {_cart(brief.cart)}" if brief.cart else "Cart: none"
    live = [f"{offer.percent}% with {offer.code} until {_moment(offer.expires_at)}" for offer in brief.offers]
    yield f"Offers made: {', '.join(live) or 'none'}"
    stopped = brief.suppression is not None and brief.suppression.is_live
    yield "OPTED OUT: nobody may text this number" if stopped else f"Consent: {_consent(brief)}"
    yield f"Unanswered texts: {len(brief.unanswered)}"
    yield "Newest texts:"
    yield from (f"  {_speaker(message)}: {message.text}" for message in brief.newest)
    yield "A public reply here leaves as a text by Twolane's rules. Resolve to give the conversation back to the AI."
    yield f"In Twolane: {link}"


def _cart(cart: Cart) -> str:
    items = ", ".join(f"{item.quantity} x {item.title}" for item in cart.items)
    return f"{cart.total}, {cart.state.value}: {items}"


def _consent(brief: Brief) -> str:
    given = [f"{one.scope.value.replace('_', ' ')} {one.state.value}" for one in brief.consents]
    return ", ".join(dict.fromkeys(given)) or "none: direct replies only"


def _speaker(message: Message) -> str:
    if message.direction is Direction.OUT and message.evidence is not None:
        return message.evidence.user_name
    return SPEAKERS.get(message.author, "Twolane")


def _moment(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M} UTC"
