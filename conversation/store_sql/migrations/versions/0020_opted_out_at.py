"""When a shopper asked to stop, beside a graver reason."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"


def upgrade() -> None:
    op.add_column("suppressions", sa.Column("opted_out_at", sa.BigInteger(), nullable=True))
