"""Forgetting what came before: the shopper is known from now on only. What is on file stays until it is erased."""

from dataclasses import replace

from conversation.errors import Unknown
from conversation.event import EventKind
from conversation.fence import hold
from conversation.ids import ConversationId, MerchantId
from conversation.role import Permission
from handoff.takeover import Desk


def forget_past(desk: Desk, merchant_id: MerchantId, conversation_id: ConversationId) -> None:
    """Let neither the AI nor the brief know what the shopper bought and was promised before now.

    Raises NotAllowed, Unknown.
    """
    desk.user.check(Permission.REPLY, merchant_id)
    with hold(desk.books, merchant_id, conversation_id, desk.now) as held:
        contact = desk.books.contact(merchant_id, held.row.contact_id)
        if contact is None:
            raise Unknown("contact", held.row.contact_id)
        desk.books.save_contact(replace(contact, remembers_from=desk.now))
        held.record(EventKind.PAST_FORGOTTEN, desk.user.id)
