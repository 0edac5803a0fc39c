"""The part of the ledger's port that holds photos."""

from datetime import datetime
from typing import Protocol

from conversation.ids import ConversationId, MerchantId
from conversation.photo import Photo, Picture


class PhotoReader(Protocol):
    """Looks rows up."""

    def photo(self, merchant_id: MerchantId, photo_id: str) -> Photo | None: ...

    def photos(self, merchant_id: MerchantId, conversation_id: ConversationId) -> tuple[Photo, ...]:
        """Every photo of the conversation, oldest first, in the order of their places."""
        ...

    def picture(self, merchant_id: MerchantId, photo_id: str) -> Picture | None:
        """The photo's bytes; None before they came and after they were destroyed."""
        ...

    def due_photos(self, now: datetime, limit: int) -> tuple[Photo, ...]:
        """Of all merchants, those that are to be asked for by `now`, soonest first."""
        ...


class PhotoBooks(PhotoReader, Protocol):
    """The rows inside one transaction."""

    def save_photo(self, photo: Photo) -> None: ...

    def save_picture(self, picture: Picture) -> None: ...

    def drop_picture(self, merchant_id: MerchantId, photo_id: str) -> None: ...
