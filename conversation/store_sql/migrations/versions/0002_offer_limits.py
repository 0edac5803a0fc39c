"""What a checkout takes off already, and finding offers by shopper and by code."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.add_column("carts", sa.Column("discounts", sa.Text(), nullable=False, server_default="[]"))
    op.create_index("carts_of_contact", "carts", ["merchant_id", "contact_id"], unique=False)
    op.create_index("offers_of_code", "offers", ["merchant_id", "code"], unique=False)
