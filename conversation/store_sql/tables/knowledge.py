"""What merchants' AI may answer from, and the imports that bring it."""

from sqlalchemy import Boolean, Column, Index, LargeBinary, PrimaryKeyConstraint, Table

from conversation.store_sql.columns import key, maybe_moments, maybe_texts, moments, numbers, texts, word
from conversation.store_sql.tables.registry import metadata, partly

knowledge_versions = Table("knowledge_versions", metadata, key("merchant_id"), *numbers("number"))

documents = Table(
    "documents",
    metadata,
    key("id"),
    *texts("merchant_id", "origin", "source", "title", "digest", "state"),
    *moments("imported_at", "checked_at"),
    *maybe_texts("reviewed_by"),
    *maybe_moments("gone_at"),
    Index("documents_of_merchant", "merchant_id", "state", "origin", "source", "id"),
)
partly(
    "one_live_document",
    documents.c.merchant_id,
    documents.c.origin,
    documents.c.source,
    where=documents.c.state == word("live"),
    unique=True,
)

document_texts = Table("document_texts", metadata, key("document_id"), *texts("merchant_id", "text"))

verified_answers = Table(
    "verified_answers",
    metadata,
    key("id"),
    *texts("merchant_id", "questions", "text"),
    Column("is_exact", Boolean(), nullable=False),
    *texts("saved_by"),
    *moments("saved_at"),
    *maybe_moments("expires_at", "removed_at"),
    Index("answers_of_merchant", "merchant_id"),
)

guidelines = Table(
    "guidelines",
    metadata,
    key("id"),
    *texts("merchant_id", "text", "scope"),
    *numbers("priority"),
    *texts("saved_by"),
    *moments("saved_at"),
    *maybe_moments("removed_at"),
    Index("guidelines_of_merchant", "merchant_id"),
)

knowledge_imports = Table(
    "knowledge_imports",
    metadata,
    key("id"),
    *texts("merchant_id", "origin", "begun_by"),
    Column("needs_review", Boolean(), nullable=False),
    *moments("begun_at"),
    *numbers("items", "kept", "unchanged", "failed", "removed"),
    *maybe_texts("held_by"),
    *maybe_moments("held_until", "ended_at"),
    Index("imports_of_merchant", "merchant_id", "id"),
)
partly("imports_running", knowledge_imports.c.id, where=knowledge_imports.c.ended_at.is_(None))

import_items = Table(
    "import_items",
    metadata,
    *texts("import_id", "merchant_id", "source", "state", "note"),
    *numbers("number"),
    PrimaryKeyConstraint("import_id", "number"),
    Index("items_by_state", "import_id", "state", "number"),
)

import_files = Table(
    "import_files",
    metadata,
    *texts("import_id", "merchant_id"),
    *numbers("number"),
    Column("content", LargeBinary(), nullable=False),
    PrimaryKeyConstraint("import_id", "number"),
)
