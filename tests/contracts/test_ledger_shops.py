"""What every ledger promises about merchants' shops."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from conversation.cart import CartState
from conversation.errors import Stale
from conversation.ledger import Books, Ledger
from conversation.money import Money
from conversation.product import Product, Variant
from conversation.shop_sync import ShopOddity, ShopStanding, ShopSync, SyncKind, SyncState
from conversation.syncing import HOLDING, PageRead, take_up_sync, turn_page
from tests.conversation.world import MERCHANT, NOW, cart_of, meet, seed

HOUR = timedelta(hours=1)
SHOP = MERCHANT.shop_domain
BACKPACK = Product(
    merchant_id=MERCHANT.id,
    shop_domain=SHOP,
    product_id="p1",
    title="Backpack",
    about="Waterproof.",
    url="https://tidewater.example/products/backpack",
    variants=(Variant("v1", "green, small", Money(19800, "JPY"), True, 3), Variant("v2", "", Money(1, "KWD"), False)),
    on_sale=True,
    updated_at=NOW,
    seen_at=NOW,
)


async def test_a_sync_that_is_not_there_yet_is_due_at_once_and_comes_back_as_it_was_saved(ledger: Ledger) -> None:
    fresh = await ledger.write(lambda books: books.lock_shop_sync(MERCHANT.id, SyncKind.ORDERS, NOW))
    assert fresh == ShopSync(MERCHANT.id, SyncKind.ORDERS, SyncState.WAITING, NOW)
    held = replace(fresh, since=NOW, cursor="c", held_by="wrk_1", held_until=NOW + HOUR, read=7, level_at=NOW)
    await ledger.write(lambda books: books.save_shop_sync(held))
    assert await ledger.write(lambda books: books.lock_shop_sync(MERCHANT.id, SyncKind.ORDERS, NOW + HOUR)) == held
    assert await ledger.read(lambda books: books.shop_syncs(MERCHANT.id)) == (held,)
    assert await ledger.read(lambda books: books.shop_syncs("mer_2")) == ()


async def test_what_is_due_and_held_by_nobody_is_listed_first_due_first(ledger: Ledger) -> None:
    def write(books: Books) -> None:
        row = ShopSync(MERCHANT.id, SyncKind.ORDERS, SyncState.WAITING, NOW)
        books.save_shop_sync(row)
        books.save_shop_sync(replace(row, kind=SyncKind.TEXTS, due_at=NOW - HOUR))
        books.save_shop_sync(replace(row, kind=SyncKind.PRODUCTS, due_at=NOW + HOUR))
        books.save_shop_sync(replace(row, kind=SyncKind.CONSENTS, held_by="wrk_1", held_until=NOW + HOUR))
        books.save_shop_sync(replace(row, merchant_id="mer_2", held_by="wrk_1", held_until=NOW))

    await ledger.write(write)
    due = await ledger.read(lambda books: books.due_syncs(NOW))
    assert [(row.merchant_id, row.kind) for row in due] == [
        (MERCHANT.id, SyncKind.TEXTS),
        (MERCHANT.id, SyncKind.ORDERS),
        ("mer_2", SyncKind.ORDERS),
    ]


async def test_oddities_are_kept_by_where_they_came_from_latest_first(ledger: Ledger) -> None:
    first = ShopOddity(MERCHANT.id, "orders", "1", "total", "below zero", 1, NOW, NOW)
    again = replace(first, times=2, last_at=NOW + 2 * HOUR)
    other = replace(first, topic="discounts/create", ref="", last_at=NOW + HOUR)
    await ledger.write(lambda books: [books.save_shop_oddity(row) for row in (first, other, again)])
    assert await ledger.read(lambda books: books.shop_oddities(MERCHANT.id, 9)) == (again, other)
    assert await ledger.read(lambda books: books.shop_oddities(MERCHANT.id, 1)) == (again,)
    assert await ledger.read(lambda books: books.shop_oddity(MERCHANT.id, "orders", "1")) == again


async def test_how_the_webhooks_stand_comes_back(ledger: Ledger) -> None:
    standing = ShopStanding(MERCHANT.id, NOW, ("orders/create",), "", NOW)
    await ledger.write(lambda books: books.save_shop_standing(standing))
    assert await ledger.read(lambda books: books.shop_standing(MERCHANT.id)) == standing
    assert await ledger.read(lambda books: books.shop_standing("mer_2")) is None


async def test_products_are_found_by_the_words_they_were_saved_with(ledger: Ledger) -> None:
    lamp = replace(BACKPACK, product_id="p2", title="Lamp")
    gone = replace(BACKPACK, product_id="p3", on_sale=False)

    def write(books: Books) -> None:
        books.save_product(BACKPACK, {"backpack", "green", "small"})
        books.save_product(lamp, {"lamp", "green"})
        books.save_product(gone, {"backpack"})
        books.save_product(replace(lamp, merchant_id="mer_2"), {"green"})

    await ledger.write(write)
    assert await ledger.read(lambda books: books.products_about(MERCHANT.id, {"green", "backpack"}, 9)) == (
        BACKPACK,
        lamp,
    )
    assert await ledger.read(lambda books: books.products_about(MERCHANT.id, {"submarine"}, 9)) == ()
    assert await ledger.read(lambda books: books.products_about(MERCHANT.id, set(), 9)) == ()
    assert await ledger.read(lambda books: books.count_products(MERCHANT.id)) == 2


@pytest.mark.parametrize("words", [{"lamp"}, set[str]()])
async def test_a_product_that_changed_is_found_by_its_new_words_only(ledger: Ledger, words: set[str]) -> None:
    await ledger.write(lambda books: books.save_product(BACKPACK, {"backpack"}))
    changed = replace(BACKPACK, title="Lamp", updated_at=NOW + HOUR)
    await ledger.write(lambda books: books.save_product(changed, words))
    assert await ledger.read(lambda books: books.products_about(MERCHANT.id, {"backpack"}, 9)) == ()
    assert await ledger.read(lambda books: books.products_about(MERCHANT.id, {"lamp"}, 9)) == (
        (changed,) if words else ()
    )
    assert await ledger.read(lambda books: books.product(MERCHANT.id, SHOP, "p1")) == changed


async def test_carts_are_found_by_what_lies_in_them_while_they_are_open(ledger: Ledger) -> None:
    def write(books: Books) -> None:
        seed(books)
        cart = cart_of(meet(books))
        tricky = replace(cart.items[0], variant_id='4_%"3')
        books.save_cart(cart)
        books.save_cart(replace(cart, id="crt_2", token="ct2", items=(tricky,), abandoned_at=NOW + HOUR))
        books.save_cart(replace(cart, id="crt_3", token="ct3", state=CartState.RECOVERED))

    await ledger.write(write)

    async def found(variant_id: str, since: datetime = NOW - 9 * HOUR) -> list[str]:
        carts = await ledger.read(lambda books: books.carts_with(MERCHANT.id, variant_id, since, 9))
        return [cart.id for cart in carts]

    assert await found("v1") == ["crt_ct1"]
    assert await found('4_%"3') == ["crt_2"]
    assert await found("4") == await found("4xx3") == []
    assert await found("v1", NOW + 9 * HOUR) == []


async def test_a_sync_is_worked_on_by_one_at_a_time_and_who_was_overtaken_writes_nothing(ledger: Ledger) -> None:
    kind, late = SyncKind.ORDERS, NOW + HOLDING + timedelta(seconds=1)
    first = await ledger.write(lambda books: take_up_sync(books, MERCHANT.id, kind, "wrk_1", NOW))
    assert first is not None and first.held_by == "wrk_1"
    assert await ledger.write(lambda books: take_up_sync(books, MERCHANT.id, kind, "wrk_2", NOW)) is None
    assert await ledger.write(lambda books: take_up_sync(books, MERCHANT.id, kind, "wrk_2", late)) is not None
    with pytest.raises(Stale):
        await ledger.write(lambda books: turn_page(books, first, PageRead(9, 0, "next"), late))
    kept = await ledger.read(lambda books: books.shop_sync(MERCHANT.id, kind))
    assert kept is not None and (kept.held_by, kept.read) == ("wrk_2", 0)
