"""What every route takes, as a table to be held against the app, and everybody who may ask.

Whoever adds a route adds a line here. `Takes.permission` is what it needs at the merchant it is about.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from enum import StrEnum
from typing import Any

from fastapi import FastAPI
from fastapi.routing import APIRoute, iter_route_contexts

from api.auth import Needs, calling
from api.labelling.item import Item, Line
from api.sample_world import DANA, MERCHANT
from conversation.act import OPERATOR
from conversation.acts import Doer
from conversation.alert import AlertWay
from conversation.alert_hook import AlertHook
from conversation.api_key import SCOPES, Scope
from conversation.api_keys import KeyOrder
from conversation.bridge import Bridge
from conversation.campaign import Campaign, CampaignState, CopyBy
from conversation.campaign_draft import CampaignDraft
from conversation.canned_reply import CannedReply
from conversation.cart import Cart, CartItem, CartState
from conversation.carts import remember_cart
from conversation.case import CaseState
from conversation.control import escalate
from conversation.due import DueKind, DueRow, DueState
from conversation.escalation import Escalation, EscalationReason
from conversation.event import EventKind
from conversation.fence import hold
from conversation.halt import Halt
from conversation.ids import UserId, new_id
from conversation.knowledge import Document, DocumentState, Guideline, GuidelineScope, VerifiedAnswer
from conversation.ledger import Books
from conversation.managing import Manager
from conversation.media_keeping import keep_media
from conversation.merchant import RecoveryAddOn
from conversation.merchant_fact import MerchantFact
from conversation.money import Money
from conversation.opening import find_or_add_contact, find_or_open
from conversation.privacy_request import PrivacyRequest, PrivacyTopic
from conversation.recovery_addon import set_up_recovery
from conversation.role import GRANTS, Permission, Role
from conversation.sender import Registration, Sender, SenderKind
from conversation.shop_upload import ShopUpload
from conversation.tokens import digest_of_token
from conversation.user import User
from conversation.web_session import WebSession
from conversation.web_sessions import begin_session
from flows.segment_keeping import SegmentDesk
from tests.api.pages import NOON
from tests.channels.pictures import png
from tools.sample_catalog import sample_catalog

OTHER = replace(MERCHANT, id="mer_2", name="Saltmarsh", shop_domain="saltmarsh.example")
LATER = NOON + timedelta(hours=1)
LABEL_SET = "first"
RUN = "a_run"
NUMBER = "snd_tidewater_second"
TO_LABEL = Item("matrix", "made", (Line(1, "shopper", "hi"), Line(2, "assistant", "Hello, what can I do for you?")))
PICTURE = png(8)
PHONE = sample_catalog().shopper("noah_brown_6181").phone


class Gate(StrEnum):
    """Routes that ask for no permission, and why."""

    PUBLIC = "says nothing of anybody"
    SIGNED = "the sender's signature is the credential"
    TOKEN = "the link's token is the credential"
    PERSON = "about the caller alone"


@dataclass(frozen=True, slots=True)
class Takes:
    """What a route takes. `form` or `json` is a press that would be well received; values are filled from a target."""

    gate: Permission | Gate
    form: Mapping[str, Any] | None = None
    json: Mapping[str, Any] | None = None
    query: str = ""
    has_picture: bool = False
    owned: bool = False
    """The path names something of the merchant's: to everybody else it does not exist."""


def reads(query: str = "", *, owned: bool = False) -> Takes:
    return Takes(Permission.READ, query=query, owned=owned)


def presses(permission: Permission | Gate, *, owned: bool = False, **form: Any) -> Takes:
    return Takes(permission, form=form, owned=owned)


TEAM = [f"usr_{role.value}_{MERCHANT.id}" for role in Role if role is not Role.AUDITOR]
"""Who may write first texts in the matrix: everybody of this merchant who may text at all."""
_HERE = {"merchant": MERCHANT.id}
_TEXT = {"body": "Hello Noah."}
_PROOF = {"source": "a letter", "evidence": "on file"}
_OPT_IN = {
    **_PROOF,
    "scopes": ["marketing"],
    "wording": "Yes, text me offers",
    "method": "paper",
    "obtained_at": "2026-01-31T12:00:00Z",
}

_FLOW = {
    "text": "id: welcome\nname: Welcome\nclass: promotional\ntrigger: opted_in\nsteps:\n  - text: Good to have you!\n"
}
_SALE = f"https://{MERCHANT.shop_domain}/sale"
_CAMPAIGN = {"name": "New", "rules": "", "body": "New arrivals are here."}

