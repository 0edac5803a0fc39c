"""Since when a shopper may be remembered, where they or somebody for them wished to be forgotten."""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"


def upgrade() -> None:
    op.add_column("contacts", sa.Column("remembers_from", sa.BigInteger(), nullable=True))
