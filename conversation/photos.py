"""Photos from the text that brings them to the day they are destroyed."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from conversation.fence import hold
from conversation.ids import new_id
from conversation.ledger import Books
from conversation.message import Message
from conversation.photo import Photo, PhotoState, Picture

MOST_PHOTOS = 10
"""In one text: what the carrier allows (Twilio, Media resource)."""
ASKING = timedelta(minutes=2)
"""How long whoever asks the carrier may take before somebody else may."""


def expect_photos(books: Books, message: Message, carrier: str, addresses: Sequence[str]) -> None:
    """Keep where the photos of a text are, to be fetched after the carrier has its answer."""
    for place, address in enumerate(addresses[:MOST_PHOTOS]):
        books.save_photo(
            Photo(
                id=new_id("pho", message.created_at),
                merchant_id=message.merchant_id,
                conversation_id=message.conversation_id,
                message_id=message.id,
                place=place,
                carrier=carrier,
                address=address,
                state=PhotoState.WAITING,
                received_at=message.created_at,
                due_at=message.created_at,
            )
        )


def claim_photo(books: Books, photo: Photo, now: datetime) -> Photo | None:
    """Take a due photo to ask for it; None where somebody else has, or it is settled."""
    with hold(books, photo.merchant_id, photo.conversation_id, now):
        current = books.photo(photo.merchant_id, photo.id)
        if current is None or current.due_at is None or current.due_at > now:
            return None
        claimed = replace(current, due_at=now + ASKING, attempts=current.attempts + 1)
        books.save_photo(claimed)
        return claimed


def keep_photo(books: Books, photo: Photo, kind: str, content: bytes, now: datetime) -> None:
    """Keep the picture; nothing where the photo was settled or erased meanwhile."""
    with hold(books, photo.merchant_id, photo.conversation_id, now):
        if _is_waiting(books, photo):
            settled = replace(photo, state=PhotoState.KEPT, kind=kind, size=len(content), address="", due_at=None)
            books.save_photo(settled)
            books.save_picture(Picture(photo.id, photo.merchant_id, content))


def refuse_photo(books: Books, photo: Photo, why: str, now: datetime) -> None:
    """Give the photo up for good."""
    with hold(books, photo.merchant_id, photo.conversation_id, now):
        if _is_waiting(books, photo):
            books.save_photo(replace(photo, state=PhotoState.REFUSED, why=why, address="", due_at=None))


def ask_later(books: Books, photo: Photo, at: datetime, now: datetime) -> None:
    """Ask for the photo again at `at`."""
    with hold(books, photo.merchant_id, photo.conversation_id, now):
        if _is_waiting(books, photo):
            books.save_photo(replace(photo, due_at=at))


def erase_photos(books: Books, message: Message) -> None:
    """Destroy the pictures of a text, and where they were. That there were some stays."""
    if not message.photos:
        return
    for photo in books.photos(message.merchant_id, message.conversation_id):
        if photo.message_id == message.id:
            books.drop_picture(photo.merchant_id, photo.id)
            gone = replace(photo, state=PhotoState.ERASED, address="", due_at=None, kind=None, size=None, why=None)
            books.save_photo(gone)


def _is_waiting(books: Books, photo: Photo) -> bool:
    current = books.photo(photo.merchant_id, photo.id)
    return current is not None and current.state is PhotoState.WAITING
