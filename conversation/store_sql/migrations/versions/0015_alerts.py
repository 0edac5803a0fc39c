"""Alerts: what gave cause, what is to leave, and who wants to hear of what."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"

NOT_DONE = sa.text("done_at IS NULL")
QUEUED = sa.text("state = 'queued'")


def upgrade() -> None:
    op.create_table(
        "alert_causes",
        _key("id"),
        *_texts("merchant_id", "conversation_id", "kind"),
        *_moments("at", "due_at"),
        *_texts("case_id", "person", nullable=True),
        *_moments("done_at", nullable=True),
    )
    _index_part("alert_causes_due", "alert_causes", NOT_DONE)
    op.create_table(
        "alerts",
        _key("id"),
        *_texts("merchant_id", "kind", "way", "target", "priority"),
        *_moments("made_at", "due_at"),
        *_texts("state"),
        *_texts("conversation_id", "case_id", "reason", "user_id", nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        *_moments("leased_until", "settled_at", nullable=True),
        *_texts("answer"),
    )
    _index_part("alerts_due", "alerts", QUEUED)
    op.create_index("alerts_of_merchant", "alerts", ["merchant_id", "made_at", "id"], unique=False)
    op.create_table(
        "alert_wishes",
        *_texts("user_id", "merchant_id", "push", "email"),
        *_texts("quiet", nullable=True),
        sa.PrimaryKeyConstraint("user_id", "merchant_id"),
    )
    op.create_table(
        "push_devices", _key("id"), *_texts("user_id", "endpoint", "p256dh", "auth", "label"), *_moments("made_at")
    )
    op.create_index("push_devices_of_user", "push_devices", ["user_id"], unique=False)
    op.create_table(
        "alert_hooks",
        _key("id"),
        *_texts("merchant_id", "way", "name", "url", "made_by"),
        *_moments("made_at"),
        *_texts("topics"),
        sa.Column("generation", sa.Integer(), nullable=False),
        *_moments("rotated_at", "removed_at", nullable=True),
    )
    op.create_index("alert_hooks_of_merchant", "alert_hooks", ["merchant_id", "made_at"], unique=False)


def _key(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), primary_key=True, nullable=False)


def _texts(*names: str, nullable: bool = False) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.Text(), nullable=nullable) for name in names]


def _moments(*names: str, nullable: bool = False) -> list[sa.Column[int]]:
    return [sa.Column(name, sa.BigInteger(), nullable=nullable) for name in names]


def _index_part(name: str, table: str, where: sa.TextClause) -> None:
    op.create_index(name, table, ["due_at", "id"], unique=False, sqlite_where=where, postgresql_where=where)
