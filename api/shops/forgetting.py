"""Forgetting everybody whom a merchant knows, as a shop asks that has removed the app: each by the existing erasure."""

from dataclasses import dataclass

from conversation.clock import Clock
from conversation.contact import Contact
from conversation.erasing import Request, Token, erase
from conversation.errors import Conflict, OnHold, Unknown
from conversation.ids import MerchantId
from conversation.ledger import Ledger
from conversation.segment_rule import Every

BATCH = 100
EVERYBODY = Every(())


@dataclass(frozen=True, slots=True)
class Forgotten:
    """How many were erased, how many a legal hold keeps, and how many have a text on its way: to be tried again."""

    erased: int = 0
    held: int = 0
    busy: int = 0

    def __str__(self) -> str:
        return f"{self.erased} erased, {self.held} kept by a legal hold, {self.busy} with a text on its way"


async def forget_everybody(
    ledger: Ledger, clock: Clock, merchant_id: MerchantId, request: Request, token: Token
) -> Forgotten:
    """Erase every contact of the merchant, one a transaction; whoever is forgotten already is passed by."""
    counted = Forgotten()
    after = ""
    while page := await ledger.read(
        lambda books, after=after: books.contacts_in(merchant_id, EVERYBODY, clock.now(), after=after, limit=BATCH)  # type: ignore[misc]
    ):
        for contact in page:
            counted = await _forget(ledger, clock, contact, request, token, counted)
        after = page[-1].id
    return counted


async def _forget(
    ledger: Ledger, clock: Clock, contact: Contact, request: Request, token: Token, counted: Forgotten
) -> Forgotten:
    try:
        await ledger.write(lambda books: erase(books, contact.merchant_id, contact.phone, request, token, clock.now()))
    except Unknown:
        return counted
    except OnHold:
        return Forgotten(counted.erased, counted.held + 1, counted.busy)
    except Conflict:
        return Forgotten(counted.erased, counted.held, counted.busy + 1)
    return Forgotten(counted.erased + 1, counted.held, counted.busy)
