"""An upload over the whole road: what it tells is taken in once, a trial changes nothing, and the report names rows."""

import io
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime

import pytest

from api.sample_world import MERCHANT
from api.shops.upload_report import report_csv, summary_of
from api.shops.uploading import Uploading, UploadOrder
from api.stage import Stage, open_stage
from conversation.act import OPERATOR
from conversation.acts import Doer
from conversation.cart import CartState
from conversation.consent import ConsentState
from conversation.errors import Invalid
from conversation.ledger import Reader
from conversation.merchant import Merchant
from conversation.shop_choice import ShopChoice
from conversation.shop_upload import ShopUpload
from tools.upload_columns import UploadKind

NOW = datetime(2026, 11, 24, 17, 30, tzinfo=UTC)
SHOP, PHONE = MERCHANT.shop_domain, "+13035550111"
CARTS = (
    "cart_id,phone,total,checkout_url,abandoned_at,item_title,item_quantity,item_price,variant_id,accepts_sms\n"
    f"c1,{PHONE},30.00,https://tidewater.example/c1,2026-11-24T12:00:00-05:00,Hat,2,10.00,v1,yes\n"
    "c1,,,,,Cap,1,10.00,v2,\n"
    "c2,+13035550112,nothing,https://tidewater.example/c2,2026-11-24T12:00:00-05:00,Hat,2,10.00,v1,yes\n"
    "c3,+13035550113,10.00,https://tidewater.example/c3,2026-11-20T12:00:00-05:00,Hat,1,10.00,v1,yes\n"
)
ORDERS = (
    "order_id,order_name,phone,total,placed_at,updated_at,stage,item_title,variant_id,cart_id\n"
    f"900,#1001,{PHONE},30.00,2026-11-24T12:20:00-05:00,2026-11-24T12:20:00-05:00,shipped,Hat,v1,c1\n"
    "901,#1002,,12.00,2026-11-24T12:20:00-05:00,2026-11-24T12:20:00-05:00,,Hat,v1,\n"
    f"900,#1001,{PHONE},30.00,2026-11-24T12:20:00-05:00,2026-11-24T12:20:00-05:00,shipped,Cap,v2,c1\n"
)
PRODUCTS = "product_id,variant_id,title,price,options\n1,a,Hat,12.50,green\n2,b,Cap,9.00,\n1,c,Hat,13.50,red\n"


@dataclass
class Desk:
    """A stage whose merchant's shop has no API."""

    stage: Stage
    merchant: Merchant

    async def uploads(self, content: str, kind: UploadKind, *, trial: bool = False) -> ShopUpload:
        uploading = Uploading(self.stage.twolane.house, self.merchant, Doer(OPERATOR))
        return await uploading.take(io.BytesIO(content.encode()), UploadOrder(kind, "file.csv", trial))

    async def read(self, query):  # type: ignore[no-untyped-def]
        return await self.stage.twolane.house.ledger.read(query)


@pytest.fixture
async def desk() -> AsyncIterator[Desk]:
    async with open_stage(NOW) as stage:
        merchant = replace(MERCHANT, settings=replace(MERCHANT.settings, shop=ShopChoice("upload")))
        await stage.twolane.house.ledger.write(lambda books: books.save_merchant(merchant))
        yield Desk(stage, merchant)


async def test_carts_begin_their_reminders_and_only_a_fresh_box_is_asked_about(desk: Desk) -> None:
    done = await desk.uploads(CARTS, UploadKind.CARTS)
    assert summary_of(done) == "3 of 4 rows kept, 1 left out"
    assert report_csv(done.notes).splitlines()[1].startswith("4,total,no,it is no amount of money")
    cart = await desk.read(lambda books: books.cart_by_token(MERCHANT.id, SHOP, "c1"))
    assert [(item.title, item.quantity) for item in cart.items] == [("Hat", 2), ("Cap", 1)]
    states = [
        {one.state for one in await desk.read(lambda books, n=n: books.consents(MERCHANT.id, f"+130355501{n}"))}
        for n in (11, 12, 13)
    ]
    assert states == [{ConsentState.REQUESTED}, set(), set()]


async def test_orders_end_reminders_and_are_told_to_who_asks_in_whatever_order_their_rows_stand(desk: Desk) -> None:
    await desk.uploads(CARTS, UploadKind.CARTS)
    assert (await desk.uploads(ORDERS, UploadKind.ORDERS)).bad == 0
    cart = await desk.read(lambda books: books.cart_by_token(MERCHANT.id, SHOP, "c1"))
    assert cart.state is CartState.RECOVERED
    kept = await desk.read(lambda books: books.order(MERCHANT.id, SHOP, "901"))
    assert (kept.minor, kept.contact_id) == (1200, None)
    (told,) = await desk.stage.twolane.house.shop_of(desk.merchant).orders_of(PHONE, 3)
    assert (told.name, told.items, told.stage.value) == ("#1001", ("Hat", "Cap"), "shipped")


async def test_an_older_state_of_an_order_does_not_overwrite_a_newer_one(desk: Desk) -> None:
    later = ORDERS.replace("12:20:00-05:00,shipped", "12:25:00-05:00,delivered")
    await desk.uploads(later, UploadKind.ORDERS)
    await desk.uploads(ORDERS, UploadKind.ORDERS)
    (told,) = await desk.stage.twolane.house.shop_of(desk.merchant).orders_of(PHONE, 3)
    assert told.stage.value == "delivered"


