"""Turning the ledger's rows into the API's shapes."""

from dataclasses import dataclass

from api.rest.models import (
    AttemptOut,
    ContactOut,
    ConversationOut,
    ConversationSummary,
    EvidenceOut,
    ExchangeOut,
    HolderOut,
    MediaOut,
    MessageOut,
    PhotoOut,
    SourceOut,
    SuggestionOut,
)
from api.rest.verdicts import rulebook_of, verdict_of
from channels.media_limits import is_safe
from compliance.rulebook import Rulebook
from conversation.contact import Contact
from conversation.conversation import Conversation
from conversation.due import DueKind, DueRow, DueState
from conversation.errors import Unknown
from conversation.exchange import Exchange
from conversation.ids import OUTSIDE, ConversationId, MerchantId, UserId
from conversation.ledger import Reader
from conversation.message import Direction, Evidence, Message
from conversation.outbox import OutboxRow
from conversation.source import Source
from handoff.suggesting import Suggestion, suggestion_of


@dataclass(frozen=True, slots=True)
class Presenter:
    """Presents rows of one merchant as they stand in one read; verdicts are explained by `rulebook`'s words."""

    books: Reader
    merchant_id: MerchantId
    rulebook: Rulebook

    def summary(self, conversation: Conversation) -> ConversationSummary:
        exchange = self.books.exchange(self.merchant_id, conversation.exchange_id)
        sender = self.books.sender(self.merchant_id, conversation.sender_id)
        return ConversationSummary(
            id=conversation.id,
            merchant_id=conversation.merchant_id,
            contact=self._contact(conversation),
            sender=sender.phone if sender else "",
            control=conversation.control.value,
            holder=self._holder(conversation.holder),
            epoch=conversation.epoch,
            traffic_type=exchange.traffic_type.value if exchange else "A2P",
            escalation=conversation.escalation.reason.value if conversation.escalation else None,
            updated_at=conversation.updated_at,
        )

    def whole(self, conversation_id: ConversationId) -> ConversationOut:
        """Raises Unknown."""
        conversation = self.books.conversation(self.merchant_id, conversation_id)
        if conversation is None:
            raise Unknown("conversation", conversation_id)
        messages = self.books.messages(self.merchant_id, conversation_id)
        rows = {row.message_id: row for row in self.books.outbox_rows(self.merchant_id, conversation_id)}
        evidence = {message.id: message.evidence for message in messages}
        exchanges = self.books.exchanges(self.merchant_id, conversation_id)
        due = self.books.due_rows(self.merchant_id, conversation_id)
        shown = [self.message(message, rows.get(message.id)) for message in messages]
        attempts = [self._attempt(row) for row in due if _was_tried(row)]
        waiting = suggestion_of(self.books, self.merchant_id, conversation_id)
        return ConversationOut(
            **self.summary(conversation).model_dump(),
            exchanges=[self._exchange(exchange, evidence) for exchange in exchanges],
            messages=shown,
            attempts=attempts,
            suggestion=_suggestion(waiting) if waiting else None,
            rulebook=rulebook_of([*(one.verdict for one in shown), *(one.verdict for one in attempts)], self.rulebook),
        )

    def message(self, message: Message, row: OutboxRow | None) -> MessageOut:
        return MessageOut(
            id=message.id,
            seq=message.seq,
            direction=message.direction.value,
            author=message.author.value,
            user=self._holder(message.user_id),
            origin=message.origin.value if message.origin else None,
            purpose=message.purpose.value if message.purpose else None,
            body=message.text,
            traffic_type=message.traffic_type.value if message.traffic_type else None,
            epoch=message.epoch,
            status=status_of(message, row),
            at=message.created_at,
            evidence=evidence_of(message.evidence),
            verdict=verdict_of(message.verdict, self.rulebook) if message.verdict else None,
            model=message.model,
            prompt_hash=message.prompt_hash,
            sources=list(message.sources),
            rests_on=[_source(source) for source in message.rests_on],
            photos=self._photos(message),
            media=self._media(message),
        )

    def _media(self, message: Message) -> list[MediaOut]:
        found = [self.books.media_file(self.merchant_id, media_id) for media_id in message.media]
        return [
            MediaOut(id=file.id, kind=file.kind, size=file.size, safe=is_safe((file,), ""))
            for file in found
            if file is not None
        ]

    def _photos(self, message: Message) -> list[PhotoOut]:
        found = self.books.photos(self.merchant_id, message.conversation_id) if message.photos else ()
        return [
            PhotoOut(id=photo.id, state=photo.state.value, kind=photo.kind, size=photo.size, why=photo.why)
            for photo in found
            if photo.message_id == message.id
        ]

    def _attempt(self, row: DueRow) -> AttemptOut:
        draft = row.draft
        return AttemptOut(
            id=row.id,
            state=row.state.value,
            author=draft.author.value if draft else "system",
            body=draft.body if draft else "",
            due_at=row.due_at,
            outcome=row.outcome,
            verdict=verdict_of(row.verdict, self.rulebook) if row.verdict else None,
        )

    def _contact(self, conversation: Conversation) -> ContactOut:
        contact = self.books.contact(self.merchant_id, conversation.contact_id)
        if contact is None:
            return ContactOut(id="", name="(erased)", phone="", region=None, timezone=None, opted_out=True)
        return ContactOut(
            id=contact.id,
            name=contact.name,
            phone=contact.phone,
            region=contact.region,
            timezone=contact.timezone,
            opted_out=self._opted_out(contact),
        )

    def _opted_out(self, contact: Contact) -> bool:
        standing = self.books.suppression(self.merchant_id, contact.phone)
        return standing is not None and standing.is_live

    def _holder(self, user_id: UserId | None) -> HolderOut | None:
        if user_id == OUTSIDE:
            return HolderOut(id=OUTSIDE, name="somebody outside Twolane")
        user = self.books.user(user_id) if user_id else None
        return HolderOut(id=user.id, name=user.name) if user else None

    def _exchange(self, exchange: Exchange, evidence: dict[str, Evidence | None]) -> ExchangeOut:
        holder = self._holder(exchange.holder)
        return ExchangeOut(
            id=exchange.id,
            holder=holder.name if holder else "AI",
            user_id=exchange.holder,
            started=exchange.started_at,
            ended=exchange.ended_at,
            traffic_type=exchange.traffic_type.value,
            relabelled_at=exchange.relabelled_at,
            evidence=evidence_of(evidence.get(exchange.relabelled_by or "")),
        )


