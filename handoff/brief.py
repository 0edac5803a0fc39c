"""The brief: what a person needs to know before typing, built from the ledger by code."""

from dataclasses import dataclass
from datetime import datetime

from compliance.halting import covers
from compliance.whereabouts import whereabouts_of
from conversation.cart import Cart
from conversation.consent import Consent, Suppression
from conversation.contact import Contact
from conversation.conversation import Conversation
from conversation.errors import Unknown
from conversation.escalation import Escalation
from conversation.halt import Halt
from conversation.ids import ConversationId, MerchantId
from conversation.language import language_of
from conversation.ledger import Reader
from conversation.memory import NOTHING, Memory, memory_of
from conversation.message import Author, Direction, Message, Purpose
from conversation.objections import Objected, objections_in
from conversation.offer import Offer
from conversation.promise import open_promise
from conversation.spoken import spoken

LAST_MESSAGES = 10


@dataclass(frozen=True, slots=True)
class Brief:
    """Who, what was left behind, what was promised, why a person is needed, and the newest messages.

    `questions` are all that the shopper asked; those among `unanswered` are open. `promise` is a person's and open.
    `halts` stop what sells to where the shopper may be. `language` is a guess, None where the texts do not tell.
    `memory` is what is known from before.
    """

    conversation: Conversation
    contact: Contact
    cart: Cart | None
    offers: tuple[Offer, ...]
    consents: tuple[Consent, ...]
    suppression: Suppression | None
    escalation: Escalation | None
    unanswered: tuple[Message, ...]
    questions: tuple[Message, ...]
    newest: tuple[Message, ...]
    objections: tuple[Objected, ...] = ()
    promise: Message | None = None
    language: str | None = None
    halts: tuple[Halt, ...] = ()
    memory: Memory = NOTHING


def brief_of(books: Reader, merchant_id: MerchantId, conversation_id: ConversationId, now: datetime) -> Brief:
    """Read the brief of one conversation. Raises Unknown."""
    conversation = books.conversation(merchant_id, conversation_id)
    if conversation is None:
        raise Unknown("conversation", conversation_id)
    contact = books.contact(merchant_id, conversation.contact_id)
    if contact is None:
        raise Unknown("contact", conversation.contact_id)
    messages = spoken(books, conversation)
    wrote = [message.text for message in messages if message.direction is Direction.IN]
    return Brief(
        conversation=conversation,
        contact=contact,
        cart=books.cart(merchant_id, conversation.cart_id) if conversation.cart_id else None,
        offers=books.offers_of_conversation(merchant_id, conversation_id),
        consents=books.consents(merchant_id, contact.phone),
        suppression=books.suppression(merchant_id, contact.phone),
        escalation=conversation.escalation,
        unanswered=_unanswered(messages),
        questions=tuple(message for message in messages if _is_question(message)),
        newest=messages[-LAST_MESSAGES:],
        objections=objections_in(messages),
        promise=open_promise(messages),
        language=language_of(wrote),
        halts=halts_over(books, contact),
        memory=_memory(books, contact, conversation, now),
    )


def _memory(books: Reader, contact: Contact, conversation: Conversation, now: datetime) -> Memory:
    merchant = books.merchant(contact.merchant_id)
    return memory_of(books, merchant, contact, conversation, now) if merchant is not None else NOTHING


def summary_of(brief: Brief, now: datetime) -> str:
    """Say in a few plain sentences what the AI must know when it gets the conversation back."""
    sentences = [f"A person answered {brief.contact.first_name or 'the shopper'} until {now:%Y-%m-%d %H:%M} UTC."]
    said = [message.text for message in brief.newest if message.author is Author.HUMAN]
    if said:
        sentences.append("The person's last words: " + said[-1])
    live = [offer for offer in brief.offers if offer.is_live(now)]
    if live:
        sentences.append(f"Offer standing: {live[-1].percent}% with code {live[-1].code}.")
    if brief.unanswered:
        sentences.append(f"{len(brief.unanswered)} text(s) from the shopper are unanswered.")
    return " ".join(sentences)


def halts_over(books: Reader, contact: Contact) -> tuple[Halt, ...]:
    """Return the live halts that cover the shopper, oldest first."""
    live = [halt for halt in books.halts(contact.merchant_id) if halt.is_live]
    place = whereabouts_of(contact) if live else None
    return tuple(halt for halt in live if place is not None and covers(halt, place))


def _unanswered(messages: tuple[Message, ...]) -> tuple[Message, ...]:
    tail: list[Message] = []
    for message in reversed(messages):
        if message.purpose is Purpose.HOLDING:
            continue
        if message.direction is Direction.OUT:
            break
        tail.append(message)
    return tuple(reversed(tail))


def _is_question(message: Message) -> bool:
    return message.direction is Direction.IN and "?" in message.text
