"""Taking control and replying as a person, with the evidence that the label needs."""

from dataclasses import dataclass, replace
from datetime import datetime

from compliance.exit import Departure, Refused, submit
from compliance.rulebook import Rulebook
from conversation import control
from conversation.cases import note_first_reply
from conversation.conversation import Conversation
from conversation.draft import Cause, CauseKind, Draft
from conversation.errors import Invalid
from conversation.fence import hold
from conversation.ids import ConversationId, MerchantId, MessageId
from conversation.ledger import Books, Reader
from conversation.message import Author, Direction, EvidenceGrade, Message, Origin
from conversation.override import Override
from conversation.role import Permission
from conversation.source import Source, SourceKind
from conversation.undoing import undo
from conversation.user import User
from handoff.authorship import Authorship, authorship_of
from handoff.overriding import claims_to_answer_for, record_override
from handoff.seat_watch import flag_unread, raise_alarms

LONGEST_REPLY = 1600
"""Characters; Twilio refuses longer bodies (its Messages API documentation)."""


@dataclass(frozen=True, slots=True)
class Reply:
    """A person's words. `source` is the AI draft or canned text they started from; empty when they typed it all.

    `shown_at` is when an AI draft was put before them; where nobody says, it counts as shown when it was composed.
    What the ledger knows of drafts goes before what is said here. An `undoable` one may be taken back for a moment.
    What the AI was given for the draft that it `suggested` may back these words too.
    """

    body: str
    composed_at: datetime
    source: str = ""
    source_is_canned: bool = False
    override: Override | None = None
    shown_at: datetime | None = None
    undoable: bool = False
    grade: EvidenceGrade = EvidenceGrade.COMPOSED_HERE
    suggested: Draft | None = None
    media: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not self.body.strip():
            raise Invalid("body", "it is empty", "write something")
        if len(self.body) > LONGEST_REPLY:
            raise Invalid("body", f"it has {len(self.body)} characters", f"keep it within {LONGEST_REPLY}")
        if len(self.source) > LONGEST_REPLY:
            raise Invalid("source", f"it has {len(self.source)} characters", "send the text that was started from")


@dataclass(frozen=True, slots=True)
class Desk:
    """What one person may do in one conversation, inside one transaction."""

    books: Books
    rulebook: Rulebook
    user: User
    now: datetime

    def take_over(
        self, merchant_id: MerchantId, conversation_id: ConversationId, expected_epoch: int | None = None
    ) -> Conversation:
        """Take control. Raises NotInControl, Stale, Closed, Unknown."""
        return control.take_over(self.books, merchant_id, conversation_id, self.user, self.now, expected_epoch)

    def reply(
        self, merchant_id: MerchantId, conversation_id: ConversationId, reply: Reply, cause: Cause | None = None
    ) -> Departure:
        """Text the shopper, because of `cause` or of their newest text.

        Raises NotInControl unless this person holds the conversation, NotAllowed past a rule.
        """
        if reply.override is not None:
            self.user.check(Permission.OVERRIDE, merchant_id)
        with hold(self.books, merchant_id, conversation_id, self.now) as held:
            control.check_holder(held, self.user)
            source = authorship_of(self.books, held.row, self.user, reply.body, reply.source, reply.source_is_canned)
            draft = draft_of(self.books, held.row, self.user, reply, source, self.now)
            draft = replace(draft, cause=cause) if cause else draft
            claims = claims_to_answer_for(self.books, draft, self.now)
            departure = submit(held, draft, self.rulebook, self.user)
            if not isinstance(departure, Refused):
                held.change(handled_seq=held.row.last_inbound_seq)
                flag_unread(held, draft, _shown_at(reply, source), departure)
                raise_alarms(held, self.user)
                note_first_reply(held)
                record_override(held, draft, claims, departure, self.user)
        return departure

    def take_over_and_send(
        self,
        merchant_id: MerchantId,
        conversation_id: ConversationId,
        reply: Reply,
        expected_epoch: int | None = None,
        cause: Cause | None = None,
    ) -> Departure:
        """Take control and text in one transaction: the AI can no longer say anything in between."""
        self.take_over(merchant_id, conversation_id, expected_epoch)
        return self.reply(merchant_id, conversation_id, reply, cause)

    def undo(self, merchant_id: MerchantId, conversation_id: ConversationId, message_id: MessageId) -> Message:
        """Take a text of one's own back. Raises TooLate once it was claimed, NotAllowed for another's, Unknown."""
        with hold(self.books, merchant_id, conversation_id, self.now) as held:
            return undo(held, message_id, self.user)


def draft_of(reader: Reader, row: Conversation, user: User, reply: Reply, source: Authorship, now: datetime) -> Draft:
    """Return a person's words as the gate gets them, now or when they press Send."""
    return Draft(
        merchant_id=row.merchant_id,
        conversation_id=row.id,
        body=reply.body.strip(),
        author=Author.HUMAN,
        origin=_origin(source, reply.grade),
        cause=cause_of(reader, row),
        epoch=row.epoch,
        seen_seq=row.last_inbound_seq,
        composed_at=reply.composed_at,
        user_id=user.id,
        verbatim_share=source.share,
        sources=_sources(reply),
        rests_on=_read_before(reply),
        override=reply.override,
        submitted_at=now,
        undoable=reply.undoable,
        grade=reply.grade,
        media=reply.media,
    )


def _origin(source: Authorship, grade: EvidenceGrade) -> Origin:
    """Nobody can say of a relayed text that it was typed."""
    return Origin.RELAYED if grade is EvidenceGrade.RELAYED and source.origin is Origin.TYPED else source.origin


def _sources(reply: Reply) -> tuple[str, ...]:
    named = reply.override.source.strip() if reply.override else ""
    given = reply.suggested.sources if reply.suggested else ()
    return (*given, named) if named else given


def _read_before(reply: Reply) -> tuple[Source, ...]:
    """Return what the AI asked its tools; which claims anything backs is found anew for the words that leave."""
    read = reply.suggested.rests_on if reply.suggested else ()
    return tuple(source for source in read if source.kind is SourceKind.TOOL)


def _shown_at(reply: Reply, source: Authorship) -> datetime:
    """A draft cannot have been shown before the ledger had it, whatever the caller says."""
    known = [moment for moment in (reply.shown_at, source.readable_since) if moment is not None]
    return max(known, default=reply.composed_at)


def cause_of(reader: Reader, row: Conversation) -> Cause:
    """Return why somebody would text now: the shopper's newest text, or their cart before any."""
    if row.last_inbound_seq == 0 and row.cart_id is not None:
        return Cause(CauseKind.CART, row.cart_id)
    newest = reader.messages(row.merchant_id, row.id, after_seq=row.last_inbound_seq - 1)
    inbound = [message for message in newest if message.direction is Direction.IN]
    return Cause(CauseKind.INBOUND, inbound[0].id if inbound else "")
