"""Compliance as a page: the human seats with their alarms, and the rulebook in use with its sources."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from fastapi import APIRouter, Response

from api.auth import MayRead
from api.house import HouseDep
from api.pages.look import Look, look
from api.pages.moments import Moments, Stamp, moments_for
from api.pages.page_route import PageRoute
from api.pages.rendering import render
from api.pages.shell import Shell, shell_of
from api.rest.seats import SeatEventOut, SeatFigureOut, SeatOut, seats_of
from compliance.rule import Rule, Status
from conversation.event import EventKind
from conversation.message import Purpose

router = APIRouter(route_class=PageRoute, include_in_schema=False)

STATUSES: Mapping[Status, str] = MappingProxyType(
    {
        Status.IN_FORCE: "in force",
        Status.UNSETTLED: "unsettled, enforced",
        Status.PROPOSED: "proposed, not applied",
        Status.NOT_IN_FORCE: "not in force",
    }
)


@dataclass(frozen=True, slots=True)
class Flag:
    """One flag or alarm, in words, with the conversation in which it was raised."""

    words: str
    conversation: str
    stamp: Stamp


@dataclass(frozen=True, slots=True)
class Seat:
    """One person's figures and flags. `merchant` is empty where the reader has one brand only."""

    name: str
    merchant: str
    figures: tuple[SeatFigureOut, ...]
    flags: tuple[Flag, ...]


@dataclass(frozen=True, slots=True)
class RuleRow:
    """One rule as the page lists it."""

    id: str
    says: str
    jurisdiction: str
    source: str
    provenance: str
    status: str
    binds: str
    review: str
    overdue: bool


@dataclass(frozen=True, slots=True)
class CompliancePage:
    """`measures` head the table of seats."""

    seats: tuple[Seat, ...]
    measures: tuple[SeatFigureOut, ...]
    version: str
    rules: tuple[RuleRow, ...]


@router.get("/compliance")
async def compliance(house: HouseDep, user: MayRead) -> Response:
    """Show the seats and the rulebook."""

    def build(seen: Look) -> tuple[Shell, CompliancePage]:
        return shell_of(seen, "compliance", "/compliance"), compliance_page(seen)

    shell, view = await look(house, user, build)
    return render("compliance.html", shell=shell, view=view)


def compliance_page(seen: Look) -> CompliancePage:
    """Return the page as it stands now, with times in the first merchant's zone."""
    merchants = seen.user.merchants
    moments = moments_for(None, seen.books.merchant(merchants[0]) if merchants else None, seen.now)
    brands = {one: named.name for one in merchants if (named := seen.books.merchant(one))} if len(merchants) > 1 else {}
    seats = [_seat(one, brands.get(one.merchant_id, ""), moments) for one in seats_of(seen.books, merchants, seen.now)]
    rulebook = seen.house.rulebook
    return CompliancePage(
        seats=tuple(seats),
        measures=seats[0].figures if seats else (),
        version=rulebook.version,
        rules=tuple(_rule_row(rule, seen.now.date()) for rule in rulebook.rules.values()),
    )


def _seat(seat: SeatOut, merchant: str, moments: Moments) -> Seat:
    flags = tuple(Flag(_words(event), event.conversation, moments.at(event.at)) for event in seat.flagged)
    return Seat(seat.name, merchant, tuple(seat.figures), flags)


def _words(event: SeatEventOut) -> str:
    details = event.details
    if event.kind == EventKind.SEAT_UNREAD_DRAFT.value:
        return f"sent an AI draft unread, {details.get('seconds', '0')} s after it was shown"
    name = details.get("measure", "").replace("_", " ")
    return f"{name}: {details.get('figure')}, typical is at most {details.get('typical')} ({details.get('source')})"


def _rule_row(rule: Rule, today: date) -> RuleRow:
    purposes = sorted(purpose.value.replace("_", " ") for purpose in rule.purposes)
    return RuleRow(
        id=rule.id,
        says=rule.says,
        jurisdiction=rule.jurisdiction,
        source=rule.source,
        provenance=rule.provenance.value,
        status=STATUSES[rule.status],
        binds="every text" if len(purposes) == len(Purpose) else ", ".join(purposes),
        review=f"{rule.review:%Y-%m-%d}",
        overdue=rule.review < today,
    )
