"""What the audit log vouches for about a row: a statement with every field that must not change unseen."""

from collections.abc import Callable
from datetime import datetime
from operator import attrgetter
from typing import Any, TypeAlias

from conversation.act import Act
from conversation.audit import FactKind
from conversation.clock import to_milliseconds
from conversation.consent import Consent, Suppression
from conversation.consent_event import ConsentEvent
from conversation.erasure import Erasure, LegalHold
from conversation.event import Event
from conversation.message import EvidenceGrade, Message
from conversation.outbox import OutboxRow

Vouched: TypeAlias = Message | Event | OutboxRow | Consent | ConsentEvent | Suppression | Erasure | LegalHold | Act

SEPARATOR = "\x1f"
"""The unit separator of ASCII, which no text on a phone holds."""


def kind_of(row: Vouched) -> FactKind:
    return _KINDS[type(row)]


def ref_of(row: Vouched, token: Callable[[str], str]) -> str:
    """Return what names the row in its own table; `token` stands for a number, which the log may not hold."""
    match row:
        case OutboxRow():
            return row.message_id
        case Suppression():
            return token(row.phone)
        case _:
            return row.id


def statement_of(row: Vouched) -> str:
    """Return the same words for the same row, whether it was just made or read back."""
    return SEPARATOR.join([value if isinstance(value, str) else _word(value) for value in _FIELDS[type(row)](row)])


def moment_of(row: Vouched) -> datetime:
    """Return when the row came to say what it says."""
    first, *later = _MOMENTS[type(row)]
    moment: datetime = getattr(row, first)
    for name in later:
        then = getattr(row, name)
        if then is not None and then > moment:
            moment = then
    return moment


def _word(value: object) -> str:
    if isinstance(value, datetime):
        return str(to_milliseconds(value))
    return "" if value is None else str(value)


def _message(row: Message) -> tuple[object, ...]:
    body, verdict, evidence = row.body, row.verdict, row.evidence
    return (
        *(row.id, row.conversation_id, row.exchange_id, row.seq, row.epoch, row.created_at),
        *(row.direction, row.author, row.origin, row.purpose, row.traffic_type, row.user_id, row.provider_id),
        *((body.before, body.composed, body.after) if body else ()),
        *((verdict.decision, verdict.rule, verdict.rulebook) if verdict else ()),
        *((evidence.takeover_event, evidence.submitted_at, evidence.verbatim_share) if evidence else ()),
        *(word for source in row.rests_on for word in (source.kind, source.ref, source.says, *source.backs)),
        *((evidence.grade,) if evidence and evidence.grade is not EvidenceGrade.COMPOSED_HERE else ()),
        *((body.salt,) if body and body.salt else ()),
        *row.media,
    )


def _event(row: Event) -> tuple[object, ...]:
    details = [f"{name}={row.details[name]}" for name in sorted(row.details)]
    salt = (row.salt,) if row.salt else ()
    return (row.id, row.conversation_id, row.number, row.after_seq, row.kind, row.actor, row.at, *details, *salt)


def _suppression(row: Suppression) -> tuple[object, ...]:
    opted_out = (row.opted_out_at,) if row.opted_out_at else ()
    return (row.phone, row.reason, row.since, row.evidence, row.message_id, row.lifted_at, *opted_out)


def _act(row: Act) -> tuple[object, ...]:
    details = [f"{name}={row.details[name]}" for name in sorted(row.details)]
    return (row.id, row.kind, row.actor, row.target, row.at, row.address, *details)


_OUTBOX = ("message_id", "sender_id", "to", "author", "purpose", "state", "provider_id", "claimed_at", "settled_at")
_CONSENT = (
    *("id", "phone", "scope", "state", "wording", "method", "source"),
    *("requested_at", "confirmed_at", "answer_id", "revoked_at"),
)
_CONSENT_EVENT = (
    *("id", "phone", "number", "change", "at", "recorded_at", "recorded_by", "consent_id", "scope"),
    *("wording", "method", "source", "evidence", "message_id"),
)
_ERASURE = ("id", "contact_id", "number", "at", "by", "reason", "texts")
_HOLD = ("id", "contact_id", "by", "reason", "since", "released_by", "released_at")

_FIELDS: dict[type, Callable[[Any], tuple[object, ...]]] = {
    Message: _message,
    Event: _event,
    OutboxRow: attrgetter(*_OUTBOX),
    Consent: attrgetter(*_CONSENT),
    ConsentEvent: attrgetter(*_CONSENT_EVENT),
    Suppression: _suppression,
    Erasure: attrgetter(*_ERASURE),
    LegalHold: attrgetter(*_HOLD),
    Act: _act,
}
_MOMENTS: dict[type, tuple[str, ...]] = {
    Message: ("created_at",),
    Event: ("at",),
    OutboxRow: ("queued_at", "claimed_at", "settled_at"),
    Consent: ("requested_at", "confirmed_at", "revoked_at"),
    ConsentEvent: ("recorded_at",),
    Suppression: ("since", "opted_out_at", "lifted_at"),
    Erasure: ("at",),
    LegalHold: ("since", "released_at"),
    Act: ("at",),
}
_KINDS: dict[type, FactKind] = {
    Message: FactKind.MESSAGE,
    Event: FactKind.EVENT,
    OutboxRow: FactKind.OUTBOX,
    Consent: FactKind.CONSENT,
    ConsentEvent: FactKind.CONSENT_EVENT,
    Suppression: FactKind.SUPPRESSION,
    Erasure: FactKind.ERASURE,
    LegalHold: FactKind.HOLD,
    Act: FactKind.ACT,
}
