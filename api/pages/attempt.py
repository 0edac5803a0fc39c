"""An attempt: a draft that did not leave, shown where somebody tried, with the rule and the words."""

from dataclasses import dataclass

from api.pages.look import Look
from api.pages.moments import Moments, Stamp
from api.pages.sources import SourceLine, source_lines
from conversation.due import DueKind, DueRow, DueState
from conversation.event import Event, EventKind
from conversation.message import Author

VERDICTS = {
    EventKind.DRAFT_REFUSED: "refused",
    EventKind.DRAFT_DEFERRED: "deferred",
    EventKind.DRAFT_DISCARDED: "discarded",
}
UNWRITTEN = {
    DueKind.REMINDER: "Cart reminder, not yet written",
    DueKind.FOLLOWUP: "The follow-up that the shopper asked for, not yet written",
}
NAMES = {Author.AI.value: "AI", Author.TEMPLATE.value: "Template", Author.SYSTEM.value: "System"}


@dataclass(frozen=True, slots=True)
class Attempt:
    """`verdict` is refused, deferred or discarded; `rule` and `key`, the due row, are None where no rule spoke."""

    key: str | None
    verdict: str
    who: str
    words: str
    rule: str | None
    why: str
    outcome: str
    stamp: Stamp
    ref: str = ""
    sources: tuple[SourceLine, ...] = ()
    kind: str = "attempt"


def attempt_of(look: Look, moments: Moments, event: Event, rows: dict[str, DueRow]) -> Attempt | None:
    """Return what an event tells of a draft; None for other events and for a draft that left after all."""
    if event.kind not in VERDICTS:
        return None
    row = rows.get(event.details.get("due", ""))
    if row is None or (row.state is DueState.DONE and (row.outcome or "").startswith("queued")):
        return None
    if event.kind is EventKind.DRAFT_DISCARDED and row.verdict is not None and row.verdict.decision == "defer":
        return None  # what became of it stands beside its deferral
    return Attempt(
        key=row.id if row.verdict else None,
        verdict=VERDICTS[event.kind],
        who=_who(look, event, row),
        words=_words(row),
        rule=event.details.get("rule"),
        why=event.details.get("why", ""),
        outcome=_outcome(moments, row) if event.kind is EventKind.DRAFT_DEFERRED else "",
        stamp=moments.at(event.at),
        ref=row.id,
        sources=source_lines(row.draft.rests_on) if row.draft else (),
    )


def _who(look: Look, event: Event, row: DueRow) -> str:
    if row.draft is not None and row.draft.author is Author.HUMAN:
        return look.name_of(row.draft.user_id)
    return NAMES.get(event.details.get("author", ""), "AI")


def _words(row: DueRow) -> str:
    if row.draft is not None:
        return row.draft.body
    return UNWRITTEN.get(row.kind, "")


def _outcome(moments: Moments, row: DueRow) -> str:
    if row.state is DueState.WAITING:
        return f"deferred to {moments.clock(row.due_at)}"
    return f"did not leave: {row.outcome}" if row.outcome else row.state.value
