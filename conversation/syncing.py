"""A sync from one page to the next: who works on it holds it, a page and how far it got are one transaction."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from conversation.errors import Stale
from conversation.ids import MerchantId
from conversation.ledger import Books
from conversation.shop_sync import EVERY, ShopOddity, ShopSync, SyncKind, SyncState

HOLDING = timedelta(minutes=3)
"""How long whoever works on a sync may be silent before somebody else goes on with it. Two at once do no harm."""
OVERLAP = timedelta(minutes=10)
"""How far a run reaches back before the last one began: the shop's clock is not ours, and its search index lags."""
FIRST_REACH = {SyncKind.CHECKOUTS: timedelta(hours=48), SyncKind.ORDERS: timedelta(days=60)}
"""How far the first run reaches back. No reminder may follow an older checkout; Shopify shows no older orders."""
PATIENCE = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=15), timedelta(hours=1))
"""How long to wait after so many failures in a row."""


@dataclass(frozen=True, slots=True)
class PageRead:
    """What one page told: how many things, what of it could not be read, and where the next begins."""

    read: int
    unread: int
    cursor: str | None


def ask_for_sync(books: Books, merchant_id: MerchantId, kind: SyncKind, at: datetime) -> ShopSync:
    """Let the sync be due then at the latest. One that is under way goes on, and is due again."""
    sync = books.lock_shop_sync(merchant_id, kind, at)
    is_asked_for = sync.due_at <= at and not (sync.state is SyncState.RUNNING and _is_covered(sync))
    if not is_asked_for:
        sync = replace(sync, due_at=at)
        books.save_shop_sync(sync)
    return sync


def take_up_sync(books: Books, merchant_id: MerchantId, kind: SyncKind, by: str, now: datetime) -> ShopSync | None:
    """Hold the sync for `by`: at its cursor where a run is under way, else at the begin of a new one.

    None where it is not due, or somebody else works on it.
    """
    sync = books.lock_shop_sync(merchant_id, kind, now)
    is_held = sync.held_by not in (None, by) and sync.held_until is not None and sync.held_until > now
    if is_held or sync.due_at > now:
        return None
    if sync.cursor is None:
        sync = replace(sync, since=_since(sync, now), pages=0, read=0, unread=0, begun_at=now, ended_at=None)
    held = replace(sync, state=SyncState.RUNNING, held_by=by, held_until=now + HOLDING)
    books.save_shop_sync(held)
    return held


def turn_page(books: Books, sync: ShopSync, page: PageRead, now: datetime) -> ShopSync:
    """Note that a page was taken in; the run ends with the last. Raises Stale where somebody else has gone on."""
    standing = _check_held(books, sync, now)
    turned = replace(
        standing,
        cursor=page.cursor,
        pages=sync.pages + 1,
        read=sync.read + page.read,
        unread=sync.unread + page.unread,
        failures=0,
        error="",
        held_until=now + HOLDING,
    )
    if page.cursor is None:
        turned = replace(
            turned,
            state=SyncState.DONE,
            level_at=sync.begun_at,
            ended_at=now,
            due_at=now + EVERY[sync.kind] if _is_covered(standing) else standing.due_at,
            held_by=None,
            held_until=None,
        )
    books.save_shop_sync(turned)
    return turned


def fail_sync(
    books: Books, sync: ShopSync, why: str, now: datetime, *, wait: timedelta | None = None, refused: bool = False
) -> ShopSync:
    """Let go of the sync until it is tried again, from the page that failed. Raises Stale as `turn_page`.

    A refused one begins anew: its cursor may be what the shop refuses.
    """
    standing = _check_held(books, sync, now)
    patience = PATIENCE[min(sync.failures, len(PATIENCE) - 1)]
    failed = replace(
        standing,
        state=SyncState.REFUSED if refused else SyncState.FAILED,
        cursor=None if refused else sync.cursor,
        failures=sync.failures + 1,
        error=why[:300],
        due_at=now + (EVERY[sync.kind] if refused else max(wait or patience, patience)),
        ended_at=now,
        held_by=None,
        held_until=None,
    )
    books.save_shop_sync(failed)
    return failed


def note_oddity(
    books: Books, merchant_id: MerchantId, topic: str, ref: str, field: str, why: str, now: datetime
) -> None:
    """Keep aside that something of the shop's was not taken in, and how often."""
    known = books.shop_oddity(merchant_id, topic, ref)
    times, first = (known.times + 1, known.first_at) if known else (1, now)
    books.save_shop_oddity(ShopOddity(merchant_id, topic, ref, field, why[:300], times, first, now))


def _since(sync: ShopSync, now: datetime) -> datetime | None:
    if sync.level_at is not None:
        return sync.level_at - OVERLAP
    reach = FIRST_REACH.get(sync.kind)
    return now - reach if reach else None


def _is_covered(sync: ShopSync) -> bool:
    """Whether the run that is under way began after it was last asked for."""
    return sync.begun_at is not None and sync.due_at <= sync.begun_at


def _check_held(books: Books, sync: ShopSync, now: datetime) -> ShopSync:
    """Return the row, held, as it is now."""
    standing = books.lock_shop_sync(sync.merchant_id, sync.kind, now)
    if (standing.held_by, standing.cursor, standing.pages) != (sync.held_by, sync.cursor, sync.pages):
        raise Stale(f"somebody else has gone on with the sync of {sync.kind.value}")
    return standing
