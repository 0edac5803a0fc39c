"""The consent ledger from the command line: one process that opens the ledger, does one thing and closes it."""

import csv
import getpass
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, fields
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TextIO
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from api.consent_desk import ConsentDesk, Taken
from api.consent_file import ConsentFile
from api.consent_import import ConsentImport, Summary
from api.ledgers import opened
from api.rest.consent_models import ConsentStandingOut, standing_out
from api.settings import Settings
from api.spreadsheet import harmless
from conversation.clock import Clock, SystemClock
from conversation.consent import SuppressionReason
from conversation.consent_event import ConsentEvent
from conversation.consenting import Proof
from conversation.errors import Invalid, Unknown
from conversation.ids import MerchantId
from conversation.ledger import Ledger, Reader
from conversation.merchant import Merchant
from tools.phone import to_e164


@dataclass(frozen=True, slots=True)
class Office:
    """An open ledger and the merchant whose consent is looked after."""

    ledger: Ledger
    clock: Clock
    merchant: Merchant


@asynccontextmanager
async def office(merchant: str, settings: Settings) -> AsyncIterator[Office]:
    """Open the ledger. `merchant` is an id or a shop domain. Raises Unknown."""
    async with opened(settings) as ledger:
        found = await ledger.read(lambda books: books.merchant(merchant) or books.merchant_of_shop(merchant))
        if found is None:
            raise Unknown("merchant", merchant)
        yield Office(ledger, _clock(settings), found)


async def bring_in(
    path: Path, merchant: str, settings: Settings, by: str, rejected: Path | None, timezone: str, country: str
) -> Summary:
    """Import a file; without `rejected` it is a dry run. Raises Invalid for a file or zone that cannot be read."""
    zone = _zone(timezone)
    try:
        with path.open(encoding="utf-8-sig", newline="") as text:
            async with office(merchant, settings) as at:
                file = ConsentFile.open(text, at.clock.now(), zone, country.upper())
                bringing = ConsentImport(at.ledger, at.clock, at.merchant, _by(by), dry_run=rejected is None)
                return await bringing.run(file, rejected)
    except UnicodeDecodeError as error:
        raise Invalid("file", f"it is not UTF-8 ({error.reason} at byte {error.start})", "save it as UTF-8") from error
    except OSError as error:
        raise Invalid("file", str(error), "name a CSV file that can be read") from error


def in_words(summary: Summary, rejected: Path | None) -> Iterator[str]:
    """Say what an import did, one line after the other."""
    counted = [f"{summary.taken[taken]} {taken.value}" for taken in Taken if summary.taken[taken]]
    yield ", ".join([*counted, f"{summary.rejected} left out"] if summary.rejected else counted or ["no rows"])
    yield from map(str, summary.bad)
    if summary.rejected > len(summary.bad):
        yield f"... and {summary.rejected - len(summary.bad)} more"
    if summary.rejected and rejected is not None:
        yield f"the rows left out are in {rejected}"


async def look_up(phone: str, merchant: str, settings: Settings) -> ConsentStandingOut:
    """Read where a number stands. Raises Invalid, Unknown."""
    number = _number(phone)
    async with office(merchant, settings) as at:
        return await at.ledger.read(lambda books: standing_out(books, at.merchant.id, number))


def standing_in_words(standing: ConsentStandingOut) -> str:
    """Say where a number stands, and list its history; times are UTC."""
    lines = [f"{standing.phone} with {standing.merchant_id}: {standing.summary}"]
    for scope in standing.consents:
        lines.append(f"  {scope.scope}: {scope.standing}, {scope.method}, {scope.source}: {scope.wording!r}")
    for event in standing.history:
        proof = "; ".join(part for part in (event.method, event.source, event.evidence, event.message_id) if part)
        what = f"{event.change} {event.scope or ''}".rstrip()
        lines.append(f"  {event.number:>3}  {event.at:%Y-%m-%d %H:%M}  {what:<26}  by {event.recorded_by}  {proof}")
    return "\n".join(lines)


async def write_journal(merchant: str, settings: Settings, out: TextIO) -> int:
    """Write every consent event of a merchant as CSV and return how many there were."""
    names = [field.name for field in fields(ConsentEvent)]
    writer = csv.writer(out)
    writer.writerow(names)
    count = 0
    async with office(merchant, settings) as at:
        async for event in _journal(at):
            writer.writerow([harmless(_cell(getattr(event, name))) for name in names])
            count += 1
    return count


async def _journal(at: Office) -> AsyncIterator[ConsentEvent]:
    after: tuple[datetime, str] | None = None
    while page := await at.ledger.read(partial(_page, merchant_id=at.merchant.id, after=after)):
        for event in page:
            yield event
        after = (page[-1].recorded_at, page[-1].id)


def _page(books: Reader, merchant_id: MerchantId, after: tuple[datetime, str] | None) -> tuple[ConsentEvent, ...]:
    return books.consent_journal(merchant_id, after=after)


async def stop(phone: str, merchant: str, settings: Settings, evidence: str, by: str) -> str:
    """Record an opt-out that came by another way than a text. Raises Invalid, Unknown."""
    number = _number(phone)
    if not evidence.strip():
        raise Invalid("evidence", "it is empty", "say what the shopper said, and where")
    async with office(merchant, settings) as at:
        now = at.clock.now()
        proof = Proof("", "command line", now, _by(by), evidence.strip())
        await at.ledger.write(
            lambda books: ConsentDesk(books, at.merchant, now).opt_out(number, SuppressionReason.OPERATOR, proof)
        )
    return f"{number} gets no more texts from {at.merchant.name}"


def _clock(settings: Settings) -> Clock:
    if not settings.demo:
        return SystemClock()
    from api.demo import demo_clock

    return demo_clock(settings)


def _cell(value: object) -> str:
    if value is None:
        return ""
    return value.isoformat() if hasattr(value, "isoformat") else str(value)


def _number(phone: str) -> str:
    number = to_e164(phone, "US")
    if number is None:
        raise Invalid("phone", f"{phone!r} cannot be dialled", "write it as +13035550142")
    return number


def _by(name: str) -> str:
    return name.strip() or f"{getpass.getuser()} at the command line"


def _zone(name: str) -> ZoneInfo | None:
    try:
        return ZoneInfo(name) if name else None
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise Invalid("--timezone", f"{name!r} is not known", "name an IANA zone such as America/New_York") from error
