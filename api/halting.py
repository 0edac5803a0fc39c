"""Halting and resuming regions from the command line."""

from collections.abc import Callable
from datetime import datetime
from typing import TypeVar

from api.ledgers import opened
from api.settings import Settings
from compliance.halting import halt, resume
from compliance.rulebook import load_rulebook
from conversation.clock import SystemClock
from conversation.errors import Unknown
from conversation.halt import EVERY_MERCHANT, Halt
from conversation.ids import MerchantId
from conversation.ledger import Books, Reader

T = TypeVar("T")


async def halt_region(settings: Settings, merchant: str, region: str, reason: str, by: str) -> Halt:
    """Halt a region for the merchant of that id or shop domain; for every merchant without one. Raises Unknown."""
    rulebook = load_rulebook()
    return await _write(
        settings, lambda books, now: halt(books, merchant_named(books, merchant), region, reason, by, rulebook, now)
    )


async def resume_region(settings: Settings, merchant: str, region: str, by: str) -> Halt:
    """Lift the halt of a region. Raises Unknown when there is none."""
    return await _write(settings, lambda books, now: resume(books, merchant_named(books, merchant), region, by, now))


async def list_halts(settings: Settings) -> tuple[Halt, ...]:
    """Return every halt ever made, oldest first."""
    async with opened(settings) as ledger:
        return await ledger.read(_all)


def merchant_named(books: Reader, name: str) -> MerchantId:
    """Return the id of the merchant of that id or shop domain; `EVERY_MERCHANT` for no name. Raises Unknown."""
    if not name:
        return EVERY_MERCHANT
    found = books.merchant(name) or books.merchant_of_shop(name)
    if found is None:
        raise Unknown("merchant", name)
    return found.id


def _all(books: Reader) -> tuple[Halt, ...]:
    owners = [EVERY_MERCHANT, *(merchant.id for merchant in books.merchants())]
    found = {halt.id: halt for owner in owners for halt in books.halts(owner)}
    return tuple(sorted(found.values(), key=lambda halt: (halt.since, halt.id)))


async def _write(settings: Settings, command: Callable[[Books, datetime], T]) -> T:
    async with opened(settings) as ledger:
        return await ledger.write(lambda books: command(books, SystemClock().now()))
