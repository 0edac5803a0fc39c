"""Merchants' shops: how far they were read, what is odd there, what they sell."""

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"


def upgrade() -> None:
    op.create_table(
        "shop_syncs",
        *_texts("merchant_id", "kind", "state", "error"),
        *[sa.Column(name, sa.Text(), nullable=True) for name in ("cursor", "held_by")],
        *[sa.Column(name, sa.Integer(), nullable=False) for name in ("pages", "read", "unread", "failures")],
        *_moments("due_at"),
        *_maybe_moments("since", "begun_at", "ended_at", "level_at", "held_until"),
        sa.PrimaryKeyConstraint("merchant_id", "kind"),
    )
    op.create_index("shop_syncs_due", "shop_syncs", ["due_at"])
    op.create_table(
        "shop_oddities",
        *_texts("merchant_id", "topic", "ref", "field", "why"),
        sa.Column("times", sa.Integer(), nullable=False),
        *_moments("first_at", "last_at"),
        sa.PrimaryKeyConstraint("merchant_id", "topic", "ref"),
    )
    op.create_index("shop_oddities_latest", "shop_oddities", ["merchant_id", "last_at"])
    op.create_table(
        "shop_standings",
        *_texts("merchant_id", "missing", "error"),
        *_moments("checked_at"),
        *_maybe_moments("gone_at"),
        sa.PrimaryKeyConstraint("merchant_id"),
    )
    op.create_table(
        "products",
        *_texts("merchant_id", "shop_domain", "product_id", "title", "about", "url", "variants"),
        sa.Column("on_sale", sa.Boolean(), nullable=False),
        *_moments("updated_at", "seen_at"),
        sa.PrimaryKeyConstraint("merchant_id", "shop_domain", "product_id"),
    )
    op.create_table(
        "product_words",
        *_texts("merchant_id", "word", "shop_domain", "product_id"),
        sa.PrimaryKeyConstraint("merchant_id", "word", "shop_domain", "product_id"),
    )
    op.create_index("product_words_of", "product_words", ["merchant_id", "shop_domain", "product_id"])


def _texts(*names: str) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.Text(), nullable=False) for name in names]


def _moments(*names: str) -> list[sa.Column[int]]:
    return [sa.Column(name, sa.BigInteger(), nullable=False) for name in names]


def _maybe_moments(*names: str) -> list[sa.Column[int]]:
    return [sa.Column(name, sa.BigInteger(), nullable=True) for name in names]
