"""Settings, Shop: how far it was read, whether its webhooks stand, and what of it could not be taken in."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Form, Request, Response

from api.auth import MayChangeSettings
from api.house import House, HouseDep
from api.link_switching import LinkWish, tracking_for
from api.pages.look import Look, look
from api.pages.moments import Moments, Stamp
from api.pages.page_route import PageRoute
from api.pages.polling import Waited, longer
from api.pages.privacy_rows import PrivacyRow, privacy_rows
from api.pages.rendering import render
from api.pages.settings_frame import Frame, Outcome, frame_of, moments_at, outcome_of
from api.pages.shell import Shell, shell_of
from api.shops.office import sync_now
from api.shops.subscribing import webhook_address
from conversation.acts import Doer
from conversation.errors import Invalid, Unknown
from conversation.ids import MerchantId
from conversation.link_setting import MOST_DAYS, set_link_tracking
from conversation.linking import front_page
from conversation.managing import Manager
from conversation.merchant import Merchant, NamedPage
from conversation.role import Permission
from conversation.shop_choice import ShopKind
from conversation.shop_sync import ShopOddity, ShopStanding, ShopSync, SyncKind, SyncState
from conversation.short_link import PATH as LINK_PATH
from conversation.short_link import LinkTracking
from conversation.user import User
from tools.shop_opening import kind_of, takes_files

router = APIRouter(prefix="/settings/shop", route_class=PageRoute, include_in_schema=False)

PATH = "/settings/shop"
MOST_ODDITIES = 20
NAMES = {
    SyncKind.CHECKOUTS: ("Checkouts", "left behind, and bought since"),
    SyncKind.ORDERS: ("Orders", "bought, refunded, cancelled"),
    SyncKind.CONSENTS: ("Consent", "what customers agreed to, and took back"),
    SyncKind.PRODUCTS: ("Products", "names, options, prices, stock"),
    SyncKind.TEXTS: ("Policies and pages", "what the AI may answer from"),
}
TONES = {SyncState.FAILED: "tone-refused", SyncState.REFUSED: "tone-refused"}


@dataclass(frozen=True, slots=True)
class SyncRow:
    """One kind of thing. `level` is up to when the shop is known; None where it was never read to its end."""

    kind: str
    name: str
    about: str
    state: str
    tone: str
    told: str
    error: str
    level: Stamp | None
    due: Stamp | None
    is_running: bool


@dataclass(frozen=True, slots=True)
class OddRow:
    """Something that was not taken in."""

    topic: str
    ref: str
    why: str
    times: int
    last: Stamp


@dataclass(frozen=True, slots=True)
class Hooks:
    """How the shop's webhooks stand. `checked` is None before the first look."""

    address: str
    words: str
    tone: str
    checked: Stamp | None


@dataclass(frozen=True, slots=True)
class Links:
    """How links in texts leave. `domain` is the merchant's own; empty where links lie where Twolane answers."""

    is_on: bool
    domain: str
    example: str
    days: int
    most_days: int = MOST_DAYS


@dataclass(frozen=True, slots=True)
class ShopPage:
    """`where` is the shop's domain, and its address where that is another; `front` is what shoppers know it by.

    `is_read`: Twolane may read it page by page; of one that brings files there is nothing to read. `takes_files`:
    nothing calls us from there. `is_busy`: something is being read, so the page looks again by itself.
    """

    frame: Frame
    kind: str
    where: str
    front: str
    is_read: bool
    takes_files: bool
    products: int
    rows: tuple[SyncRow, ...]
    oddities: tuple[OddRow, ...]
    hooks: Hooks
    links: Links
    pages: tuple[NamedPage, ...]
    is_busy: bool
    requests: tuple[PrivacyRow, ...]


@router.get("")
async def show(house: HouseDep, user: MayChangeSettings, merchant: str = "") -> Response:
    """Show the merchant's shop."""
    return await shop_page(house, user, merchant)


@router.get("/progress")
async def progress(house: HouseDep, user: MayChangeSettings, merchant: str = "", waited: Waited = 0) -> Response:
    """Show how far the shop is read, as the page's fragment."""
    _, view = await look(house, user, lambda seen: _whole(house, seen, merchant))
    return render("fragments/shop_syncs.html", view=view, waits=longer(waited))


@router.post("/sync")
async def sync(
    request: Request,
    house: HouseDep,
    user: MayChangeSettings,
    merchant: Annotated[str, Form()],
    kind: Annotated[str, Form()] = "",
) -> Response:
    """Let one kind be read now, or all."""
    user.check(Permission.SETTINGS, merchant)

    def command(manager: Manager) -> Outcome:
        doer = Doer(user.id, manager.address)
        kinds = sync_now(manager.books, merchant, (kind,) if kind else (), doer, manager.now)
        return Outcome(f"{'Everything' if len(kinds) > 1 else NAMES[kinds[0]][0]} is being read.")

    outcome, status = await outcome_of(request, house, user, command, (Invalid,))
    return await shop_page(house, user, merchant, outcome, status)


