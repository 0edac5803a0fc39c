"""What every ledger promises about orders, touches, assignments and tags."""

from dataclasses import replace
from datetime import timedelta

import pytest

from conversation.assignment import HOLD_OUT, Assignment
from conversation.errors import Conflict, Invalid
from conversation.ledger import Ledger
from conversation.money import Money
from conversation.order import Order
from conversation.tag import Tag, fold_tag
from conversation.touch import Automation, Touch
from tests.conversation.world import MERCHANT, NOW

HOUR = timedelta(hours=1)
ORDER = Order(
    merchant_id=MERCHANT.id,
    shop_domain=MERCHANT.shop_domain,
    order_id="1031",
    name="#1031",
    contact_id="con_1",
    cart_id="crt_1",
    minor=7_000_000_000,
    currency="IDR",
    codes=("SAVE10",),
    placed_at=NOW,
    updated_at=NOW,
)
TOUCH = Touch("msg_1", MERCHANT.id, "con_1", Automation.FLOW, "flw_1", 2, "first", "B", NOW)


async def test_an_order_comes_back_as_it_was_last_told_to_its_merchant_only(ledger: Ledger) -> None:
    known = (ORDER.merchant_id, ORDER.shop_domain, ORDER.order_id)
    await ledger.write(lambda books: books.save_order(ORDER))
    assert await ledger.read(lambda books: books.order(*known)) == ORDER
    refunded = replace(ORDER, refunded_minor=1_000_000_000, updated_at=NOW + HOUR)
    await ledger.write(lambda books: books.save_order(refunded))
    assert await ledger.read(lambda books: books.order(*known)) == refunded
    assert refunded.kept == Money(6_000_000_000, "IDR")
    assert replace(refunded, cancelled_at=NOW).kept == Money(0, "IDR")
    assert await ledger.read(lambda books: books.order("mer_2", *known[1:])) is None
    assert await ledger.read(lambda books: books.orders_of_contact(MERCHANT.id, "con_1")) == (refunded,)
    assert await ledger.read(lambda books: books.orders_of_contact("mer_2", "con_1")) == ()


async def test_orders_are_paged_by_when_they_were_placed(ledger: Ledger) -> None:
    rows = [replace(ORDER, order_id=f"{number}", placed_at=NOW + number // 2 * HOUR) for number in range(6)]
    await ledger.write(lambda books: [books.save_order(row) for row in reversed(rows)])

    async def page(after: Order | None) -> list[str]:
        cursor = (after.placed_at, after.order_id) if after else None
        until = NOW + 2 * HOUR
        found = await ledger.read(lambda books: books.orders_between(MERCHANT.id, NOW, until, after=cursor, limit=3))
        return [row.order_id for row in found]

    assert await page(None) == ["0", "1", "2"]
    assert await page(rows[2]) == ["3"]
    assert await page(rows[3]) == []


async def test_a_text_has_one_touch_and_a_contacts_touches_come_oldest_first(ledger: Ledger) -> None:
    later = replace(TOUCH, message_id="msg_0", at=NOW + HOUR)
    strange = replace(TOUCH, message_id="msg_9", merchant_id="mer_2")
    await ledger.write(lambda books: [books.add_touch(touch) for touch in (later, TOUCH, strange)])
    with pytest.raises(Conflict):
        await ledger.write(lambda books: books.add_touch(replace(TOUCH, step="second")))
    assert await ledger.read(lambda books: books.touch(MERCHANT.id, "msg_1")) == TOUCH
    assert await ledger.read(lambda books: books.touch(MERCHANT.id, "msg_9")) is None
    assert await ledger.read(lambda books: books.touches_of_contact(MERCHANT.id, "con_1", NOW)) == (TOUCH, later)
    assert await ledger.read(lambda books: books.touches_of_contact(MERCHANT.id, "con_1", NOW + HOUR)) == (later,)


async def test_a_contact_stays_in_the_arm_it_fell_into(ledger: Ledger) -> None:
    first = Assignment(MERCHANT.id, "exp_1", "con_1", HOLD_OUT, NOW)
    second = replace(first, arm="A", at=NOW + HOUR)
    elsewhere = replace(second, experiment_id="exp_2")
    assigned = await ledger.write(lambda books: [books.assign(one) for one in (first, second, elsewhere)])
    assert assigned == [first, first, elsewhere]
    assert first.is_held_out and not elsewhere.is_held_out
    assert await ledger.read(lambda books: books.assignment(MERCHANT.id, "exp_1", "con_1")) == first
    assert await ledger.read(lambda books: books.assignment("mer_2", "exp_1", "con_1")) is None


async def test_a_tag_is_kept_once_and_taken_off(ledger: Ledger) -> None:
    tags = [Tag(MERCHANT.id, "con_1", word, "usr_dana", NOW) for word in ("vip", "back in stock")]
    assert await ledger.write(lambda books: [books.add_tag(tag) for tag in (*tags, tags[0])]) == [True, True, False]
    assert await ledger.read(lambda books: books.tags_of(MERCHANT.id, "con_1")) == (tags[1], tags[0])
    assert await ledger.read(lambda books: books.tags_of("mer_2", "con_1")) == ()
    await ledger.write(lambda books: books.drop_tag("mer_2", "con_1", "vip"))
    await ledger.write(lambda books: books.drop_tag(MERCHANT.id, "con_1", "vip"))
    assert await ledger.read(lambda books: books.tags_of(MERCHANT.id, "con_1")) == (tags[1],)


def test_tags_are_folded_and_neither_empty_nor_long() -> None:
    assert fold_tag("  VIP  Customer ") == "vip customer"
    for word in (" ", "x" * 41):
        with pytest.raises(Invalid):
            fold_tag(word)
