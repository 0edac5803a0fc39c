"""The demo's own page as a view: both sides of one conversation, and what has been seen of it."""

from dataclasses import dataclass
from urllib.parse import quote

from pydantic import BaseModel, Field

from api.pages.conversation import ConversationView, conversation_view
from api.pages.look import Look
from api.pages.phone import Phone, phone_of
from api.pages.strip import Tick, conversations_with, strip_of
from api.pages.words import short_name
from tools.sample_catalog import sample_catalog

FIRST_SHOPPER = "noah_brown_6181"
MOST_SHOPPERS = 4


class DemoQuery(BaseModel):
    """Whose phone to show, and how many texts of a campaign that was just sent left, wait, or do not leave."""

    number: str = ""
    queued: int = Field(default=0, ge=0)
    deferred: int = Field(default=0, ge=0)
    left_out: int = Field(default=0, ge=0)

    @property
    def campaign(self) -> str:
        """Say what came of the campaign; nothing where none was sent."""
        counts = {
            "allowed (A2P)": self.queued,
            "deferred": self.deferred,
            "left out, each with its reason": self.left_out,
        }
        told = ", ".join(f"{count} {what}" for what, count in counts.items() if count)
        return f"Campaign to {sum(counts.values())}, each through the gate on their own: {told}." if told else ""


@dataclass(frozen=True, slots=True)
class ShopperTab:
    """One shopper to play."""

    number: str
    name: str
    current: bool


@dataclass(frozen=True, slots=True)
class DemoView:
    """`desk` is None before the first text; `campaign` says what came of the one just sent."""

    shoppers: tuple[ShopperTab, ...]
    ticks: tuple[Tick, ...]
    phone: Phone
    desk: ConversationView | None
    back: str
    campaign: str


def demo_view(seen: Look, query: DemoQuery) -> DemoView:
    """Return the page for one shopper's number; the first shopper's where none is named."""
    number = query.number or first_number()
    rows, back = conversations_with(seen, number), demo_path(number)
    return DemoView(
        shoppers=_shoppers(seen, number),
        ticks=strip_of(seen, number),
        phone=phone_of(seen, number, back),
        desk=conversation_view(seen, rows[0].id, back=back) if rows else None,
        back=back,
        campaign=query.campaign,
    )


def first_number() -> str:
    """Return the phone that the demo begins with."""
    return sample_catalog().shopper(FIRST_SHOPPER).phone


def demo_path(number: str) -> str:
    """Return where the demo shows this phone."""
    return f"/demo?number={quote(number, safe='')}"


def _shoppers(seen: Look, chosen: str) -> tuple[ShopperTab, ...]:
    rows = sorted(seen.books.conversations(seen.user.merchants, limit=200), key=lambda row: (row.opened_at, row.id))
    contacts = [seen.books.contact(row.merchant_id, row.contact_id) for row in rows]
    names = {contact.phone: short_name(contact.name, contact.phone) for contact in contacts if contact is not None}
    shown = dict(list(names.items())[:MOST_SHOPPERS])
    shown.setdefault(chosen, names.get(chosen, short_name("", chosen)))
    return tuple(ShopperTab(number, name, number == chosen) for number, name in shown.items())
