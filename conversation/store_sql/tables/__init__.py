"""The tables. Moments are epoch milliseconds, enums their values, values without a column of their own JSON text."""

from conversation.store_sql.tables.access import (
    acts,
    api_keys,
    password_links,
    passwords,
    throttles,
    users,
    web_sessions,
)
from conversation.store_sql.tables.alerts import alert_causes, alert_hooks, alert_wishes, alerts, push_devices
from conversation.store_sql.tables.automation import assignments, orders, tags, touches
from conversation.store_sql.tables.bridges import bridges, mirrors
from conversation.store_sql.tables.campaigns import (
    campaign_drafts,
    campaign_offers,
    campaign_recipients,
    campaigns,
    segments,
)
from conversation.store_sql.tables.carts import cart_claims, carts, offers, reminder_slots
from conversation.store_sql.tables.contacts import (
    consent_events,
    consents,
    contact_locks,
    contacts,
    number_checks,
    suppressions,
)
from conversation.store_sql.tables.conversations import bodies, conversations, events, exchanges, messages
from conversation.store_sql.tables.delivery import filtered_texts, sending_days
from conversation.store_sql.tables.figures import automation_rules, credits, day_figures, reopenings
from conversation.store_sql.tables.flows import flow_runs, flow_versions, flows, happenings
from conversation.store_sql.tables.keeping import audit, audit_keys, erasures, legal_holds
from conversation.store_sql.tables.knowledge import (
    document_texts,
    documents,
    guidelines,
    import_files,
    import_items,
    knowledge_imports,
    knowledge_versions,
    verified_answers,
)
from conversation.store_sql.tables.links import link_clicks, short_links
from conversation.store_sql.tables.lists import readings, search_mark, searchable
from conversation.store_sql.tables.live_scores import live_places, live_scores
from conversation.store_sql.tables.media import media_contents, media_files
from conversation.store_sql.tables.merchants import canned_replies, halts, merchant_facts, merchants, senders
from conversation.store_sql.tables.photos import photos, pictures
from conversation.store_sql.tables.queue import agent_profiles, cases, presences
from conversation.store_sql.tables.registry import metadata
from conversation.store_sql.tables.shops import (
    privacy_requests,
    product_words,
    products,
    shop_oddities,
    shop_standings,
    shop_syncs,
)
from conversation.store_sql.tables.uploads import shop_codes, shop_uploads, uploaded_orders
from conversation.store_sql.tables.work import due_rows, outbox, sights, wakes

__all__ = [
    "acts",
    "agent_profiles",
    "alert_causes",
    "alert_hooks",
    "alert_wishes",
    "alerts",
    "api_keys",
    "assignments",
    "audit",
    "audit_keys",
    "automation_rules",
    "bodies",
    "bridges",
    "campaign_drafts",
    "campaign_offers",
    "campaign_recipients",
    "campaigns",
    "canned_replies",
    "cart_claims",
    "carts",
    "cases",
    "consent_events",
    "consents",
    "contact_locks",
    "contacts",
    "conversations",
    "credits",
    "day_figures",
    "document_texts",
    "documents",
    "due_rows",
    "erasures",
    "events",
    "exchanges",
    "filtered_texts",
    "flow_runs",
    "flow_versions",
    "flows",
    "guidelines",
    "halts",
    "happenings",
    "import_files",
    "import_items",
    "knowledge_imports",
    "knowledge_versions",
    "legal_holds",
    "link_clicks",
    "live_places",
    "live_scores",
    "media_contents",
    "media_files",
    "merchant_facts",
    "merchants",
    "messages",
    "metadata",
    "mirrors",
    "number_checks",
    "offers",
    "orders",
    "outbox",
    "password_links",
    "passwords",
    "photos",
    "pictures",
    "presences",
    "privacy_requests",
    "product_words",
    "products",
    "push_devices",
    "readings",
    "reminder_slots",
    "reopenings",
    "search_mark",
    "searchable",
    "segments",
    "senders",
    "sending_days",
    "shop_codes",
    "shop_oddities",
    "shop_standings",
    "shop_syncs",
    "shop_uploads",
    "short_links",
    "sights",
    "suppressions",
    "tags",
    "throttles",
    "touches",
    "uploaded_orders",
    "users",
    "verified_answers",
    "wakes",
    "web_sessions",
]
