"""What every ledger promises about carts that wait for a person, claims on them, and first texts."""

from dataclasses import replace
from datetime import timedelta

from conversation.cart import CartState, ReminderSlot
from conversation.cart_claim import CartClaim, FirstText
from conversation.ledger import Books, Ledger
from conversation.message import Author
from conversation.outbox import OutboxState
from conversation.receiving import receive
from handoff.cart_queue import claim_cart
from handoff.first_text import send_first_text
from tests.conversation.world import MERCHANT, NOW, cart_of, meet, text_from
from tests.handoff.recovery_world import DANA, LATER, OMAR, RULEBOOK, desk, leave, reply, seed

MINUTE = timedelta(minutes=1)


async def test_unreminded_carts_are_read_on_from_where_one_stopped(ledger: Ledger) -> None:
    def write(books: Books) -> None:
        seed(books)
        contact = meet(books)
        for number in range(6):
            moment = NOW + (number // 2) * MINUTE
            books.save_cart(replace(cart_of(contact, f"ct{number}"), abandoned_at=moment))
        books.save_cart(replace(cart_of(contact, "ct8"), state=CartState.RECOVERED))
        slot = ReminderSlot(MERCHANT.id, MERCHANT.shop_domain, "ct1", "msg_1", Author.AI, NOW)
        books.take_reminder_slot(slot)

    await ledger.write(write)

    async def found(merchant: str = MERCHANT.id, **span) -> list[str]:
        span = {"since": NOW - MINUTE, "until": NOW + 9 * MINUTE, "limit": 9} | span
        return [cart.id for cart in await ledger.read(lambda books: books.unreminded_carts(merchant, **span))]

    assert await found() == ["crt_ct0", "crt_ct2", "crt_ct3", "crt_ct4", "crt_ct5"]
    assert await found(limit=2) == ["crt_ct0", "crt_ct2"]
    assert await found(after=(NOW + MINUTE, "crt_ct2")) == ["crt_ct3", "crt_ct4", "crt_ct5"]
    assert await found(until=NOW) == ["crt_ct0"]
    assert await found(since=NOW) == ["crt_ct2", "crt_ct3", "crt_ct4", "crt_ct5"]
    assert await found("mer_2") == []
    assert await ledger.read(lambda books: books.merchant_of_cart("crt_ct0")) == MERCHANT.id
    assert await ledger.read(lambda books: books.merchant_of_cart("crt_nowhere")) is None


async def test_the_newest_claim_on_a_cart_stands_and_belongs_to_its_merchant(ledger: Ledger) -> None:
    first = CartClaim("crt_1", MERCHANT.id, "cvn_1", DANA.id, NOW, NOW + MINUTE)
    second = replace(first, user_id=OMAR.id, claimed_at=NOW + 2 * MINUTE, expires_at=NOW + 3 * MINUTE)
    other = replace(first, cart_id="crt_2", claimed_at=NOW + MINUTE, ended_at=NOW + MINUTE)
    for claim in (first, other):
        await ledger.write(lambda books, claim=claim: books.save_cart_claim(claim))
    assert await ledger.read(lambda books: books.cart_claims_of(DANA.id)) == (other, first)
    assert await ledger.read(lambda books: books.cart_claims_of(DANA.id, 1)) == (other,)
    await ledger.write(lambda books: books.save_cart_claim(second))
    assert await ledger.read(lambda books: books.cart_claim(MERCHANT.id, "crt_1")) == second
    assert await ledger.read(lambda books: books.cart_claim("mer_2", "crt_1")) is None
    assert await ledger.read(lambda books: books.cart_claims_of(DANA.id)) == (other,)


async def test_first_texts_tell_who_was_answered_and_what_was_bought(ledger: Ledger) -> None:
    def text_two(books: Books) -> None:
        seed(books)
        for number, user in ((1, DANA), (2, OMAR), (3, DANA)):
            leave(books, phone=f"+1303555011{number}", token=f"ct{number}")
            claim_cart(books, MERCHANT.id, f"crt_ct{number}", user, RULEBOOK, LATER + number * MINUTE)
            at = desk(books, user, LATER + number * MINUTE)
            sent = send_first_text(at, MERCHANT.id, f"crt_ct{number}", reply(now=at.now))
            if number == 3:
                row = books.outbox_row(MERCHANT.id, sent.message.id)
                assert row is not None
                books.save_outbox_row(replace(row, state=OutboxState.CANCELLED))
        receive(books, text_from("+13035550111", "yes please"), LATER + 5 * MINUTE)
        cart = books.cart(MERCHANT.id, "crt_ct2")
        assert cart is not None
        books.save_cart(replace(cart, state=CartState.RECOVERED))

    await ledger.write(text_two)
    found = await ledger.read(lambda books: books.first_texts(MERCHANT.id, NOW))
    assert found == (
        FirstText(DANA.id, LATER + MINUTE, is_answered=True, is_recovered=False),
        FirstText(OMAR.id, LATER + 2 * MINUTE, is_answered=False, is_recovered=True),
    )
    assert await ledger.read(lambda books: books.first_texts(MERCHANT.id, LATER + 2 * MINUTE)) == found[1:]
    assert await ledger.read(lambda books: books.first_texts("mer_2", NOW)) == ()
