"""The shapes of P2P Cart Recovery over REST."""

from datetime import datetime

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from api.rest.models import OverrideIn
from api.rest.seats import SeatFigureOut


class CartItemOut(BaseModel):
    """One line of a cart."""

    title: str
    options: str
    quantity: int
    price: str


class BrandOut(BaseModel):
    """In whose name a person writes. `number` is the merchant's own; texts leave from no other."""

    merchant_id: str
    name: str
    number: str
    support: str
    voice: list[str] = Field(description="how the brand speaks: its AI's persona, in words for people")
    facts: list[str] = Field(description="what people of this brand vouched for and still stands")


class ClaimOut(BaseModel):
    """Who has reserved the cart's one reminder, and until when."""

    cart_id: str
    user_id: str
    claimed_at: datetime
    expires_at: datetime
    conversation: str


class RecoveryCartOut(BaseModel):
    """A cart that may be texted about. `until` is how long the gate lets a text leave, null where it does not now."""

    id: str
    merchant_id: str
    brand: str
    shopper: str
    region: str | None
    total: str
    items: list[CartItemOut]
    abandoned_at: datetime
    until: datetime | None


class RecoveryPage(BaseModel):
    """One page of the queue, the oldest cart first. `waiting` of those looked at wait, the first until `opens_at`."""

    items: list[RecoveryCartOut]
    next: str | None
    waiting: int
    opens_at: datetime | None


class RecoveryCardOut(BaseModel):
    """Everything a person needs before they write a first text. `why_not` says why nobody may text now."""

    cart: RecoveryCartOut
    brand: BrandOut
    claim: ClaimOut | None = Field(description="your own live claim")
    why_not: str | None


class FirstTextIn(BaseModel):
    """One person's words to one shopper. There is no list of recipients and no moment to send at."""

    model_config = ConfigDict(extra="forbid")

    body: str
    composed_at: AwareDatetime | None = None
    source: str = Field(default="", description="the AI draft or canned text that it was started from")
    source_is_canned: bool = False
    override: OverrideIn | None = None


class FirstDraftOut(BaseModel):
    """Words by the AI, for a person to change. Sent as they are, the text is labelled A2P."""

    body: str
    written_by: str = "ai"


class RecoveryFiguresOut(BaseModel):
    """One person's first texts for one brand in 7 days, and their pace in 24 hours. Alarms only: no rule reads it."""

    merchant_id: str
    user_id: str
    name: str
    texts: int
    today: int
    answered: int
    recovered: int
    pace: list[SeatFigureOut]


class AddOnIn(BaseModel):
    """Whether the merchant has P2P Cart Recovery, and who may text for it: ids of people who may reply."""

    is_on: bool
    team: list[str] = Field(default_factory=list, max_length=500)
    wait_minutes: int = Field(default=10, ge=0, le=1440)


class AddOnOut(AddOnIn):
    """The add-on as it stands."""

    merchant_id: str
