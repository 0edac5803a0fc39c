"""The part of the ledger's port that holds flows, their versions and their runs."""

from datetime import datetime
from typing import Protocol

from conversation.flow_run import FlowRun, TriggerKind
from conversation.flow_version import FlowVersion, Happening, StoredFlow
from conversation.ids import ContactId, MerchantId


class FlowReader(Protocol):
    """Looks rows up."""

    def flow(self, merchant_id: MerchantId, flow_id: str) -> StoredFlow | None: ...

    def flows(self, merchant_id: MerchantId) -> tuple[StoredFlow, ...]:
        """Every flow of the merchant, archived ones too, by their ids."""
        ...

    def flow_version(self, merchant_id: MerchantId, flow_id: str, version: int) -> FlowVersion | None: ...

    def flow_versions(self, merchant_id: MerchantId, flow_id: str) -> tuple[FlowVersion, ...]:
        """The first one first."""
        ...

    def flow_run(self, merchant_id: MerchantId, run_id: str) -> FlowRun | None: ...

    def runs_of_contact(self, merchant_id: MerchantId, contact_id: ContactId) -> tuple[FlowRun, ...]:
        """Every run of the contact, ended ones too, in the order they began."""
        ...

    def runs_of_flow(self, merchant_id: MerchantId, flow_id: str, limit: int) -> tuple[FlowRun, ...]:
        """The newest first."""
        ...

    def due_runs(self, now: datetime, limit: int) -> tuple[FlowRun, ...]:
        """Running ones of every merchant whose moment has come, the longest due first."""
        ...

    def next_run_at(self) -> datetime | None:
        """When the next running one is due."""
        ...

    def run_counts(self, merchant_id: MerchantId) -> dict[str, int]:
        """How many runs each flow has had, by its id."""
        ...

    def happenings_of_contact(
        self, merchant_id: MerchantId, contact_id: ContactId, kind: TriggerKind, since: datetime
    ) -> tuple[Happening, ...]:
        """Those of `kind` at or after `since`, oldest first."""
        ...


class FlowBooks(FlowReader, Protocol):
    """The rows inside one transaction."""

    def save_flow(self, flow: StoredFlow) -> None: ...

    def add_flow_version(self, version: FlowVersion) -> None:
        """Raises Conflict when the number is taken."""
        ...

    def save_flow_run(self, run: FlowRun) -> None: ...
    def drop_flow_run(self, run: FlowRun) -> None: ...
    def add_happening(self, happening: Happening) -> None: ...
    def drop_happenings(self, merchant_id: MerchantId, contact_id: ContactId) -> None: ...
