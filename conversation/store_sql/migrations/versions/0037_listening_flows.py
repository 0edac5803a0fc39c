"""Since when a flow's run waits for a reply."""

import sqlalchemy as sa
from alembic import op

revision = "0037"
down_revision = "0036"


def upgrade() -> None:
    op.add_column("flow_runs", sa.Column("listens_since", sa.BigInteger(), nullable=True))
