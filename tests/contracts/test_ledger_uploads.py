"""What every ledger promises about shops that bring files."""

from dataclasses import replace
from datetime import timedelta

from conversation.ledger import Books, Ledger
from conversation.shop_upload import CodeStock, RowNote, ShopCode, ShopUpload, UploadedOrder
from tests.conversation.world import MERCHANT, NOW

DAY = timedelta(days=1)
CODE = ShopCode(MERCHANT.id, "TEN-A", 10, NOW + DAY, NOW)
ORDER = UploadedOrder(MERCHANT.id, "1", "+13035550147", "#1", NOW, "shipped", ("2 x Hat", "Cap"), "UPS", "1Z", "", NOW)
UPLOAD = ShopUpload(
    *("upl_1", MERCHANT.id, "codes", "codes.csv", "usr_1", NOW, 3, 2, 1, 0, "read as UTF-16"),
    (RowNote(2, "code", "it is empty", "fill it in"),),
)


async def test_of_the_free_codes_of_a_percentage_the_first_to_run_out_is_given_first(ledger: Ledger) -> None:
    codes = (
        CODE,
        replace(CODE, code="TEN-B", expires_at=NOW + 3 * DAY),
        replace(CODE, code="TEN-C", expires_at=None),
        replace(CODE, code="FIVE", percent=5),
        replace(CODE, code="MANY", for_many=True, expires_at=NOW + 2 * DAY),
        replace(CODE, code="THEIRS", merchant_id="mer_2"),
    )

    def stock(books: Books) -> None:
        for code in codes:
            books.save_shop_code(code)

    await ledger.write(stock)
    given = []
    for number in range(4):

        def give(books: Books, offer: str = f"off_{number}") -> str | None:
            code = books.lock_free_code(MERCHANT.id, 10, NOW + 2 * DAY)
            if code is not None:
                books.save_shop_code(replace(code, offer_id=offer, given_at=NOW))
            return code.code if code else None

        given.append(await ledger.write(give))
    assert given == ["TEN-B", "TEN-C", None, None]
    for_many = await ledger.write(lambda books: books.lock_free_code(MERCHANT.id, 10, NOW + 2 * DAY, for_many=True))
    assert for_many == replace(CODE, code="MANY", for_many=True, expires_at=NOW + 2 * DAY)
    found = await ledger.read(lambda books: books.shop_code_of(MERCHANT.id, "off_1"))
    assert found is not None and found == replace(codes[2], offer_id="off_1", given_at=NOW)
    assert await ledger.read(lambda books: books.shop_code(MERCHANT.id, "TEN-A")) == CODE
    assert await ledger.read(lambda books: books.code_stock(MERCHANT.id, NOW)) == (
        CodeStock(5, 1, 1),
        CodeStock(10, 3, 1),
    )


async def test_orders_are_those_of_the_number_newest_first_until_they_are_dropped(ledger: Ledger) -> None:
    orders = (
        ORDER,
        replace(ORDER, order_id="2", placed_at=NOW + DAY),
        replace(ORDER, order_id="3", phone="+13035550148"),
    )

    def save(books: Books) -> None:
        for order in (*orders, replace(ORDER, name="#1a")):
            books.save_uploaded_order(order)

    await ledger.write(save)
    found = await ledger.read(lambda books: books.uploaded_orders(MERCHANT.id, ORDER.phone, 9))
    assert found == (orders[1], replace(ORDER, name="#1a"))
    assert await ledger.read(lambda books: books.uploaded_orders(MERCHANT.id, ORDER.phone, 1)) == (orders[1],)
    old = await ledger.read(lambda books: books.uploaded_orders_before(MERCHANT.id, NOW + DAY, "1", 9))
    assert old == (orders[2],)
    await ledger.write(lambda books: books.drop_uploaded_orders(MERCHANT.id, ORDER.phone))
    await ledger.write(lambda books: books.drop_uploaded_order(MERCHANT.id, "3"))
    left = [await ledger.read(lambda books, ref=ref: books.uploaded_order(MERCHANT.id, ref)) for ref in "123"]
    assert left == [None] * 3


async def test_uploads_are_kept_with_their_notes_latest_first(ledger: Ledger) -> None:
    later = replace(UPLOAD, id="upl_2", at=NOW + DAY, notes=())

    def save(books: Books) -> None:
        for upload in (UPLOAD, later, replace(UPLOAD, id="upl_3", merchant_id="mer_2")):
            books.save_shop_upload(upload)

    await ledger.write(save)
    assert await ledger.read(lambda books: books.shop_uploads(MERCHANT.id, 9)) == (later, UPLOAD)
    assert await ledger.read(lambda books: books.shop_upload(MERCHANT.id, "upl_1")) == UPLOAD
    assert await ledger.read(lambda books: books.shop_upload(MERCHANT.id, "upl_3")) is None
