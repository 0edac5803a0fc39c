"""What an alert says: why somebody is needed, who by initial only, and a link. Never a shopper's words or number."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from zoneinfo import ZoneInfo

from api.reasons import reason_of
from conversation.alert import Alert, AlertKind
from conversation.contact import Contact
from conversation.escalation import Priority
from conversation.ledger import Reader

OPENINGS: Mapping[AlertKind, str] = MappingProxyType(
    {
        AlertKind.ESCALATED: "",
        AlertKind.GIVEN: "Yours now: ",
        AlertKind.UNTAKEN: "Nobody took it yet: ",
        AlertKind.OVERDUE: "Overdue: ",
        AlertKind.STAYED: "Still needs a person: ",
    }
)

TITLES: Mapping[AlertKind, str] = MappingProxyType(
    {
        AlertKind.TEST: "A test: alerts arrive here",
        AlertKind.SEAT: "Unusual figures at a person's seat",
        AlertKind.VIOLATED: "Evaluation found a conversation at fault",
        AlertKind.CODES: "No code is left for an offer: upload more",
        AlertKind.SHOP_AWAY: "The shop refuses to be read, or tells nothing more",
        AlertKind.UNDELIVERED: "A carrier does not deliver texts",
        AlertKind.NUMBER_STOPPED: "A number was stopped: nothing leaves from it",
        AlertKind.TEMPLATE_STOPPED: "Carriers filter a template: it was stopped",
    }
)
"""What is about no shopper in particular."""
ON_NUMBERS = (AlertKind.NUMBER_STOPPED, AlertKind.TEMPLATE_STOPPED)
"""What is looked at and lifted in Settings, Numbers."""


@dataclass(frozen=True, slots=True)
class AlertWords:
    """`tag` is the same for alerts of which only the newest matters."""

    title: str
    body: str
    url: str
    tag: str
    merchant: str
    initial: str
    is_urgent: bool


def words_of(books: Reader, alert: Alert, public_url: str) -> AlertWords:
    """Return the alert in words, as things stand."""
    merchant = books.merchant(alert.merchant_id)
    initial = _initial(_contact(books, alert))
    name, zone = (merchant.name, ZoneInfo(merchant.timezone)) if merchant else ("", ZoneInfo("UTC"))
    local = alert.made_at.astimezone(zone)
    return AlertWords(
        title=_title(alert, initial),
        body=f"{name} · {local:%a %H:%M %Z}",
        url=link_to(public_url, alert),
        tag=alert.conversation_id or alert.id,
        merchant=name,
        initial=initial,
        is_urgent=alert.priority is Priority.URGENT,
    )


def link_to(public_url: str, alert: Alert) -> str:
    """Return where the alert leads: its conversation, where Take over is at hand, or what was stopped."""
    if alert.kind in ON_NUMBERS:
        return f"{public_url}/settings/numbers?merchant={alert.merchant_id}"
    if alert.kind is AlertKind.SHOP_AWAY:
        return f"{public_url}/settings/shop?merchant={alert.merchant_id}"
    here = f"{public_url}/conversations"
    return f"{here}/{alert.conversation_id}" if alert.conversation_id else here


def _title(alert: Alert, initial: str) -> str:
    if alert.kind in TITLES:
        return TITLES[alert.kind]
    who = initial or "A shopper"
    what = reason_of(who, alert.reason) if alert.reason else f"{who} waits for a person"
    return f"{OPENINGS[alert.kind]}{what}"


def _contact(books: Reader, alert: Alert) -> Contact | None:
    talk = books.conversation(alert.merchant_id, alert.conversation_id) if alert.conversation_id else None
    return books.contact(alert.merchant_id, talk.contact_id) if talk else None


def _initial(contact: Contact | None) -> str:
    return f"{contact.first_name[0].upper()}." if contact and contact.first_name else ""