DESK: Mapping[str, Takes] = {
    "GET /campaigns": reads(),
    "POST /campaigns": presses(Permission.SETTINGS, **_HERE, **_CAMPAIGN),
    "POST /campaigns/try": presses(Permission.READ, **_HERE, **_CAMPAIGN),
    "POST /campaigns/picture": Takes(Permission.SETTINGS, form=_HERE, has_picture=True),
    "GET /campaigns/segments/rules": reads("kept={segment_id}", owned=True),
    "POST /campaigns/segments/keep": presses(Permission.SETTINGS, **_HERE, rules="", keep_as="Everybody"),
    "POST /campaigns/segments/{merchant_id}/{segment_id}/forget": presses(Permission.SETTINGS, owned=True),
    "GET /api/segments/{merchant_id}": reads(owned=True),
    "POST /api/segments/{merchant_id}": Takes(Permission.SETTINGS, json={"name": "All", "rules": ""}, owned=True),
    "PUT /api/segments/{merchant_id}/{segment_id}": Takes(
        Permission.SETTINGS, json={"name": "Colorado", "rules": "state: CO"}, owned=True
    ),
    "DELETE /api/segments/{merchant_id}/{segment_id}": Takes(Permission.SETTINGS, owned=True),
    "POST /campaigns/drafts": presses(Permission.SETTINGS, **_HERE, brief="New jackets are in."),
    "POST /campaigns/drafts/{merchant_id}/{draft_id}/use": presses(Permission.SETTINGS, owned=True),
    "POST /api/campaigns/{merchant_id}/drafts": Takes(
        Permission.SETTINGS, json={"brief": "New jackets are in."}, owned=True
    ),
    "POST /settings/shop/pages": presses(Permission.SETTINGS, **_HERE, name="sale", url=_SALE),
    "POST /settings/shop/pages/forget": presses(Permission.SETTINGS, **_HERE, name="none"),
    "GET /api/merchants/{merchant_id}/pages": reads(owned=True),
    "PUT /api/merchants/{merchant_id}/pages/{name}": Takes(Permission.SETTINGS, json={"url": _SALE}, owned=True),
    "DELETE /api/merchants/{merchant_id}/pages/{name}": Takes(Permission.SETTINGS, owned=True),
    "GET /campaigns/{merchant_id}/media/{shared_id}": reads(owned=True),
    "GET /campaigns/{merchant_id}/{campaign_id}": reads(owned=True),
    "GET /campaigns/{merchant_id}/{campaign_id}/progress": reads(owned=True),
    "POST /campaigns/{merchant_id}/{campaign_id}/edit": presses(
        Permission.SETTINGS, owned=True, version=1, **_CAMPAIGN
    ),
    "POST /campaigns/{merchant_id}/{campaign_id}/{act}": presses(Permission.SETTINGS, owned=True, version=1),
    "GET /api/campaigns": reads(),
    "POST /api/campaigns/{merchant_id}": Takes(
        Permission.SETTINGS, json={"name": "New", "segment": "", "body": "New arrivals are here."}, owned=True
    ),
    "POST /api/campaigns/{merchant_id}/try": Takes(Permission.READ, json={}, owned=True),
    "GET /api/campaigns/{merchant_id}/{campaign_id}": reads(owned=True),
    "PUT /api/campaigns/{merchant_id}/{campaign_id}": Takes(
        Permission.SETTINGS,
        json={"name": "New", "segment": "", "body": "New arrivals are here.", "version": 1},
        owned=True,
    ),
    "POST /api/campaigns/{merchant_id}/{campaign_id}/{act}": Takes(
        Permission.SETTINGS, json={"version": 1}, owned=True
    ),
    "GET /api/campaigns/{merchant_id}/{campaign_id}/recipients": reads(owned=True),
    "GET /api/campaigns/{merchant_id}/{campaign_id}/recipients.csv": Takes(Permission.SETTINGS, owned=True),
    "GET /": Takes(Gate.PUBLIC),
    "GET /docs": Takes(Gate.PUBLIC),
    "GET /health": Takes(Gate.PUBLIC),
    "GET /openapi.json": Takes(Gate.PUBLIC),
    "HEAD /openapi.json": Takes(Gate.PUBLIC),
    "MOUNT /static": Takes(Gate.PUBLIC),
    "GET /login": Takes(Gate.PUBLIC),
    "POST /login": presses(Gate.PUBLIC, email="x@tidewater.example", password="x"),
    "GET /password": Takes(Gate.TOKEN, query="token=none"),
    "POST /password": presses(Gate.TOKEN, token="none", password="x", again="x"),
    "POST /webhooks/shopify": Takes(Gate.SIGNED, json={}),
    "POST /webhooks/woocommerce/{merchant_id}": Takes(Gate.SIGNED, json={}),
    "POST /webhooks/chatwoot/{merchant_id}": Takes(Gate.SIGNED, json={}),
    "POST /webhooks/{carrier}/sms": presses(Gate.SIGNED, From=PHONE, Body="hi"),
    "POST /webhooks/{carrier}/status": presses(Gate.SIGNED, MessageSid="SM1", MessageStatus="sent"),
    "GET /l/{token}": Takes(Gate.TOKEN),
    "HEAD /l/{token}": Takes(Gate.TOKEN),
    "GET /media/{name}": Takes(Gate.TOKEN),
    "HEAD /media/{name}": Takes(Gate.TOKEN),
    "GET /account": Takes(Gate.PERSON),
    "POST /account/password": presses(
        Gate.PERSON, current="x", password="nine herons stand", again="nine herons stand"
    ),
    "POST /logout": presses(Gate.PERSON),
    "POST /logout/everywhere": presses(Gate.PERSON),
    "GET /events": reads(),
    "GET /compliance": reads(),
    "GET /evals": reads(),
    "GET /analytics": reads(),
    "GET /analytics/{table}.csv": reads(),
    "POST /analytics/counting": presses(
        Permission.SETTINGS,
        **_HERE,
        models="all",
        click_days="7",
        code_days="7",
        view_days="1",
        hold_out_percent="0",
    ),
    "GET /conversations": reads(),
    "GET /conversations/list": reads(),
    "GET /conversations/next": reads(),
    "POST /conversations/{conversation_id}/read": presses(Permission.READ, owned=True),
    "POST /conversations/{conversation_id}/cases/{case_id}/claim": presses(Permission.CONTROL, owned=True),
    "POST /conversations/{conversation_id}/cases/{case_id}/reassign": presses(
        Permission.CONTROL, owned=True, person="usr_dana"
    ),
    "POST /conversations/{conversation_id}/cases/{case_id}/snooze": presses(
        Permission.CONTROL, owned=True, until=LATER.isoformat()
    ),
    "POST /conversations/{conversation_id}/cases/{case_id}/close": presses(
        Permission.CONTROL, owned=True, outcome="answered"
    ),
    "POST /presence": presses(Permission.CONTROL),
    "GET /conversations/{conversation_id}": reads(owned=True),
    "GET /conversations/{conversation_id}/thread": reads(owned=True),
    "GET /conversations/{conversation_id}/earlier": reads("through_seq=1", owned=True),
    "POST /conversations/{conversation_id}/summary": presses(Permission.REPLY, owned=True),
    "GET /conversations/{conversation_id}/why/{ref}": reads(owned=True),
    "POST /conversations/{conversation_id}/preview": presses(Permission.REPLY, owned=True, **_TEXT),
    "POST /conversations/{conversation_id}/messages": presses(Permission.REPLY, owned=True, **_TEXT),
    "POST /conversations/{conversation_id}/takeover": presses(Permission.CONTROL, owned=True),
    "POST /conversations/{conversation_id}/handback": presses(Permission.CONTROL, owned=True),
    "POST /conversations/{conversation_id}/messages/{message_id}/undo": presses(Permission.REPLY, owned=True),
    "POST /conversations/{conversation_id}/notes": presses(Permission.REPLY, owned=True, note="Likes green."),
    "POST /conversations/{conversation_id}/notes/{note_id}/erase": presses(Permission.REPLY, owned=True),
    "GET /conversations/{conversation_id}/viewing": reads(owned=True),
    "POST /conversations/{conversation_id}/stop": presses(Permission.REPLY, owned=True, kind="block"),
    "POST /conversations/{conversation_id}/unblock": presses(Permission.REASSIGN, owned=True),
    "POST /conversations/{conversation_id}/canned": presses(Permission.REPLY, owned=True, insert="{reply_id}"),
    "POST /conversations/{conversation_id}/draft": presses(Permission.REPLY, owned=True),
    "POST /conversations/{conversation_id}/offer": presses(Permission.REPLY, owned=True, percent="5"),
    "GET /sw.js": Takes(Gate.PUBLIC),
    "GET /manifest.webmanifest": Takes(Gate.PUBLIC),
    "GET /account/alerts": Takes(Gate.PERSON),
    "POST /account/alerts": presses(Gate.PERSON, push=["refund"]),
    "POST /account/alerts/devices": presses(Gate.PERSON, endpoint="https://127.0.0.1/", p256dh="x", auth="x"),
    "POST /account/alerts/devices/{device_id}/remove": presses(Gate.PERSON),
    "POST /account/alerts/try": presses(Gate.PERSON, way="push"),
    "GET /settings/alerts": Takes(Permission.SETTINGS),
    "POST /settings/alerts": presses(
        Permission.SETTINGS, **_HERE, way="slack", name="x", url="https://hooks.example/x"
    ),
    "POST /settings/alerts/{hook_id}/topics": presses(Permission.SETTINGS, **_HERE, owned=True, topics=["refund"]),
    "POST /settings/alerts/{hook_id}/rotate": presses(Permission.SETTINGS, **_HERE, owned=True),
    "POST /settings/alerts/{hook_id}/remove": presses(Permission.SETTINGS, **_HERE, owned=True),
    "POST /settings/alerts/{hook_id}/try": presses(Permission.SETTINGS, **_HERE, owned=True),
    "GET /settings/replies": Takes(Permission.SETTINGS),
    "POST /settings/replies": presses(Permission.SETTINGS, **_HERE, name="{fresh}", body="Hello."),
    "POST /settings/replies/{reply_id}/remove": presses(Permission.SETTINGS, **_HERE, owned=True),
    "GET /api/canned-replies": reads(),
    "PUT /api/canned-replies/{merchant_id}": Takes(
        Permission.SETTINGS, json={"name": "Hours", "body": "Until five."}, owned=True
    ),
    "DELETE /api/canned-replies/{merchant_id}/{reply_id}": Takes(Permission.SETTINGS, owned=True),
    "GET /api/conversations": reads(),
    "GET /api/conversations/{conversation_id}": reads(owned=True),
    "POST /api/conversations/{conversation_id}/messages": Takes(Permission.REPLY, json={"body": "Hi."}, owned=True),
    "POST /api/conversations/{conversation_id}/messages/{message_id}/undo": Takes(
        Permission.REPLY, json={}, owned=True
    ),
    "GET /api/conversations/{conversation_id}/notes": reads(owned=True),
    "POST /api/conversations/{conversation_id}/notes": Takes(Permission.REPLY, json={"text": "Hm."}, owned=True),
    "DELETE /api/conversations/{conversation_id}/notes/{note_id}": Takes(Permission.REPLY, owned=True),
    "GET /api/conversations/{conversation_id}/canned-replies": Takes(Permission.REPLY, owned=True),
    "PUT /api/conversations/{conversation_id}/viewing": Takes(Permission.READ, json={}, owned=True),
    "POST /api/conversations/{conversation_id}/stop": Takes(
        Permission.REPLY, json={"kind": "block", "reason": ""}, owned=True
    ),
    "DELETE /api/conversations/{conversation_id}/memory": Takes(Permission.REPLY, owned=True),
    "POST /conversations/{conversation_id}/memory/forget": presses(Permission.REPLY, owned=True),
    "POST /api/conversations/{conversation_id}/unblock": Takes(
        Permission.REASSIGN, json={"reason": "a mistake"}, owned=True
    ),
    "POST /api/conversations/{conversation_id}/drafts": Takes(Permission.REPLY, json={}, owned=True),
    "POST /api/conversations/{conversation_id}/offers": Takes(Permission.REPLY, json={"percent": 5}, owned=True),
    "POST /api/conversations/{conversation_id}/takeover": Takes(Permission.CONTROL, json={}, owned=True),
    "POST /api/conversations/{conversation_id}/handback": Takes(Permission.CONTROL, json={}, owned=True),
    "GET /api/conversations/{conversation_id}/brief": reads(owned=True),
    "GET /api/halts": reads(),
    "GET /api/conversations/{conversation_id}/photos/{photo_id}": reads(owned=True),
    "GET /api/conversations/{conversation_id}/media/{picture_id}": reads(owned=True),
    "GET /conversations/{conversation_id}/media/{picture_id}": reads(owned=True),
    "POST /api/conversations/{conversation_id}/media": Takes(Permission.REPLY, form={}, has_picture=True, owned=True),
    "POST /conversations/{conversation_id}/picture": Takes(Permission.REPLY, form={}, has_picture=True, owned=True),
    "POST /api/media": Takes(Permission.SETTINGS, form={}, query=f"merchant={MERCHANT.id}", has_picture=True),
    "GET /conversations/{conversation_id}/photos/{photo_id}": reads(owned=True),
    "GET /api/seats": reads(),
    "GET /api/recovery/carts": Takes(Permission.REPLY, owned=True),
    "GET /api/recovery/figures": Takes(Permission.REPLY, owned=True),
    "GET /api/recovery/carts/{cart_id}": Takes(Permission.REPLY, owned=True),
    "POST /api/recovery/carts/{cart_id}/claim": Takes(Permission.REPLY, json={}, owned=True),
    "DELETE /api/recovery/carts/{cart_id}/claim": Takes(Permission.REPLY, owned=True),
    "POST /api/recovery/carts/{cart_id}/draft": Takes(Permission.REPLY, json={}, owned=True),
    "POST /api/recovery/carts/{cart_id}/messages": Takes(Permission.REPLY, json=_TEXT, owned=True),
    "GET /api/merchants/{merchant_id}/autonomy": Takes(Permission.SETTINGS, owned=True),
    "GET /api/evals/live": reads(),
    "GET /api/merchants/{merchant_id}/analytics": reads(owned=True),
    "GET /api/merchants/{merchant_id}/attribution": reads(owned=True),
    "PUT /api/merchants/{merchant_id}/attribution": Takes(Permission.SETTINGS, json={}, owned=True),
    "PUT /api/merchants/{merchant_id}/attribution/{automation}/{automation_id}": Takes(
        Permission.SETTINGS, json={}, owned=True
    ),
    "GET /api/merchants/{merchant_id}/spending": Takes(Permission.SETTINGS, owned=True),
    "PUT /api/merchants/{merchant_id}/spending": Takes(Permission.SETTINGS, json={"day": 20}, owned=True),
    "PUT /api/merchants/{merchant_id}/autonomy": Takes(Permission.SETTINGS, json={"default": "auto"}, owned=True),
    "GET /api/merchants/{merchant_id}/recovery": Takes(Permission.SETTINGS, owned=True),
    "GET /api/merchants/{merchant_id}/setup": Takes(Permission.SETTINGS, owned=True),
    "PUT /api/merchants/{merchant_id}/recovery": Takes(
        Permission.SETTINGS, json={"is_on": True, "team": TEAM}, owned=True
    ),
    "GET /api/merchants/{merchant_id}/senders": Takes(Permission.SETTINGS, owned=True),
    "PUT /api/merchants/{merchant_id}/senders": Takes(
        Permission.SETTINGS, json={"phone": "+18885550188", "kind": "toll_free", "carrier": "simulator"}, owned=True
    ),
    "POST /api/merchants/{merchant_id}/senders/{sender_id}/suspend": Takes(
        Permission.SETTINGS, json={"why": "a test"}, owned=True
    ),
    "POST /api/merchants/{merchant_id}/senders/{sender_id}/resume": Takes(Permission.SETTINGS, json={}, owned=True),
    "POST /api/merchants/{merchant_id}/senders/templates/{halt_id}/resume": Takes(
        Permission.SETTINGS, json={}, owned=True
    ),
    "GET /api/merchants/{merchant_id}/flows": reads(owned=True),
    "POST /api/merchants/{merchant_id}/flows": Takes(Permission.SETTINGS, json=_FLOW, owned=True),
    "POST /api/merchants/{merchant_id}/flows/lint": Takes(Permission.SETTINGS, json=_FLOW, owned=True),
    "POST /api/merchants/{merchant_id}/flows/preview": Takes(Permission.SETTINGS, json=_FLOW, owned=True),
    "POST /api/merchants/{merchant_id}/flows/news": Takes(
        Permission.SETTINGS, json={"kind": "browsed", "phone": "{phone}", "subject": "Trail Pack"}, owned=True
    ),
    "GET /api/merchants/{merchant_id}/flows/runs": reads("phone=%2B13035550142", owned=True),
    "GET /api/merchants/{merchant_id}/flows/{flow_id}": reads(owned=True),
    "PUT /api/merchants/{merchant_id}/flows/{flow_id}": Takes(
        Permission.SETTINGS, json=_FLOW | {"version": 1}, owned=True
    ),
    "GET /api/merchants/{merchant_id}/flows/{flow_id}/versions": reads(owned=True),
    "GET /api/merchants/{merchant_id}/flows/{flow_id}/runs": reads(owned=True),
    "GET /api/merchants/{merchant_id}/flows/{flow_id}/figures": reads(owned=True),
    "POST /api/merchants/{merchant_id}/flows/{flow_id}/activate": Takes(Permission.SETTINGS, json={}, owned=True),
    "POST /api/merchants/{merchant_id}/flows/{flow_id}/pause": Takes(Permission.SETTINGS, json={}, owned=True),
    "POST /api/merchants/{merchant_id}/flows/{flow_id}/archive": Takes(Permission.SETTINGS, json={}, owned=True),
    "GET /flows": reads(),
    "GET /flows/new": Takes(Permission.SETTINGS),
    "GET /flows/{flow_id}": reads(),
    "POST /flows": presses(Permission.SETTINGS, **_HERE, **_FLOW),
    "POST /flows/picture": Takes(Permission.SETTINGS, form=_HERE, has_picture=True),
    "POST /flows/lint": presses(Permission.SETTINGS, **_HERE, **_FLOW),
    "POST /flows/{flow_id}": presses(Permission.SETTINGS, **_HERE, **_FLOW),
    "POST /flows/{flow_id}/state": presses(Permission.SETTINGS, **_HERE, state="paused"),
    "GET /api/facts": reads(),
    "PUT /api/facts/{merchant_id}/{fact_id}": Takes(
        Permission.OVERRIDE, json={"statement": "Three left.", "expires_at": "2026-12-01T12:00:00Z"}, owned=True
    ),
    "POST /api/conversations/{conversation_id}/messages/{message_id}/fact": Takes(
        Permission.OVERRIDE, json={}, owned=True
    ),
    "POST /conversations/{conversation_id}/messages/{message_id}/fact": presses(Permission.OVERRIDE, owned=True),
    "GET /settings/facts": Takes(Permission.OVERRIDE),
    "POST /settings/facts/{fact_id}": presses(
        Permission.OVERRIDE, **_HERE, statement="Three left.", until="2026-12-01"
    ),
    "POST /settings/facts/{fact_id}/end": presses(Permission.OVERRIDE, **_HERE),
    "POST /api/facts/{merchant_id}/{fact_id}/retire": Takes(Permission.OVERRIDE, json={}, owned=True),
    "GET /api/agents": reads(),
    "PUT /api/agents/presence": Takes(Permission.CONTROL, json={}),
    "PUT /api/agents/{user_id}": Takes(Permission.REASSIGN, json={}, owned=True),
    "GET /api/cases": reads(),
    "GET /api/cases/{case_id}": reads(owned=True),
    "POST /api/cases/{case_id}/claim": Takes(Permission.CONTROL, json={}, owned=True),
    "POST /api/cases/{case_id}/reassign": Takes(Permission.CONTROL, json={"user": "usr_dana"}, owned=True),
    "POST /api/cases/{case_id}/snooze": Takes(Permission.CONTROL, json={"minutes": 5}, owned=True),
    "POST /api/cases/{case_id}/close": Takes(Permission.CONTROL, json={"outcome": "answered"}, owned=True),
    "POST /conversations/{conversation_id}/suggestions/{suggestion_id}/send": presses(Permission.REPLY, owned=True),
    "POST /conversations/{conversation_id}/suggestions/{suggestion_id}/dismiss": presses(Permission.REPLY, owned=True),
    "POST /api/conversations/{conversation_id}/suggestions/{suggestion_id}/send": Takes(
        Permission.REPLY, json={}, owned=True
    ),
    "POST /api/conversations/{conversation_id}/suggestions/{suggestion_id}/dismiss": Takes(
        Permission.REPLY, json={}, owned=True
    ),
    "GET /api/consents/{phone}": reads(f"merchant={MERCHANT.id}", owned=True),
    "POST /api/consents/{phone}/opt-in": Takes(
        Permission.REPLY, json=_OPT_IN, query=f"merchant={MERCHANT.id}", owned=True
    ),
    "POST /api/consents/{phone}/opt-out": Takes(
        Permission.REPLY, json=_PROOF, query=f"merchant={MERCHANT.id}", owned=True
    ),
    "GET /settings": Takes(Permission.AUDIT),
    "GET /settings/acts": Takes(Permission.AUDIT),
    "GET /settings/people": Takes(Permission.USERS),
    "POST /settings/people": presses(
        Permission.USERS, **_HERE, name="Eve", email="{fresh}@tidewater.example", role="agent"
    ),
    "POST /settings/people/{user_id}/role": presses(Permission.USERS, **_HERE, owned=True, role="lead"),
    "POST /settings/people/{user_id}/work": presses(Permission.USERS, **_HERE, owned=True, capacity="3"),
    "POST /settings/people/{user_id}/link": presses(Permission.USERS, **_HERE, owned=True),
    "POST /settings/people/{user_id}/remove": presses(Permission.USERS, **_HERE, owned=True),
    "GET /recovery": Takes(Permission.REPLY, owned=True),
    "GET /recovery/list": Takes(Permission.REPLY, owned=True),
    "GET /recovery/{cart_id}": Takes(Permission.REPLY, owned=True),
    "POST /recovery/{cart_id}/claim": presses(Permission.REPLY, owned=True),
    "POST /recovery/{cart_id}/return": presses(Permission.REPLY, owned=True),
    "POST /recovery/{cart_id}/preview": presses(Permission.REPLY, owned=True, **_TEXT),
    "POST /recovery/{cart_id}/draft": presses(Permission.REPLY, owned=True, **_TEXT),
    "POST /recovery/{cart_id}/messages": presses(Permission.REPLY, owned=True, **_TEXT),
    "GET /settings/shop": Takes(Permission.SETTINGS),
    "GET /settings/shop/progress": Takes(Permission.SETTINGS),
    "POST /settings/shop/sync": presses(Permission.SETTINGS, **_HERE, kind="products"),
    "POST /settings/shop/requests/{request_id}/record": presses(Permission.SETTINGS, **_HERE),
    "POST /settings/shop/links": presses(Permission.SETTINGS, **_HERE, on=False),
    "GET /api/merchants/{merchant_id}/shop": Takes(Permission.SETTINGS, owned=True),
    "POST /api/merchants/{merchant_id}/shop/sync": Takes(Permission.SETTINGS, json={"kinds": ["orders"]}, owned=True),
    "GET /settings/recovery": Takes(Permission.SETTINGS),
    "GET /settings/set-up": Takes(Permission.SETTINGS),
    "GET /merchants/new": Takes(Permission.USERS),
    "GET /settings/set-up/trial": Takes(Permission.SETTINGS),
    "GET /settings/set-up/registration/{kind}.{ending}": Takes(Permission.SETTINGS),
    "POST /merchants/new": presses(
        Permission.USERS,
        name="Kestrel",
        support="help@kestrel.example",
        timezone="UTC",
        kind="upload",
        domain="{fresh}.example",
    ),
    "POST /settings/set-up/brand": presses(
        Permission.SETTINGS, **_HERE, name=MERCHANT.name, support="help@tidewater.example", timezone="America/New_York"
    ),
    "POST /settings/set-up/business": presses(Permission.SETTINGS, **_HERE, legal_name="Tidewater LLC"),
    "POST /settings/set-up/consent": presses(Permission.SETTINGS, **_HERE, shown="true"),
    "POST /settings/set-up/number": presses(Permission.SETTINGS, **_HERE, phone="+18885550188", carrier="simulator"),
    "POST /settings/set-up/shop": presses(Permission.SETTINGS, **_HERE, kind="sample"),
    "POST /settings/set-up/policies": presses(Permission.SETTINGS, **_HERE, text="# Shipping"),
    "POST /settings/set-up/ask": presses(Permission.SETTINGS, **_HERE, question="shipping?"),
    "POST /settings/set-up/ai": presses(Permission.SETTINGS, **_HERE, mode="auto"),
    "POST /settings/set-up/probe": presses(Permission.SETTINGS, **_HERE),
    "POST /settings/set-up/trial": presses(Permission.SETTINGS, **_HERE, phone="+13035550142", mine="true"),
    "POST /settings/set-up/trial/cart": presses(Permission.SETTINGS, **_HERE),
    "POST /settings/set-up/trial/answer": presses(Permission.SETTINGS, **_HERE, words="YES"),
    "POST /settings/recovery": presses(Permission.SETTINGS, **_HERE, on="true", team=TEAM),
    "GET /agent/autonomy": Takes(Permission.SETTINGS),
    "POST /agent/autonomy": presses(Permission.SETTINGS, **_HERE, default="auto"),
    "POST /agent/autonomy/windows": presses(
        Permission.SETTINGS, **_HERE, mode="off", begins="09:00", ends="17:00", days=["0"]
    ),
    "POST /agent/autonomy/windows/remove": presses(Permission.SETTINGS, **_HERE, window="0"),
    "GET /agent/knowledge": Takes(Permission.SETTINGS),
    "GET /agent/knowledge/imports": Takes(Permission.SETTINGS),
    "POST /agent/knowledge/import": presses(Permission.SETTINGS, **_HERE, name="{fresh}", urls="https://a.example/"),
    "POST /agent/knowledge/approve": presses(Permission.SETTINGS, **_HERE),
    "POST /agent/knowledge/documents/{document_id}": presses(Permission.SETTINGS, **_HERE, act="remove"),
    "GET /agent/answers": Takes(Permission.OVERRIDE),
    "POST /agent/answers": presses(Permission.OVERRIDE, **_HERE, questions="Wrap it?", text="Yes."),
    "POST /agent/answers/{answer_id}/remove": presses(Permission.OVERRIDE, **_HERE),
    "GET /agent/guidelines": Takes(Permission.SETTINGS),
    "POST /agent/guidelines": presses(Permission.SETTINGS, **_HERE, text="Be brief."),
    "POST /agent/guidelines/{guideline_id}/remove": presses(Permission.SETTINGS, **_HERE),
    "POST /settings/facts": presses(
        Permission.OVERRIDE, **_HERE, statement="We open at nine.", until=f"{LATER:%Y-%m-%d}"
    ),
    "GET /agent/persona": Takes(Permission.SETTINGS),
    "GET /agent/playground": Takes(Permission.SETTINGS),
    "POST /agent/playground": presses(Permission.SETTINGS, **_HERE, cart="backpack"),
    "GET /agent/playground/{talk_id}": Takes(Permission.SETTINGS, owned=True),
    "POST /agent/playground/{talk_id}/texts": presses(Permission.SETTINGS, owned=True, body="hi"),
    "GET /agent/playground/{talk_id}/scenario.yaml": Takes(Permission.SETTINGS, owned=True),
    "GET /agent/packs": Takes(Permission.SETTINGS),
    "POST /agent/packs": presses(Permission.SETTINGS, **_HERE, chosen="recovery"),
    "GET /agent/usage": Takes(Permission.SETTINGS),
    "POST /agent/usage": presses(Permission.SETTINGS, **_HERE, day="20"),
    "GET /agent/persona.yaml": Takes(Permission.SETTINGS),
    "POST /agent/persona": presses(Permission.SETTINGS, **_HERE, summary="Kayaks."),
    "POST /agent/persona/told": presses(Permission.SETTINGS, **_HERE, summary="Kayaks."),
    "GET /evals/runs/{run}": Takes(Permission.SETTINGS),
    "GET /evals/labels": Takes(Permission.REPLY),
    "GET /evals/labels/{merchant_id}/{name}.{form}": Takes(Permission.REPLY, owned=True),
    "POST /evals/labels/{merchant_id}/{name}": presses(Permission.SETTINGS, owned=True),
    "GET /evals/labels/{merchant_id}/{name}/{dimension}": Takes(Permission.REPLY, owned=True),
    "POST /evals/labels/{merchant_id}/{name}/{dimension}": presses(
        Permission.REPLY, owned=True, item=TO_LABEL.id, level="polite"
    ),
    "GET /settings/inbox": Takes(Permission.SETTINGS),
    "POST /settings/inbox/people": presses(Permission.SETTINGS, **_HERE, account="7", person="{user_id}"),
    "POST /settings/inbox/people/{account}/remove": presses(Permission.SETTINGS, **_HERE),
    "POST /settings/inbox/switch": presses(Permission.SETTINGS, **_HERE, on="true"),
    "GET /settings/uploads": Takes(Permission.SETTINGS),
    "GET /settings/uploads/{upload_id}/report.csv": Takes(
        Permission.SETTINGS, query=f"merchant={MERCHANT.id}", owned=True
    ),
    "POST /settings/uploads": presses(Permission.SETTINGS, **_HERE, kind="codes", trial="true"),
    "GET /api/merchants/{merchant_id}/uploads": Takes(Permission.SETTINGS),
    "POST /api/merchants/{merchant_id}/uploads": Takes(Permission.SETTINGS, form={}, query="kind=codes"),
    "GET /api/merchants/{merchant_id}/uploads/{upload_id}/report.csv": Takes(Permission.SETTINGS, owned=True),
    "GET /settings/numbers": Takes(Permission.SETTINGS),
    "POST /settings/numbers": presses(Permission.SETTINGS, **_HERE, phone="+18885550188", carrier="simulator"),
    "POST /settings/numbers/{sender_id}/suspend": presses(Permission.SETTINGS, **_HERE, why="a test", owned=True),
    "POST /settings/numbers/{sender_id}/resume": presses(Permission.SETTINGS, **_HERE, owned=True),
    "POST /settings/numbers/templates/{halt_id}/resume": presses(Permission.SETTINGS, **_HERE, owned=True),
    "GET /settings/keys": Takes(Permission.KEYS),
    "POST /settings/keys": presses(Permission.KEYS, **_HERE, name="k", person="{user_id}", scopes=["read"]),
    "POST /settings/keys/{key_id}/revoke": presses(Permission.KEYS, **_HERE, owned=True),
}
"""Outside the demo."""

