"""A tracked link: a short address of the merchant's own that leads one shopper to one page of the shop."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from conversation.ids import ContactId, ConversationId, MerchantId, MessageId

PATH = "/l/"
"""Where short links lie on their domain."""


@dataclass(frozen=True, slots=True)
class LinkTracking:
    """What a merchant chose. `address` is what their short links begin with, such as ``https://go.brand.example``.

    Where tracking is off, links leave as they were written; those texted before go on working until they expire after
    `days`. With `utm` the shop's own analytics hear where the shopper came from.
    """

    is_on: bool = False
    address: str = ""
    days: int = 30
    utm: bool = True


@dataclass(frozen=True, slots=True)
class ShortLink:
    """`token` is unguessable; `address` is the whole short link as it was texted, `target` the page it leads to.

    Both are empty once they were erased: then the link leads nowhere, and that it was texted stays.
    """

    id: str
    merchant_id: MerchantId
    contact_id: ContactId
    conversation_id: ConversationId
    message_id: MessageId
    token: str
    address: str
    target: str
    made_at: datetime
    expires_at: datetime

    def is_live(self, now: datetime) -> bool:
        return bool(self.target) and now < self.expires_at


class OpenedBy(StrEnum):
    """Who followed a link, as far as can be told: a person, or a program that looks at links."""

    HUMAN = "human"
    BOT = "bot"


@dataclass(frozen=True, slots=True)
class LinkClick:
    """Somebody followed a link. `why` says what the verdict rests on; `repeats` counts the same again soon after.

    `visitor` is a keyed hash of where the call came from, empty once erased. Contact and message are the link's.
    """

    id: str
    merchant_id: MerchantId
    link_id: str
    contact_id: ContactId
    message_id: MessageId
    at: datetime
    last_at: datetime
    by: OpenedBy
    why: str
    visitor: str
    repeats: int = 0
