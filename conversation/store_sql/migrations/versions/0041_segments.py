"""How many segments a carrier was handed."""

import sqlalchemy as sa
from alembic import op

revision = "0041"
down_revision = "0040"


def upgrade() -> None:
    op.add_column("outbox", sa.Column("segments", sa.Integer(), nullable=True))
