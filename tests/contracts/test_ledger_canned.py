"""What every ledger promises about canned replies: each merchant's own, replaced by id, kept when removed."""

from dataclasses import replace

from conversation.canned_reply import CannedReply
from conversation.ledger import Books, Ledger
from tests.conversation.world import NOW

REPLY = CannedReply("can_1", "mer_1", "Hours", "We answer until five, {{ first_name }}.", "usr_1", NOW)


async def test_replies_are_found_by_merchant_and_by_id(ledger: Ledger) -> None:
    other, third = replace(REPLY, id="can_2", merchant_id="mer_2"), replace(REPLY, id="can_3", name="A")

    def write(books: Books) -> None:
        for row in (third, REPLY, other):
            books.save_canned_reply(row)

    await ledger.write(write)
    assert await ledger.read(lambda books: books.canned_replies("mer_1")) == (REPLY, third)
    assert await ledger.read(lambda books: books.canned_reply("mer_1", "can_1")) == REPLY
    assert await ledger.read(lambda books: books.canned_reply("mer_1", "can_2")) is None
    assert await ledger.read(lambda books: books.canned_replies("mer_3")) == ()


async def test_a_reply_is_replaced_and_a_removed_one_is_kept(ledger: Ledger) -> None:
    changed = replace(REPLY, body="Ask away.", removed_at=NOW)
    for row in (REPLY, changed):
        await ledger.write(lambda books, row=row: books.save_canned_reply(row))
    assert await ledger.read(lambda books: books.canned_replies("mer_1")) == (changed,)
