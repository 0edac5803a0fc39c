"""Which picture a campaign sends."""

import sqlalchemy as sa
from alembic import op

revision = "0042"
down_revision = "0041"


def upgrade() -> None:
    op.add_column("campaigns", sa.Column("media_id", sa.Text(), nullable=True))
