"""One's own alerts: which ones reach a person, by push or e-mail, when not, and on which devices."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Form, Response
from fastapi.responses import JSONResponse

from api.alerts.choosing import Subscription, add_device, choose, quiet_times, remove_device
from api.alerts.topics import TopicGroup, topic_groups
from api.alerts.trying import try_email, try_push
from api.auth import ActingUser
from api.house import House, HouseDep
from api.pages.look import Look, look
from api.pages.moments import Stamp, moments_for
from api.pages.page_route import PageRoute
from api.pages.rendering import render
from api.pages.settings_frame import Outcome
from api.pages.settings_tabs import Tab
from api.pages.shell import Shell, shell_of
from api.problems import problem_of, status_of
from conversation.alert import AlertWay
from conversation.alert_wishes import AlertWishes
from conversation.errors import Invalid, Unknown
from conversation.ids import MerchantId
from conversation.ledger import Books
from conversation.merchant import Merchant
from conversation.user import User
from handoff.alerting import wishes_of

router = APIRouter(prefix="/account/alerts", route_class=PageRoute, include_in_schema=False)

PATH = "/account/alerts"


@dataclass(frozen=True, slots=True)
class DeviceRow:
    id: str
    label: str
    made: Stamp


@dataclass(frozen=True, slots=True)
class OwnAlertsPage:
    """`push_key` is what a browser subscribes with; empty where push messages cannot be made."""

    merchant: Merchant
    merchants: tuple[Tab, ...]
    wishes: AlertWishes
    zone: str
    devices: tuple[DeviceRow, ...]
    email: str
    push_key: str
    has_mail: bool
    told: str
    problem: str
    groups: tuple[TopicGroup, ...] = topic_groups()


@router.get("")
async def show(house: HouseDep, user: ActingUser, merchant: str = "") -> Response:
    """Show what the person chose."""
    return await _show(house, user, merchant)


@router.post("")
async def save(
    house: HouseDep,
    user: ActingUser,
    merchant: Annotated[str, Form()] = "",
    push: Annotated[list[str] | None, Form()] = None,
    email: Annotated[list[str] | None, Form()] = None,
    quiet_from: Annotated[str, Form()] = "",
    quiet_until: Annotated[str, Form()] = "",
    zone: Annotated[str, Form()] = "",
) -> Response:
    """Keep what the person chose."""
    chosen = merchant_of(user, merchant)
    try:
        quiet = quiet_times(quiet_from, quiet_until, zone)
        if chosen:
            await house.ledger.write(lambda books: choose(books, user, chosen, push or (), email or (), quiet))
    except Invalid as error:
        return await _show(house, user, chosen, Outcome(problem=f"{problem_of(error).detail}."), status_of(error))
    return await _show(house, user, chosen, Outcome("Your choice is kept."))


@router.post("/devices")
async def subscribe(
    house: HouseDep,
    user: ActingUser,
    endpoint: Annotated[str, Form()],
    p256dh: Annotated[str, Form()],
    auth: Annotated[str, Form()],
    label: Annotated[str, Form()] = "",
) -> Response:
    """Keep a browser that has just subscribed: its script asks, and loads the page again."""
    given, now = Subscription(endpoint, p256dh, auth, label), house.clock.now()
    may_be_private = house.alerting.may_be_private

    def command(books: Books) -> str:
        return add_device(books, user, given, now, may_be_private=may_be_private).id

    return JSONResponse({"id": await house.ledger.write(command)})


@router.post("/devices/{device_id}/remove")
async def forget(device_id: str, house: HouseDep, user: ActingUser, merchant: Annotated[str, Form()] = "") -> Response:
    """Send no more alerts to a device of one's own."""
    await house.ledger.write(lambda books: remove_device(books, user, device_id))
    return await _show(house, user, merchant, Outcome("It gets no more alerts."))


@router.post("/try")
async def try_out(
    house: HouseDep, user: ActingUser, way: Annotated[AlertWay, Form()], merchant: Annotated[str, Form()] = ""
) -> Response:
    """Send oneself a test, and say what came of it."""
    chosen = merchant_of(user, merchant)
    trial = await (try_email if way is AlertWay.EMAIL else try_push)(house.alerting.sender, user, chosen)
    words = f"{trial.words[0].upper()}{trial.words[1:]}."
    return await _show(house, user, chosen, Outcome(words) if trial.arrived else Outcome(problem=words))


def merchant_of(user: User, chosen: MerchantId) -> MerchantId:
    """Return the chosen merchant of the person's, or the first; empty for who has none. Raises Unknown for others'."""
    if chosen and chosen not in user.merchants:
        raise Unknown("merchant", chosen)
    return chosen or next(iter(user.merchants), "")


async def _show(
    house: House, user: User, chosen: MerchantId, outcome: Outcome | None = None, status: int = 200
) -> Response:
    def build(seen: Look) -> tuple[Shell, OwnAlertsPage | None]:
        merchant = seen.books.merchant(merchant_of(user, chosen))
        view = _page(seen, merchant, outcome or Outcome()) if merchant else None
        return shell_of(seen, "alerts", PATH), view

    shell, view = await look(house, user, build)
    return render("alerts.html" if view else "alerts_none.html", status, shell=shell, view=view)


def _page(seen: Look, merchant: Merchant, outcome: Outcome) -> OwnAlertsPage:
    user, alerting, books = seen.user, seen.house.alerting, seen.books
    wishes, moments = wishes_of(books, user, merchant.id), moments_for(None, merchant, seen.now)
    devices = [DeviceRow(one.id, one.label, moments.at(one.made_at)) for one in books.push_devices(user.id)]
    named = [(one, books.merchant(one)) for one in user.merchants] if len(user.merchants) > 1 else []
    tabs = [Tab(f"{PATH}?merchant={one}", row.name if row else one, one == merchant.id) for one, row in named]
    return OwnAlertsPage(
        merchant=merchant,
        merchants=tuple(tabs),
        wishes=wishes,
        zone=wishes.quiet.zone if wishes.quiet else merchant.timezone,
        devices=tuple(devices),
        email=user.email or "",
        push_key=alerting.push_key,
        has_mail=alerting.has_mail,
        told=outcome.told,
        problem=outcome.problem,
    )
