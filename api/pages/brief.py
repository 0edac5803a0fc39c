"""The brief at the right: what a person needs to know before typing."""

from collections.abc import Iterator
from dataclasses import dataclass

from api.pages.look import Look
from api.pages.moments import Moments, since
from api.pages.words import OFFERS, REASONS, SCOPES
from api.rest.consent_models import standing_words
from conversation.cart import Cart, CartState
from conversation.consent import Consent, ConsentState
from conversation.conversation import Conversation
from conversation.errors import Unknown
from conversation.escalation import Escalation
from conversation.offer import OfferState
from handoff.brief import Brief, brief_of

CARTS = {CartState.OPEN: "left behind", CartState.RECOVERED: "bought", CartState.EXPIRED: "expired"}


@dataclass(frozen=True, slots=True)
class CartLine:
    """One line of the cart."""

    title: str
    options: str
    quantity: int
    price: str


@dataclass(frozen=True, slots=True)
class CartCard:
    """The cart as the shop last told it."""

    total: str
    quantity: int
    state: str
    lines: tuple[CartLine, ...]


@dataclass(frozen=True, slots=True)
class OfferLine:
    """One offer, and how long it stands."""

    code: str
    percent: int
    state: str
    live: bool


@dataclass(frozen=True, slots=True)
class Note:
    """A term and what is to be said about it; `tone` where a colour has something to add."""

    term: str
    words: str
    tone: str = ""


@dataclass(frozen=True, slots=True)
class BriefCard:
    """Everything at the right. `questions` are the shopper's own, newest last."""

    cart: CartCard | None
    offers: tuple[OfferLine, ...]
    notes: tuple[Note, ...]
    questions: tuple[str, ...]


def brief_card(look: Look, moments: Moments, row: Conversation) -> BriefCard | None:
    """Return the brief as the page shows it; None once the contact was erased."""
    try:
        brief = brief_of(look.books, row.merchant_id, row.id)
    except Unknown:
        return None
    return BriefCard(
        cart=_cart(brief.cart) if brief.cart else None,
        offers=tuple(_offers(look, brief)),
        notes=tuple(_notes(look, moments, brief)),
        questions=tuple(message.text for message in brief.questions[-3:]),
    )


def _cart(cart: Cart) -> CartCard:
    lines = tuple(
        CartLine(item.title, item.options, item.quantity, str(item.unit_price.times(item.quantity)))
        for item in cart.items
    )
    return CartCard(str(cart.total), cart.quantity, CARTS[cart.state], lines)


def _offers(look: Look, brief: Brief) -> Iterator[OfferLine]:
    for offer in brief.offers:
        live = offer.is_live(look.now)
        left = f", {since(look.now, offer.expires_at)} left" if live else ""
        state = offer.state if live or offer.state is OfferState.REDEEMED else OfferState.EXPIRED
        yield OfferLine(offer.code, offer.percent, f"{OFFERS[state]}{left}", live)


def _notes(look: Look, moments: Moments, brief: Brief) -> Iterator[Note]:
    if brief.escalation is not None:
        yield Note("Why here", _reason(brief.escalation), "asked")
    count = len(brief.unanswered)
    yield Note("Unanswered", f"{count} text{'s' if count != 1 else ''}" if count else "none")
    yield from _consent(moments, brief)


def _reason(escalation: Escalation) -> str:
    reason = REASONS[escalation.reason]
    noted = escalation.note.strip() not in ("", reason)
    return f"{reason[0].upper()}{reason[1:]}" + (f": {escalation.note.strip()}" if noted else "")


def _consent(moments: Moments, brief: Brief) -> Iterator[Note]:
    if brief.suppression is not None and brief.suppression.is_live:
        given_since = any(consent.state is not ConsentState.REVOKED for consent in brief.consents)
        waiting = "\nnew consent on file: waiting for START" if given_since else ""
        yield Note("Consent", f"opted out {moments.clock(brief.suppression.since)}{waiting}", "opted-out")
        return
    newest: dict[str, Consent] = {SCOPES[consent.scope]: consent for consent in brief.consents}
    if not newest:
        yield Note("Consent", "none: direct replies only")
    else:
        yield Note("Consent", "\n".join(f"{scope}: {standing_words(one)}" for scope, one in newest.items()))
