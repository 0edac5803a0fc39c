"""Files as shops export them: a bad row is listed by its line and costs no other."""

import io
import json
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from conversation.errors import Invalid
from conversation.shop_upload import ShopCode
from tools.shop_news import CheckoutSeen, ProductSeen
from tools.upload_columns import UploadKind
from tools.upload_reading import MOST_NOTES, UploadReading
from tools.upload_things import Thing, ToldOrder, Whose

NOW = datetime(2026, 11, 24, 17, 30, tzinfo=UTC)
WHOSE = Whose("mer_1", "tidewater.example", NOW)
ZONE = ZoneInfo("America/New_York")


def read(content: str | bytes, kind: UploadKind) -> tuple[list[Thing], UploadReading]:
    data = content.encode() if isinstance(content, str) else content
    reading = UploadReading(io.BytesIO(data), kind, WHOSE, ZONE, "USD")
    return list(reading), reading


def notes(reading: UploadReading) -> list[tuple[int, str]]:
    return [(note.line, note.field) for note in reading.notes]


def test_a_bad_row_is_listed_by_its_line_and_field_and_the_rest_is_kept() -> None:
    content = (
        "product_id,title,price,left\n"
        "1,Hat,12.50,3\n"
        "2,Cap,twelve,3\n"
        '3,"A cap,\nover two lines",9.00,0\n'
        '4,"never closed,9.00,1\n'
        "5,Scarf,8.00\n"
        "6,,8.00,1\n"
        "7,Glove,8.00,\n"
    )
    things, reading = read(content, UploadKind.PRODUCTS)
    assert [thing.product_id for thing in things if isinstance(thing, ProductSeen)] == ["1", "3", "7"]
    assert notes(reading) == [(3, "price"), (6, "row"), (7, "row"), (8, "title")]
    assert (reading.rows, reading.kept, reading.bad) == (7, 3, 4)
    assert all(note.problem and note.remedy for note in reading.notes)


def test_rows_that_stand_together_are_one_product() -> None:
    content = "handle;name;sku;options;price;stock\n1;Hut;1a;grün, M;12,50;0\n1;Hut;1b;rot, L;13,50;2\n2;Mütze;;;9;\n"
    things, reading = read(content.encode("cp1252"), UploadKind.PRODUCTS)
    hat, cap = things
    assert isinstance(hat, ProductSeen) and isinstance(cap, ProductSeen)
    assert [(one.options, str(one.price), one.in_stock, one.left) for one in hat.variants] == [
        ("grün, M", "$12.50", False, None),
        ("rot, L", "$13.50", True, 2),
    ]
    assert (cap.title, cap.variants[0].variant_id) == ("Mütze", "2")
    assert "Windows-1252" in reading.said


def test_a_cart_has_the_items_of_its_rows_and_need_not_repeat_itself() -> None:
    content = (
        "token,phone,total,checkout_url,abandoned_at,item_title,item_quantity,item_price,accepts_sms\n"
        "c1,(303) 555-0111,30.00,https://shop.example/c1,2026-11-24 12:00,Hat,2,10.00,yes\n"
        "c1,,,,,Cap,1,10.00,\n"
        "c2,303-555-0112,5.00,https://shop.example/c2,2026-11-24 12:00,Pin,,5.00,no\n"
    )
    things, reading = read(content, UploadKind.CARTS)
    first, second = things
    assert isinstance(first, CheckoutSeen) and isinstance(second, CheckoutSeen)
    assert [(item.title, item.quantity) for item in first.items] == [("Hat", 2), ("Cap", 1)]
    assert (first.phone, first.accepts_sms, second.accepts_sms) == ("+13035550111", True, False)
    assert first.abandoned_at == datetime(2026, 11, 24, 17, tzinfo=UTC)
    assert reading.bad == 0


def test_orders_of_a_shops_own_export_are_read_with_what_became_of_them() -> None:
    content = (
        "Id,Order Number,Billing Phone,Total,Currency,Created At,Discount Code,Refunded Amount,Fulfillment Status,"
        "Lineitem Name,Lineitem Quantity\n"
        "900,#1001,+13035550111,120,JPY,2026-11-20 10:00:00 -0500,save10,20,fulfilled,Hat,2\n"
        "900,,,,,,,,,Cap,1\n"
        "901,#1002,,10.00,USD,2026-11-21T10:00:00Z,,11.00,,Hat,1\n"
        "902,#1003,,10.00,USD,2026-11-21T10:00:00Z,,,quantum,Hat,1\n"
    )
    things, reading = read(content.replace(" -0500", "-05:00"), UploadKind.ORDERS)
    first, last = things
    assert isinstance(first, ToldOrder) and isinstance(last, ToldOrder)
    assert (first.placed.total.minor, first.placed.refunded, first.placed.discount_codes) == (
        120,
        type(first.placed.total)(20, "JPY"),
        ("SAVE10",),
    )
    assert first.kept.items == ("2 x Hat", "Cap") and first.kept.stage == "shipped"
    assert last.kept.phone == "" and last.placed.stage.value == "placed"
    assert notes(reading) == [(4, "refunded")]


