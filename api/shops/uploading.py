"""Taking an upload in: each row is read alone, some hundred things are one transaction, and a report is kept."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import islice
from typing import BinaryIO
from zoneinfo import ZoneInfo

from api.checkout import ShopNews
from api.house import House
from conversation.act import ActKind
from conversation.acts import Doer, record_act
from conversation.errors import Invalid
from conversation.ids import new_id
from conversation.ledger import Books
from conversation.merchant import Merchant
from conversation.opening import find_or_add_contact
from conversation.shop_choice import ShopKind
from conversation.shop_upload import RowNote, ShopCode, ShopUpload, UploadedOrder
from tools.shop_news import CheckoutSeen, OrderPlaced, ProductSeen
from tools.shop_opening import kind_of, takes_files
from tools.upload_columns import UploadKind
from tools.upload_reading import UploadReading
from tools.upload_things import Thing, ToldOrder, Whose

BATCH = 200
"""Things in one transaction: a crash loses no more, and nobody waits long behind it."""
FRESH = timedelta(hours=48)
"""For how long a box that was ticked at a checkout may be asked about: no reminder may follow an older cart."""
LONGEST_NAME = 120


@dataclass(frozen=True, slots=True)
class UploadOrder:
    """What is uploaded: `name` is the file's. A trial reads everything and changes nothing."""

    kind: UploadKind
    name: str
    is_trial: bool = False


def nobody_hears(note: RowNote) -> None:
    """The report is enough."""


@dataclass(frozen=True, slots=True)
class Uploading:
    """One merchant's uploads, done by somebody."""

    house: House
    merchant: Merchant
    doer: Doer

    async def take(
        self, file: BinaryIO, order: UploadOrder, hears: Callable[[RowNote], None] = nobody_hears
    ) -> ShopUpload:
        """Take the file in, and return what became of its rows; the file stays open.

        What is uploaded again changes nothing. `hears` is told of every note, also of those that the report has no
        room for. Raises Invalid where the shop tells by itself, or the whole file cannot be read.
        """
        self._check(order.kind)
        now = await self._moment()
        reading = UploadReading(
            file,
            order.kind,
            Whose(self.merchant.id, self.merchant.shop_domain, now),
            ZoneInfo(self.merchant.timezone),
            self.merchant.settings.shop.currency,
            hears,
        )
        try:
            rows = iter(reading)
            while things := tuple(islice(rows, BATCH)):
                if not order.is_trial:
                    await self.house.ledger.write(lambda books, some=things: self._take_in(books, some, now))  # type: ignore[misc]
        finally:
            reading.let_go()
        upload = self._report(reading, order, now)
        if not order.is_trial:
            await self.house.ledger.write(lambda books: self._keep(books, upload))
        return upload

    def _check(self, what: UploadKind) -> None:
        kind = kind_of(self.merchant)
        if not takes_files(self.merchant):
            remedy = "shops without an API take files: twolane shop connect --kind upload"
            raise Invalid("shop", f"it is of the kind {kind!r} and tells by itself", remedy)
        if what is UploadKind.CODES and kind != ShopKind.UPLOAD:
            raise Invalid("kind", f"a shop of the kind {kind!r} makes its codes by itself", "upload none")

    async def _moment(self) -> datetime:
        """Return the present, or a moment that no other upload has: rows of one upload are known by it."""
        latest = await self.house.ledger.read(lambda books: books.shop_uploads(self.merchant.id, 1))
        return max([self.house.clock.now(), *(one.at + timedelta(milliseconds=1) for one in latest)])

    def _take_in(self, books: Books, things: Sequence[Thing], now: datetime) -> None:
        house = self.house
        news = ShopNews(books, house.rulebook, now, house.number_lists, house.shop_hooks)
        for thing in things:
            match thing:
                case ProductSeen():
                    news.take_in(_with_known_variants(books, self.merchant, thing, now))
                case CheckoutSeen():
                    news.take_in(_asked_in_time(thing, now))
                case ToldOrder():
                    self._order(books, news, thing)
                case ShopCode():
                    _keep_code(books, thing)

    def _order(self, books: Books, news: ShopNews, told: ToldOrder) -> None:
        """Keep the order for whoever asks, unless a newer state is known. Its buyer can be forgotten by number."""
        if told.placed.phone is not None:
            find_or_add_contact(books, self.merchant.id, told.placed.phone, news.now)
        news.take_in(told.placed)
        known = books.order(self.merchant.id, told.placed.shop_domain, told.placed.order_id)
        if told.kept.phone and known is not None and known.updated_at == _moment(told.placed):
            books.save_uploaded_order(_with_known_items(books, told.kept))

    def _report(self, reading: UploadReading, order: UploadOrder, now: datetime) -> ShopUpload:
        return ShopUpload(
            id=new_id("upl", now),
            merchant_id=self.merchant.id,
            kind=order.kind.value,
            name=order.name[-LONGEST_NAME:],
            by=self.doer.actor,
            at=now,
            rows=reading.rows,
            kept=reading.kept,
            bad=reading.bad,
            doubtful=reading.doubtful,
            said=reading.said,
            notes=tuple(reading.notes),
        )

    def _keep(self, books: Books, upload: ShopUpload) -> None:
        books.save_shop_upload(upload)
        told = {"upload": upload.kind, "kept": str(upload.kept), "bad": str(upload.bad)}
        merchants = (self.merchant.id,)
        record_act(books, self.doer, ActKind.SETTINGS_CHANGED, upload.id, merchants, upload.at, **told)


def _with_known_variants(books: Books, merchant: Merchant, seen: ProductSeen, now: datetime) -> ProductSeen:
    """A product whose rows do not stand together is told in parts: those of this upload are one."""
    known = books.product(merchant.id, seen.shop_domain, seen.product_id)
    if known is None or known.seen_at != now:
        return seen
    variants = {variant.variant_id: variant for variant in (*known.variants, *seen.variants)}
    return replace(seen, variants=tuple(variants.values()))


def _with_known_items(books: Books, order: UploadedOrder) -> UploadedOrder:
    known = books.uploaded_order(order.merchant_id, order.order_id)
    if known is None or known.uploaded_at != order.uploaded_at:
        return order
    return replace(order, items=(*known.items, *order.items))


def _asked_in_time(seen: CheckoutSeen, now: datetime) -> CheckoutSeen:
    return replace(seen, accepts_sms=seen.accepts_sms and now - seen.abandoned_at <= FRESH)


def _keep_code(books: Books, code: ShopCode) -> None:
    """A code that was handed out stays as it was promised."""
    known = books.shop_code(code.merchant_id, code.code)
    if known is None or known.offer_id is None:
        books.save_shop_code(code)


def _moment(placed: OrderPlaced) -> datetime:
    return placed.updated_at or placed.placed_at
