"""Uploads over REST: what a shop without an API sells, its carts, orders and codes, as CSV or JSON."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, File, Request, Response, UploadFile
from pydantic import BaseModel, Field

from api.address import address_mark
from api.auth import MayChangeSettings
from api.house import House, HouseDep
from api.merchant_for import merchant_for
from api.rest.conversations import PROBLEMS
from api.rest.models import ProblemOut
from api.shops.upload_report import report_csv, summary_of
from api.shops.uploading import Uploading, UploadOrder
from conversation.acts import Doer
from conversation.errors import Invalid, Unknown
from conversation.ids import MerchantId
from conversation.ledger import Reader
from conversation.role import Permission
from conversation.shop_upload import ShopUpload
from conversation.user import User
from tools.upload_columns import UploadKind

router = APIRouter(prefix="/api/merchants/{merchant_id}/uploads", tags=["Shop"])

MOST_LISTED = 50
NOTES_SHOWN = 100


class NoteOut(BaseModel):
    """About one row; without a remedy the row was kept."""

    line: int
    field: str
    problem: str
    remedy: str


class UploadOut(BaseModel):
    """What became of a file's rows. The first notes stand here, some thousand in the report."""

    id: str = Field(description="empty for a trial, of which nothing is kept")
    kind: str
    name: str
    at: datetime
    rows: int
    kept: int
    bad: int
    doubtful: int
    summary: str
    notes: list[NoteOut]


@router.post("", status_code=201, responses=PROBLEMS | {422: {"model": ProblemOut}})
async def upload(
    merchant_id: MerchantId,
    kind: UploadKind,
    request: Request,
    house: HouseDep,
    user: MayChangeSettings,
    trial: bool = False,
    file: Annotated[
        UploadFile | None, File(description="CSV with a header, a JSON list, or one JSON object a line")
    ] = None,
) -> UploadOut:
    """Take a file in: bad rows are listed by their lines, and the rest is kept. A `trial` reads and changes nothing."""
    merchant = await house.ledger.read(lambda books: merchant_for(books, user, merchant_id, Permission.SETTINGS))
    doer = Doer(user.id, address_mark(request, house.settings))
    return _out(await take_file(Uploading(house, merchant, doer), file, kind, is_trial=trial), is_trial=trial)


@router.get("", responses=PROBLEMS)
async def list_uploads(merchant_id: MerchantId, house: HouseDep, user: MayChangeSettings) -> list[UploadOut]:
    """The latest uploads, latest first."""
    uploads = await house.ledger.read(
        lambda books: books.shop_uploads(merchant_for(books, user, merchant_id, Permission.SETTINGS).id, MOST_LISTED)
    )
    return [_out(one) for one in uploads]


@router.get("/{upload_id}/report.csv", responses=PROBLEMS)
async def get_report(merchant_id: MerchantId, upload_id: str, house: HouseDep, user: MayChangeSettings) -> Response:
    """The report as CSV: a line for each row that was left out or is doubtful."""
    return await report_of(house, user, merchant_id, upload_id)


async def take_file(uploading: Uploading, file: UploadFile | None, kind: UploadKind, *, is_trial: bool) -> ShopUpload:
    """Take a file of a form in. Raises Invalid where there is none, and as `Uploading.take`."""
    if file is None or not file.filename:
        raise Invalid("file", "there is none", "choose a file")
    return await uploading.take(file.file, UploadOrder(kind, file.filename, is_trial))


async def report_of(house: House, user: User, merchant_id: MerchantId, upload_id: str) -> Response:
    """Return an upload's report as a file. Raises Unknown."""

    def read(books: Reader) -> ShopUpload:
        found = books.shop_upload(merchant_for(books, user, merchant_id, Permission.SETTINGS).id, upload_id)
        if found is None:
            raise Unknown("upload", upload_id)
        return found

    found = await house.ledger.read(read)
    headers = {"Content-Disposition": f'attachment; filename="{found.id}.csv"'}
    return Response(report_csv(found.notes), media_type="text/csv; charset=utf-8", headers=headers)


def _out(upload: ShopUpload, *, is_trial: bool = False) -> UploadOut:
    return UploadOut(
        id="" if is_trial else upload.id,
        kind=upload.kind,
        name=upload.name,
        at=upload.at,
        rows=upload.rows,
        kept=upload.kept,
        bad=upload.bad,
        doubtful=upload.doubtful,
        summary=summary_of(upload),
        notes=[
            NoteOut(line=one.line, field=one.field, problem=one.problem, remedy=one.remedy)
            for one in upload.notes[:NOTES_SHOWN]
        ],
    )
