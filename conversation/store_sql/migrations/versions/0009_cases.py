"""Cases that wait for a person, what routing knows of people, and whether they are there."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"

OPEN = sa.text("state != 'closed'")
CLAIMED = sa.text("claimed_by IS NOT NULL")


def upgrade() -> None:
    op.create_table(
        "cases",
        sa.Column("id", sa.Text(), nullable=False),
        *[
            sa.Column(name, sa.Text(), nullable=False)
            for name in ("merchant_id", "conversation_id", "state", "reason", "priority")
        ],
        *[
            sa.Column(name, sa.BigInteger(), nullable=False)
            for name in ("opened_at", "first_reply_due", "resolution_due")
        ],
        *[
            sa.Column(name, sa.Text(), nullable=True)
            for name in ("skill", "language", "claimed_by", "closed_by", "outcome")
        ],
        *[
            sa.Column(name, sa.BigInteger(), nullable=True)
            for name in ("first_reply_at", "claimed_at", "snoozed_until", "closed_at")
        ],
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("cases_by_state", "cases", ["merchant_id", "state", "opened_at", "id"], unique=False)
    op.create_index(
        "one_open_case", "cases", ["conversation_id"], unique=True, sqlite_where=OPEN, postgresql_where=OPEN
    )
    op.create_index(
        "cases_of_claimant",
        "cases",
        ["claimed_by", "claimed_at"],
        unique=False,
        sqlite_where=CLAIMED,
        postgresql_where=CLAIMED,
    )
    op.create_table(
        "agent_profiles",
        sa.Column("user_id", sa.Text(), nullable=False),
        sa.Column("skills", sa.Text(), nullable=False),
        sa.Column("languages", sa.Text(), nullable=False),
        sa.Column("capacity", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("user_id"),
    )
    op.create_table(
        "presences",
        sa.Column("user_id", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("seen_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("user_id"),
    )
