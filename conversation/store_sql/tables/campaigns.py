"""Segments, campaigns, what they give, and their recipients."""

from sqlalchemy import Boolean, Column, Index, PrimaryKeyConstraint, Table, UniqueConstraint

from conversation.store_sql.columns import key, maybe_moments, maybe_texts, moments, numbers, texts, word, words
from conversation.store_sql.tables.registry import metadata, partly

segments = Table(
    "segments",
    metadata,
    key("id"),
    *texts("merchant_id", "name", "rules", "made_by"),
    *moments("updated_at"),
    UniqueConstraint("merchant_id", "name"),
)

campaigns = Table(
    "campaigns",
    metadata,
    key("id"),
    *texts("merchant_id", "name", "state", "rules", "body", "copy_by", "made_by", "cursor", "reasons"),
    *numbers("version", "hold_out_percent", "discount_percent", "planned", "texted", "left_out", "cancelled"),
    *moments("made_at", "updated_at"),
    *maybe_texts("sender_id", "day", "hour", "reviewed_by", "media_id", "drafted_by", "prompt_hash"),
    *maybe_moments("reviewed_at", "starts_at", "resumed_at", "ended_at"),
    Column("is_planned", Boolean(), nullable=False),
    Index("campaigns_of_merchant", "merchant_id", "id"),
)
partly("campaigns_running", campaigns.c.id, where=campaigns.c.state.in_(words("scheduled", "sending")))

campaign_recipients = Table(
    "campaign_recipients",
    metadata,
    *texts("campaign_id", "contact_id", "merchant_id", "state"),
    *moments("planned_for", "due_at"),
    *maybe_texts("rule", "why", "message_id"),
    *maybe_moments("decided_at"),
    PrimaryKeyConstraint("campaign_id", "contact_id"),
)
partly(
    "campaign_recipients_waiting",
    campaign_recipients.c.campaign_id,
    campaign_recipients.c.due_at,
    campaign_recipients.c.contact_id,
    where=campaign_recipients.c.state == word("waiting"),
)

campaign_offers = Table(
    "campaign_offers",
    metadata,
    key("campaign_id"),
    *texts("id", "merchant_id", "code", "state"),
    *numbers("percent"),
    *moments("reserved_at", "expires_at"),
    UniqueConstraint("merchant_id", "code"),
)

campaign_drafts = Table(
    "campaign_drafts",
    metadata,
    key("id"),
    *texts("merchant_id", "brief", "body", "model", "prompt_hash", "made_by"),
    *moments("made_at"),
)
