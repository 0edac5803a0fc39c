"""Reports for the command line: printed, or written as files."""

from pathlib import Path

from api.analytics.period import Period
from api.analytics.report import Report, report_of
from api.analytics.sentences import of_lift, of_variants
from api.analytics.sheets import sheets_of
from api.ledgers import opened
from api.settings import Settings
from conversation.clock import SystemClock
from conversation.errors import Invalid
from conversation.ledger import Reader
from conversation.merchant import Merchant


async def printed(settings: Settings, shop: str, days: int | None, first: str, last: str) -> str:
    """Return every table of the period as text. Raises Invalid."""
    report = await _report(settings, shop, days, first, last)
    parts = [f"{report.merchant.name}, {report.period.first} to {report.period.last} in {report.period.zone.key}"]
    parts += [f"{sheet.title}\n{sheet.as_text()}" for sheet in sheets_of(report)]
    for one in report.experiments:
        parts += [f"{one.name}: {of_variants(one.variants)}"] if one.variants else []
        parts += [f"{one.name}: {of_lift(one.lift, report.currency)}"] if one.lift else []
    return "\n\n".join(parts)


async def exported(
    settings: Settings, shop: str, days: int | None, first: str, last: str, folder: Path
) -> tuple[Path, ...]:
    """Write each table of the period into a file of the folder and return the files. Raises Invalid."""
    report = await _report(settings, shop, days, first, last)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Invalid("folder", f"{folder} cannot be made: {error.strerror}", "name another") from error
    written = []
    for sheet in sheets_of(report):
        path = folder / f"{sheet.id}-{report.period.first}-{report.period.last}.csv"
        path.write_text(sheet.as_csv(), "utf-8", newline="")
        written.append(path)
    return tuple(written)


async def _report(settings: Settings, shop: str, days: int | None, first: str, last: str) -> Report:
    now = SystemClock().now()

    def read(books: Reader) -> Report:
        merchant = _merchant(books, shop)
        return report_of(books, merchant, Period.read(merchant.timezone, now, days=days, first=first, last=last))

    async with opened(settings) as ledger:
        return await ledger.read(read)


def _merchant(books: Reader, shop: str) -> Merchant:
    merchants = [one for one in books.merchants() if shop in ("", one.shop_domain)]
    if len(merchants) != 1:
        known = ", ".join(one.shop_domain for one in books.merchants()) or "none is there yet"
        raise Invalid("shop", f"{shop!r} names {len(merchants)} merchants", f"name one with --shop: {known}")
    return merchants[0]
