"""Reading the log for `twolane escalations report`."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from api.settings import Settings
from conversation.clock import SystemClock
from conversation.errors import Invalid
from conversation.event import Event
from conversation.ledger import Reader
from conversation.message import Message
from conversation.store_sql.opening import open_ledger
from handoff.escalation_figures import EscalationFigures, Fate, escalation_figures

PAGE = 200


async def read_figures(settings: Settings, days: int, shop: str = "") -> EscalationFigures:
    """Count what the conversations touched in the last `days` days hold, of one shop or of all. Raises Invalid."""
    since = SystemClock().now() - timedelta(days=days)
    ledger = await open_ledger(settings.ledger_url)
    try:
        return await ledger.read(lambda books: figures_since(books, since, shop))
    finally:
        await ledger.close()


def figures_since(books: Reader, since: datetime, shop: str = "") -> EscalationFigures:
    """Count over conversations touched at or after `since` (aware). Raises Invalid for a shop that is not known."""
    merchants = tuple(one.id for one in books.merchants() if shop in ("", one.shop_domain))
    if shop and not merchants:
        raise Invalid("shop", f"no merchant has the shop {shop!r}", "name the shop_domain of a store file")
    return escalation_figures(_talks(books, merchants, since))


def in_words(figures: EscalationFigures) -> str:
    """Write the figures as a small table, one reason a line, then what was missed."""
    lines = [f"{'reason':<20}{'needed':>8}{'needless':>10}{'open':>6}"]
    for reason, fates in sorted(figures.by_reason.items()):
        shown = (fates.get(fate, 0) for fate in (Fate.NEEDED, Fate.NEEDLESS, Fate.OPEN))
        lines.append("{:<20}{:>8}{:>10}{:>6}".format(reason, *shown))
    lines.append(f"missed: {figures.fates.get(Fate.MISSED, 0)}, beside {figures.escalations} escalations")
    return "\n".join(lines)


def _talks(
    books: Reader, merchants: tuple[str, ...], since: datetime
) -> Iterator[tuple[Sequence[Event], Sequence[Message]]]:
    page = books.conversations(merchants, limit=PAGE)
    while page:
        for row in page:
            if row.updated_at < since:
                return
            yield books.events(row.merchant_id, row.id), books.transcript(row.merchant_id, row.id)
        page = books.conversations(merchants, before=(page[-1].updated_at, page[-1].id), limit=PAGE)