_NOT_IN_DEMO = ("/login", "/password", "/logout")
DEMO: Mapping[str, Takes] = {
    **{route: takes for route, takes in DESK.items() if not route.partition(" ")[2].startswith(_NOT_IN_DEMO)},
    "POST /person": presses(Gate.PERSON, person="usr_dana"),
    "GET /demo": reads(),
    "GET /demo/strip": reads(f"number={PHONE.replace('+', '%2B')}"),
    "POST /demo/clock": presses(Permission.CONTROL, to="10:30"),
    "POST /demo/order": presses(Permission.CONTROL, phone=PHONE),
    "POST /demo/campaign": presses(Permission.CONTROL),
    "GET /phone/{number}": reads(),
    "GET /phone/media/{media_id}": reads(),
    "POST /phone/{number}/texts": presses(Permission.CONTROL, business="+18885550100", body="hi"),
    "POST /simulator/texts": Takes(Permission.CONTROL, json={"from": PHONE, "to": "+18885550100", "body": "hi"}),
    "GET /simulator/phones/{number}": reads(),
}
"""In the demo, which has no logins."""


def routes_of(app: FastAPI) -> dict[str, APIRoute | None]:
    """Return every route of the app by method and path; None for those that FastAPI or Starlette made."""
    found: dict[str, APIRoute | None] = {}
    for context in iter_route_contexts(app.routes):
        original = context.original_route if hasattr(context, "original_route") else context
        for method in sorted(getattr(context, "methods", None) or {"MOUNT"}):
            found[f"{method} {context.path}"] = original if isinstance(original, APIRoute) else None
    return found


