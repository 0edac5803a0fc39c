"""An upload from the command line."""

import csv
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from api.operator import merchant_named
from api.settings import Settings
from api.shops.upload_report import COLUMNS, cells_of
from api.shops.uploading import Uploading, UploadOrder, nobody_hears
from api.wiring import open_twolane
from conversation.act import OPERATOR
from conversation.acts import Doer
from conversation.brand_setting import merchant_of
from conversation.ledger import Reader
from conversation.merchant import Merchant
from conversation.shop_upload import RowNote, ShopUpload
from tools.upload_columns import UploadKind


async def upload_file(
    settings: Settings, named: str, path: Path, kind: UploadKind, report: Path | None, *, is_trial: bool
) -> ShopUpload:
    """Take the file in for the merchant who is named. Every note goes into `report`, where there is one."""

    def read(books: Reader) -> Merchant:
        return merchant_of(books, merchant_named(books, named))

    twolane = await open_twolane(settings)
    try:
        merchant = await twolane.house.ledger.read(read)
        uploading = Uploading(twolane.house, merchant, Doer(OPERATOR))
        with path.open("rb") as file, _written(report) as hears:
            return await uploading.take(file, UploadOrder(kind, path.name, is_trial), hears)
    finally:
        await twolane.close()


@contextmanager
def _written(report: Path | None) -> Iterator[Callable[[RowNote], None]]:
    if report is None:
        yield nobody_hears
        return
    with report.open("w", encoding="utf-8", newline="") as file:
        lines = csv.writer(file)
        lines.writerow(COLUMNS)
        yield lambda note: lines.writerow(cells_of(note))
