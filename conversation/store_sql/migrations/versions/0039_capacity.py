"""How much each number may send a minute."""

import sqlalchemy as sa
from alembic import op

revision = "0039"
down_revision = "0038"


def upgrade() -> None:
    op.add_column("senders", sa.Column("capacity", sa.Integer(), nullable=False, server_default="180"))
