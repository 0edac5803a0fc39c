"""The tables. Moments are epoch milliseconds, enums their values, values without a column of their own JSON text."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Index,
    Integer,
    MetaData,
    PrimaryKeyConstraint,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)

metadata = MetaData()


def _key(name: str) -> Column[str]:
    return Column(name, String(64), primary_key=True)


def _ref(name: str, *, optional: bool = False) -> Column[str]:
    return Column(name, String(64), nullable=optional)


def _value(name: str, *, optional: bool = False) -> Column[str]:
    return Column(name, Text(), nullable=optional)


def _number(name: str) -> Column[int]:
    return Column(name, Integer(), nullable=False)


def _moment(name: str, *, optional: bool = False) -> Column[int]:
    return Column(name, BigInteger(), nullable=optional)


sights = Table(
    "sights",
    metadata,
    Column("source", String(128)),
    Column("ref", String(256)),
    _moment("at"),
    PrimaryKeyConstraint("source", "ref"),
)
merchants = Table(
    "merchants",
    metadata,
    _key("id"),
    _value("name"),
    Column("shop_domain", String(255), nullable=False, unique=True),
    _value("support"),
    _value("timezone"),
    _value("settings"),
)
senders = Table(
    "senders",
    metadata,
    _key("id"),
    _ref("merchant_id"),
    Column("phone", String(20), nullable=False, unique=True),
    _value("kind"),
    _value("registration"),
    _value("carrier"),
)
users = Table("users", metadata, _key("id"), _value("name"), _value("merchants"), _moment("removed_at", optional=True))
contacts = Table(
    "contacts",
    metadata,
    _key("id"),
    _ref("merchant_id"),
    Column("phone", String(20), nullable=False),
    _value("name"),
    _moment("created_at"),
    _value("country"),
    _value("region", optional=True),
    _value("timezone", optional=True),
    Column("is_test", Boolean(), nullable=False),
    UniqueConstraint("merchant_id", "phone"),
)
contact_locks = Table(
    "contact_locks",
    metadata,
    _ref("merchant_id"),
    Column("phone", String(20), nullable=False),
    PrimaryKeyConstraint("merchant_id", "phone"),
)
consents = Table(
    "consents",
    metadata,
    _key("id"),
    _ref("merchant_id"),
    Column("phone", String(20), nullable=False),
    _value("scope"),
    _value("state"),
    _value("wording"),
    _value("method"),
    _value("source"),
    _moment("requested_at"),
    _ref("prompt_id", optional=True),
    _moment("confirmed_at", optional=True),
    _ref("answer_id", optional=True),
    Index("consents_of_number", "merchant_id", "phone"),
)
suppressions = Table(
    "suppressions",
    metadata,
    _ref("merchant_id"),
    Column("phone", String(20), nullable=False),
    _value("reason"),
    _moment("since"),
    _value("evidence"),
    _ref("message_id", optional=True),
    _moment("lifted_at", optional=True),
    PrimaryKeyConstraint("merchant_id", "phone"),
)
carts = Table(
    "carts",
    metadata,
    _key("id"),
    _ref("merchant_id"),
    _ref("contact_id"),
    Column("shop_domain", String(255), nullable=False),
    Column("token", String(255), nullable=False),
    _value("checkout_url"),
    _value("items"),
    _value("total"),
    _value("state"),
    _moment("abandoned_at"),
    _moment("updated_at"),
    UniqueConstraint("merchant_id", "shop_domain", "token"),
)
reminder_slots = Table(
    "reminder_slots",
    metadata,
    _ref("merchant_id"),
    Column("shop_domain", String(255), nullable=False),
    Column("token", String(255), nullable=False),
    _ref("message_id"),
    _value("taken_by"),
    _moment("taken_at"),
    PrimaryKeyConstraint("merchant_id", "shop_domain", "token"),
)
offers = Table(
    "offers",
    metadata,
    _key("id"),
    _ref("merchant_id"),
    _ref("cart_id"),
    _ref("conversation_id"),
    _value("code"),
    _number("percent"),
    Column("state", String(16), nullable=False),
    _moment("reserved_at"),
    _moment("expires_at"),
    Index("offers_of_cart", "cart_id"),
    Index("offers_of_conversation", "conversation_id"),
)
Index(
    "one_live_offer",
    offers.c.merchant_id,
    offers.c.cart_id,
    unique=True,
    sqlite_where=text("state IN ('reserved', 'issued')"),
    postgresql_where=text("state IN ('reserved', 'issued')"),
)
conversations = Table(
    "conversations",
    metadata,
    _key("id"),
    _ref("merchant_id"),
    _ref("contact_id"),
    _ref("sender_id"),
    _ref("exchange_id"),
    Column("control", String(16), nullable=False),
    _number("epoch"),
    _moment("opened_at"),
    _moment("updated_at"),
    _ref("holder", optional=True),
    _ref("cart_id", optional=True),
    _number("last_seq"),
    _number("last_event"),
    _number("last_inbound_seq"),
    _number("handled_seq"),
    _value("escalation", optional=True),
    CheckConstraint("(control = 'human') = (holder IS NOT NULL)", name="a_human_holds_it"),
    Index("conversations_by_news", "merchant_id", "updated_at"),
)
Index(
    "one_open_conversation",
    conversations.c.merchant_id,
    conversations.c.contact_id,
    unique=True,
    sqlite_where=text("control <> 'closed'"),
    postgresql_where=text("control <> 'closed'"),
)
exchanges = Table(
    "exchanges",
    metadata,
    _key("id"),
    _ref("merchant_id"),
    _ref("conversation_id"),
    _ref("holder", optional=True),
    _number("epoch"),
    _moment("started_at"),
    _number("after_seq"),
    _moment("ended_at", optional=True),
    _value("traffic_type"),
    _moment("relabelled_at", optional=True),
    _ref("relabelled_by", optional=True),
    Index("exchanges_of_conversation", "conversation_id"),
)
messages = Table(
    "messages",
    metadata,
    _key("id"),
    _ref("merchant_id"),
    _ref("conversation_id"),
    _ref("exchange_id"),
    _number("seq"),
    _value("direction"),
    _value("author"),
    _number("epoch"),
    _moment("created_at"),
    _value("origin", optional=True),
    _value("purpose", optional=True),
    _value("traffic_type", optional=True),
    _ref("user_id", optional=True),
    _value("evidence", optional=True),
    _value("verdict", optional=True),
    _value("model", optional=True),
    _value("prompt_hash", optional=True),
    _value("sources"),
    _value("provider_id", optional=True),
    UniqueConstraint("conversation_id", "seq"),
    CheckConstraint(
        "traffic_type IS NULL OR traffic_type <> 'P2P' OR (author = 'human' AND evidence IS NOT NULL)",
        name="p2p_needs_a_person",
    ),
)
bodies = Table("bodies", metadata, _key("message_id"), _value("composed"), _value("before_text"), _value("after_text"))
events = Table(
    "events",
    metadata,
    _key("id"),
    _ref("merchant_id"),
    _ref("conversation_id"),
    _number("number"),
    _number("after_seq"),
    _value("kind"),
    _value("actor"),
    _moment("at"),
    _value("details"),
    UniqueConstraint("conversation_id", "number"),
)
outbox = Table(
    "outbox",
    metadata,
    _key("message_id"),
    _ref("merchant_id"),
    _ref("conversation_id"),
    _ref("sender_id"),
    Column("to", String(20), nullable=False),
    _value("author"),
    _value("purpose"),
    _number("epoch"),
    Column("state", String(16), nullable=False),
    _moment("until"),
    _moment("expires_at"),
    _moment("queued_at"),
    _value("claimed_by", optional=True),
    _moment("claimed_at", optional=True),
    Column("provider_id", String(64), nullable=True, unique=True),
    _value("carrier_status", optional=True),
    _value("error_code", optional=True),
    _moment("settled_at", optional=True),
    _number("attempts"),
    _moment("not_before", optional=True),
    Index("outbox_of_conversation", "conversation_id"),
    Index("outbox_of_number", "to", "queued_at"),
)
UNSETTLED = text("state IN ('queued', 'claimed', 'unknown')")
"""The databases use the index for queries that say this in the same words."""
Index(
    "outbox_unsettled", outbox.c.state, outbox.c.queued_at, sqlite_where=UNSETTLED, postgresql_where=UNSETTLED
)
due_rows = Table(
    "due_rows",
    metadata,
    _key("id"),
    _ref("merchant_id"),
    _ref("conversation_id"),
    _value("kind"),
    _moment("due_at"),
    _moment("expires_at"),
    _value("state"),
    _ref("ref", optional=True),
    _value("draft", optional=True),
    _value("verdict", optional=True),
    _value("outcome", optional=True),
    Index("due_rows_of_conversation", "conversation_id"),
)
wakes = Table(
    "wakes",
    metadata,
    _key("conversation_id"),
    _ref("merchant_id"),
    _moment("due_at", optional=True),
    _ref("lease_token", optional=True),
    _moment("lease_until", optional=True),
    _number("attempts"),
)
Index(
    "wakes_due",
    wakes.c.due_at,
    sqlite_where=text("due_at IS NOT NULL"),
    postgresql_where=text("due_at IS NOT NULL"),
)
