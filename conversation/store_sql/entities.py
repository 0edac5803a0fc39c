"""Which entity lives in which table."""

from conversation.act import Act
from conversation.agent_seat import AgentProfile, Presence
from conversation.alert import Alert, AlertCause
from conversation.alert_hook import AlertHook
from conversation.alert_wishes import AlertWishes, PushDevice
from conversation.api_key import ApiKey
from conversation.bridge import Bridge, Mirror
from conversation.canned_reply import CannedReply
from conversation.cart import Cart, ReminderSlot
from conversation.cart_claim import CartClaim
from conversation.case import Case
from conversation.consent import Consent, Suppression
from conversation.consent_event import ConsentEvent
from conversation.contact import Contact
from conversation.conversation import Conversation
from conversation.due import DueRow
from conversation.erasure import Erasure, LegalHold
from conversation.event import Event
from conversation.exchange import Exchange
from conversation.halt import Halt
from conversation.knowledge import Document, DocumentText, Guideline, VerifiedAnswer
from conversation.knowledge_import import ImportFile, ImportItem, KnowledgeImport
from conversation.merchant import Merchant
from conversation.merchant_fact import MerchantFact
from conversation.number_check import NumberCheck
from conversation.offer import Offer
from conversation.outbox import OutboxRow
from conversation.password import Password, PasswordLink
from conversation.reading import Reading
from conversation.sender import Sender
from conversation.store_sql import tables
from conversation.store_sql.rows import Rows
from conversation.throttle import Throttle
from conversation.user import User
from conversation.wake import Wake
from conversation.web_session import WebSession

MERCHANTS = Rows(Merchant, tables.merchants, settled=("settings",))
SENDERS = Rows(Sender, tables.senders)
USERS = Rows(User, tables.users)
CONTACTS = Rows(Contact, tables.contacts)
CONSENTS = Rows(Consent, tables.consents)
CONSENT_EVENTS = Rows(ConsentEvent, tables.consent_events)
SUPPRESSIONS = Rows(Suppression, tables.suppressions)
HALTS = Rows(Halt, tables.halts)
NUMBER_CHECKS = Rows(NumberCheck, tables.number_checks)
CANNED = Rows(CannedReply, tables.canned_replies)
CARTS = Rows(Cart, tables.carts)
CART_CLAIMS = Rows(CartClaim, tables.cart_claims)
SLOTS = Rows(ReminderSlot, tables.reminder_slots)
FACTS = Rows(MerchantFact, tables.merchant_facts)
DOCUMENTS = Rows(Document, tables.documents)
DOCUMENT_TEXTS = Rows(DocumentText, tables.document_texts)
ANSWERS = Rows(VerifiedAnswer, tables.verified_answers)
GUIDELINES = Rows(Guideline, tables.guidelines)
IMPORTS = Rows(KnowledgeImport, tables.knowledge_imports)
ITEMS = Rows(ImportItem, tables.import_items)
FILES = Rows(ImportFile, tables.import_files)
OFFERS = Rows(Offer, tables.offers)
CONVERSATIONS = Rows(Conversation, tables.conversations)
EXCHANGES = Rows(Exchange, tables.exchanges)
EVENTS = Rows(Event, tables.events)
OUTBOX = Rows(OutboxRow, tables.outbox)
DUE = Rows(DueRow, tables.due_rows)
BRIDGES = Rows(Bridge, tables.bridges)
MIRRORS = Rows(Mirror, tables.mirrors)
CASES = Rows(Case, tables.cases)
PROFILES = Rows(AgentProfile, tables.agent_profiles)
PRESENCES = Rows(Presence, tables.presences)
READINGS = Rows(Reading, tables.readings)
WAKES = Rows(Wake, tables.wakes)
ERASURES = Rows(Erasure, tables.erasures)
LEGAL_HOLDS = Rows(LegalHold, tables.legal_holds)
PASSWORDS = Rows(Password, tables.passwords)
LINKS = Rows(PasswordLink, tables.password_links)
SESSIONS = Rows(WebSession, tables.web_sessions)
THROTTLES = Rows(Throttle, tables.throttles)
KEYS = Rows(ApiKey, tables.api_keys)
ACTS = Rows(Act, tables.acts)
ALERT_CAUSES = Rows(AlertCause, tables.alert_causes)
ALERTS = Rows(Alert, tables.alerts)
ALERT_WISHES = Rows(AlertWishes, tables.alert_wishes)
ALERT_HOOKS = Rows(AlertHook, tables.alert_hooks)
PUSH_DEVICES = Rows(PushDevice, tables.push_devices)
