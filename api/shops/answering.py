"""Answering who asks, through the shop, what is known of them: the store's owner fetches the record."""

from dataclasses import dataclass

from api.dossier.page import as_html
from api.dossier.recording import record_from
from api.house import House
from api.merchant_for import merchant_for
from api.problems import Gone
from conversation.acts import Doer
from conversation.errors import Unknown
from conversation.ids import MerchantId
from conversation.ledger import Reader
from conversation.privacy_request import PrivacyRequest, PrivacyTopic
from conversation.privacy_requests import note_outcome
from conversation.role import Permission
from conversation.user import User


@dataclass(frozen=True, slots=True)
class RecordFile:
    """One shopper's record as a page of its own."""

    name: str
    html: str


async def answer_request(house: House, user: User, doer: Doer, merchant_id: MerchantId, request_id: str) -> RecordFile:
    """Make the record that was asked for, and keep who fetched it.

    Raises Unknown, NotAllowed, and Gone for a contact that was forgotten meanwhile.
    """

    def read(books: Reader) -> tuple[PrivacyRequest, str]:
        merchant_for(books, user, merchant_id, Permission.SETTINGS)
        request = books.privacy_request(merchant_id, request_id)
        if request is None or request.topic is not PrivacyTopic.DATA:
            raise Unknown("request", request_id)
        contact = books.contact(merchant_id, request.contact_id) if request.contact_id is not None else None
        if contact is None:
            raise Gone("the contact was forgotten meanwhile; say so to whoever asked")
        return request, contact.phone

    request, number = await house.ledger.read(read)
    now = house.clock.now()
    record = await record_from(house.ledger, house.settings, merchant_id, number, doer, now)
    told = f"{user.name} fetched the record on {now:%Y-%m-%d}"
    await house.ledger.write(lambda books: note_outcome(books, request, told, request.done_at or now))
    return RecordFile(f"record-{request.id}.html", as_html(record, house.rulebook))
