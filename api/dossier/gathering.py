"""Gathering: every row about one number of one merchant, also from before it was erased."""

from dataclasses import dataclass

from conversation.audit import AuditKeys, FactKind
from conversation.consent import Consent, Suppression
from conversation.consent_event import ConsentEvent
from conversation.contact import Contact
from conversation.conversation import Conversation
from conversation.due import DueRow
from conversation.erasure import Erasure, LegalHold
from conversation.errors import Unknown
from conversation.event import Event
from conversation.exchange import Exchange
from conversation.ids import ContactId, MerchantId
from conversation.ledger import Reader
from conversation.merchant import Merchant
from conversation.message import Message
from conversation.offer import Offer
from conversation.outbox import OutboxRow
from conversation.sender import Sender
from conversation.user import User

PAGE = 1000


@dataclass(frozen=True, slots=True)
class Talk:
    """One conversation with all that belongs to it."""

    conversation: Conversation
    exchanges: tuple[Exchange, ...]
    messages: tuple[Message, ...]
    events: tuple[Event, ...]
    outbox: tuple[OutboxRow, ...]
    due_rows: tuple[DueRow, ...]
    offers: tuple[Offer, ...]


@dataclass(frozen=True, slots=True)
class Proof:
    """The newest entry of the audit log that vouches for a row."""

    kind: FactKind
    ref: str
    entry: int


@dataclass(frozen=True, slots=True)
class Dossier:
    """`contact` is None once erased; `number` is what was asked for. `proofs` are there where there is a key."""

    merchant: Merchant
    number: str
    contact: Contact | None
    senders: tuple[Sender, ...]
    users: tuple[User, ...]
    consents: tuple[Consent, ...]
    consent_events: tuple[ConsentEvent, ...]
    suppression: Suppression | None
    holds: tuple[LegalHold, ...]
    erasures: tuple[Erasure, ...]
    talks: tuple[Talk, ...]
    proofs: tuple[Proof, ...]


def gather(reader: Reader, keys: AuditKeys | None, merchant_id: MerchantId, number: str) -> Dossier:
    """Read everything about the number. Raises Unknown for a merchant or a number that the ledger has never seen."""
    merchant = reader.merchant(merchant_id)
    if merchant is None:
        raise Unknown("merchant", merchant_id)
    token = keys.token(merchant_id, number) if keys else number
    contact = reader.contact_by_phone(merchant_id, number)
    erasures = reader.erasures_of(merchant_id, token)
    names = dict.fromkeys((token, number))
    consents = tuple(row for name in names for row in reader.consents(merchant_id, name))
    changes = tuple(row for name in names for row in reader.consent_events(merchant_id, name))
    suppression = reader.suppression(merchant_id, number)
    contacts = [*(erasure.contact_id for erasure in erasures), *([contact.id] if contact else [])]
    if not contacts and not consents and suppression is None:
        raise Unknown("contact", number)
    talks = tuple(_talk(reader, row) for one in contacts for row in reader.conversations_of(merchant_id, one))
    return Dossier(
        merchant=merchant,
        number=number,
        contact=contact,
        senders=reader.senders(merchant_id),
        users=_people(reader, talks),
        consents=consents,
        consent_events=changes,
        suppression=suppression,
        holds=tuple(held for one in contacts for held in reader.legal_holds(merchant_id, one)),
        erasures=erasures,
        talks=talks,
        proofs=_proofs(reader, merchant_id, {token, *contacts}) if keys else (),
    )


def _talk(reader: Reader, row: Conversation) -> Talk:
    place = (row.merchant_id, row.id)
    return Talk(
        conversation=row,
        exchanges=reader.exchanges(*place),
        messages=reader.messages(*place),
        events=reader.events(*place),
        outbox=reader.outbox_rows(*place),
        due_rows=reader.due_rows(*place),
        offers=reader.offers_of_conversation(*place),
    )


def _people(reader: Reader, talks: tuple[Talk, ...]) -> tuple[User, ...]:
    named = {message.user_id for talk in talks for message in talk.messages if message.user_id}
    named |= {event.actor for talk in talks for event in talk.events}
    found = [reader.user(one) for one in sorted(named)]
    return tuple(user for user in found if user is not None)


def _proofs(reader: Reader, merchant_id: MerchantId, subjects: set[ContactId | str]) -> tuple[Proof, ...]:
    newest: dict[tuple[FactKind, str], Proof] = {}
    after = 0
    while page := reader.audit_entries(merchant_id, after=after, limit=PAGE):
        for entry in page:
            for fact in entry.facts:
                if fact.subject in subjects:
                    newest[fact.kind, fact.ref] = Proof(fact.kind, fact.ref, entry.number)
        after = page[-1].number
    return tuple(newest.values())
