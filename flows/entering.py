"""Entering: what happens to a contact begins the runs of the flows that wait for it."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from conversation.contact import Contact
from conversation.flow_run import ABOUT_AN_ORDER, FlowRun, RunState, TriggerKind
from conversation.flow_version import FlowState, FlowVersion, Happening, StoredFlow
from conversation.ids import MerchantId, MessageId, new_id
from conversation.ledger import Books, Reader
from conversation.touch import Automation
from flows.flow import Flow
from flows.holdout import may_be_texted
from flows.knowing import Known
from flows.reading import flow_of
from flows.shipped import ON_FROM_THE_START, SHIPPED_BY, as_shipped, shipped_flow
from flows.steps import Wait

ASKED_FOR = frozenset({TriggerKind.KEYWORD, TriggerKind.OPTED_IN, TriggerKind.MANUAL})
"""What a shopper, or a person for them, asked for by name."""
_KEPT = frozenset({TriggerKind.BROWSED, TriggerKind.DELIVERED, TriggerKind.BACK_IN_STOCK})
"""What no other row of the ledger tells of."""


@dataclass(frozen=True, slots=True)
class Happened:
    """What happened to a contact, and when. `subject` is the id of the cart or the order, or the product it is about.

    `word` is the tag, or the keyword, and `heard` the shopper's text that had it.
    """

    kind: TriggerKind
    at: datetime
    subject: str = ""
    word: str = ""
    heard: MessageId | None = None


@dataclass(frozen=True, slots=True)
class NotEntered:
    """Why a contact begins no run."""

    flow_id: str
    why: str


def waiting_flows(books: Reader, merchant_id: MerchantId, kind: TriggerKind, word: str = "") -> tuple[StoredFlow, ...]:
    """Return the merchant's active flows that `kind` begins, and shipped ones that are on from the start."""
    stored = books.flows(merchant_id)
    known = {flow.id for flow in stored}
    shipped = [as_shipped(merchant_id, flow_id) for flow_id in ON_FROM_THE_START if flow_id not in known]
    return tuple(
        flow
        for flow in (*stored, *shipped)
        if flow.state is FlowState.ACTIVE and flow.trigger is kind and (not flow.words or word in flow.words)
    )


def enter_flows(books: Books, contact: Contact, cause: Happened, now: datetime) -> tuple[FlowRun | NotEntered, ...]:
    """Begin a run of every flow that waits for this. The contact's number must be locked."""
    if cause.kind in _KEPT:
        happening = Happening(contact.merchant_id, contact.id, cause.kind, cause.subject, cause.at)
        books.add_happening(happening)
    waiting = waiting_flows(books, contact.merchant_id, cause.kind, cause.word)
    return tuple(enter(books, contact, flow, cause, now) for flow in waiting)


def enter(books: Books, contact: Contact, stored: StoredFlow, cause: Happened, now: datetime) -> FlowRun | NotEntered:
    """Begin a run of one flow, or say why there is none. The contact's number must be locked.

    A cart that changed while its run still waits to begin makes that run begin anew.
    """
    stored = _kept(books, stored, now)
    flow = flow_at(books, stored.merchant_id, stored.id, stored.version)
    run = _run(stored, flow, contact, cause, now)
    earlier = [one for one in books.runs_of_contact(contact.merchant_id, contact.id) if one.flow_id == flow.id]
    same = next((one for one in earlier if one.subject == run.subject and _still_counts(one)), None)
    if same is not None:
        return _again(books, flow, same, cause, now)
    if why := _kept_out(books, flow, run, contact, earlier):
        return NotEntered(flow.id, why)
    if _is_held_out(books, flow, contact, now):
        return NotEntered(flow.id, "they are held out, so that it shows what the flow brings")
    books.save_flow_run(run)
    return run


def flow_at(books: Reader, merchant_id: MerchantId, flow_id: str, version: int) -> Flow:
    """Return a version of a flow, read. Raises Invalid for a text that this program cannot read any more."""
    kept = books.flow_version(merchant_id, flow_id, version)
    return flow_of(kept.text if kept is not None else shipped_flow(flow_id))


def _again(books: Books, flow: Flow, run: FlowRun, cause: Happened, now: datetime) -> FlowRun | NotEntered:
    begins = run.is_running and run.sent == 0 and run.position <= 1 and isinstance(flow.steps[0], Wait)
    if not begins or not run.is_about_cart:
        return NotEntered(flow.id, f"it has a run about this already ({run.state.value})")
    anew = replace(run, began_at=cause.at, due_at=cause.at, changed_at=now, position=0)
    books.save_flow_run(anew)
    return anew


def _still_counts(run: FlowRun) -> bool:
    """Whether there is no second run about the same: this one goes on, or it texted about a cart or an order."""
    return run.is_running or (run.sent > 0 and (run.is_about_cart or run.trigger in ABOUT_AN_ORDER))


def _kept_out(books: Books, flow: Flow, run: FlowRun, contact: Contact, earlier: Iterable[FlowRun]) -> str:
    standing = books.suppression(contact.merchant_id, contact.phone)
    if standing is not None and standing.is_live:
        return "the number is opted out"
    was_in = [one for one in earlier if one.sent or one.is_running or one.state is RunState.ENDED]
    if flow.once and was_in:
        return "the contact was in this flow before, and it is for once"
    since = run.began_at - flow.not_again_within if flow.not_again_within else None
    if since is not None and any(one.began_at > since for one in was_in):
        return "the contact was in this flow lately"
    failing = Known(books, run, contact).failing(flow.only_if)
    return f"it is not so that {failing.in_words}" if failing else ""


def _is_held_out(books: Books, flow: Flow, contact: Contact, now: datetime) -> bool:
    """Whoever asked for it, or is to hear of their own order, is never held out."""
    if flow.is_transactional or flow.trigger.kind in ASKED_FOR:
        return False
    return not may_be_texted(books, contact.merchant_id, Automation.FLOW, flow.id, contact.id, now)


def _run(stored: StoredFlow, flow: Flow, contact: Contact, cause: Happened, now: datetime) -> FlowRun:
    return FlowRun(
        id=new_id("run", now),
        merchant_id=contact.merchant_id,
        flow_id=flow.id,
        version=stored.version,
        contact_id=contact.id,
        trigger=flow.trigger.kind,
        is_transactional=flow.is_transactional,
        subject=cause.subject,
        began_at=cause.at,
        due_at=cause.at,
        changed_at=now,
        state=RunState.RUNNING,
        heard=cause.heard,
    )


def _kept(books: Books, stored: StoredFlow, now: datetime) -> StoredFlow:
    """Save a shipped flow with its first run, so that the run keeps its words whatever a newer release ships."""
    if books.flow(stored.merchant_id, stored.id) is not None:
        return stored
    kept = replace(stored, changed_at=now)
    text = shipped_flow(stored.id)
    books.save_flow(kept)
    books.add_flow_version(FlowVersion(stored.merchant_id, stored.id, stored.version, text, now, SHIPPED_BY))
    return kept
