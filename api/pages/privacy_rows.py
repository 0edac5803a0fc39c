"""What was asked through the shop for somebody's privacy, as Settings shows it."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from api.pages.moments import Moments, Stamp
from conversation.ids import MerchantId
from conversation.ledger import Reader
from conversation.privacy_request import PrivacyRequest, PrivacyTopic

MOST = 50
WORDS: Mapping[PrivacyTopic, str] = MappingProxyType(
    {
        PrivacyTopic.DATA: "a shopper asks what is kept of them",
        PrivacyTopic.SHOP: "the app was removed: the shop's shoppers are to be forgotten",
    }
)


@dataclass(frozen=True, slots=True)
class PrivacyRow:
    """`has_record`: there is a record to fetch, for the store's owner to hand on."""

    id: str
    topic: str
    ref: str
    words: str
    asked: Stamp
    due: Stamp
    outcome: str
    is_done: bool
    has_record: bool


def privacy_rows(books: Reader, merchant_id: MerchantId, moments: Moments) -> tuple[PrivacyRow, ...]:
    """Return the newest requests, newest first."""
    return tuple(_row(books, one, moments) for one in books.privacy_requests(merchant_id)[:MOST])


def _row(books: Reader, one: PrivacyRequest, moments: Moments) -> PrivacyRow:
    is_known = one.contact_id is not None and books.contact(one.merchant_id, one.contact_id) is not None
    is_forgotten = one.topic is PrivacyTopic.DATA and not is_known
    return PrivacyRow(
        id=one.id,
        topic=one.topic.value,
        ref=one.ref,
        words=WORDS[one.topic],
        asked=moments.ago(one.asked_at),
        due=moments.at(one.due_at),
        outcome="the contact was forgotten meanwhile" if is_forgotten else one.outcome,
        is_done=is_forgotten or one.done_at is not None,
        has_record=is_known,
    )
