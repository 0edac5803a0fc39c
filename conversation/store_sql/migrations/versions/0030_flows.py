"""Flows, their versions and runs, and what a flow lets the AI do in a conversation."""

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"

RUNNING = sa.text("state = 'running'")


def upgrade() -> None:
    op.add_column("conversations", sa.Column("ai_mode", sa.Text(), nullable=True))
    op.create_table(
        "flows",
        *_texts("merchant_id", "id", "name", "state", "trigger", "words", "changed_by"),
        sa.Column("version", sa.Integer(), nullable=False),
        *_moments("changed_at"),
        sa.PrimaryKeyConstraint("merchant_id", "id"),
    )
    op.create_table(
        "flow_versions",
        *_texts("merchant_id", "flow_id", "text", "saved_by"),
        sa.Column("version", sa.Integer(), nullable=False),
        *_moments("saved_at"),
        sa.PrimaryKeyConstraint("merchant_id", "flow_id", "version"),
    )
    op.create_table(
        "flow_runs",
        *_texts("id", "merchant_id", "flow_id", "contact_id", "trigger", "subject", "state", "variant", "outcome"),
        *[sa.Column(name, sa.Text(), nullable=True) for name in ("conversation_id", "heard")],
        sa.Column("is_transactional", sa.Boolean(), nullable=False),
        *[sa.Column(name, sa.Integer(), nullable=False) for name in ("version", "position", "sent", "attempts")],
        *_moments("began_at", "due_at", "changed_at"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("flow_runs_of_contact", "flow_runs", ["merchant_id", "contact_id", "began_at"])
    op.create_index("flow_runs_of_flow", "flow_runs", ["merchant_id", "flow_id", "began_at"])
    op.create_index(
        "flow_runs_due", "flow_runs", ["due_at", "id"], unique=False, sqlite_where=RUNNING, postgresql_where=RUNNING
    )
    op.create_table(
        "happenings",
        *_texts("merchant_id", "contact_id", "kind", "subject"),
        *_moments("at"),
        sa.PrimaryKeyConstraint("merchant_id", "contact_id", "kind", "at", "subject"),
    )


def _texts(*names: str) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.Text(), nullable=False) for name in names]


def _moments(*names: str) -> list[sa.Column[int]]:
    return [sa.Column(name, sa.BigInteger(), nullable=False) for name in names]
