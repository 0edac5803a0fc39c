"""A case: what somebody states to the gate. Everything but the draft's words has a default."""

from collections.abc import Mapping
from dataclasses import fields
from typing import Annotated, Any, Literal, TypeAlias

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema

from api.cases.moment import Moment
from conversation.cart import CartState
from conversation.consent import ConsentScope, ConsentState, SuppressionReason
from conversation.draft import CauseKind
from conversation.escalation import EscalationReason
from conversation.merchant import MerchantSettings
from conversation.message import Purpose
from conversation.money import Money
from conversation.offer import OfferState
from conversation.sender import Registration, SenderKind

PURPOSES: Mapping[str, CauseKind] = {
    "reply": CauseKind.INBOUND,
    "reminder": CauseKind.CART,
    "campaign": CauseKind.CAMPAIGN,
    "notification": CauseKind.ORDER,
    "requested_followup": CauseKind.FOLLOWUP,
    "holding": CauseKind.ESCALATION,
    "opt_out_confirmation": CauseKind.SUPPRESSION,
    "opt_in_confirmation": CauseKind.OPT_IN,
    "identity_answer": CauseKind.IDENTITY,
}
"""A purpose's name names the cause that leads to it; the gate still derives the purpose from the facts."""


def _money(value: object) -> Money:
    if isinstance(value, str | int | float) and not isinstance(value, bool):
        return Money.parse(value)
    raise ValueError("it is not an amount of money; write such as 142.30")


def _settings(value: object) -> object:
    known = {field.name for field in fields(MerchantSettings)}
    for name in value if isinstance(value, dict) else ():
        if name not in known:
            raise ValueError(f"there is no setting {name!r}; there are {', '.join(sorted(known))}")
    return value


def _cause(value: object) -> object:
    return PURPOSES.get(value, value) if isinstance(value, str) else value


Amount: TypeAlias = Annotated[
    Money, BeforeValidator(_money), WithJsonSchema({"type": "string", "description": "in US dollars, such as 142.30"})
]
Settings: TypeAlias = Annotated[MerchantSettings, BeforeValidator(_settings)]
_CAUSES = {
    "enum": [None, *sorted({kind.value for kind in CauseKind} | PURPOSES.keys())],
    "description": (
        "what made somebody want to text: by default the shopper's newest text, else the cart; the name of a purpose "
        "stands for the cause that leads to it"
    ),
}
Seat: TypeAlias = Literal["ai", "human", "template", "system"]


class Stated(BaseModel):
    """A part of a case. A field that no part has is an error, so that nothing is misspelled in silence."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)


class MerchantCase(Stated):
    """The brand."""

    name: str = "Tidewater"
    shop_domain: str = "tidewater.example"
    support: str = "help@tidewater.example"
    timezone: str = "America/New_York"
    settings: Settings = Field(default_factory=MerchantSettings)


class SenderCase(Stated):
    """The merchant's number."""

    phone: str = "+18885550100"
    kind: SenderKind = SenderKind.TOLL_FREE
    registration: Registration = Registration.VERIFIED


class ContactCase(Stated):
    """The shopper. Without any of phone, region and timezone they live in Denver."""

    name: str = "Noah Brown"
    phone: str | None = Field(default=None, description="E.164; by default one that tells nothing of a place")
    region: str | None = Field(default=None, alias="state", description="a US state, such as TX")
    billing_region: str | None = Field(default=None, alias="billing_state", description="where it is another state")
    timezone: str | None = Field(default=None, description="an IANA name; settles their clock, not whose law counts")
    country: str = "US"


class ConsentCase(Stated):
    """One opt-in. By default confirmed two days ago by the shopper's own text."""

    id: str | None = None
    scope: ConsentScope
    state: ConsentState = ConsentState.CONFIRMED
    requested_at: Moment | None = None
    confirmed_at: Moment | None = None
    by_text: bool = Field(default=True, description="whether the shopper's own text confirmed it: a double opt-in")
    prompted: bool = Field(default=True, description="whether our text that asks for it was sent")
    answer: str | None = Field(default=None, description="the id of the text in history that confirmed it")
    wording: str = "Reply YES to get shopping cart reminders by text"
    method: str = "checkout box, then text"
    source: str = "tidewater.example"