def declared(route: APIRoute) -> Permission | Gate | None:
    """Return what the route itself says it needs; PERSON for one that only asks who calls."""
    calls = [one.call for one in _dependants(route.dependant)]
    needs = [call.permission for call in calls if isinstance(call, Needs)]
    if needs:
        assert len(set(needs)) == 1, f"{route.path} needs {needs}"
        return needs[0]
    return Gate.PERSON if calling in calls else None


def _dependants(dependant: Any) -> list[Any]:
    return [one for child in dependant.dependencies for one in (child, *_dependants(child))]


@dataclass(frozen=True, slots=True)
class Asker:
    """Somebody who asks: what they may do at the merchant, and how they come. `known` is who was let in at all."""

    name: str
    permissions: frozenset[Permission] = frozenset()
    known: bool = True
    headers: Mapping[str, str] = field(default_factory=dict)
    user_id: UserId = ""

    def passes(self, takes: Takes) -> bool:
        if takes.gate is Gate.PERSON:
            return self.known
        return takes.gate in self.permissions if isinstance(takes.gate, Permission) else True


def person(role: Role | None, merchant_id: str = MERCHANT.id, **changes: Any) -> User:
    name = f"{role.value if role else 'nobody'}_{merchant_id}"
    roles = {merchant_id: role} if role else {}
    return User(f"usr_{name}", name.replace("_", " "), roles, email=f"{name}@tidewater.example", **changes)


