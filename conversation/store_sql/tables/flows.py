"""Flows, their versions and runs, and what shops told of contacts that no other table keeps."""

from sqlalchemy import Boolean, Column, Index, PrimaryKeyConstraint, Table

from conversation.store_sql.columns import key, maybe_moments, maybe_texts, moments, numbers, texts, word
from conversation.store_sql.tables.registry import metadata, partly

flows = Table(
    "flows",
    metadata,
    *texts("merchant_id", "id", "name", "state", "trigger", "words", "changed_by"),
    *numbers("version"),
    *moments("changed_at"),
    PrimaryKeyConstraint("merchant_id", "id"),
)

flow_versions = Table(
    "flow_versions",
    metadata,
    *texts("merchant_id", "flow_id", "text", "saved_by"),
    *numbers("version"),
    *moments("saved_at"),
    PrimaryKeyConstraint("merchant_id", "flow_id", "version"),
)

flow_runs = Table(
    "flow_runs",
    metadata,
    key("id"),
    *texts("merchant_id", "flow_id", "contact_id", "trigger", "subject", "state", "variant", "outcome"),
    *maybe_texts("conversation_id", "heard"),
    Column("is_transactional", Boolean(), nullable=False),
    *numbers("version", "position", "sent", "attempts"),
    *moments("began_at", "due_at", "changed_at"),
    *maybe_moments("listens_since"),
    Index("flow_runs_of_contact", "merchant_id", "contact_id", "began_at"),
    Index("flow_runs_of_flow", "merchant_id", "flow_id", "began_at"),
)
partly("flow_runs_due", flow_runs.c.due_at, flow_runs.c.id, where=flow_runs.c.state == word("running"))

happenings = Table(
    "happenings",
    metadata,
    *texts("merchant_id", "contact_id", "kind", "subject"),
    *moments("at"),
    PrimaryKeyConstraint("merchant_id", "contact_id", "kind", "at", "subject"),
)
