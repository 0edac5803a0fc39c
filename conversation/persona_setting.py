"""Giving a merchant's AI its voice. Each change is an act in the merchant's log."""

from dataclasses import fields, replace
from datetime import datetime

from conversation.act import ActKind
from conversation.acts import Doer, record_act
from conversation.errors import Unknown
from conversation.ids import MerchantId
from conversation.ledger import Books, Reader
from conversation.persona import Persona, check_persona


def set_persona(books: Books, merchant_id: MerchantId, persona: Persona, doer: Doer, now: datetime) -> Persona:
    """Let the merchant's AI sound like this from its next turn on. Raises Invalid as `check_persona`, and Unknown."""
    merchant = books.merchant(merchant_id)
    if merchant is None:
        raise Unknown("merchant", merchant_id)
    check_persona(persona, people_of(books, merchant_id))
    before = merchant.settings.persona
    if persona == before:
        return persona
    books.save_merchant(replace(merchant, settings=replace(merchant.settings, persona=persona)))
    changed = [field.name for field in fields(Persona) if getattr(persona, field.name) != getattr(before, field.name)]
    record_act(books, doer, ActKind.SETTINGS_CHANGED, merchant_id, (merchant_id,), now, persona=", ".join(changed))
    return persona


def people_of(books: Reader, merchant_id: MerchantId) -> list[str]:
    """Return the names of the people who work for the merchant, none of which the AI may bear."""
    return [user.name for user in books.users() if merchant_id in user.merchants and user.removed_at is None]