PEOPLE = {role: person(role) for role in Role}
NONE = person(None)
STRANGER = person(Role.ADMIN, OTHER.id)
REMOVED = User("usr_removed", "Removed", {MERCHANT.id: Role.ADMIN}, removed_at=NOON)


def seed_people(books: Books) -> None:
    books.save_merchant(OTHER)
    books.save_bridge(Bridge(MERCHANT.id, "https://chat.example", 1, 1))
    for user in (*PEOPLE.values(), NONE, STRANGER, REMOVED):
        books.save_user(user)
    set_up_recovery(books, MERCHANT.id, RecoveryAddOn(is_on=True, team=tuple(TEAM)), Doer(OPERATOR), NOON)


def seed_note(books: Books, conversation_id: str) -> None:
    """Leave a note whose words are erased already, so that anybody may erase it."""
    with hold(books, MERCHANT.id, conversation_id, NOON) as held:
        held.record(EventKind.NOTE_WRITTEN, DANA.id)


def key_for(books: Books, scope: Scope, user: User, merchant_id: str = MERCHANT.id) -> str:
    """Make a key and return its secret."""
    return Manager(books, None, NOON).make_key(KeyOrder(scope.value, merchant_id, user.id, (scope,)))[1]


def key_askers(books: Books) -> list[Asker]:
    """Every scope, for an admin; and one that may everything, for an agent."""
    admin, agent = PEOPLE[Role.ADMIN], PEOPLE[Role.AGENT]
    made = [(f"key {scope}", SCOPES[scope], key_for(books, scope, admin)) for scope in Scope]
    made.append(("admin key of an agent", GRANTS[Role.AGENT], key_for(books, Scope.ADMIN, agent)))
    return [Asker(name, may, True, {"Authorization": f"Bearer {secret}"}) for name, may, secret in made]


