"""Tracked links, in SQL."""

from datetime import datetime

from sqlalchemy import bindparam, select

from conversation.clock import to_milliseconds
from conversation.ids import ContactId, ConversationId, MerchantId, MessageId, first_id
from conversation.short_link import LinkClick, ShortLink
from conversation.store_sql import tables
from conversation.store_sql.automation import TOUCHES
from conversation.store_sql.days import SqlDayBooks
from conversation.store_sql.rows import Rows
from conversation.store_sql.session import Session
from conversation.store_sql.statement import Statement, Values

SHORT_LINKS = Rows(ShortLink, tables.short_links)
LINK_CLICKS = Rows(LinkClick, tables.link_clicks)

_link = tables.short_links.c
_click = tables.link_clicks.c

CLICKS_BY = Statement(
    lambda _: (
        select(*LINK_CLICKS.columns())
        .where(
            _click.merchant_id == bindparam("merchant_id"),
            _click.contact_id == bindparam("contact_id"),
            _click.at >= bindparam("since"),
        )
        .order_by(_click.id)
    )
)
LINKED_BEFORE = Statement(
    lambda _: (
        select(*SHORT_LINKS.columns())
        .where(
            _link.merchant_id == bindparam("merchant_id"),
            _link.target != bindparam("nowhere"),
            _link.id > bindparam("after"),
            _link.id < bindparam("bound"),
        )
        .order_by(_link.id)
        .limit(bindparam("limit"))
    )
)


class SqlLinkReader:
    """Implements `conversation.link_books.LinkReader`."""

    _session: Session

    def short_link(self, token: str) -> ShortLink | None:
        return SHORT_LINKS.one(self._session, token=token)

    def links_of_conversation(self, merchant_id: MerchantId, conversation_id: ConversationId) -> tuple[ShortLink, ...]:
        return SHORT_LINKS.many(self._session, ("id",), merchant_id=merchant_id, conversation_id=conversation_id)

    def links_of_contact(self, merchant_id: MerchantId, contact_id: ContactId) -> tuple[ShortLink, ...]:
        return SHORT_LINKS.many(self._session, ("id",), merchant_id=merchant_id, contact_id=contact_id)

    def clicks_on(self, merchant_id: MerchantId, link_id: str) -> tuple[LinkClick, ...]:
        return LINK_CLICKS.many(self._session, ("id",), merchant_id=merchant_id, link_id=link_id)

    def clicks_on_message(self, merchant_id: MerchantId, message_id: MessageId) -> tuple[LinkClick, ...]:
        return LINK_CLICKS.many(self._session, ("id",), merchant_id=merchant_id, message_id=message_id)

    def clicks_by(self, merchant_id: MerchantId, contact_id: ContactId, since: datetime) -> tuple[LinkClick, ...]:
        values: Values = {"merchant_id": merchant_id, "contact_id": contact_id, "since": to_milliseconds(since)}
        return LINK_CLICKS.all(self._session, CLICKS_BY, values)

    def linked_before(self, merchant_id: MerchantId, before: datetime, after: str, limit: int) -> tuple[ShortLink, ...]:
        values: Values = {
            "merchant_id": merchant_id,
            "nowhere": "",
            "after": after,
            "bound": first_id("lnk", before),
            "limit": limit,
        }
        return SHORT_LINKS.all(self._session, LINKED_BEFORE, values)


class SqlLinkBooks(SqlLinkReader, SqlDayBooks):
    """Implements `conversation.link_books.LinkBooks`."""

    def save_short_link(self, link: ShortLink) -> None:
        SHORT_LINKS.save(self._session, link)

    def save_click(self, click: LinkClick) -> None:
        LINK_CLICKS.save(self._session, click)
        self.reopen_around(click.merchant_id, click.at)
        touch = TOUCHES.one(self._session, message_id=click.message_id, merchant_id=click.merchant_id)
        if touch is not None:
            self.reopen_around(touch.merchant_id, touch.at)
