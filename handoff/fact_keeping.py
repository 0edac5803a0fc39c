"""Keeping a person's good reply as a fact: what they told one shopper backs the same claim to the next."""

from dataclasses import replace
from datetime import timedelta

from compliance.gate import unbacked
from conversation.conversation import Conversation
from conversation.errors import Conflict, Invalid, Unknown
from conversation.event import Event, EventKind
from conversation.fence import hold
from conversation.ids import ConversationId, MerchantId, MessageId, new_id
from conversation.merchant_fact import MerchantFact
from conversation.message import Author, Message, Origin
from conversation.role import Permission
from handoff.authorship import Authorship
from handoff.overriding import KEPT_FOR, KEPT_USUALLY, about_nobody
from handoff.takeover import Desk, Reply, draft_of


def keep_as_fact(
    desk: Desk, merchant_id: MerchantId, conversation_id: ConversationId, message_id: MessageId
) -> MerchantFact:
    """Keep what a person texted, without the shopper's name, for as long as what it says usually holds.

    Raises NotAllowed, Unknown, Conflict where it is kept already, and Invalid for words that are nobody's to vouch for.
    """
    desk.user.check(Permission.OVERRIDE, merchant_id)
    with hold(desk.books, merchant_id, conversation_id, desk.now) as held:
        message = desk.books.message(merchant_id, message_id)
        if message is None or message.conversation_id != conversation_id:
            raise Unknown("message", message_id)
        words = _words_of(message)
        if message_id in kept_facts(desk.books.events_since(merchant_id, conversation_id, after_seq=message.seq)):
            raise Conflict("it is kept as a fact already")
        contact = desk.books.contact(merchant_id, held.row.contact_id)
        fact = MerchantFact(
            id=new_id("fct", held.now),
            merchant_id=merchant_id,
            statement=_sentence(about_nobody(words, contact.name if contact else "")),
            basis=f"texted by {message.evidence.user_name if message.evidence else desk.user.name}",
            said_by=desk.user.id,
            conversation_id=conversation_id,
            said_at=held.now,
            expires_at=held.now + _lifetime(desk, held.row, words),
        )
        desk.books.save_merchant_fact(fact)
        held.record(EventKind.FACT_SAVED, desk.user.id, fact=fact.id, message=message_id, basis=fact.basis)
    return fact


def kept_facts(events: tuple[Event, ...] | list[Event]) -> dict[MessageId, str]:
    """Return the facts that texts were kept as, by text."""
    saved = (event.details for event in events if event.kind is EventKind.FACT_SAVED)
    return {details["message"]: details.get("fact", "") for details in saved if "message" in details}


def _sentence(words: str) -> str:
    return words[:1].upper() + words[1:]


def _words_of(message: Message) -> str:
    if message.author is not Author.HUMAN:
        raise Invalid("message", "no person wrote it", "keep a person's own text")
    if message.body is None:
        raise Conflict("its words were erased")
    return message.body.composed


def _lifetime(desk: Desk, row: Conversation, words: str) -> timedelta:
    """What changes by the day is a fact for a day; pressure is none at all."""
    typed = Authorship(Origin.TYPED, 0.0)
    draft = draft_of(desk.books, row, desk.user, Reply(words, desk.now), typed, desk.now)
    claims = unbacked(desk.books, replace(draft, sources=()), desk.now)
    lifetime = min((KEPT_FOR.get(claim.kind, KEPT_USUALLY) for claim in claims), default=KEPT_USUALLY)
    if lifetime <= timedelta(0):
        raise Invalid("message", "it presses the shopper, which is no fact", "keep a text that only tells")
    return lifetime