def stale_sessions(books: Books) -> dict[str, str]:
    """Return tokens of sessions that were real once, and of one whose person is gone."""
    found = {}
    for name, changes in (
        ("ended", {"ended_at": NOON}),
        ("too old", {"began_at": NOON.replace(day=NOON.day - 1)}),
        ("left alone", {"seen_at": NOON.replace(hour=NOON.hour - 2)}),
    ):
        token = begin_session(books, PEOPLE[Role.ADMIN].id, NOON)
        session = _session(books, PEOPLE[Role.ADMIN].id, token)
        books.save_web_session(replace(session, **changes))  # type: ignore[arg-type]
        found[name] = token
    found["a removed person's"] = begin_session(books, REMOVED.id, NOON)
    return found


def _session(books: Books, user_id: UserId, token: str) -> WebSession:
    return next(one for one in books.web_sessions(user_id) if one.digest == digest_of_token(token))


UPLOAD = "upl_matrix"


@dataclass(frozen=True, slots=True)
class Target:
    """Things of the merchant's to ask about: made afresh for each question that might use them up."""

    conversation_id: str
    ref: str
    user_id: UserId
    key_id: str
    case_id: str
    suggestion_id: str
    fact_id: str
    note_id: str
    reply_id: str
    cart_id: str
    fresh: str
    document_id: str = ""
    answer_id: str = ""
    guideline_id: str = ""
    photo_id: str = ""
    media_id: str = ""
    request_id: str = ""
    talk_id: str = ""
    picture_id: str = ""
    shared_id: str = ""
    campaign_id: str = ""
    segment_id: str = ""
    draft_id: str = ""
    act: str = "cancel"

    def fill(self, words: Any) -> Any:
        named = {name: getattr(self, name) for name in self.__slots__}
        named |= {"carrier": "simulator", "number": PHONE, "phone": PHONE, "merchant_id": MERCHANT.id}
        named |= {"message_id": self.ref, "account": "7", "token": "none"}
        named |= {"upload_id": UPLOAD}
        named |= {"sender_id": NUMBER, "kind": "10dlc", "ending": "txt", "halt_id": f"hlt_{self.fresh}"}
        named |= {"table": "days", "automation": "flow", "automation_id": "welcome"}
        named |= {"flow_id": "welcome"}
        named |= {"name": LABEL_SET, "form": "csv", "dimension": "polite", "run": RUN}
        named |= {"message_id": self.ref, "hook_id": f"hok_{self.fresh}", "device_id": f"psh_{self.fresh}"}
        return words.format(**named) if isinstance(words, str) else words


