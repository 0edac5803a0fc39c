"""Merchants' shops, in SQL."""

import json
import re
from collections.abc import Collection
from datetime import datetime

from sqlalchemy import Text, bindparam, func, select, true

from conversation.cart import Cart
from conversation.clock import to_milliseconds
from conversation.errors import Conflict
from conversation.ids import MerchantId
from conversation.product import Product
from conversation.shop_sync import ShopOddity, ShopStanding, ShopSync, SyncKind, SyncState
from conversation.store_sql import entities, tables
from conversation.store_sql.columns import word
from conversation.store_sql.dialect import insert_into
from conversation.store_sql.rows import Lock, Rows
from conversation.store_sql.session import Session
from conversation.store_sql.statement import Statement, Values

SYNCS = Rows(ShopSync, tables.shop_syncs)
ODDITIES = Rows(ShopOddity, tables.shop_oddities)
STANDINGS = Rows(ShopStanding, tables.shop_standings)
PRODUCTS = Rows(Product, tables.products)

MOST_WORDS = 12
"""A search looks at its first so many words; each is a value of the statement."""
_UNUSED = "\x01"
"""Stands where a search has fewer words; no word has it."""

_cart = tables.carts.c
_sync, _oddity, _product, _word = tables.shop_syncs.c, tables.shop_oddities.c, tables.products.c, tables.product_words.c

_DUE = Statement(
    lambda _: (
        select(*SYNCS.columns())
        .where(
            _sync.due_at <= bindparam("now"),
            (_sync.held_until.is_(None)) | (_sync.held_until <= bindparam("now")),
        )
        .order_by(_sync.due_at, _sync.merchant_id, _sync.kind)
    )
)
_LATEST = Statement(
    lambda _: (
        select(*ODDITIES.columns())
        .where(_oddity.merchant_id == bindparam("merchant_id"))
        .order_by(_oddity.last_at.desc(), _oddity.topic, _oddity.ref)
        .limit(bindparam("limit"))
    )
)
_WITH = Statement(
    lambda _: (
        select(*entities.CARTS.columns())
        .where(
            _cart.state == word("open"),
            _cart.merchant_id == bindparam("merchant_id"),
            _cart.abandoned_at >= bindparam("since"),
            _cart["items"].like(bindparam("pattern"), escape="!"),
        )
        .order_by(_cart.abandoned_at, _cart.id)
        .limit(bindparam("limit"))
    )
)
_COUNT = Statement(
    lambda _: select(func.count()).where(_product.merchant_id == bindparam("merchant_id"), _product.on_sale == true())
)
_ADD_WORD = Statement(
    lambda dialect: (
        insert_into(tables.product_words, dialect)
        .values({name: bindparam(name) for name in ("merchant_id", "word", "shop_domain", "product_id")})
        .on_conflict_do_nothing()
    )
)
_DROP_WORDS = Statement(
    lambda _: tables.product_words.delete().where(
        _word.merchant_id == bindparam("merchant_id"),
        _word.shop_domain == bindparam("shop_domain"),
        _word.product_id == bindparam("product_id"),
    )
)


_ABOUT = Statement(
    lambda _: (
        select(*PRODUCTS.columns())
        .join(
            tables.product_words,
            (_word.merchant_id == _product.merchant_id)
            & (_word.shop_domain == _product.shop_domain)
            & (_word.product_id == _product.product_id),
        )
        .where(
            _word.merchant_id == bindparam("merchant_id"),
            _word.word.in_([bindparam(f"word_{number}", type_=Text()) for number in range(MOST_WORDS)]),
            _product.on_sale == true(),
        )
        .group_by(_product.merchant_id, _product.shop_domain, _product.product_id)
        .order_by(func.count().desc(), _product.product_id)
        .limit(bindparam("limit"))
    )
)


