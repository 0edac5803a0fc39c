"""Keeping a merchant's flows: saved only where they can be lawful; each save is a version, each change an act."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial

from compliance.rulebook import Rulebook
from conversation.act import ActKind
from conversation.acts import Doer, record_act
from conversation.errors import Invalid, Stale, Unknown
from conversation.flow_run import TriggerKind
from conversation.flow_version import FlowState, FlowVersion, StoredFlow
from conversation.ids import MerchantId
from conversation.ledger import Books, Reader
from conversation.merchant import Merchant
from flows.fault import Fault, refusals_of
from flows.flow import Flow
from flows.linting import Linter
from flows.pictures import picture_for
from flows.reading import flow_of, read_flow
from flows.shipped import ON_FROM_THE_START, SHIPPED_BY, as_shipped, shipped_flow, shipped_flows

MOST_FLOWS = 100


class NotLawful(Invalid):
    """The flow cannot be saved: it holds what cannot be read, cannot work or cannot be lawful. All of it is told."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        first = faults[0]
        more = f" ({len(faults) - 1} more)" if len(faults) > 1 else ""
        super().__init__(first.field or "flow", f"line {first.line}: {first.problem}{more}", first.remedy)
        self.faults = faults


class SavedMeanwhile(Stale):
    """The version that was read is not the newest any more, or a flow with this id is there already."""

    field = "version"

    def __init__(self, flow_id: str, newest: int, by: str) -> None:
        super().__init__(f"{by} saved version {newest} of {flow_id!r} meanwhile")
        self.remedy = f"read version {newest}, take over what you want of it, and save again with that version"


@dataclass(frozen=True, slots=True)
class FlowDesk:
    """One merchant's flows, in one transaction."""

    books: Books
    rulebook: Rulebook
    merchant: Merchant
    doer: Doer
    now: datetime

    def save(self, text: str, flow_id: str | None = None, read: int | None = None) -> StoredFlow:
        """Save a text as the next version of its flow; what runs already keeps its own.

        `flow_id` is the flow that is meant to be saved, `read` the version that was changed, 0 for a new flow; without
        it nobody asks what stands. Raises NotLawful with everything that is wrong, SavedMeanwhile for another version,
        and Invalid where the text is that of another flow, or there are too many.
        """
        faults = refusals_of(lint(self.books, self.merchant, self.rulebook, text, self.now))
        if faults:
            raise NotLawful(faults)
        flow = flow_of(text)
        if flow_id is not None and flow.id != flow_id:
            raise Invalid(
                "id", f"it is {flow.id!r}, and {flow_id!r} is being changed", "keep the id, or add a new flow"
            )
        known = self._known(flow.id)
        if known is None and read and flow.id in shipped_flows():
            known = self._shipped(flow.id)
        if read is not None:
            self._check_read(known, read)
        if known is None and len(self.books.flows(self.merchant.id)) >= MOST_FLOWS:
            raise Invalid("flows", f"there are {MOST_FLOWS} already", "archive some")
        return self._keep(flow, text, known)

    def switch(self, flow_id: str, state: FlowState) -> StoredFlow:
        """Let a flow run, pause it, or archive it, which ends its runs. Switching it on brings it back.

        Raises Unknown, and NotLawful for one that cannot run any more, as settings or rules have changed.
        """
        known = self._known(flow_id) or self._shipped(flow_id)
        if state is FlowState.ACTIVE:
            text = text_of(self.books, self.merchant.id, flow_id, known.version)
            if faults := refusals_of(lint(self.books, self.merchant, self.rulebook, text, self.now)):
                raise NotLawful(faults)
        changed = replace(known, state=state, changed_at=self.now, changed_by=self.doer.actor)
        self._write(changed, state=state.value)
        return changed

    def _check_read(self, known: StoredFlow | None, read: int) -> None:
        newest = known.version if known is not None else 0
        is_untouched = known is not None and known.changed_by == SHIPPED_BY
        if read == newest or (read == 0 and is_untouched):
            return
        user = self.books.user(known.changed_by) if known is not None else None
        raise SavedMeanwhile(known.id if known is not None else "flow", newest, user.name if user else "somebody")

    def _keep(self, flow: Flow, text: str, known: StoredFlow | None) -> StoredFlow:
        version = known.version + 1 if known is not None else 1
        state = known.state if known is not None and known.state is not FlowState.ARCHIVED else FlowState.DRAFT
        stored = StoredFlow(
            merchant_id=self.merchant.id,
            id=flow.id,
            name=flow.name,
            state=state,
            version=version,
            trigger=flow.trigger.kind,
            words=flow.trigger.words,
            changed_at=self.now,
            changed_by=self.doer.actor,
        )
        self.books.add_flow_version(FlowVersion(self.merchant.id, flow.id, version, text, self.now, self.doer.actor))
        self._write(stored, version=str(version))
        return stored

    def _known(self, flow_id: str) -> StoredFlow | None:
        """Return the flow as it is stored; one that is on from the start is stored with the first change to it."""
        known = self.books.flow(self.merchant.id, flow_id)
        return known if known is not None or flow_id not in ON_FROM_THE_START else self._shipped(flow_id)

    def _shipped(self, flow_id: str) -> StoredFlow:
        text = shipped_flow(flow_id)
        stored = as_shipped(self.merchant.id, flow_id)
        self.books.add_flow_version(FlowVersion(self.merchant.id, flow_id, 1, text, self.now, stored.changed_by))
        self.books.save_flow(stored)
        return stored

    def _write(self, flow: StoredFlow, **details: str) -> None:
        self.books.save_flow(flow)
        words = tuple(
            dict.fromkeys(
                word
                for each in self.books.flows(self.merchant.id)
                if each.state is FlowState.ACTIVE and each.trigger is TriggerKind.KEYWORD
                for word in each.words
            )
        )
        settings = self.merchant.settings
        if words != settings.keywords:
            self.books.save_merchant(replace(self.merchant, settings=replace(settings, keywords=words)))
        record_act(self.books, self.doer, ActKind.FLOW_CHANGED, flow.id, (self.merchant.id,), self.now, **details)


