"""What merchants' AI may answer from, and the imports that bring it."""

from collections.abc import Iterable

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"


def upgrade() -> None:
    op.create_table("knowledge_versions", *_texts("merchant_id"), *_numbers("number"), _key("merchant_id"))
    _documents()
    op.create_table("document_texts", *_texts("document_id", "merchant_id", "text"), _key("document_id"))
    op.create_table(
        "verified_answers",
        *_texts("id", "merchant_id", "questions", "text", "saved_by"),
        sa.Column("is_exact", sa.Boolean(), nullable=False),
        *_moments("saved_at"),
        *_maybe_moments("expires_at", "removed_at"),
        _key("id"),
    )
    op.create_index("answers_of_merchant", "verified_answers", ["merchant_id"])
    op.create_table(
        "guidelines",
        *_texts("id", "merchant_id", "text", "scope", "saved_by"),
        *_numbers("priority"),
        *_moments("saved_at"),
        *_maybe_moments("removed_at"),
        _key("id"),
    )
    op.create_index("guidelines_of_merchant", "guidelines", ["merchant_id"])
    _imports()


def _documents() -> None:
    op.create_table(
        "documents",
        *_texts("id", "merchant_id", "origin", "source", "title", "digest", "state"),
        *_moments("imported_at", "checked_at"),
        sa.Column("reviewed_by", sa.Text(), nullable=True),
        *_maybe_moments("gone_at"),
        _key("id"),
    )
    op.create_index("documents_of_merchant", "documents", ["merchant_id", "state", "origin", "source", "id"])
    place, is_live = ["merchant_id", "origin", "source"], sa.text("state = 'live'")
    op.create_index(
        "one_live_document", "documents", place, unique=True, sqlite_where=is_live, postgresql_where=is_live
    )


def _imports() -> None:
    op.create_table(
        "knowledge_imports",
        *_texts("id", "merchant_id", "origin", "begun_by"),
        sa.Column("needs_review", sa.Boolean(), nullable=False),
        *_moments("begun_at"),
        *_numbers("items", "kept", "unchanged", "failed", "removed"),
        sa.Column("held_by", sa.Text(), nullable=True),
        *_maybe_moments("held_until", "ended_at"),
        _key("id"),
    )
    op.create_index("imports_of_merchant", "knowledge_imports", ["merchant_id", "id"])
    runs = sa.text("ended_at IS NULL")
    op.create_index("imports_running", "knowledge_imports", ["id"], sqlite_where=runs, postgresql_where=runs)
    op.create_table(
        "import_items",
        *_texts("import_id", "merchant_id", "source", "state", "note"),
        *_numbers("number"),
        _key("import_id", "number"),
    )
    op.create_index("items_by_state", "import_items", ["import_id", "state", "number"])
    op.create_table(
        "import_files",
        *_texts("import_id", "merchant_id"),
        *_numbers("number"),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        _key("import_id", "number"),
    )


def _texts(*names: str) -> Iterable[sa.Column[str]]:
    return [sa.Column(name, sa.Text(), nullable=False) for name in names]


def _numbers(*names: str) -> Iterable[sa.Column[int]]:
    return [sa.Column(name, sa.Integer(), nullable=False) for name in names]


def _moments(*names: str) -> Iterable[sa.Column[int]]:
    return [sa.Column(name, sa.BigInteger(), nullable=False) for name in names]


def _maybe_moments(*names: str) -> Iterable[sa.Column[int]]:
    return [sa.Column(name, sa.BigInteger(), nullable=True) for name in names]


def _key(*names: str) -> sa.PrimaryKeyConstraint:
    return sa.PrimaryKeyConstraint(*names)
