"""Since when a flow's run waits for a reply."""

import sqlalchemy as sa
from alembic import op

revision = "0038"
down_revision = "0037"


def upgrade() -> None:
    op.add_column("flow_runs", sa.Column("listens_since", sa.BigInteger(), nullable=True))