def fresh_target(books: Books, conversation_id: str, ref: str) -> Target:
    fresh = new_id("x", NOON)
    user = User(f"usr_{fresh}", "Target", {MERCHANT.id: Role.AGENT}, email=f"t{fresh}@tidewater.example")
    books.save_user(user)
    key, _ = Manager(books, None, NOON).make_key(KeyOrder("target", MERCHANT.id, user.id, (Scope.READ,)))
    due = DueRow(f"due_{fresh}", MERCHANT.id, conversation_id, DueKind.SUGGESTION, LATER, LATER, DueState.WAITING)
    books.save_due_row(due)
    fact = MerchantFact(f"fct_{fresh}", MERCHANT.id, "Two left.", "checked", user.id, conversation_id, NOON, LATER)
    books.save_merchant_fact(fact)
    canned = CannedReply(f"can_{fresh}", MERCHANT.id, fresh, "Hello.", user.id, NOON)
    books.save_canned_reply(canned)
    hook = AlertHook(f"hok_{fresh}", MERCHANT.id, AlertWay.WEBHOOK, "x", "https://127.0.0.1:9/", user.id, NOON)
    books.save_alert_hook(hook)
    _fresh_number(books, fresh)
    books.save_shop_upload(ShopUpload(UPLOAD, MERCHANT.id, "codes", "codes.csv", user.id, NOON, 1, 1, 0, 0, ""))
    events = books.events(MERCHANT.id, conversation_id)
    note = next(event for event in events if event.kind is EventKind.NOTE_WRITTEN)
    return Target(
        conversation_id,
        ref,
        user.id,
        key.id,
        _fresh_case(books),
        due.id,
        fact.id,
        note.id,
        canned.id,
        _fresh_cart(books, fresh),
        fresh,
        *_fresh_knowledge(books, fresh),
        campaign_id=_fresh_campaign(books, fresh),
        segment_id=SegmentDesk(books, MERCHANT.id, Doer(OPERATOR), NOON).keep("Kept", "").id,
        draft_id=_fresh_draft(books, fresh),
        request_id=_fresh_request(books, conversation_id, fresh),
        picture_id=keep_media(books, MERCHANT.id, conversation_id, "image/png", PICTURE, DANA.id, NOON).id,
        shared_id=keep_media(books, MERCHANT.id, None, "image/png", PICTURE, DANA.id, NOON).id,
    )


