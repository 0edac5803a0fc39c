"""The shapes that the REST API answers with."""

from datetime import datetime
from typing import Generic, TypeVar

from pydantic import AwareDatetime, BaseModel, Field, model_validator

from conversation.message import CARRIER_CLASS
from conversation.override import LONGEST_SOURCE

Item = TypeVar("Item")


class Page(BaseModel, Generic[Item]):
    """One page of a list; `next` is the cursor of the following page, or null at the end."""

    items: list[Item]
    next: str | None = None


class ContactOut(BaseModel):
    """The shopper."""

    id: str
    name: str
    phone: str
    region: str | None
    timezone: str | None
    opted_out: bool


class HolderOut(BaseModel):
    """The person in control."""

    id: str
    name: str


class EvidenceOut(BaseModel):
    """Why a text, and so its exchange, is labelled P2P."""

    user_id: str
    user_name: str
    takeover: str
    composed_at: datetime
    submitted_at: datetime
    verbatim_share: float
    recipients: int
    grade: str = Field(description="composed_here, or relayed: how it was composed was not seen")


class RuleFoundOut(BaseModel):
    """What one rule said of a text: passed, open, expires, wait, no, not_binding or not_reached."""

    rule: str
    outcome: str
    at: datetime | None = Field(default=None, description="until when it is open, when it expires or may leave")
    why: str = ""
    rows: list[str] = Field(default=[], description="the states' own rules that it applied")


class VerdictOut(BaseModel):
    """What the gate said, and how it got there. What `decided_by` and the other rules say is in `rulebook`."""

    decision: str
    rule: str | None
    why: str | None
    moment: datetime | None = Field(description="until when it was allowed, or when it will be decided again")
    rulebook: str = Field(description="the version by which it was decided")
    is_older: bool = Field(description="another version is in use by now, and its words may differ")
    decided_by: str | None = Field(description="the rule that refused, made it wait longest, or ends what was allowed")
    tried: list[str]
    rules: list[RuleFoundOut] = Field(description="in the order of the gate")
    facts: dict[str, str]


class RuleOut(BaseModel):
    """One rule of the rulebook in use, with its source and how sure we are of it."""

    id: str
    jurisdiction: str
    says: str
    source: str
    provenance: str
    status: str
    overridable: bool


class RulebookOut(BaseModel):
    """The rules that the verdicts beside it name, as the version in use words them."""

    version: str
    rules: list[RuleOut]


class SourceOut(BaseModel):
    """One thing that a text rests on, as it was when the text was queued; `backs` are the claims that it backs."""

    kind: str = Field(description="tool, document, fact, offer, cart or person")
    ref: str
    says: str
    backs: list[str]


class PhotoOut(BaseModel):
    """A photo that came with a text: `waiting` for the carrier, `kept`, `refused` for good, or `erased`."""

    id: str
    state: str
    kind: str | None = Field(description="its media type, as its own bytes say")
    size: int | None = Field(description="in bytes")
    why: str | None = Field(description="why it was refused")


class MediaOut(BaseModel):
    """A picture for a text of ours, which makes it an MMS."""

    id: str
    kind: str = Field(description="its media type, as its own bytes say")
    size: int = Field(description="in bytes")
    safe: bool = Field(description="small enough for every phone's network")


class MessageOut(BaseModel):
    """One text, in seq order. `traffic_type` is null for the shopper's own texts."""

    id: str
    seq: int
    direction: str
    author: str
    user: HolderOut | None
    origin: str | None
    purpose: str | None
    body: str
    traffic_type: str | None
    carrier_class: str = CARRIER_CLASS
    epoch: int
    status: str
    at: datetime
    evidence: EvidenceOut | None
    verdict: VerdictOut | None
    model: str | None
    prompt_hash: str | None
    sources: list[str] = Field(description="the store's own words that its author named")
    rests_on: list[SourceOut] = Field(description="what was read for it, and what backs its claims")
    photos: list[PhotoOut] = Field(description="read their bytes at .../photos/{id}")
    media: list[MediaOut] = Field(default=[], description="pictures of ours: read their bytes at .../media/{id}")


class ExchangeOut(BaseModel):
    """The run of messages under one holder. `holder` is ``AI`` or the person's name."""

    id: str
    holder: str
    user_id: str | None
    started: datetime
    ended: datetime | None
    traffic_type: str
    relabelled_at: datetime | None
    evidence: EvidenceOut | None


class AttemptOut(BaseModel):
    """A draft that did not leave at once: refused, deferred or cancelled, and why."""

    id: str
    state: str
    author: str
    body: str
    due_at: datetime
    outcome: str | None
    verdict: VerdictOut | None


class SuggestionOut(BaseModel):
    """A draft of the AI's that waits for a person to send it, change it or throw it away."""

    id: str
    body: str
    composed_at: datetime
    expires_at: datetime
    epoch: int


class ConversationSummary(BaseModel):
    """A conversation as lists show it."""

    id: str
    merchant_id: str
    contact: ContactOut
    sender: str
    control: str
    holder: HolderOut | None
    epoch: int
    traffic_type: str
    escalation: str | None
    updated_at: datetime


class ConversationOut(ConversationSummary):
    """A conversation, whole."""

    exchanges: list[ExchangeOut]
    messages: list[MessageOut]
    attempts: list[AttemptOut]
    suggestion: SuggestionOut | None
    rulebook: RulebookOut


class TakeoverIn(BaseModel):
    """`epoch`: take over only if nothing changed since it was read."""

    epoch: int | None = None


class OverrideIn(BaseModel):
    """Answer for what the text says and nothing backs: name the source, or say that you checked. It is logged."""

    source: str = Field(default="", max_length=LONGEST_SOURCE, description="where you read it")
    checked: bool = False
    save_as_fact: bool = Field(default=False, description="let it back the same claim from now on")

    @model_validator(mode="after")
    def _says_why(self) -> "OverrideIn":
        if not self.checked and not self.source.strip():
            raise ValueError("name a source, or say checked: true")
        return self


class ReplyIn(BaseModel):
    """A person's text. `source` is the AI draft or canned text it began as; drafts of ours are known all the same."""

    body: str
    take_over: bool = False
    epoch: int | None = None
    composed_at: AwareDatetime | None = None
    source: str = ""
    source_is_canned: bool = False
    canned: list[str] = Field(default_factory=list, description="ids of the canned replies that it began as")
    shown_at: AwareDatetime | None = Field(default=None, description="when the AI draft that it began as was shown")
    override: OverrideIn | None = None
    undoable: bool = Field(default=False, description="let an answer wait 5 s, in which it may be undone")
    media: list[str] = Field(default_factory=list, description="ids of pictures, uploaded at .../media")


class HandbackIn(BaseModel):
    """`note` is shown to people only."""

    note: str = ""


class DepartureOut(BaseModel):
    """What became of a reply: sent to the outbox, deferred until a moment, or refused by a rule."""

    outcome: str
    conversation: str
    message: MessageOut | None = None
    until: datetime | None = None
    rule: str | None = None
    why: str | None = None
    overridable: bool = False


class ProblemOut(BaseModel):
    """An error that names what is wrong and the remedy."""

    error: str
    detail: str
    field: str | None = None
    remedy: str | None = None
