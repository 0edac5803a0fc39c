"""An import of knowledge: what was asked for, and how far it has come. Rows, so that a crash loses nothing."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from conversation.ids import MerchantId, UserId


class ItemState(StrEnum):
    """What became of one page or file. `kept`: it is new, or says something new."""

    WAITING = "waiting"
    KEPT = "kept"
    UNCHANGED = "unchanged"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class KnowledgeImport:
    """Everything of `origin` as it is now: what it no longer names is removed when it ends.

    With `needs_review` each change waits for a person's yes. Whoever works on it holds it until `held_until`.
    """

    id: str
    merchant_id: MerchantId
    origin: str
    needs_review: bool
    begun_by: UserId
    begun_at: datetime
    items: int
    kept: int = 0
    unchanged: int = 0
    failed: int = 0
    removed: int = 0
    held_by: str | None = None
    held_until: datetime | None = None
    ended_at: datetime | None = None

    @property
    def settled(self) -> int:
        """How many items are done with, well or not."""
        return self.kept + self.unchanged + self.failed


@dataclass(frozen=True, slots=True)
class ImportItem:
    """A page to fetch, or a file whose content came along. `note` says why it failed."""

    import_id: str
    number: int
    merchant_id: MerchantId
    source: str
    state: ItemState = ItemState.WAITING
    note: str = ""


@dataclass(frozen=True, slots=True)
class ImportFile:
    """A file's content, kept only until its item is settled."""

    import_id: str
    number: int
    merchant_id: MerchantId
    content: bytes