async def test_products_whose_rows_stand_apart_are_found_whole(desk: Desk) -> None:
    await desk.uploads(PRODUCTS, UploadKind.PRODUCTS)
    found = await desk.stage.twolane.house.shop_of(desk.merchant).find_wares("a red hat", 5)
    assert [(ware.title, ware.options, str(ware.price)) for ware in found] == [
        ("Hat", "red", "$13.50"),
        ("Hat", "green", "$12.50"),
    ]


async def test_what_is_uploaded_again_changes_nothing_and_a_code_that_was_given_stays_so(desk: Desk) -> None:
    def all_rows(books: Reader) -> str:
        stock = books.code_stock(MERCHANT.id, NOW)
        carts = [books.cart_by_token(MERCHANT.id, SHOP, token) for token in ("c1", "c3")]
        told = [replace(one, uploaded_at=NOW) for one in books.uploaded_orders(MERCHANT.id, PHONE, 9)]
        return f"{stock}{carts}{books.order(MERCHANT.id, SHOP, '900')}{told}"

    files = ((CARTS, UploadKind.CARTS), (ORDERS, UploadKind.ORDERS), ("code,percent\nTEN,10\n", UploadKind.CODES))
    for content, kind in files:
        await desk.uploads(content, kind)

    def give(books) -> None:  # type: ignore[no-untyped-def]
        books.save_shop_code(replace(books.lock_free_code(MERCHANT.id, 10, NOW), offer_id="off_1", given_at=NOW))

    await desk.stage.twolane.house.ledger.write(give)
    before = await desk.read(all_rows)
    for content, kind in files:
        await desk.uploads(content, kind)
    assert await desk.read(all_rows) == before
    assert (await desk.read(lambda books: books.shop_code(MERCHANT.id, "TEN"))).offer_id == "off_1"


async def test_a_trial_reads_everything_and_changes_nothing(desk: Desk) -> None:
    done = await desk.uploads(CARTS, UploadKind.CARTS, trial=True)
    assert (done.rows, done.kept, done.bad) == (4, 3, 1)
    assert await desk.read(lambda books: books.cart_by_token(MERCHANT.id, SHOP, "c1")) is None
    assert await desk.read(lambda books: books.shop_uploads(MERCHANT.id, 9)) == ()


async def test_a_file_of_thousands_is_taken_in_and_its_report_is_kept(desk: Desk) -> None:
    rows = "".join(f"CODE{number},{10 if number % 100 else 'ten'}\n" for number in range(2_000))
    done = await desk.uploads(f"code,percent\n{rows}", UploadKind.CODES)
    (stock,) = await desk.read(lambda books: books.code_stock(MERCHANT.id, NOW))
    assert (stock.free, done.bad) == (1_980, 20)
    assert await desk.read(lambda books: books.shop_uploads(MERCHANT.id, 9)) == (done,)
    acts = await desk.read(lambda books: books.acts(MERCHANT.id, 1))
    assert acts[0].details == {"upload": "codes", "kept": "1980", "bad": "20"}


async def test_a_shop_that_tells_by_itself_takes_no_files(desk: Desk) -> None:
    desk.merchant = MERCHANT
    with pytest.raises(Invalid, match="twolane shop connect --kind upload"):
        await desk.uploads(PRODUCTS, UploadKind.PRODUCTS)


async def test_a_file_goes_over_rest_and_its_report_comes_back_as_csv(desk: Desk) -> None:
    client, path = desk.stage.client, f"/api/merchants/{MERCHANT.id}/uploads"
    file = {"file": ("codes.csv", b"code,percent\nTEN,10\nNONE,\n", "text/csv")}
    answer = await client.post(f"{path}?kind=codes", files=file)
    assert answer.status_code == 201, answer.text
    told = answer.json()
    assert (told["kept"], told["bad"], told["notes"][0]["line"]) == (1, 1, 3)
    report = await client.get(f"{path}/{told['id']}/report.csv")
    assert report.headers["content-type"].startswith("text/csv")
    assert report.text.splitlines()[1].startswith("3,percent,no,it is empty")
    assert [one["id"] for one in (await client.get(path)).json()] == [told["id"]]
    empty = await client.post(f"{path}?kind=codes")
    assert (empty.status_code, empty.json()["field"]) == (422, "file")


@pytest.mark.parametrize(
    ("kind", "what", "why"),
    [
        ("stall", UploadKind.CARTS, ""),
        ("stall", UploadKind.CODES, "makes its codes by itself"),
        ("woocommerce", UploadKind.CARTS, "tells by itself"),
    ],
)
async def test_a_plug_ins_shop_may_bring_its_carts_as_files(desk: Desk, kind: str, what: UploadKind, why: str) -> None:
    settings = replace(desk.merchant.settings, shop=ShopChoice(kind))
    desk.merchant = replace(desk.merchant, settings=settings)
    if why:
        with pytest.raises(Invalid, match=why):
            await desk.uploads(CARTS, what)
    else:
        assert (await desk.uploads(CARTS, what)).kept == 3
        assert await desk.read(lambda books: books.cart_by_token(MERCHANT.id, SHOP, "c1")) is not None