def test_json_is_read_as_a_list_or_a_line_at_a_time_and_goes_on_after_a_broken_one() -> None:
    good = {"code": "A", "percent": 10}
    listed = json.dumps([good, {"code": "B", "percent": 15, "expires_at": "2026-12-01"}, 7], indent=2)
    things, reading = read(listed, UploadKind.CODES)
    assert [(thing.code, thing.percent) for thing in things if isinstance(thing, ShopCode)] == [("A", 10), ("B", 15)]
    assert [field for _, field in notes(reading)] == ["row"]
    things, _ = read("code,percent,shared\nA,10,no\nB,10,yes\nC,10,\n", UploadKind.CODES)
    assert [thing.for_many for thing in things if isinstance(thing, ShopCode)] == [False, True, False]
    lines = f'{json.dumps(good)}\n{{"code": "B", "percent": \n{{"code": "C", "percent": "10%"}}\n{{"code": "D"}}\n'
    things, reading = read(lines, UploadKind.CODES)
    assert [thing.code for thing in things if isinstance(thing, ShopCode)] == ["A", "C"]
    assert notes(reading) == [(2, "row"), (4, "percent")]


def test_a_carts_items_may_be_a_list_in_json() -> None:
    cart = {
        "cart_id": "c1",
        "phone": "+13035550111",
        "total": 30,
        "checkout_url": "https://shop.example/c1",
        "abandoned_at": "2026-11-24T12:00:00-05:00",
        "items": [{"title": "Hat", "quantity": 2, "price": 10.5, "variant_id": 7}, {"title": "Cap", "price": "9"}],
        "something_new": {"nested": True},
    }
    things, reading = read(json.dumps(cart), UploadKind.CARTS)
    (seen,) = things
    assert isinstance(seen, CheckoutSeen), reading.notes
    assert [(one.title, one.quantity, str(one.unit_price), one.variant_id) for one in seen.items] == [
        ("Hat", 2, "$10.50", "7"),
        ("Cap", 1, "$9.00", ""),
    ]


def test_a_doubtful_time_is_kept_and_said() -> None:
    content = "order_id,total,placed_at\n1,5,2026-03-08 02:30\n2,5,2026-11-01 01:30\n3,5,2026-11-24\n"
    things, reading = read(content, UploadKind.ORDERS)
    assert len(things) == 3 and (reading.bad, reading.doubtful) == (0, 2)
    assert [(note.line, note.remedy) for note in reading.notes] == [(2, ""), (3, "")]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_any_delimiter_and_encoding_of_a_spreadsheet_is_read(encoding: str, delimiter: str) -> None:
    content = "code,percent,expires_at\r\nÉTÉ,10,\r\nSUMMER,15,2027-01-01\r\n".replace(",", delimiter)
    things, reading = read(content.encode(encoding), UploadKind.CODES)
    assert [thing.code for thing in things if isinstance(thing, ShopCode)] == ["SUMMER"]
    assert notes(reading) == [(2, "code")]


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"PK\x03\x04", "CSV UTF-8"),
        (b"code,percent\n\x81\x8d,10\n", "neither UTF-8 nor Windows-1252"),
        (b"code,percent\n\x00\x01\xff,10\n", "neither UTF-8"),
        (b"", "names no columns"),
        (b"code\nA\n", "names no columns"),
        (b"code,amount\nA,1\n", r"no column percent"),
        (b"code,percent,Code\nA,1,B\n", "two columns are called 'code'"),
    ],
)
def test_a_file_that_cannot_be_read_at_all_is_refused_with_the_remedy(content: bytes, says: str) -> None:
    with pytest.raises(Invalid, match=says):
        read(content, UploadKind.CODES)


def test_a_file_full_of_faults_keeps_only_the_first_and_counts_all() -> None:
    heard = []
    content = "code,percent\n" + "A,none\n" * (MOST_NOTES + 50)
    reading = UploadReading(io.BytesIO(content.encode()), UploadKind.CODES, WHOSE, ZONE, "USD", heard.append)
    assert list(reading) == [] and reading.bad == len(heard) == MOST_NOTES + 50
    assert len(reading.notes) == MOST_NOTES


def test_a_large_file_is_read_in_little_memory() -> None:
    import tracemalloc

    content = b"code,percent\n" + b"".join(b"CODE%07d,10\n" % number for number in range(20_000))
    file = io.BytesIO(content)
    tracemalloc.start()
    reading = UploadReading(file, UploadKind.CODES, WHOSE, ZONE, "USD")
    assert sum(1 for _ in reading) == 20_000
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 1_000_000


garbage = st.text(alphabet=st.sampled_from("\",;\t|{}[]ab \\'0\x00é"), max_size=12)


@settings(max_examples=150)
@given(st.lists(garbage, max_size=8))
def test_garbage_between_good_rows_never_crashes_and_never_costs_one(lines: list[str]) -> None:
    content = "code,percent,expires_at\n"
    for number, line in enumerate(lines):
        content += f"{line}\nGOOD-{number},10,2027-01-0{number + 1}\n"
    things, reading = read(content, UploadKind.CODES)
    kept = {thing.code for thing in things if isinstance(thing, ShopCode)}
    assert {f"GOOD-{number}" for number in range(len(lines))} <= kept
    assert reading.bad == len([note for note in reading.notes if note.remedy])


@settings(max_examples=100)
@given(st.lists(garbage, max_size=8))
@example(["[", "]"])
def test_garbage_between_good_lines_of_json_never_costs_one(lines: list[str]) -> None:
    content = '{"code": "FIRST", "percent": 5}\n'
    for number, line in enumerate(lines):
        content += f'{line}\n{{"code": "GOOD-{number}", "percent": "10"}}\n'
    things, _ = read(content, UploadKind.CODES)
    kept = {thing.code for thing in things if isinstance(thing, ShopCode)}
    assert {f"GOOD-{number}" for number in range(len(lines))} <= kept


@settings(max_examples=100)
@given(st.binary(max_size=200), st.sampled_from(list(UploadKind)))
def test_no_file_whatever_crashes_the_reading(content: bytes, kind: UploadKind) -> None:
    try:
        read(content, kind)
        read(b"code,percent,product_id,title,price\n" + content, kind)
    except Invalid:
        return
