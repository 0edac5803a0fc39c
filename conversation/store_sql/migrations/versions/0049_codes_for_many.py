"""Codes that were made beforehand may be for many."""

import sqlalchemy as sa
from alembic import op

revision = "0049"
down_revision = "0048"


def upgrade() -> None:
    op.add_column("shop_codes", sa.Column("for_many", sa.Boolean(), nullable=False, server_default=sa.false()))
