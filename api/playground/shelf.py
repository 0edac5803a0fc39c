"""The merchant's shelf, lent to the playground: its own ledger has none."""

from conversation.ids import MerchantId
from conversation.ledger import Reader
from conversation.shelf import Shelf, Shelves


class LentShelf(Shelves):
    """Holds one merchant's shelf as it stood when the talk began."""

    def __init__(self, shelf: Shelf) -> None:
        super().__init__()
        self._shelf = shelf

    def of(self, books: Reader, merchant_id: MerchantId) -> Shelf:
        return self._shelf