def lint(books: Reader, merchant: Merchant, rulebook: Rulebook, text: str, now: datetime) -> tuple[Fault, ...]:
    """Return everything that there is to say of a text, beside the merchant's other flows."""
    find = partial(picture_for, books, merchant.id)
    return Linter(merchant, rulebook, now, others_of(books, merchant.id), find).lint_text(text)


def others_of(books: Reader, merchant_id: MerchantId) -> Mapping[str, Flow]:
    """Return the merchant's flows that are not archived, in their newest version, by their ids."""
    kept = [one for one in all_flows(books, merchant_id) if one.state in (FlowState.ACTIVE, FlowState.PAUSED)]
    read = (read_flow(text_of(books, merchant_id, one.id, one.version)).flow for one in kept)
    return {flow.id: flow for flow in read if flow is not None}


def all_flows(books: Reader, merchant_id: MerchantId) -> tuple[StoredFlow, ...]:
    """Return the merchant's flows and the shipped ones that they have not touched, by their ids."""
    stored = {flow.id: flow for flow in books.flows(merchant_id)}
    shipped = {flow_id: as_shipped(merchant_id, flow_id) for flow_id in shipped_flows()}
    return tuple(sorted((shipped | stored).values(), key=lambda flow: flow.id))


def text_of(books: Reader, merchant_id: MerchantId, flow_id: str, version: int) -> str:
    """Return the text of a version; that of a shipped flow which nobody has saved yet. Raises Unknown."""
    kept = books.flow_version(merchant_id, flow_id, version)
    if kept is not None:
        return kept.text
    if books.flow(merchant_id, flow_id) is not None:
        raise Unknown("version", f"{flow_id} {version}")
    return shipped_flow(flow_id)
