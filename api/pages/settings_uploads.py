"""Settings, Uploads: a shop without an API brings what it sells, its carts, orders and codes as files."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Annotated

from fastapi import APIRouter, File, Form, Request, Response, UploadFile

from api.address import address_mark
from api.auth import MayChangeSettings
from api.house import House, HouseDep
from api.merchant_for import merchant_for
from api.pages.look import Look, look
from api.pages.moments import Stamp
from api.pages.page_route import PageRoute
from api.pages.rendering import render
from api.pages.settings_frame import Frame, Outcome, frame_of, moments_at
from api.pages.shell import Shell, shell_of
from api.problems import problem_of, status_of
from api.rest.uploads import report_of, take_file
from api.shops.upload_report import summary_of
from api.shops.uploading import Uploading
from conversation.acts import Doer
from conversation.errors import Invalid
from conversation.merchant import Merchant
from conversation.role import Permission
from conversation.shop_upload import CodeStock, RowNote, ShopUpload
from conversation.user import User
from tools.shop_opening import kind_of, takes_files
from tools.upload_columns import NEEDED, OPTIONAL, UploadKind

router = APIRouter(prefix="/settings/uploads", route_class=PageRoute, include_in_schema=False)

PATH = "/settings/uploads"
MOST_SHOWN = 10
NOTES_SHOWN = 50
WORDS: Mapping[UploadKind, str] = MappingProxyType(
    {
        UploadKind.PRODUCTS: "Products: what the AI may say is sold, at which price, and whether there is any",
        UploadKind.CARTS: "Carts that were left, with the link to each",
        UploadKind.ORDERS: "Orders: they end reminders, and are what a shopper is told when they ask",
        UploadKind.CODES: "Discount codes made beforehand: each is handed out once",
    }
)


@dataclass(frozen=True, slots=True)
class KindRow:
    """A kind that can be uploaded, and the columns that its files have."""

    kind: UploadKind
    words: str
    needed: str
    optional: str


@dataclass(frozen=True, slots=True)
class UploadCard:
    """One upload. A trial has no moment, for nothing of it is kept."""

    id: str
    name: str
    kind: str
    summary: str
    by: str
    at: Stamp | None
    notes: tuple[RowNote, ...]
    more: int
    bad: int


@dataclass(frozen=True, slots=True)
class UploadsPage:
    """`trial` is what a file would become that was only tried."""

    frame: Frame
    takes_files: bool
    shop_kind: str
    kinds: tuple[KindRow, ...]
    uploads: tuple[UploadCard, ...]
    stock: tuple[CodeStock, ...]
    trial: UploadCard | None = None
    chosen: UploadKind = UploadKind.PRODUCTS


@router.get("")
async def show(house: HouseDep, user: MayChangeSettings, merchant: str = "") -> Response:
    """Show what was uploaded last, and how many codes are left."""
    return await _show(house, user, merchant)


@router.get("/{upload_id}/report.csv")
async def report(house: HouseDep, user: MayChangeSettings, upload_id: str, merchant: str) -> Response:
    """Return an upload's report as a file."""
    return await report_of(house, user, merchant, upload_id)


@router.post("")
async def upload(
    request: Request,
    house: HouseDep,
    user: MayChangeSettings,
    merchant: Annotated[str, Form()],
    kind: Annotated[UploadKind, Form()],
    trial: Annotated[bool, Form()] = False,
    file: Annotated[UploadFile | None, File()] = None,
) -> Response:
    """Take a file in, or only try it."""
    row = await house.ledger.read(lambda books: merchant_for(books, user, merchant, Permission.SETTINGS))
    uploading = Uploading(house, row, Doer(user.id, address_mark(request, house.settings)))
    try:
        done = await take_file(uploading, file, kind, is_trial=trial)
    except Invalid as invalid:
        refused = Outcome(problem=f"{problem_of(invalid).detail}.")
        return await _show(house, user, merchant, refused, status_of(invalid), chosen=kind)
    said = "Tried; nothing was changed" if trial else "Taken in"
    told = Outcome(f"{said}: {summary_of(done)}.")
    return await _show(house, user, merchant, told, trial=done if trial else None, chosen=kind)


async def _show(
    house: House,
    user: User,
    merchant: str,
    outcome: Outcome | None = None,
    status: int = 200,
    trial: ShopUpload | None = None,
    chosen: UploadKind = UploadKind.PRODUCTS,
) -> Response:
    def build(seen: Look) -> tuple[Shell, UploadsPage]:
        frame = frame_of(seen, Permission.SETTINGS, PATH, merchant, outcome or Outcome())
        uploads = seen.books.shop_uploads(frame.merchant.id, MOST_SHOWN)
        page = UploadsPage(
            frame=frame,
            takes_files=takes_files(frame.merchant),
            shop_kind=kind_of(frame.merchant),
            kinds=tuple(_kind(kind) for kind in UploadKind),
            uploads=tuple(_card(seen, frame.merchant, one) for one in uploads),
            stock=seen.books.code_stock(frame.merchant.id, seen.now),
            trial=_card(seen, frame.merchant, trial, is_kept=False) if trial else None,
            chosen=chosen,
        )
        return shell_of(seen, "settings", PATH), page

    shell, view = await look(house, user, build)
    return render("settings_uploads.html", status, shell=shell, view=view)


def _kind(kind: UploadKind) -> KindRow:
    return KindRow(kind, WORDS[kind], ", ".join(NEEDED[kind]), ", ".join(OPTIONAL[kind]))


def _card(seen: Look, merchant: Merchant, upload: ShopUpload, *, is_kept: bool = True) -> UploadCard:
    return UploadCard(
        id=upload.id,
        name=upload.name,
        kind=upload.kind,
        summary=summary_of(upload),
        by=seen.name_of(upload.by),
        at=moments_at(seen, merchant).at(upload.at) if is_kept else None,
        notes=upload.notes[:NOTES_SHOWN],
        more=max(0, upload.bad + upload.doubtful - NOTES_SHOWN),
        bad=upload.bad,
    )
