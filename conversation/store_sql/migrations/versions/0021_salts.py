"""What goes with words when they are destroyed, so that no guess at them can be tried against the audit log."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"


def upgrade() -> None:
    op.add_column("bodies", sa.Column("salt", sa.Text(), nullable=True))
    op.add_column("events", sa.Column("salt", sa.Text(), nullable=True))
