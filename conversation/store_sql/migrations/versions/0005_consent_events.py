"""The history of consent, begun with what the standing rows tell of it."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

BEGIN_HISTORY = """
INSERT INTO consent_events (
    id, merchant_id, phone, number, change, at, recorded_at, recorded_by, consent_id, scope, wording, method, source,
    evidence, message_id
)
SELECT
    'cev_' || change || '_' || ref, merchant_id, phone,
    ROW_NUMBER() OVER (PARTITION BY merchant_id, phone ORDER BY at, step, ref),
    change, at, at, 'system', consent_id, scope, wording, method, source, evidence, message_id
FROM (
    SELECT
        1 AS step, 'requested' AS change, id AS ref, merchant_id, phone, requested_at AS at, id AS consent_id, scope,
        wording, method, source, 'as the row said when this history began' AS evidence, NULL AS message_id
    FROM consents
    UNION ALL
    SELECT
        2, 'prompted', id, merchant_id, phone, requested_at, id, scope, wording, method, source, '', prompt_id
    FROM consents WHERE prompt_id IS NOT NULL
    UNION ALL
    SELECT
        3, 'confirmed', id, merchant_id, phone, confirmed_at, id, scope, wording, method, source, '', answer_id
    FROM consents WHERE confirmed_at IS NOT NULL
    UNION ALL
    SELECT
        4, 'opted_out', merchant_id || phone, merchant_id, phone, since, NULL, NULL, '', '', '',
        reason || ': ' || evidence, message_id
    FROM suppressions
    UNION ALL
    SELECT
        5, 'lifted', merchant_id || phone, merchant_id, phone, lifted_at, NULL, NULL, '', '', '', '', NULL
    FROM suppressions WHERE lifted_at IS NOT NULL
) AS told
"""
"""Numbers each phone's changes by time. When a consent was revoked no row said; its opt-out is among them."""


def upgrade() -> None:
    op.add_column("consents", sa.Column("revoked_at", sa.BigInteger(), nullable=True))
    op.add_column("consents", sa.Column("revoked_by", sa.Text(), nullable=True))
    op.create_table(
        "consent_events",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("merchant_id", sa.Text(), nullable=False),
        sa.Column("phone", sa.Text(), nullable=False),
        sa.Column("change", sa.Text(), nullable=False),
        sa.Column("recorded_by", sa.Text(), nullable=False),
        sa.Column("wording", sa.Text(), nullable=False),
        sa.Column("method", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("evidence", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("recorded_at", sa.BigInteger(), nullable=False),
        sa.Column("consent_id", sa.Text(), nullable=True),
        sa.Column("scope", sa.Text(), nullable=True),
        sa.Column("message_id", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("merchant_id", "phone", "number"),
    )
    op.create_index("consent_events_by_time", "consent_events", ["merchant_id", "recorded_at", "id"], unique=False)
    op.execute(BEGIN_HISTORY)
