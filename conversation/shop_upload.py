"""What a shop without an API brought as files: codes made beforehand, orders to tell of, and each upload."""

from dataclasses import dataclass
from datetime import datetime

from conversation.ids import MerchantId, OfferId


@dataclass(frozen=True, slots=True)
class ShopCode:
    """A code that the shop honours, `percent` off everything: once, or `for_many`. Given at most once, to `offer_id`.

    `code` is in upper case. Without `expires_at` it works for good.
    """

    merchant_id: MerchantId
    code: str
    percent: int
    expires_at: datetime | None
    uploaded_at: datetime
    offer_id: OfferId | None = None
    given_at: datetime | None = None
    for_many: bool = False


@dataclass(frozen=True, slots=True)
class CodeStock:
    """How many codes for one use there are of a percentage, and how many are free and last until a moment."""

    percent: int
    there: int
    free: int


@dataclass(frozen=True, slots=True)
class UploadedOrder:
    """An order as a shopper may be told of it. `stage` and `items` are in words; `phone` is the buyer's, E.164."""

    merchant_id: MerchantId
    order_id: str
    phone: str
    name: str
    placed_at: datetime
    stage: str
    items: tuple[str, ...]
    carrier: str
    tracking_number: str
    tracking_url: str
    uploaded_at: datetime

    @property
    def id(self) -> str:
        return self.order_id


@dataclass(frozen=True, slots=True)
class RowNote:
    """About the row at `line`: what is wrong with `field`, and the remedy; without one the row was kept."""

    line: int
    field: str
    problem: str
    remedy: str = ""


@dataclass(frozen=True, slots=True)
class ShopUpload:
    """One file that was taken in, and what became of its rows. It keeps no words of the rows themselves.

    Of `notes` only the first some thousand are kept; `bad` and `doubtful` count all of them.
    """

    id: str
    merchant_id: MerchantId
    kind: str
    name: str
    by: str
    """A person's id, or the operator."""
    at: datetime
    rows: int
    kept: int
    bad: int
    doubtful: int
    said: str
    """What the whole file was read as, where that is not plain."""
    notes: tuple[RowNote, ...] = ()
