"""The brief as plain text, for where there is no page of ours: a note in the merchant's own inbox."""

from collections.abc import Iterator
from datetime import datetime

from compliance.window import Window
from conversation.cart import Cart
from conversation.memory import Memory
from conversation.message import Author, Direction, Message
from conversation.offer import Offer
from handoff.brief import Brief

SPEAKERS = {Author.AI: "AI", Author.CONTACT: "shopper", Author.OUTSIDE: "outside"}


def brief_words(brief: Brief, window: Window, link: str, now: datetime) -> str:
    """Return the brief in lines. `link` opens the conversation in Twolane."""
    return "\n".join((*_who_and_why(brief), *_standing(brief, window, now), *_said(brief), *_how(link)))


def _who_and_why(brief: Brief) -> Iterator[str]:
    asked = brief.escalation
    why = f"{asked.reason.value.replace('_', ' ')} ({asked.priority.value})" if asked else "somebody took control"
    yield f"Twolane asks for a person: {why}" + (f": {asked.note}" if asked and asked.note else "")
    writes = f", writes {brief.language}" if brief.language else ""
    yield f"Shopper: {brief.contact.name or 'no name'}, {brief.contact.phone}{writes}"
    yield f"Cart: {_cart(brief.cart)}" if brief.cart else "Cart: none"


def _standing(brief: Brief, window: Window, now: datetime) -> Iterator[str]:
    yield f"Offers made: {', '.join(_offer(offer, now) for offer in brief.offers) or 'none'}"
    stopped = brief.suppression is not None and brief.suppression.is_live
    yield "OPTED OUT: nobody may text this number" if stopped else f"Consent: {_consent(brief)}"
    until = f" until {_moment(window.changes_at)}" if window.changes_at else ""
    yield f"Hours: {'open' if window.is_open else 'quiet'}{until}"
    yield from (f"Halted in {halt.region}: {halt.reason}; nothing that sells leaves" for halt in brief.halts)
    for words in memory_words(brief.memory):
        yield f"Known from before: {words}"
    if brief.promise is not None:
        yield f"Promised and still open: {brief.promise.text}"
    raised = [f"{one.objection.value}: {one.message.text}" for one in brief.objections]
    yield f"Objections: {'; '.join(raised) or 'none heard'}"


def memory_words(memory: Memory) -> Iterator[str]:
    """Yield what is known of the shopper from before, a line for each kind."""
    if memory.bought:
        told = (f"{one.title} ({one.options})" if one.options else one.title for one in memory.bought)
        yield f"bought {', '.join(told)}"
    if memory.prefers:
        yield f"bought more than once: {', '.join(memory.prefers)}"
    if memory.promise:
        yield f"promised before and still open: {memory.promise}"


def _said(brief: Brief) -> Iterator[str]:
    yield f"Unanswered texts: {len(brief.unanswered)}"
    yield "Newest texts:"
    yield from (f"  {_speaker(message)}: {message.heard}" for message in brief.newest)


def _how(link: str) -> Iterator[str]:
    yield "A public reply here leaves as a text by Twolane's rules. Resolve to give the conversation back to the AI."
    yield f"In Twolane: {link}"


def _cart(cart: Cart) -> str:
    items = ", ".join(f"{item.quantity} x {item.title}" for item in cart.items)
    return f"{cart.total}, {cart.state.value}: {items}"


def _offer(offer: Offer, now: datetime) -> str:
    stands = f"stands until {_moment(offer.expires_at)}" if offer.is_live(now) else offer.state.value
    return f"{offer.percent}% with {offer.code}, {stands}"


def _consent(brief: Brief) -> str:
    given = [f"{one.scope.value.replace('_', ' ')} {one.state.value}" for one in brief.consents]
    return ", ".join(dict.fromkeys(given)) or "none: direct replies only"


def _speaker(message: Message) -> str:
    if message.direction is Direction.OUT and message.evidence is not None:
        return message.evidence.user_name
    return SPEAKERS.get(message.author, "Twolane")


def _moment(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M} UTC"
