"""What every ledger promises about people: their roles come back, an address is one person's, and one row is locked."""

from dataclasses import replace

import pytest

from conversation.errors import Conflict
from conversation.ledger import Ledger
from conversation.role import Role
from conversation.user import User
from tests.conversation.world import NOW

EVE = User("usr_eve", "Eve", {"mer_1": Role.ADMIN, "mer_2": Role.AUDITOR}, email="eve@tidewater.example")


async def test_a_person_comes_back_whole(ledger: Ledger) -> None:
    await ledger.write(lambda books: books.save_user(EVE))
    assert await ledger.read(lambda books: books.user(EVE.id)) == EVE
    assert await ledger.read(lambda books: books.user_by_email("eve@tidewater.example")) == EVE
    assert await ledger.read(lambda books: books.user_by_email("mal@tidewater.example")) is None
    assert await ledger.write(lambda books: books.lock_user(EVE.id)) == EVE
    assert await ledger.write(lambda books: books.lock_user("usr_none")) is None


async def test_an_address_belongs_to_one_person_and_nobody_needs_one(ledger: Ledger) -> None:
    await ledger.write(lambda books: books.save_user(EVE))
    with pytest.raises(Conflict):
        await ledger.write(lambda books: books.save_user(replace(EVE, id="usr_mal")))
    for name in ("usr_a", "usr_b"):
        await ledger.write(lambda books, name=name: books.save_user(User(name, "A", {})))
    await ledger.write(lambda books: books.save_user(replace(EVE, removed_at=NOW, email=None)))
    await ledger.write(lambda books: books.save_user(replace(EVE, id="usr_mal")))
