"""Explaining a stored verdict on the command line."""

from collections.abc import Iterator

from api.settings import Settings
from compliance.explanation import Explanation, RuleRead, explain
from compliance.rulebook import Rulebook
from conversation.errors import Unknown
from conversation.ledger import Reader
from conversation.store_sql.opening import open_ledger
from conversation.verdict import Outcome, VerdictNote


async def explain_stored(ref: str, settings: Settings, rulebook: Rulebook) -> Explanation:
    """Read the verdict stored with the message or draft `ref`, whichever merchant's it is. Raises Unknown."""
    ledger = await open_ledger(settings.ledger_url)
    try:
        note = await ledger.read(lambda books: _find(books, ref))
    finally:
        await ledger.close()
    if note is None:
        raise Unknown("verdict on a message or draft", ref)
    return explain(note, rulebook)


def in_words(explained: Explanation) -> str:
    """Return an explanation as lines for a terminal. Times are UTC."""
    return "\n".join(_lines(explained))


def _find(books: Reader, ref: str) -> VerdictNote | None:
    for merchant in books.merchants():
        found = books.message(merchant.id, ref) or books.due_row(merchant.id, ref)
        if found is not None:
            return found.verdict
    return None


def _lines(explained: Explanation) -> Iterator[str]:
    yield f"{explained.headline}."
    yield explained.age_words
    if (decider := explained.decider) is not None and decider.entry is not None:
        entry = decider.entry
        yield f"Decided by {decider.id}: {entry.says} Source: {entry.source} ({entry.provenance.value})."
        yield from (f"  {row.id}: {row.says} Source: {row.source} ({row.provenance.value})." for row in decider.rows)
    yield ""
    yield "Rules"
    width = max((len(rule.id) for rule in explained.rules), default=0)
    yield from (f"  {_outcome(rule):<30}  {rule.id:<{width}}  {_entry(rule)}".rstrip() for rule in explained.rules)
    yield ""
    yield "Facts"
    yield from (f"  {name:<42}  {value}" for name, value in explained.facts)


def _outcome(rule: RuleRead) -> str:
    words = rule.outcome.value.replace("_", " ")
    if rule.at is None:
        return words
    return f"{words}{'' if rule.outcome is Outcome.EXPIRES else ' until'} {rule.at:%Y-%m-%d %H:%M}"


def _entry(rule: RuleRead) -> str:
    if rule.entry is None:
        return "(not in today's rulebook)"
    why = f" ({rule.why})" if rule.why else ""
    return f"{rule.entry.says}{why} [{rule.entry.source}; {rule.entry.provenance.value}]"
