"""Flows, their versions and runs, in SQL."""

from datetime import datetime

from sqlalchemy import bindparam, func, select

from conversation.clock import from_milliseconds, to_milliseconds
from conversation.flow_run import FlowRun, TriggerKind
from conversation.flow_version import FlowVersion, Happening, StoredFlow
from conversation.ids import ContactId, MerchantId
from conversation.store_sql import tables
from conversation.store_sql.columns import word
from conversation.store_sql.rows import Rows
from conversation.store_sql.session import Session
from conversation.store_sql.statement import Statement, Values

FLOWS = Rows(StoredFlow, tables.flows)
VERSIONS = Rows(FlowVersion, tables.flow_versions)
RUNS = Rows(FlowRun, tables.flow_runs)
HAPPENINGS = Rows(Happening, tables.happenings)

_run = tables.flow_runs.c
_happening = tables.happenings.c
_is_running = _run.state == word("running")
DUE = Statement(
    lambda _: (
        select(*RUNS.columns())
        .where(_is_running, _run.due_at <= bindparam("now"))
        .order_by(_run.due_at, _run.id)
        .limit(bindparam("limit"))
    )
)
NEXT = Statement(lambda _: select(func.min(_run.due_at)).where(_is_running))
OF_FLOW = Statement(
    lambda _: (
        select(*RUNS.columns())
        .where(_run.merchant_id == bindparam("merchant_id"), _run.flow_id == bindparam("flow_id"))
        .order_by(_run.began_at.desc(), _run.id.desc())
        .limit(bindparam("limit"))
    )
)
COUNTS = Statement(
    lambda _: (
        select(_run.flow_id, func.count()).where(_run.merchant_id == bindparam("merchant_id")).group_by(_run.flow_id)
    )
)
SINCE = Statement(
    lambda _: (
        select(*HAPPENINGS.columns())
        .where(
            _happening.merchant_id == bindparam("merchant_id"),
            _happening.contact_id == bindparam("contact_id"),
            _happening.kind == bindparam("kind"),
            _happening.at >= bindparam("since"),
        )
        .order_by(_happening.at)
    )
)


class SqlFlowReader:
    """Implements `conversation.flow_books.FlowReader`."""

    _session: Session

    def flow(self, merchant_id: MerchantId, flow_id: str) -> StoredFlow | None:
        return FLOWS.one(self._session, merchant_id=merchant_id, id=flow_id)

    def flows(self, merchant_id: MerchantId) -> tuple[StoredFlow, ...]:
        return FLOWS.many(self._session, ("id",), merchant_id=merchant_id)

    def flow_version(self, merchant_id: MerchantId, flow_id: str, version: int) -> FlowVersion | None:
        return VERSIONS.one(self._session, merchant_id=merchant_id, flow_id=flow_id, version=version)

    def flow_versions(self, merchant_id: MerchantId, flow_id: str) -> tuple[FlowVersion, ...]:
        return VERSIONS.many(self._session, ("version",), merchant_id=merchant_id, flow_id=flow_id)

    def flow_run(self, merchant_id: MerchantId, run_id: str) -> FlowRun | None:
        return RUNS.one(self._session, id=run_id, merchant_id=merchant_id)

    def runs_of_contact(self, merchant_id: MerchantId, contact_id: ContactId) -> tuple[FlowRun, ...]:
        return RUNS.many(self._session, ("began_at", "id"), merchant_id=merchant_id, contact_id=contact_id)

    def runs_of_flow(self, merchant_id: MerchantId, flow_id: str, limit: int) -> tuple[FlowRun, ...]:
        return RUNS.all(self._session, OF_FLOW, {"merchant_id": merchant_id, "flow_id": flow_id, "limit": limit})

    def due_runs(self, now: datetime, limit: int) -> tuple[FlowRun, ...]:
        return RUNS.all(self._session, DUE, {"now": to_milliseconds(now), "limit": limit})

    def next_run_at(self) -> datetime | None:
        row = self._session.first(NEXT, {})
        return from_milliseconds(row[0]) if row is not None and row[0] is not None else None

    def run_counts(self, merchant_id: MerchantId) -> dict[str, int]:
        return {row[0]: int(row[1]) for row in self._session.all(COUNTS, {"merchant_id": merchant_id})}

    def happenings_of_contact(
        self, merchant_id: MerchantId, contact_id: ContactId, kind: TriggerKind, since: datetime
    ) -> tuple[Happening, ...]:
        values: Values = {
            "merchant_id": merchant_id,
            "contact_id": contact_id,
            "kind": kind.value,
            "since": to_milliseconds(since),
        }
        return HAPPENINGS.all(self._session, SINCE, values)


class SqlFlowBooks(SqlFlowReader):
    """Implements `conversation.flow_books.FlowBooks`."""

    def save_flow(self, flow: StoredFlow) -> None:
        FLOWS.save(self._session, flow)

    def add_flow_version(self, version: FlowVersion) -> None:
        VERSIONS.add(self._session, version)

    def save_flow_run(self, run: FlowRun) -> None:
        RUNS.save(self._session, run)

    def drop_flow_run(self, run: FlowRun) -> None:
        RUNS.drop(self._session, id=run.id, merchant_id=run.merchant_id)

    def add_happening(self, happening: Happening) -> None:
        HAPPENINGS.add_once(self._session, happening)

    def drop_happenings(self, merchant_id: MerchantId, contact_id: ContactId) -> None:
        HAPPENINGS.drop(self._session, merchant_id=merchant_id, contact_id=contact_id)
