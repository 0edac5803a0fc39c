"""Erasing a contact on the command line, holding one for the law, and what is said about it."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

from api.audit_keys import SETTING, audit_keys
from api.demo import clock_for
from api.ledgers import opened
from api.retaining import Pruned, Retention, merge_words
from api.settings import Settings
from channels.simulator_forgetting import forget_phone
from compliance.keeping import Keeping
from conversation.audit import AuditKeys
from conversation.erasing import Erased, Request, erase
from conversation.erasure import LegalHold
from conversation.errors import Invalid, Misconfigured, Unknown
from conversation.ids import MerchantId
from conversation.ledger import Books
from conversation.legal_holds import place_hold, release_hold
from conversation.store_sql.sqlite_files import empty_wal
from tools.phone import to_e164

T = TypeVar("T")
SQLITE = "sqlite:///"
BUSY = "a reader is busy: the write-ahead log may hold older pages until its next checkpoint"


class DryRun(Exception):
    """Carries what would have been done out of a transaction that is rolled back."""

    def __init__(self, erased: Erased) -> None:
        super().__init__()
        self.erased = erased


async def erase_contact(
    settings: Settings, merchant_id: MerchantId, phone: str, request: Request, *, dry_run: bool
) -> tuple[Erased, bool]:
    """Erase the contact, and its copies on the simulated network; with `dry_run` find out what that would do.

    Returns also whether no older page of a SQLite file may still hold what was destroyed. Raises Unknown, OnHold,
    Conflict, Invalid, and Misconfigured without an audit secret, under which the number's token is made.
    """
    number, keys, now = e164(phone), _keys(settings), clock_for(settings).now()

    def command(books: Books) -> Erased:
        _check_merchant(books, merchant_id)
        erased = erase(books, merchant_id, number, request, keys.token, now)
        if dry_run:
            raise DryRun(erased)
        return erased

    try:
        async with opened(settings) as ledger:
            erased = await ledger.write(command)
            await merge_words(ledger)
    except DryRun as tried:
        return tried.erased, True
    return erased, _scrub_files(settings, number)


async def hold_contact(settings: Settings, merchant_id: MerchantId, phone: str, by: str, reason: str) -> LegalHold:
    """Hold everything about the contact. Raises Unknown, Conflict and Invalid."""
    number, now = e164(phone), clock_for(settings).now()
    return await _run(settings, lambda books: place_hold(books, merchant_id, number, by, reason, now))


async def release_contact(settings: Settings, merchant_id: MerchantId, phone: str, by: str) -> LegalHold:
    """End the hold on the contact. Raises Unknown, Conflict and Invalid."""
    number, now = e164(phone), clock_for(settings).now()
    return await _run(settings, lambda books: release_hold(books, merchant_id, number, by, now))


async def run_retention(settings: Settings) -> tuple[Pruned, bool]:
    """Make a whole retention pass. Returns also what `erase_contact` does about older pages. Raises Unpruned."""
    async with opened(settings) as ledger:
        pruned = await Retention(ledger, clock_for(settings)).run()
    return pruned, _keeps_no_older_page(settings)


def in_words(erased: Erased, keeping: Keeping, *, dry_run: bool) -> Iterator[str]:
    """Say what was destroyed and what was kept, why and how long."""
    erasure, kept = erased.erasure, erased.kept
    proof, opt_out = keeping.proof_until(erasure.at), keeping.opt_out_until(erasure.at)
    yield f"{'would erase' if dry_run else 'erased'} contact {erasure.contact_id} by request of {erasure.by}"
    yield "destroyed:"
    yield "  name, number, place and the key of the contact's entries in the audit log"
    yield f"  the words of {_count(erasure.texts, 'text')} and {_count(erased.drafts, 'draft')}"
    yield f"  what lay in {_count(erased.carts, 'cart')}"
    yield f"  notes, tool arguments and reasons in {_count(kept.events, 'event')}"
    yield f"kept, under {erasure.number} in place of the number:"
    yield f"  {_count(kept.consents, 'consent')} with wording and source: proof, at least until {proof}"
    yield f"  {_count(kept.sends, 'record')} of sending without words: proof, at least until {proof}"
    yield f"  {_count(kept.events, 'event')} without words: the audit log names them"
    if kept.offers:
        yield f"  {_count(kept.offers, 'offer')}: codes and percentages, the merchant's books"
    if kept.opted_out:
        yield f"  the opt-out: no text may reach this number, at least until {opt_out}; only its own START ends it"


def e164(phone: str) -> str:
    """Return the number in E.164. Raises Invalid."""
    number = to_e164(phone, "US")
    if number is None:
        raise Invalid("phone", f"{phone!r} is no phone number", "write it as +13035550147")
    return number


async def _run(settings: Settings, command: Callable[[Books], T]) -> T:
    async with opened(settings) as ledger:
        return await ledger.write(command)


def _keys(settings: Settings) -> AuditKeys:
    keys = audit_keys(settings)
    if keys is None:
        raise Misconfigured(
            SETTING, "set it: what must be kept of an erased contact is kept under a token made with it"
        )
    return keys


def _check_merchant(books: Books, merchant_id: MerchantId) -> None:
    if books.merchant(merchant_id) is None:
        raise Unknown("merchant", merchant_id)


def _scrub_files(settings: Settings, number: str) -> bool:
    network = settings.data_dir / "network.db"
    if network.exists():
        forget_phone(network, number)
    return _keeps_no_older_page(settings)


def _keeps_no_older_page(settings: Settings) -> bool:
    """Have SQLite move what was overwritten into its file; False while somebody reads what was there before."""
    if not settings.ledger_url.startswith(SQLITE):
        return True
    return empty_wal(Path(settings.ledger_url.removeprefix(SQLITE)))


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
