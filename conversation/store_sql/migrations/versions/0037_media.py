"""Pictures for texts of ours."""

import sqlalchemy as sa
from alembic import op

revision = "0037"
down_revision = "0036"


def upgrade() -> None:
    op.add_column("messages", sa.Column("media", sa.Text(), nullable=False, server_default="[]"))
    op.create_table(
        "media_files",
        *[sa.Column(name, sa.Text(), nullable=False) for name in ("id", "merchant_id", "kind", "made_by")],
        sa.Column("conversation_id", sa.Text(), nullable=True),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("media_files_of_merchant", "media_files", ["merchant_id", "made_at"])
    op.create_table(
        "media_contents",
        *[sa.Column(name, sa.Text(), nullable=False) for name in ("media_id", "merchant_id")],
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("media_id"),
    )
