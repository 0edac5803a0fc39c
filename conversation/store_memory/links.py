"""Tracked links, in memory."""

from datetime import datetime

from conversation.errors import Conflict
from conversation.ids import ContactId, ConversationId, MerchantId, MessageId
from conversation.short_link import LinkClick, ShortLink
from conversation.store_memory.days import MemoryDayBooks
from conversation.store_memory.keys import all_owned, in_order, own, talk
from conversation.store_memory.table import Journal, Table
from conversation.touch import Touch


class MemoryLinkReader:
    """Implements `conversation.link_books.LinkReader`."""

    def __init__(self, journal: Journal) -> None:
        self._short_links = Table[ShortLink](
            journal, own, token=lambda row: row.token, talk=talk, contact=lambda row: row.contact_id
        )
        self._link_clicks = Table[LinkClick](
            journal,
            own,
            link=lambda row: row.link_id,
            message=lambda row: row.message_id,
            contact=lambda row: row.contact_id,
        )

    def short_link(self, token: str) -> ShortLink | None:
        return self._short_links.newest_of(token=token)

    def links_of_conversation(self, merchant_id: MerchantId, conversation_id: ConversationId) -> tuple[ShortLink, ...]:
        return in_order(all_owned(self._short_links.of(talk=conversation_id), merchant_id), own)

    def links_of_contact(self, merchant_id: MerchantId, contact_id: ContactId) -> tuple[ShortLink, ...]:
        return in_order(all_owned(self._short_links.of(contact=contact_id), merchant_id), own)

    def clicks_on(self, merchant_id: MerchantId, link_id: str) -> tuple[LinkClick, ...]:
        return in_order(all_owned(self._link_clicks.of(link=link_id), merchant_id), own)

    def clicks_on_message(self, merchant_id: MerchantId, message_id: MessageId) -> tuple[LinkClick, ...]:
        return in_order(all_owned(self._link_clicks.of(message=message_id), merchant_id), own)

    def clicks_by(self, merchant_id: MerchantId, contact_id: ContactId, since: datetime) -> tuple[LinkClick, ...]:
        rows = all_owned(self._link_clicks.of(contact=contact_id), merchant_id)
        return in_order([row for row in rows if row.at >= since], own)

    def linked_before(self, merchant_id: MerchantId, before: datetime, after: str, limit: int) -> tuple[ShortLink, ...]:
        rows = [row for row in all_owned(self._short_links.all(), merchant_id) if row.target and row.made_at < before]
        return in_order([row for row in rows if row.id > after], own)[:limit]


class MemoryLinkBooks(MemoryLinkReader, MemoryDayBooks):
    """Implements `conversation.link_books.LinkBooks`."""

    _touches: Table[Touch]

    def save_short_link(self, link: ShortLink) -> None:
        known = self.short_link(link.token)
        if known is not None and known.id != link.id:
            raise Conflict("another link has the same token")
        self._short_links.put(link)

    def save_click(self, click: LinkClick) -> None:
        self._link_clicks.put(click)
        self.reopen_around(click.merchant_id, click.at)
        touch = self._touches.get(click.message_id)
        if touch is not None:
            self.reopen_around(touch.merchant_id, touch.at)
