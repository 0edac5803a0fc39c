"""What a person answered for: logged with their name and words, and kept as a fact where they want it kept."""

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from types import MappingProxyType

from compliance.claims import Claim, ClaimKind, sentences_with
from compliance.exit import Departure, Queued
from compliance.gate import unbacked
from conversation.draft import Draft
from conversation.event import EventKind
from conversation.fence import Held
from conversation.ids import new_id
from conversation.ledger import Reader
from conversation.merchant_fact import MerchantFact
from conversation.override import Override
from conversation.user import User

KEPT_FOR: Mapping[ClaimKind, timedelta] = MappingProxyType(
    {
        ClaimKind.STOCK: timedelta(hours=24),
        ClaimKind.CROWD: timedelta(hours=24),
        ClaimKind.DEADLINE: timedelta(days=7),
        ClaimKind.PRESSURE: timedelta(0),
    }
)
"""What changes by the day is a fact for a day. Pressure is none at all. House figures."""
KEPT_USUALLY = timedelta(days=90)
_LONGEST = 500


def claims_to_answer_for(reader: Reader, draft: Draft, now: datetime) -> tuple[Claim, ...]:
    """Return what only the person's word backs: the source that they name is a part of their word."""
    if draft.override is None:
        return ()
    own = tuple(source for source in draft.sources if source != draft.override.source)
    return unbacked(reader, replace(draft, sources=own), now)


def record_override(held: Held, draft: Draft, claims: tuple[Claim, ...], departure: Departure, user: User) -> None:
    """Log that `user` answered for `claims` and save as facts those that may be; nothing where there are none."""
    override = draft.override
    if override is None or not claims:
        return
    held.record(
        EventKind.CLAIM_OVERRIDDEN,
        user.id,
        name=user.name,
        basis=override.basis,
        words="; ".join(f"{claim.kind}: {claim.words}" for claim in claims)[:_LONGEST],
        **_reference(departure),
    )
    if override.save_as_fact:
        _save(held, draft, override, claims, user)


def _save(held: Held, draft: Draft, override: Override, claims: tuple[Claim, ...], user: User) -> None:
    contact = held.books.contact(held.row.merchant_id, held.row.contact_id)
    for sentence, said in sentences_with(draft.body, claims):
        lifetime = min(KEPT_FOR.get(claim.kind, KEPT_USUALLY) for claim in said)
        if lifetime <= timedelta(0):
            continue
        fact = MerchantFact(
            id=new_id("fct", held.now),
            merchant_id=held.row.merchant_id,
            statement=about_nobody(sentence, contact.name if contact else ""),
            basis=override.basis,
            said_by=user.id,
            conversation_id=held.row.id,
            said_at=held.now,
            expires_at=held.now + lifetime,
        )
        held.books.save_merchant_fact(fact)
        held.record(EventKind.FACT_SAVED, user.id, fact=fact.id, basis=override.basis)


def _reference(departure: Departure) -> dict[str, str]:
    return {"message": departure.message.id} if isinstance(departure, Queued) else {"due": departure.row.id}


def about_nobody(sentence: str, name: str) -> str:
    """Return the sentence without the shopper's name: a fact is the shop's, and outlives whoever was told it."""
    for word in name.split():
        sentence = re.sub(
            rf"(?:,\s*)?\b{re.escape(word.rstrip('.'))}\b\.?[,!:]?\s*", " ", sentence, flags=re.IGNORECASE
        )
    return " ".join(sentence.split())
