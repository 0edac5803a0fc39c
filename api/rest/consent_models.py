"""Where a number stands with a merchant, as REST and the command line show it."""

from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, Field, StringConstraints

from conversation.consent import Consent, ConsentMethod, ConsentScope, ConsentState
from conversation.consenting import waits_for_start
from conversation.ids import MerchantId
from conversation.ledger import Reader

Said = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=2000)]


class OptOutOut(BaseModel):
    """An opt-out that is in force."""

    reason: str
    since: datetime
    evidence: str
    message_id: str | None


class ConsentOut(BaseModel):
    """One opt-in as it stands. `standing` says it in words."""

    id: str
    scope: str
    state: str
    standing: str
    wording: str
    method: str
    source: str
    requested_at: datetime
    confirmed_at: datetime | None
    prompt_id: str | None
    answer_id: str | None
    revoked_at: datetime | None
    revoked_by: str | None


class ConsentEventOut(BaseModel):
    """One change, with its proof."""

    number: int
    change: str
    at: datetime
    recorded_at: datetime
    recorded_by: str
    consent_id: str | None
    scope: str | None
    wording: str
    method: str
    source: str
    evidence: str
    message_id: str | None


class ConsentStandingOut(BaseModel):
    """A number's consent with one merchant: where it stands and how it came to that."""

    merchant_id: str
    phone: str
    summary: str
    opted_out: OptOutOut | None
    waiting_for_start: bool = Field(description="consent was given since the opt-out; it counts after START")
    consents: list[ConsentOut]
    history: list[ConsentEventOut]


class OptInIn(BaseModel):
    """An opt-in that was given elsewhere, with its proof. `ask`: also ask by text for the double opt-in."""

    scopes: list[ConsentScope] = Field(min_length=1)
    wording: Said
    method: ConsentMethod
    source: Said
    obtained_at: datetime
    evidence: str = Field(default="", max_length=2000)
    ask: bool = False


class OptOutIn(BaseModel):
    """An opt-out that came by another way than a text."""

    evidence: Said
    source: str = Field(default="", max_length=200)
    said_at: datetime | None = None


def standing_out(reader: Reader, merchant_id: MerchantId, phone: str) -> ConsentStandingOut:
    """Read a number's consent, whole."""
    stop = reader.suppression(merchant_id, phone)
    live = stop if stop is not None and stop.is_live else None
    waiting = bool(waits_for_start(reader, merchant_id, phone))
    consents = reader.consents(merchant_id, phone)
    return ConsentStandingOut(
        merchant_id=merchant_id,
        phone=phone,
        summary=_summary(consents, is_opted_out=live is not None, waiting=waiting),
        opted_out=OptOutOut(
            reason=live.reason.value, since=live.since, evidence=live.evidence, message_id=live.message_id
        )
        if live
        else None,
        waiting_for_start=waiting,
        consents=[_consent_out(consent) for consent in consents],
        history=[
            ConsentEventOut.model_validate(event, from_attributes=True)
            for event in reader.consent_events(merchant_id, phone)
        ],
    )


def standing_words(consent: Consent) -> str:
    if consent.is_by_text:
        return "double opt-in"
    words = {
        ConsentState.REQUESTED: "asked for, not confirmed",
        ConsentState.CONFIRMED: "in writing, not confirmed by text",
        ConsentState.REVOKED: "revoked",
    }
    return words[consent.state]


def _summary(consents: tuple[Consent, ...], *, is_opted_out: bool, waiting: bool) -> str:
    if is_opted_out:
        return "opted out; new consent is waiting for START" if waiting else "opted out"
    newest = {consent.scope: consent for consent in consents}
    told = [f"{scope.value}: {standing_words(consent)}" for scope, consent in newest.items()]
    return ", ".join(told) or "no consent: direct replies only"


def _consent_out(consent: Consent) -> ConsentOut:
    return ConsentOut.model_validate(
        {name: getattr(consent, name) for name in ConsentOut.model_fields if name != "standing"}
        | {"standing": standing_words(consent), "scope": consent.scope.value, "state": consent.state.value}
    )
