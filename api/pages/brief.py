"""The brief at the right: what a person needs to know before typing."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from api.pages.look import Look
from api.pages.moments import Moments, Stamp, since
from api.pages.words import OFFERS, REASONS, SCOPES, phone_words
from api.rest.consent_models import standing_words
from compliance.window import window_of
from conversation.cart import Cart, CartState
from conversation.consent import Consent, ConsentState
from conversation.conversation import Conversation
from conversation.errors import Unknown
from conversation.escalation import Escalation
from conversation.halt import Halt
from conversation.message import Author, Direction, Message
from conversation.offer import OfferState
from conversation.role import Permission
from handoff.brief import Brief, brief_of
from handoff.brief_words import memory_words

LANGUAGES: Mapping[str, str] = MappingProxyType({"en": "English", "es": "Spanish", "fr": "French"})
SPEAKERS = {Author.AI: "AI", Author.HUMAN: "person", Author.OUTSIDE: "outside"}
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
class Question:
    """One of the shopper's own; an open one has had no answer."""

    words: str
    is_open: bool


@dataclass(frozen=True, slots=True)
class Said:
    """One of the newest texts, in short."""

    who: str
    words: str
    stamp: Stamp


@dataclass(frozen=True, slots=True)
class BriefCard:
    """Everything at the right, in the order in which it is read before typing; `why` comes before all else.

    `memory` is what is known from before. `summarises` tells that a model may be asked to sum the conversation up.
    """

    who: str
    why: Note | None
    halts: tuple[Note, ...]
    cart: CartCard | None
    offers: tuple[OfferLine, ...]
    notes: tuple[Note, ...]
    memory: tuple[str, ...]
    may_forget: bool
    questions: tuple[Question, ...]
    newest: tuple[Said, ...]
    summarises: bool


def brief_card(look: Look, moments: Moments, row: Conversation) -> BriefCard | None:
    """Return the brief as the page shows it; None once the contact was erased."""
    try:
        brief = brief_of(look.books, row.merchant_id, row.id, look.now)
    except Unknown:
        return None
    return BriefCard(
        who=_who(moments, brief),
        why=Note("Why here", _reason(moments, brief.escalation), "asked") if brief.escalation else None,
        halts=tuple(Note(f"Halted in {halt.region}", _halted(moments, halt), "refused") for halt in brief.halts),
        cart=cart_card(brief.cart) if brief.cart else None,
        offers=tuple(_offers(look, brief)),
        notes=tuple(_notes(look, moments, brief)),
        memory=tuple(f"{words[:1].upper()}{words[1:]}" for words in memory_words(brief.memory)),
        may_forget=look.may(Permission.REPLY, row),
        questions=tuple(Question(one.text, one in brief.unanswered) for one in brief.questions[-3:]),
        newest=tuple(_said(moments, brief, message) for message in brief.newest),
        summarises=look.house.summariser is not None and look.may(Permission.REPLY, row),
    )


def _who(moments: Moments, brief: Brief) -> str:
    contact = brief.contact
    spoken = f"writes {LANGUAGES.get(brief.language, brief.language)}" if brief.language else "language not known"
    known = f"known since {moments.at(contact.created_at).short}"
    return f"{contact.name or 'Name not known'}, {phone_words(contact.phone)}\n{spoken}, {known}"


def _said(moments: Moments, brief: Brief, message: Message) -> Said:
    is_theirs = message.direction is Direction.IN
    who = (brief.contact.first_name or "Shopper") if is_theirs else SPEAKERS.get(message.author, "Twolane")
    return Said(who, message.heard or "erased", moments.at(message.created_at))


def _halted(moments: Moments, halt: Halt) -> str:
    return f"since {moments.clock(halt.since)}: {halt.reason}\nnothing that sells leaves; answers do"


def cart_card(cart: Cart) -> CartCard:
    """Return the cart in words."""
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
    count = len(brief.unanswered)
    yield Note("Unanswered", f"{count} text{'s' if count != 1 else ''}" if count else "none")
    yield _promise(moments, brief.promise)
    raised = "\n".join(f"{one.objection.value}: “{one.message.text}”" for one in brief.objections)
    yield Note("Objections", raised or "none heard")
    yield from _consent(moments, brief)
    window = window_of(brief.contact, look.house.rulebook, look.now)
    changes = f" until {moments.clock(window.changes_at)}" if window.changes_at else ""
    yield Note("Hours", f"{'open' if window.is_open else 'quiet'}{changes}", "" if window.is_open else "refused")
    yield from _own_inbox(look, brief.conversation)


def _own_inbox(look: Look, row: Conversation) -> Iterator[Note]:
    """Say that the merchant's people may answer elsewhere, too."""
    mirror = look.books.mirror(row.merchant_id, row.id)
    if mirror is not None and mirror.thread_ref is not None:
        stands = "open there" if mirror.is_open else "resolved there"
        trouble = f"\nnot told in full: {mirror.problem}" if mirror.problem else ""
        yield Note("Chatwoot", f"{stands}, number {mirror.thread_ref}{trouble}", "refused" if trouble else "")


def _promise(moments: Moments, promise: Message | None) -> Note:
    if promise is None:
        return Note("Promises", "none open")
    said = promise.body.composed if promise.body else ""
    return Note("Promises", f"“{said}”\n{moments.clock(promise.created_at)}, still open", "asked")


def _reason(moments: Moments, escalation: Escalation) -> str:
    reason = REASONS[escalation.reason]
    noted = escalation.note.strip() not in ("", reason)
    since = f"\nsince {moments.clock(escalation.at)}"
    return f"{reason[0].upper()}{reason[1:]}" + (f": {escalation.note.strip()}" if noted else "") + since


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
