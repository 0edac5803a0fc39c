"""Flows, their versions and runs, in memory."""

from collections import Counter
from datetime import datetime

from conversation.errors import Conflict
from conversation.flow_run import FlowRun, TriggerKind
from conversation.flow_version import FlowVersion, Happening, StoredFlow
from conversation.ids import ContactId, MerchantId
from conversation.store_memory.keys import all_owned, in_order, owned
from conversation.store_memory.table import Journal, Table


class MemoryFlowReader:
    """Implements `conversation.flow_books.FlowReader`."""

    def __init__(self, journal: Journal) -> None:
        self._flows = Table[StoredFlow](
            journal, lambda row: (row.merchant_id, row.id), merchant=lambda row: row.merchant_id
        )
        self._flow_versions = Table[FlowVersion](
            journal,
            lambda row: (row.merchant_id, row.flow_id, row.version),
            flow=lambda row: (row.merchant_id, row.flow_id),
        )
        self._flow_runs = Table[FlowRun](
            journal,
            lambda row: row.id,
            contact=lambda row: row.contact_id,
            flow=lambda row: (row.merchant_id, row.flow_id),
            merchant=lambda row: row.merchant_id,
            running=lambda row: row.is_running or None,
        )
        self._happenings = Table[Happening](journal, lambda row: row, contact=lambda row: row.contact_id)

    def flow(self, merchant_id: MerchantId, flow_id: str) -> StoredFlow | None:
        return self._flows.get((merchant_id, flow_id))

    def flows(self, merchant_id: MerchantId) -> tuple[StoredFlow, ...]:
        return in_order(self._flows.of(merchant=merchant_id), lambda row: row.id)

    def flow_version(self, merchant_id: MerchantId, flow_id: str, version: int) -> FlowVersion | None:
        return self._flow_versions.get((merchant_id, flow_id, version))

    def flow_versions(self, merchant_id: MerchantId, flow_id: str) -> tuple[FlowVersion, ...]:
        return in_order(self._flow_versions.of(flow=(merchant_id, flow_id)), lambda row: row.version)

    def flow_run(self, merchant_id: MerchantId, run_id: str) -> FlowRun | None:
        return owned(self._flow_runs.get(run_id), merchant_id)

    def runs_of_contact(self, merchant_id: MerchantId, contact_id: ContactId) -> tuple[FlowRun, ...]:
        rows = all_owned(self._flow_runs.of(contact=contact_id), merchant_id)
        return in_order(rows, lambda row: (row.began_at, row.id))

    def runs_of_flow(self, merchant_id: MerchantId, flow_id: str, limit: int) -> tuple[FlowRun, ...]:
        rows = in_order(self._flow_runs.of(flow=(merchant_id, flow_id)), lambda row: (row.began_at, row.id))
        return tuple(reversed(rows))[:limit]

    def due_runs(self, now: datetime, limit: int) -> tuple[FlowRun, ...]:
        rows = [row for row in self._flow_runs.of(running=True) if row.due_at <= now]
        return in_order(rows, lambda row: (row.due_at, row.id))[:limit]

    def next_run_at(self) -> datetime | None:
        return min((row.due_at for row in self._flow_runs.of(running=True)), default=None)

    def run_counts(self, merchant_id: MerchantId) -> dict[str, int]:
        return dict(Counter(row.flow_id for row in self._flow_runs.of(merchant=merchant_id)))

    def happenings_of_contact(
        self, merchant_id: MerchantId, contact_id: ContactId, kind: TriggerKind, since: datetime
    ) -> tuple[Happening, ...]:
        rows = all_owned(self._happenings.of(contact=contact_id), merchant_id)
        return in_order([row for row in rows if row.kind is kind and row.at >= since], lambda row: row.at)


class MemoryFlowBooks(MemoryFlowReader):
    """Implements `conversation.flow_books.FlowBooks`."""

    def save_flow(self, flow: StoredFlow) -> None:
        self._flows.put(flow)

    def add_flow_version(self, version: FlowVersion) -> None:
        if self.flow_version(version.merchant_id, version.flow_id, version.version) is not None:
            raise Conflict(f"version {version.version} of {version.flow_id} was saved meanwhile")
        self._flow_versions.put(version)

    def save_flow_run(self, run: FlowRun) -> None:
        self._flow_runs.put(run)

    def drop_flow_run(self, run: FlowRun) -> None:
        self._flow_runs.drop(run.id)

    def add_happening(self, happening: Happening) -> None:
        self._happenings.put(happening)

    def drop_happenings(self, merchant_id: MerchantId, contact_id: ContactId) -> None:
        for row in all_owned(self._happenings.of(contact=contact_id), merchant_id):
            self._happenings.drop(row)
