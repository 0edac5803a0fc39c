"""The part of the ledger's port that holds tracked links and who followed them."""

from datetime import datetime
from typing import Protocol

from conversation.ids import ContactId, ConversationId, MerchantId, MessageId
from conversation.short_link import LinkClick, ShortLink


class LinkReader(Protocol):
    """Looks rows up."""

    def short_link(self, token: str) -> ShortLink | None:
        """The link of any merchant: whoever follows it names none."""
        ...

    def links_of_conversation(self, merchant_id: MerchantId, conversation_id: ConversationId) -> tuple[ShortLink, ...]:
        """Every link texted in the conversation, oldest first."""
        ...

    def links_of_contact(self, merchant_id: MerchantId, contact_id: ContactId) -> tuple[ShortLink, ...]:
        """Every link texted to the contact, oldest first."""
        ...

    def clicks_on(self, merchant_id: MerchantId, link_id: str) -> tuple[LinkClick, ...]:
        """Everything known of who followed the link, oldest first."""
        ...

    def clicks_on_message(self, merchant_id: MerchantId, message_id: MessageId) -> tuple[LinkClick, ...]:
        """Everything known of who followed any link of the text, oldest first."""
        ...

    def clicks_by(self, merchant_id: MerchantId, contact_id: ContactId, since: datetime) -> tuple[LinkClick, ...]:
        """The contact's clicks at or after `since`, of people and bots, oldest first."""
        ...

    def linked_before(self, merchant_id: MerchantId, before: datetime, after: str, limit: int) -> tuple[ShortLink, ...]:
        """Links made earlier than `before` that still lead somewhere, by id, from `after` on."""
        ...


class LinkBooks(LinkReader, Protocol):
    """The rows inside one transaction."""

    def save_short_link(self, link: ShortLink) -> None:
        """Raises Conflict when another link has the token."""
        ...

    def save_click(self, click: LinkClick) -> None: ...
