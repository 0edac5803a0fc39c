"""Forgetting everybody: each by the erasure, and whoever must stay is counted."""

from api.shops.forgetting import Forgotten, forget_everybody
from conversation.clock import ScriptedClock
from conversation.erasing import Request
from conversation.ledger import Books
from conversation.legal_holds import place_hold
from conversation.store_memory import MemoryLedger
from tests.conversation.world import MERCHANT, NOW, meet, seed


async def test_everybody_is_forgotten_but_whom_the_law_keeps_and_again_changes_nothing() -> None:
    ledger = MemoryLedger()

    def move_in(books: Books) -> None:
        seed(books)
        for number in range(5):
            meet(books, f"+1303555010{number}")
        place_hold(books, MERCHANT.id, "+13035550103", "counsel", "a case", NOW)

    await ledger.write(move_in)
    asked = Request("the shop", "shop/redact")
    for erased in (4, 0):
        counted = await forget_everybody(ledger, ScriptedClock(NOW), MERCHANT.id, asked, lambda _, number: f"t{number}")
        assert counted == Forgotten(erased=erased, held=1)
    left = await ledger.read(lambda books: books.contact_by_phone(MERCHANT.id, "+13035550103"))
    assert left is not None
    assert await ledger.read(lambda books: books.contact_by_phone(MERCHANT.id, "+13035550101")) is None