@router.post("/links")
async def switch_links(
    request: Request,
    house: HouseDep,
    user: MayChangeSettings,
    merchant: Annotated[str, Form()],
    on: Annotated[bool, Form()] = False,
    domain: Annotated[str, Form()] = "",
    days: Annotated[int, Form()] = 30,
) -> Response:
    """Let links leave as short ones of the merchant's own, or as they are written."""
    user.check(Permission.SETTINGS, merchant)

    def command(manager: Manager) -> Outcome:
        known = manager.books.merchant(merchant)
        if known is None:
            raise Unknown("merchant", merchant)
        wish = LinkWish(on, domain, days, known.settings.links.utm)
        tracking = tracking_for(wish, known, house.settings.public_url)
        set_link_tracking(manager.books, merchant, tracking, Doer(user.id, manager.address), manager.now)
        return Outcome(f"Links leave as {tracking.address}{LINK_PATH}…" if on else "Links leave as they are written.")

    outcome, status = await outcome_of(request, house, user, command, (Invalid,))
    return await shop_page(house, user, merchant, outcome, status)


async def shop_page(
    house: House,
    user: User,
    merchant: MerchantId,
    outcome: Outcome | None = None,
    status: int = 200,
) -> Response:
    """Answer with the page, and what came of the last press."""
    shell, view = await look(house, user, lambda seen: _whole(house, seen, merchant, outcome))
    return render("settings_shop.html", status, shell=shell, view=view)


def _whole(house: House, seen: Look, merchant: MerchantId, outcome: Outcome | None = None) -> tuple[Shell, ShopPage]:
    frame = frame_of(seen, Permission.SETTINGS, PATH, merchant, outcome or Outcome())
    return shell_of(seen, "settings", PATH), _page(house, seen, frame)


def _page(house: House, seen: Look, frame: Frame) -> ShopPage:
    merchant, moments = frame.merchant, moments_at(seen, frame.merchant)
    syncs = {sync.kind: sync for sync in seen.books.shop_syncs(merchant.id)}
    rows = tuple(_row(kind, syncs.get(kind), moments, seen) for kind in SyncKind)
    return ShopPage(
        frame=frame,
        kind=kind_of(merchant),
        where=_where(merchant),
        front=front_page(merchant),
        is_read=kind_of(merchant) != ShopKind.UPLOAD,
        takes_files=takes_files(merchant),
        products=seen.books.count_products(merchant.id),
        rows=rows,
        oddities=tuple(_odd(one, moments) for one in seen.books.shop_oddities(merchant.id, MOST_ODDITIES)),
        hooks=_hooks(webhook_address(house.settings, merchant), seen.books.shop_standing(merchant.id), moments),
        links=_links(merchant.settings.links, house.settings.public_url),
        pages=merchant.settings.pages,
        is_busy=any(row.is_running for row in rows),
        requests=privacy_rows(seen.books, merchant.id, moments),
    )


def _where(merchant: Merchant) -> str:
    front = front_page(merchant)
    return merchant.shop_domain if front == f"https://{merchant.shop_domain}" else f"{merchant.shop_domain} ({front})"


def _links(links: LinkTracking, public_url: str) -> Links:
    own = links.address.removeprefix("https://") if links.address not in ("", public_url.rstrip("/")) else ""
    return Links(links.is_on, own, f"{links.address}{LINK_PATH}", links.days)


def _row(kind: SyncKind, sync: ShopSync | None, moments: Moments, seen: Look) -> SyncRow:
    name, about = NAMES[kind]
    if sync is None:
        return SyncRow(kind.value, name, about, "not read yet", "", "", "", None, None, False)
    is_asked = sync.due_at <= seen.now
    is_running = sync.state is SyncState.RUNNING or is_asked
    told = f"{sync.read:,} read" if sync.begun_at else ""
    if sync.unread:
        told += f", {sync.unread:,} kept aside"
    return SyncRow(
        kind=kind.value,
        name=name,
        about=about,
        state="waits its turn" if is_asked and sync.state is not SyncState.RUNNING else sync.state.value,
        tone=TONES.get(sync.state, ""),
        told=told,
        error=sync.error,
        level=moments.at(sync.level_at) if sync.level_at else None,
        due=None if is_running else moments.at(sync.due_at),
        is_running=is_running,
    )


def _odd(one: ShopOddity, moments: Moments) -> OddRow:
    why = one.why if one.field in ("customer", "topic") else f"{one.field}: {one.why}"
    return OddRow(one.topic, one.ref, why, one.times, moments.at(one.last_at))


def _hooks(address: str, standing: ShopStanding | None, moments: Moments) -> Hooks:
    if standing is None and not address:
        return Hooks(address, "This kind of shop sends none from outside.", "", None)
    if standing is None:
        return Hooks(address, "Nobody has looked yet whether the shop tells of everything.", "", None)
    checked = moments.at(standing.checked_at)
    if standing.gone_at is not None:
        words = "The app was removed from the shop: nothing is told, and nothing is read."
        return Hooks(address, words, "tone-refused", checked)
    if standing.missing:
        words = f"The shop does not tell of {', '.join(standing.missing)}: {standing.error}"
        return Hooks(address, words, "tone-refused", checked)
    if standing.error:
        return Hooks(address, standing.error, "tone-refused", checked)
    return Hooks(address, "The shop tells of everything that is asked for.", "", checked)
