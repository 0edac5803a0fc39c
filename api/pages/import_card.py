"""An import as people see it: how far it is, and what could not be read."""

from dataclasses import dataclass

from api.pages.look import Look
from api.pages.moments import Stamp
from api.pages.settings_frame import moments_at
from conversation.knowledge_import import ItemState, KnowledgeImport
from conversation.merchant import Merchant

MOST_SHOWN = 5
FAULTS_SHOWN = 50


@dataclass(frozen=True, slots=True)
class ImportCard:
    """`faults` are pairs of a place and why it could not be read."""

    origin: str
    by: str
    begun: Stamp
    items: int
    settled: int
    words: str
    is_running: bool
    faults: tuple[tuple[str, str], ...]


def import_cards(seen: Look, merchant: Merchant) -> tuple[ImportCard, ...]:
    """Return the merchant's newest imports, newest first."""
    return tuple(_card(seen, merchant, row) for row in seen.books.knowledge_imports(merchant.id)[:MOST_SHOWN])


def _card(seen: Look, merchant: Merchant, row: KnowledgeImport) -> ImportCard:
    failed = seen.books.import_items(merchant.id, row.id, ItemState.FAILED, FAULTS_SHOWN) if row.failed else ()
    return ImportCard(
        origin=row.origin,
        by=seen.name_of(row.begun_by),
        begun=moments_at(seen, merchant).at(row.begun_at),
        items=row.items,
        settled=row.settled,
        words=_words(row),
        is_running=row.ended_at is None,
        faults=tuple((item.source, item.note) for item in failed),
    )


def _words(row: KnowledgeImport) -> str:
    counts = {"new or changed": row.kept, "as before": row.unchanged, "failed": row.failed, "removed": row.removed}
    said = ", ".join(f"{number} {what}" for what, number in counts.items() if number)
    if row.ended_at is None:
        return f"{row.settled} of {row.items} read" + (f": {said}" if said else "")
    return said or "nothing changed"
