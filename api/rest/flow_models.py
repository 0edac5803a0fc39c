"""What flows look like over REST."""

from datetime import datetime

from pydantic import BaseModel, Field

from conversation.flow_run import FlowRun, RunState, TriggerKind
from conversation.flow_version import FlowState, FlowVersion, StoredFlow
from conversation.message import Purpose
from flows.entering import NotEntered
from flows.fault import Fault, Weight
from flows.previewing import Preview


class FlowText(BaseModel):
    """A flow as YAML; docs/flows.md describes it."""

    text: str = Field(max_length=65_536)


class FlowChange(FlowText):
    """The next version. `version` is the one that was read; where it is not the newest any more, the answer is 409."""

    version: int = Field(ge=0)


class HappeningIn(BaseModel):
    """Something that happened to a contact. `subject` is the order's id, or the product's name; `word` a tag."""

    kind: TriggerKind
    phone: str
    subject: str = ""
    word: str = ""


class FaultOut(BaseModel):
    """One thing that is wrong, or worth knowing. Only refusals keep a flow from being saved."""

    line: int
    field: str
    problem: str
    remedy: str
    weight: Weight
    rule: str
    source: str
    sentence: str

    @classmethod
    def of(cls, fault: Fault) -> "FaultOut":
        return cls(
            line=fault.line,
            field=fault.field,
            problem=fault.problem,
            remedy=fault.remedy,
            weight=fault.weight,
            rule=fault.rule,
            source=fault.source,
            sentence=fault.sentence,
        )


class LintOut(BaseModel):
    """What the linter says. A flow that is not `lawful` cannot be saved."""

    lawful: bool
    faults: list[FaultOut]

    @classmethod
    def of(cls, faults: tuple[Fault, ...]) -> "LintOut":
        return cls(lawful=not any(fault.is_refusal for fault in faults), faults=[FaultOut.of(one) for one in faults])


class FlowOut(BaseModel):
    """A flow in the list. `version` is the one that new runs begin with."""

    id: str
    name: str
    state: FlowState
    version: int
    trigger: TriggerKind
    words: list[str]
    changed_at: datetime
    changed_by: str
    runs: int

    @classmethod
    def of(cls, flow: StoredFlow, runs: int) -> "FlowOut":
        return cls(
            id=flow.id,
            name=flow.name,
            state=flow.state,
            version=flow.version,
            trigger=flow.trigger,
            words=list(flow.words),
            changed_at=flow.changed_at,
            changed_by=flow.changed_by,
            runs=runs,
        )


class FlowWhole(FlowOut):
    """One flow with its text."""

    text: str


class VersionOut(BaseModel):
    """One version, which nothing changes."""

    version: int
    text: str
    saved_at: datetime
    saved_by: str

    @classmethod
    def of(cls, version: FlowVersion) -> "VersionOut":
        return cls(version=version.version, text=version.text, saved_at=version.saved_at, saved_by=version.saved_by)


class RunOut(BaseModel):
    """One contact's way through a flow."""

    id: str
    flow: str
    version: int
    contact: str
    subject: str
    state: RunState
    position: int
    variant: str
    sent: int
    outcome: str
    began_at: datetime
    due_at: datetime
    conversation: str | None

    @classmethod
    def of(cls, run: FlowRun) -> "RunOut":
        return cls(
            id=run.id,
            flow=run.flow_id,
            version=run.version,
            contact=run.contact_id,
            subject=run.subject,
            state=run.state,
            position=run.position,
            variant=run.variant,
            sent=run.sent,
            outcome=run.outcome,
            began_at=run.began_at,
            due_at=run.due_at,
            conversation=run.conversation_id,
        )


class EnteredOut(BaseModel):
    """What came of something that happened: the flow, and its run, or why there is none."""

    flow: str
    run: str | None = None
    why: str = ""

    @classmethod
    def of(cls, came: FlowRun | NotEntered) -> "EnteredOut":
        if isinstance(came, NotEntered):
            return cls(flow=came.flow_id, why=came.why)
        return cls(flow=came.flow_id, run=came.id)


class PreviewOut(BaseModel):
    """One text as the sample contact would get it."""

    name: str
    line: int
    text: str
    purpose: Purpose
    segments: int
    encoding: str

    @classmethod
    def of(cls, preview: Preview) -> "PreviewOut":
        return cls(
            name=preview.name,
            line=preview.line,
            text=preview.words,
            purpose=preview.kind,
            segments=1 if preview.is_mms else preview.segments.count,
            encoding=preview.segments.encoding.value,
        )
