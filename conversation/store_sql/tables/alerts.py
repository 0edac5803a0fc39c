"""Alerts, what gave cause for them, and who wants to hear of what."""

from sqlalchemy import Index, PrimaryKeyConstraint, Table

from conversation.store_sql.columns import key, maybe_moments, maybe_texts, moments, numbers, texts, word
from conversation.store_sql.tables.registry import metadata, partly

alert_causes = Table(
    "alert_causes",
    metadata,
    key("id"),
    *texts("merchant_id", "conversation_id", "kind"),
    *moments("at", "due_at"),
    *maybe_texts("case_id", "person"),
    *maybe_moments("done_at"),
)
partly("alert_causes_due", alert_causes.c.due_at, alert_causes.c.id, where=alert_causes.c.done_at.is_(None))

alerts = Table(
    "alerts",
    metadata,
    key("id"),
    *texts("merchant_id", "kind", "way", "target", "priority"),
    *moments("made_at", "due_at"),
    *texts("state"),
    *maybe_texts("conversation_id", "case_id", "reason", "user_id"),
    *numbers("attempts"),
    *maybe_moments("leased_until", "settled_at"),
    *texts("answer"),
    Index("alerts_of_merchant", "merchant_id", "made_at", "id"),
)
partly("alerts_due", alerts.c.due_at, alerts.c.id, where=alerts.c.state == word("queued"))

alert_wishes = Table(
    "alert_wishes",
    metadata,
    *texts("user_id", "merchant_id", "push", "email"),
    *maybe_texts("quiet"),
    PrimaryKeyConstraint("user_id", "merchant_id"),
)

push_devices = Table(
    "push_devices",
    metadata,
    key("id"),
    *texts("user_id", "endpoint", "p256dh", "auth", "label"),
    *moments("made_at"),
    Index("push_devices_of_user", "user_id"),
)

alert_hooks = Table(
    "alert_hooks",
    metadata,
    key("id"),
    *texts("merchant_id", "way", "name", "url", "made_by"),
    *moments("made_at"),
    *texts("topics"),
    *numbers("generation"),
    *maybe_moments("rotated_at", "removed_at"),
    Index("alert_hooks_of_merchant", "merchant_id", "made_at"),
)
