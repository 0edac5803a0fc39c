"""The demo's pages: Conversations at the left, the shopper's phone at the right, and a clock to move."""

from dataclasses import dataclass
from typing import Annotated
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Depends, Form, Query, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import BaseModel, Field

from api.auth import ActingUser, acting_user
from api.house import HouseDep
from api.pages.conversation import ConversationView, conversation_view
from api.pages.demo_clock import Jump, jump
from api.pages.look import Look, look
from api.pages.page_route import PageRoute, local_path
from api.pages.phone import Phone, network, phone_of
from api.pages.rendering import render, wants_fragment
from api.pages.shell import Shell, shell_of
from api.pages.strip import Tick, conversations_with, strip_of
from api.pages.words import short_name
from tools.sample_catalog import sample_catalog

router = APIRouter(route_class=PageRoute, include_in_schema=False, dependencies=[Depends(acting_user)])

FIRST_SHOPPER = "noah_brown_6181"
MOST_SHOPPERS = 8


class CampaignCount(BaseModel):
    """How many of a campaign's texts left, wait, were refused, or were never tried."""

    queued: int = Field(default=0, ge=0)
    deferred: int = Field(default=0, ge=0)
    refused: int = Field(default=0, ge=0)
    left_out: int = Field(default=0, ge=0)

    @property
    def words(self) -> str:
        """Nothing where no campaign was sent."""
        counts = {
            "allowed, A2P": self.queued,
            "deferred": self.deferred,
            "refused": self.refused,
            "left out: a person has control": self.left_out,
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
    """Both sides of one conversation, and what has been seen of it. `desk` is None before the first text."""

    shoppers: tuple[ShopperTab, ...]
    ticks: tuple[Tick, ...]
    phone: Phone
    desk: ConversationView | None
    back: str
    campaign: str


@router.get("/demo")
async def demo(
    house: HouseDep, user: ActingUser, told: Annotated[CampaignCount, Query()], number: str = ""
) -> Response:
    """Show both sides of the conversation with one shopper, and what came of a campaign that was just sent."""
    chosen = number or first_number()

    def build(seen: Look) -> tuple[Shell, DemoView]:
        rows = conversations_with(seen, chosen)
        back = demo_path(chosen)
        view = DemoView(
            shoppers=_shoppers(seen, chosen),
            ticks=strip_of(seen, chosen),
            phone=phone_of(seen, chosen, back),
            desk=conversation_view(seen, rows[0].id, back=back) if rows else None,
            back=back,
            campaign=told.words,
        )
        return shell_of(seen, "demo", back, rows[0] if rows else None), view

    shell, view = await look(house, user, build)
    return render("demo.html", shell=shell, demo=view)


@router.get("/demo/strip")
async def strip(number: str, house: HouseDep, user: ActingUser) -> Response:
    """Answer with the ticks alone."""
    return render("fragments/strip.html", ticks=await look(house, user, lambda seen: strip_of(seen, number)))


@router.post("/demo/clock")
async def move_clock(
    house: HouseDep, user: ActingUser, to: Annotated[Jump, Form()], number: Annotated[str, Form()] = ""
) -> Response:
    """Jump to a time of day where the shopper lives; whatever falls due on the way happens now."""
    chosen = number or first_number()
    zone = await look(house, user, lambda seen: phone_of(seen, chosen, "").zone)
    jump(house.clock, to, ZoneInfo(zone))
    rows = await look(house, user, lambda seen: conversations_with(seen, chosen))
    house.live.ring(frozenset(row.id for row in rows))
    return RedirectResponse(demo_path(chosen), 303)


@router.get("/phone/{number}")
async def phone(number: str, request: Request, house: HouseDep, user: ActingUser) -> Response:
    """Show a phone by itself, or its screen alone."""

    def build(seen: Look) -> tuple[Shell, Phone]:
        here = f"/phone/{number}"
        row = next(iter(conversations_with(seen, number)), None)
        return shell_of(seen, "demo", here, row), phone_of(seen, number, here)

    shell, shown = await look(house, user, build)
    if wants_fragment(request):
        return render("fragments/phone_screen.html", phone=shown)
    return render("phone.html", shell=shell, phone=shown)


@router.post("/phone/{number}/texts")
async def text(
    number: str,
    request: Request,
    house: HouseDep,
    user: ActingUser,
    business: Annotated[str, Form()],
    body: Annotated[str, Form()] = "",
    back: Annotated[str, Form()] = "",
) -> Response:
    """Text the merchant from this phone; the network then calls our webhook."""
    if body.strip():
        network(house).text(number, business, body.strip())
    if not wants_fragment(request):
        return RedirectResponse(local_path(back, f"/phone/{number}"), 303)
    shown = await look(house, user, lambda seen: phone_of(seen, number, local_path(back, f"/phone/{number}")))
    return render("fragments/phone_screen.html", phone=shown)


def first_number() -> str:
    return sample_catalog().shopper(FIRST_SHOPPER).phone


def demo_path(number: str) -> str:
    return f"/demo?number={number.replace('+', '%2B')}"


def _shoppers(seen: Look, chosen: str) -> tuple[ShopperTab, ...]:
    rows = sorted(seen.books.conversations(seen.user.merchants, limit=200), key=lambda row: (row.opened_at, row.id))
    contacts = [seen.books.contact(row.merchant_id, row.contact_id) for row in rows]
    names = {contact.phone: short_name(contact.name, contact.phone) for contact in contacts if contact is not None}
    shown = dict(list(names.items())[:MOST_SHOPPERS])
    shown.setdefault(chosen, names.get(chosen, short_name("", chosen)))
    return tuple(ShopperTab(number, name, number == chosen) for number, name in shown.items())
