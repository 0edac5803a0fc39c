"""The state of a contact's billing address."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.add_column("contacts", sa.Column("billing_region", sa.Text(), nullable=True))
