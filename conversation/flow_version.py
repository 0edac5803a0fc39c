"""A merchant's flow as it was saved: the text of each version, and which one runs."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from conversation.flow_run import TriggerKind
from conversation.ids import MerchantId


class FlowState(StrEnum):
    """`active` ones begin runs; a paused one keeps its runs waiting, an archived one ends them."""

    DRAFT = "draft"
    ACTIVE = "active"
    PAUSED = "paused"
    ARCHIVED = "archived"


@dataclass(frozen=True, slots=True)
class StoredFlow:
    """A flow's place in the ledger. `id` is the merchant's own word for it; `version` the newest, which new runs use.

    `words` are those of a keyword or a tag that begin it.
    """

    merchant_id: MerchantId
    id: str
    name: str
    state: FlowState
    version: int
    trigger: TriggerKind
    words: tuple[str, ...]
    changed_at: datetime
    changed_by: str


@dataclass(frozen=True, slots=True)
class FlowVersion:
    """The text of one version, numbered from 1. Nothing changes it."""

    merchant_id: MerchantId
    flow_id: str
    version: int
    text: str
    saved_at: datetime
    saved_by: str


@dataclass(frozen=True, slots=True)
class Happening:
    """Something that a shop told about a contact and that no other row keeps: a parcel arrived, a page was seen."""

    merchant_id: MerchantId
    contact_id: str
    kind: TriggerKind
    subject: str
    at: datetime