def status_of(message: Message, row: OutboxRow | None) -> str:
    """Return where a text stands: the carrier's newest word where there is one, else the outbox's state."""
    if message.direction is Direction.IN:
        return "received"
    if row is None:
        return "unknown"
    if row.state.value == "sent" and row.carrier_status:
        return row.carrier_status
    return row.state.value


def evidence_of(evidence: Evidence | None) -> EvidenceOut | None:
    if evidence is None:
        return None
    return EvidenceOut(
        user_id=evidence.user_id,
        user_name=evidence.user_name,
        takeover=evidence.takeover_event,
        composed_at=evidence.composed_at,
        submitted_at=evidence.submitted_at,
        verbatim_share=evidence.verbatim_share,
        recipients=evidence.recipients,
        grade=evidence.grade.value,
    )


def _was_tried(row: DueRow) -> bool:
    """Tell whether the row is a draft that did not leave. One that waits for a person, or that one sent, is not."""
    open_or_sent = row.kind is DueKind.SUGGESTION and row.state is not DueState.CANCELLED
    return row.draft is not None and not open_or_sent


def _source(source: Source) -> SourceOut:
    return SourceOut(kind=source.kind.value, ref=source.ref, says=source.says, backs=list(source.backs))


def _suggestion(waiting: Suggestion) -> SuggestionOut:
    draft = waiting.draft
    return SuggestionOut(
        id=waiting.id, body=draft.body, composed_at=draft.composed_at, expires_at=waiting.expires_at, epoch=draft.epoch
    )