class SqlShopReader:
    """Implements `conversation.shop_books.ShopReader`."""

    _session: Session

    def shop_sync(self, merchant_id: MerchantId, kind: SyncKind) -> ShopSync | None:
        return SYNCS.one(self._session, merchant_id=merchant_id, kind=kind.value)

    def shop_syncs(self, merchant_id: MerchantId) -> tuple[ShopSync, ...]:
        return SYNCS.many(self._session, ("kind",), merchant_id=merchant_id)

    def due_syncs(self, now: datetime) -> tuple[ShopSync, ...]:
        return SYNCS.all(self._session, _DUE, {"now": to_milliseconds(now)})

    def shop_oddity(self, merchant_id: MerchantId, topic: str, ref: str) -> ShopOddity | None:
        return ODDITIES.one(self._session, merchant_id=merchant_id, topic=topic, ref=ref)

    def shop_oddities(self, merchant_id: MerchantId, limit: int) -> tuple[ShopOddity, ...]:
        return ODDITIES.all(self._session, _LATEST, {"merchant_id": merchant_id, "limit": limit})

    def shop_standing(self, merchant_id: MerchantId) -> ShopStanding | None:
        return STANDINGS.one(self._session, merchant_id=merchant_id)

    def product(self, merchant_id: MerchantId, shop_domain: str, product_id: str) -> Product | None:
        return PRODUCTS.one(self._session, merchant_id=merchant_id, shop_domain=shop_domain, product_id=product_id)

    def products_about(self, merchant_id: MerchantId, words: Collection[str], limit: int) -> tuple[Product, ...]:
        asked = [*sorted(words)[:MOST_WORDS], *[_UNUSED] * MOST_WORDS][:MOST_WORDS]
        values: Values = {f"word_{number}": word for number, word in enumerate(asked)}
        return PRODUCTS.all(self._session, _ABOUT, {**values, "merchant_id": merchant_id, "limit": limit})

    def carts_with(self, merchant_id: MerchantId, variant_id: str, since: datetime, limit: int) -> tuple[Cart, ...]:
        values: Values = {
            "merchant_id": merchant_id,
            "since": to_milliseconds(since),
            "pattern": f"%{_named(variant_id)}%",
            "limit": limit,
        }
        return entities.CARTS.all(self._session, _WITH, values)

    def count_products(self, merchant_id: MerchantId) -> int:
        row = self._session.first(_COUNT, {"merchant_id": merchant_id})
        return 0 if row is None else int(row[0])


class SqlShopBooks(SqlShopReader):
    """Implements `conversation.shop_books.ShopBooks`."""

    def lock_shop_sync(self, merchant_id: MerchantId, kind: SyncKind, at: datetime) -> ShopSync:
        SYNCS.add_once(self._session, ShopSync(merchant_id, kind, SyncState.WAITING, at))
        found = SYNCS.one(self._session, lock=Lock.ALONE, merchant_id=merchant_id, kind=kind.value)
        if found is None:
            raise Conflict(f"the sync of {kind.value} is gone")
        return found

    def save_shop_sync(self, sync: ShopSync) -> None:
        SYNCS.save(self._session, sync)

    def save_shop_oddity(self, oddity: ShopOddity) -> None:
        ODDITIES.save(self._session, oddity)

    def save_shop_standing(self, standing: ShopStanding) -> None:
        STANDINGS.save(self._session, standing)

    def save_product(self, product: Product, words: Collection[str]) -> None:
        PRODUCTS.save(self._session, product)
        place = {name: getattr(product, name) for name in ("merchant_id", "shop_domain", "product_id")}
        self._session.run(_DROP_WORDS, place)
        self._session.run_all(_ADD_WORD, [{**place, "word": one} for one in sorted(words)])


def _named(variant_id: str) -> str:
    """Return how a cart's items, which are JSON, name the variant; every sign means itself."""
    told = f'"variant_id":{json.dumps(variant_id, ensure_ascii=False)}'
    return re.sub(r"[!%_]", r"!\g<0>", told)
