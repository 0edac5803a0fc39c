"""What automation and its figures rest on: orders, touches, assignments and tags."""

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"


def upgrade() -> None:
    op.create_table(
        "orders",
        *_texts("merchant_id", "shop_domain", "order_id", "name", "currency", "codes"),
        *[sa.Column(name, sa.Text(), nullable=True) for name in ("contact_id", "cart_id")],
        *_moments("minor", "refunded_minor", "placed_at", "updated_at"),
        sa.Column("cancelled_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("merchant_id", "shop_domain", "order_id"),
    )
    op.create_index("orders_by_time", "orders", ["merchant_id", "placed_at", "order_id"])
    op.create_index("orders_of_contact", "orders", ["merchant_id", "contact_id", "placed_at"])
    op.create_table(
        "touches",
        *_texts("message_id", "merchant_id", "contact_id", "kind", "automation_id", "step", "variant"),
        sa.Column("version", sa.Integer(), nullable=False),
        *_moments("at"),
        sa.PrimaryKeyConstraint("message_id"),
    )
    op.create_index("touches_of_contact", "touches", ["merchant_id", "contact_id", "at"])
    op.create_index("touches_of_automation", "touches", ["merchant_id", "automation_id", "at"])
    op.create_table(
        "assignments",
        *_texts("merchant_id", "experiment_id", "contact_id", "arm"),
        *_moments("at"),
        sa.PrimaryKeyConstraint("merchant_id", "experiment_id", "contact_id"),
    )
    op.create_table(
        "tags",
        *_texts("merchant_id", "contact_id", "word", "by"),
        *_moments("at"),
        sa.PrimaryKeyConstraint("merchant_id", "contact_id", "word"),
    )
    op.create_index("tags_by_word", "tags", ["merchant_id", "word", "contact_id"])


def _texts(*names: str) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.Text(), nullable=False) for name in names]


def _moments(*names: str) -> list[sa.Column[int]]:
    return [sa.Column(name, sa.BigInteger(), nullable=False) for name in names]
