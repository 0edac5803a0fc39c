"""Reading Chatwoot's webhooks: what of them concerns us, and who wrote it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, TypeAlias

from pydantic import BaseModel, Field, ValidationError

from api.chatwoot.client import PREFIX, RESOLVED
from channels.errors import BadWebhook

OUTGOING = ("outgoing", 1)
"""Chatwoot writes a message's type as a word in webhooks and as a number elsewhere."""


@dataclass(frozen=True, slots=True)
class FromAccount:
    """A person's account there wrote it."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class FromMachine:
    """A bot, an automation rule or a campaign wrote it."""

    name: str
    is_canned: bool


@dataclass(frozen=True, slots=True)
class Replied:
    """Somebody there answered the shopper. `text` is empty where they sent a file alone."""

    ref: str
    thread: str
    text: str
    writer: FromAccount | FromMachine
    at: datetime | None
    has_files: bool


@dataclass(frozen=True, slots=True)
class Resolved:
    """The thread was resolved there, by somebody or by itself: Chatwoot does not say."""

    thread: str


@dataclass(frozen=True, slots=True)
class Passed:
    """Nothing that concerns us."""

    why: str


Call: TypeAlias = Replied | Resolved | Passed


class _Named(BaseModel):
    id: int | None = None
    name: str | None = None
    type: str | None = None


class _Payload(BaseModel):
    event: str
    id: int | None = None
    status: str | None = None
    inbox_id: int | None = None
    inbox: _Named | None = None
    account: _Named | None = None
    conversation: _Named | None = None
    sender: _Named | None = None
    content: str | None = None
    content_type: str | None = "text"
    message_type: str | int | None = None
    private: bool | None = False
    source_id: str | None = None
    created_at: str | int | float | None = None
    attachments: list[Any] | None = None
    content_attributes: dict[str, Any] | None = Field(default=None)
    additional_attributes: dict[str, Any] | None = Field(default=None)


def read_call(body: bytes, account: int, inbox: int) -> Call:
    """Return what the webhook says. Raises BadWebhook for what is not Chatwoot's form."""
    try:
        payload = _Payload.model_validate_json(body)
    except ValidationError as error:
        field = ".".join(str(part) for part in error.errors()[0]["loc"]) or "body"
        raise BadWebhook(field, "it is not as Chatwoot writes it", "point Chatwoot's inbox webhook here") from error
    if payload.account is not None and payload.account.id != account:
        return Passed("it is of another account")
    if payload.event == "conversation_status_changed":
        return _status(payload, inbox)
    if payload.event == "message_created":
        return _message(payload, inbox)
    return Passed(f"{payload.event} changes nothing here")


def _status(payload: _Payload, inbox: int) -> Call:
    if payload.inbox_id != inbox or payload.id is None:
        return Passed("it is of another inbox")
    return Resolved(str(payload.id)) if payload.status == RESOLVED else Passed(f"it is {payload.status}")


def _message(payload: _Payload, inbox: int) -> Call:
    if payload.inbox is None or payload.inbox.id != inbox:
        return Passed("it is of another inbox")
    if payload.message_type not in OUTGOING or payload.private:
        return Passed("it is not for the shopper")
    if (payload.source_id or "").startswith(PREFIX):
        return Passed("it is our own")
    if payload.content_type not in (None, "text"):
        return Passed(f"a {payload.content_type} is no text")
    if payload.id is None or payload.conversation is None or payload.conversation.id is None:
        raise BadWebhook("conversation", "the message names none", "point Chatwoot's inbox webhook here")
    return Replied(
        ref=str(payload.id),
        thread=str(payload.conversation.id),
        text=(payload.content or "").strip(),
        writer=_writer(payload),
        at=_moment(payload.created_at),
        has_files=bool(payload.attachments),
    )


def _writer(payload: _Payload) -> FromAccount | FromMachine:
    """Only a person's account that no rule or campaign acted for counts as a person."""
    told: Mapping[str, Any] = payload.content_attributes or {}
    more: Mapping[str, Any] = payload.additional_attributes or {}
    if told.get("automation_rule_id") or more.get("campaign_id") or more.get("template_params"):
        return FromMachine("an automation rule or a campaign", is_canned=True)
    sender = payload.sender
    if sender is not None and sender.type == "user" and sender.id is not None:
        return FromAccount(str(sender.id), sender.name or "")
    return FromMachine((sender.name if sender else None) or "a bot", is_canned=sender is None)


def _moment(told: str | float | None) -> datetime | None:
    """Return when it was written; None where that cannot be read, and for what no clock says."""
    try:
        if isinstance(told, int | float):
            return datetime.fromtimestamp(told, UTC)
        moment = datetime.fromisoformat((told or "").replace(" UTC", "+00:00"))
    except (ValueError, OverflowError, OSError):
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