class SuppressionCase(Stated):
    """An opt-out, or another reason why nothing may leave; `lifted_at` once START took it back."""

    reason: SuppressionReason = SuppressionReason.OPT_OUT
    since: Moment | None = Field(default=None, description="by default when the shopper's newest text came, else -1d")
    lifted_at: Moment | None = None
    opted_out_at: Moment | None = Field(default=None, description="when they asked to stop, beside a graver reason")
    evidence: str = "STOP"


class TextCase(Stated):
    """One text of the conversation so far. `purpose` and `offers_unasked` say what the gate once found in ours."""

    id: str | None = None
    author: Literal["shopper", "ai", "human", "template", "system"] = Field(alias="from")
    text: str = ""
    at: Moment
    purpose: Purpose | None = Field(default=None, description="of ours; by default an answer, or what opened the talk")
    offers_unasked: bool = Field(default=False, description="a reply with an offer that nobody asked for")


class ItemCase(Stated):
    """One line of the cart."""

    title: str = "Trail Pack 40L"
    options: str = ""
    quantity: int = Field(default=1, ge=1)
    price: Amount = Field(default=Money(9900), validate_default=False)


class CartCase(Stated):
    """The cart that the conversation is about. `reminded_by` is whoever took its one reminder."""

    items: list[ItemCase] = Field(default_factory=lambda: [ItemCase()], min_length=1)
    total: Amount | None = Field(default=None, description="by default the sum of the items")
    checkout_url: str = "https://tidewater.example/cart/c/tok1?key=abc"
    state: CartState = CartState.OPEN
    abandoned_at: Moment | None = Field(default=None, description="by default -1h")
    reminded_by: Seat | None = None
    discounts: list[str] = Field(default=[], description="codes and names of what the checkout takes off already")


class OfferCase(Stated):
    """A discount that the server granted on the cart."""

    code: str
    percent: int = Field(ge=1, le=100)
    state: OfferState = OfferState.ISSUED
    reserved_at: Moment | None = Field(default=None, description="by default -5m")
    expires_at: Moment | None = Field(default=None, description="by default 24 hours after it was reserved")


class EscalationCase(Stated):
    """The AI asked for a person and nobody has come yet."""

    reason: EscalationReason = EscalationReason.ASKED_FOR_PERSON
    at: Moment | None = None


class DraftCase(Stated):
    """The text before the gate. Its purpose is derived from the cause and the facts, never chosen."""

    body: str = Field(min_length=1)
    author: Seat = "ai"
    cause: Annotated[CauseKind | None, BeforeValidator(_cause), WithJsonSchema(_CAUSES)] = None
    ref: str | None = Field(default=None, description="the id of the row that caused it, where not the obvious one")
    person: str = Field(default="Dana", description="the name of the person whose draft it is, where author is human")
    sources: list[str] = []
    confirmed_unbacked: bool = Field(default=False, description="a person answers for what nothing backs")


class GateCase(Stated):
    """One draft and everything about it that the gate may know."""

    now: Moment | None = Field(default=None, description="when the gate is asked; by default the present moment")
    expires_at: Moment | None = Field(default=None, description="when the text is no longer worth sending: +24h")
    merchant: MerchantCase = MerchantCase()
    sender: SenderCase | None = SenderCase()
    contact: ContactCase = ContactCase()
    consents: list[ConsentCase | ConsentScope] = Field(default=[], description="a bare scope is a double opt-in")
    suppression: SuppressionCase | SuppressionReason | None = None
    history: list[TextCase] = Field(default=[], description="oldest first")
    cart: CartCase | None = None
    offers: list[OfferCase] = []
    escalation: EscalationCase | None = None
    draft: DraftCase


def schema() -> dict[str, Any]:
    """Return the JSON Schema of a case."""
    return GateCase.model_json_schema(by_alias=True)
