"""Carts that wait for a person, in SQL."""

from datetime import datetime

from sqlalchemy import and_, bindparam, exists, select, tuple_

from conversation.cart import Cart, ReminderSlot
from conversation.cart_claim import CartClaim, FirstText
from conversation.clock import from_milliseconds, to_milliseconds
from conversation.ids import CartId, ConversationId, MerchantId, UserId
from conversation.store_sql import entities, tables
from conversation.store_sql.columns import word, words
from conversation.store_sql.session import Session
from conversation.store_sql.statement import Statement, Values

_cart = tables.carts.c
_slot = tables.reminder_slots.c
_text = tables.messages.c
_row = tables.outbox.c
_talk = tables.conversations.c
_claim = tables.cart_claims.c

_is_its_slot = and_(
    _slot.merchant_id == _cart.merchant_id, _slot.shop_domain == _cart.shop_domain, _slot.token == _cart.token
)
UNREMINDED = Statement(
    lambda _: (
        select(*entities.CARTS.columns())
        .where(
            _cart.state == word("open"),
            _cart.merchant_id == bindparam("merchant_id"),
            tuple_(_cart.abandoned_at, _cart.id) > tuple_(bindparam("moment"), bindparam("id")),
            _cart.abandoned_at <= bindparam("until"),
            ~exists().where(_is_its_slot),
        )
        .order_by(_cart.abandoned_at, _cart.id)
        .limit(bindparam("limit"))
    )
)
CLAIMS_OF = Statement(
    lambda _: (
        select(*entities.CART_CLAIMS.columns())
        .where(_claim.user_id == bindparam("user_id"))
        .order_by(_claim.claimed_at.desc(), _claim.cart_id.desc())
        .limit(bindparam("limit"))
    )
)
FIRST_TEXTS = Statement(
    lambda _: (
        select(_text.user_id, _slot.taken_at, _talk.last_inbound_seq > _text.seq, _cart.state == word("recovered"))
        .select_from(tables.reminder_slots)
        .join(tables.messages, _text.id == _slot.message_id)
        .join(tables.outbox, _row.message_id == _text.id)
        .join(tables.conversations, _talk.id == _text.conversation_id)
        .outerjoin(tables.carts, _is_its_slot)
        .where(
            _slot.merchant_id == bindparam("merchant_id"),
            _slot.taken_at >= bindparam("since"),
            _slot.taken_by == word("human"),
            _row.state.not_in(words("cancelled", "failed")),
        )
        .order_by(_slot.taken_at, _text.user_id)
    )
)
LAST_ID = "\x7f"
"""Sorts after every id: with it a cursor skips all that share its moment."""


class SqlCartReader:
    """Implements `conversation.cart_books.CartReader`."""

    _session: Session

    def cart(self, merchant_id: MerchantId, cart_id: CartId) -> Cart | None:
        return entities.CARTS.one(self._session, id=cart_id, merchant_id=merchant_id)

    def cart_by_token(self, merchant_id: MerchantId, shop_domain: str, token: str) -> Cart | None:
        return entities.CARTS.one(self._session, merchant_id=merchant_id, shop_domain=shop_domain, token=token)

    def reminder_slot(self, merchant_id: MerchantId, shop_domain: str, token: str) -> ReminderSlot | None:
        return entities.SLOTS.one(self._session, merchant_id=merchant_id, shop_domain=shop_domain, token=token)

    def merchant_of_cart(self, cart_id: CartId) -> MerchantId | None:
        row = entities.CARTS.one(self._session, id=cart_id)
        return row.merchant_id if row else None

    def unreminded_carts(
        self,
        merchant_id: MerchantId,
        *,
        since: datetime,
        until: datetime,
        after: tuple[datetime, CartId] | None = None,
        limit: int = 50,
    ) -> tuple[Cart, ...]:
        moment, cart_id = max(after, (since, LAST_ID)) if after else (since, LAST_ID)
        values: Values = {
            "merchant_id": merchant_id,
            "moment": to_milliseconds(moment),
            "id": cart_id,
            "until": to_milliseconds(until),
            "limit": limit,
        }
        return entities.CARTS.all(self._session, UNREMINDED, values)

    def cart_claim(self, merchant_id: MerchantId, cart_id: CartId) -> CartClaim | None:
        return entities.CART_CLAIMS.one(self._session, cart_id=cart_id, merchant_id=merchant_id)

    def cart_claims_of(self, user_id: UserId, limit: int = 2) -> tuple[CartClaim, ...]:
        return entities.CART_CLAIMS.all(self._session, CLAIMS_OF, {"user_id": user_id, "limit": limit})

    def first_texts(self, merchant_id: MerchantId, since: datetime) -> tuple[FirstText, ...]:
        rows = self._session.all(FIRST_TEXTS, {"merchant_id": merchant_id, "since": to_milliseconds(since)})
        return tuple(
            FirstText(user_id, from_milliseconds(sent_at), bool(is_answered), bool(is_recovered))
            for user_id, sent_at, is_answered, is_recovered in rows
        )


class SqlCartBooks(SqlCartReader):
    """Implements `conversation.cart_books.CartBooks`."""

    touched: set[ConversationId]

    def save_cart(self, cart: Cart) -> None:
        entities.CARTS.save(self._session, cart)

    def take_reminder_slot(self, slot: ReminderSlot) -> bool:
        return entities.SLOTS.add_once(self._session, slot)

    def save_cart_claim(self, claim: CartClaim) -> None:
        entities.CART_CLAIMS.save(self._session, claim)
        self.touched.add(claim.conversation_id)
