"""What each text rests on, kept with it."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    op.add_column("messages", sa.Column("rests_on", sa.Text(), nullable=False, server_default="[]"))