def _fresh_request(books: Books, conversation_id: str, fresh: str) -> str:
    """Let the conversation's shopper ask, through the shop, what is kept of them."""
    talk = books.conversation(MERCHANT.id, conversation_id)
    assert talk is not None
    row = PrivacyRequest(f"prq_{fresh}", MERCHANT.id, PrivacyTopic.DATA, "9", talk.contact_id, NOON, LATER)
    books.save_privacy_request(row)
    return row.id


def _fresh_campaign(books: Books, fresh: str) -> str:
    """Write a draft."""
    draft = CampaignState.DRAFT
    row = Campaign(
        f"cmp_{fresh}", MERCHANT.id, fresh, 1, draft, "{}", "New arrivals.", CopyBy.PERSON, DANA.id, NOON, NOON
    )
    books.save_campaign(row)
    return row.id


def _fresh_draft(books: Books, fresh: str) -> str:
    """Keep a draft of a campaign's words."""
    draft = CampaignDraft(f"drf_{fresh}", MERCHANT.id, "New.", "New arrivals.", "rehearsal", "ab", DANA.id, NOON)
    books.save_campaign_draft(draft)
    return draft.id


def _fresh_number(books: Books, fresh: str) -> None:
    """Suspend a number of the merchant's, and halt a template."""
    suspended = Registration.SUSPENDED
    books.save_sender(Sender(NUMBER, MERCHANT.id, "+18885560000", SenderKind.TOLL_FREE, suspended, "simulator"))
    books.save_halt(Halt(f"hlt_{fresh}", MERCHANT.id, "", "filtered", "system", NOON, template=f"flow:{fresh}"))


def _fresh_knowledge(books: Books, fresh: str) -> tuple[str, str, str]:
    """Write down a document, an answer and a guideline."""
    at = (NOON, NOON)
    document = Document(f"doc_{fresh}", MERCHANT.id, fresh, "faq.md", "FAQ", "d", DocumentState.LIVE, *at)
    books.save_document(document)
    answer = VerifiedAnswer(f"ans_{fresh}", MERCHANT.id, ("Wrap it?",), "Yes.", False, DANA.id, NOON)
    books.save_verified_answer(answer)
    scope = GuidelineScope.EVERY_TEXT
    guideline = Guideline(f"gui_{fresh}", MERCHANT.id, "Be brief.", scope, 5, DANA.id, NOON)
    books.save_guideline(guideline)
    return document.id, answer.id, guideline.id


def _fresh_cart(books: Books, fresh: str) -> str:
    """Let a shopper who never wrote before leave a cart."""
    contact = find_or_add_contact(books, MERCHANT.id, f"+1303557{int(fresh[-8:], 16) % 10_000:04}", NOON)
    left = NOON - timedelta(hours=1)
    goods = CartItem("p1", "v1", "Backpack", "green", 1, Money(20535))
    shop = MERCHANT.shop_domain
    url, total = f"https://{shop}/checkouts/{fresh}", goods.unit_price
    cart = Cart(f"crt_{fresh}", MERCHANT.id, contact.id, shop, fresh, url, (goods,), total, CartState.OPEN, left, left)
    remember_cart(books, contact, cart, timedelta(hours=9), NOON)
    return cart.id


def _fresh_case(books: Books) -> str:
    """Let a shopper who never wrote before ask for a person."""
    phone = f"+1303556{len(books.cases((MERCHANT.id,), states=tuple(CaseState), limit=10_000)):04}"
    talk = find_or_open(books, find_or_add_contact(books, MERCHANT.id, phone, NOON), NOON)
    with hold(books, MERCHANT.id, talk.id, NOON) as held:
        escalate(held, Escalation(EscalationReason.ASKED_FOR_PERSON, "", NOON))
    case = books.open_case(MERCHANT.id, talk.id)
    assert case is not None
    return case.id
