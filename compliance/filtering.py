"""Filtered texts: counted for each template, and what carriers filter again and again is halted.

Texts of a flow are counted for each of its steps; the flow stops as one.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from compliance.rulebook import Rulebook
from conversation.draft import CauseKind, Draft
from conversation.errors import Invalid, Unknown
from conversation.filtered import FilteredText
from conversation.flow_run import FlowRun
from conversation.halt import Halt
from conversation.ids import MerchantId, new_id
from conversation.ledger import Books, Reader
from conversation.message import Author, Message
from conversation.outbox import OutboxRow
from conversation.sending import cancel
from conversation.template import Template, TemplateKind, template_of

RULE = "template.filtered"
BY = "system"
_MOST_ROWS = 1_000_000


def note_filtered(books: Books, message: Message, code: str, rulebook: Rulebook, now: datetime) -> Halt | None:
    """Count a filtered text against what it was made from; return the halt where that was one too many.

    A template is halted when at least `fewest` of its texts were filtered within `hours`, and `percent` of them.
    """
    template = template_of(message, books.touch(message.merchant_id, message.id))
    if template is None:
        return None
    text = FilteredText(message.id, message.merchant_id, template.key, code, now)
    if not books.add_filtered_text(text) or live_halt(books, message.merchant_id, template) is not None:
        return None
    rule = rulebook.rule(RULE)
    since = max([now - timedelta(hours=rule.number("hours")), *_lifted(books, message.merchant_id, template)])
    filtered = len(books.filtered_texts(message.merchant_id, template.key, since))
    if filtered < rule.number("fewest"):
        return None
    sent = max(books.count_texts_of(message.merchant_id, template, since), filtered)
    if filtered * 100 < sent * rule.number("percent"):
        return None
    why = f"carriers filtered {filtered} of {sent} texts within {rule.number('hours')} hours (code {code})"
    return halt_template(books, message.merchant_id, template, why, BY, now)


def halt_template(
    books: Books, merchant_id: MerchantId, template: Template, reason: str, by: str, now: datetime
) -> Halt:
    """Let nothing leave that is made from the template, and cancel what is queued of it."""
    template = template.whole
    made = Halt(new_id("hlt", now), merchant_id, "", reason, by, now, template=template.key)
    books.save_halt(made)
    for row in _queued(books, merchant_id, template, now):
        if _is_of(books, row, template):
            cancel(books, row, f"its template is halted: {reason}", now)
    return made


def resume_template(books: Books, merchant_id: MerchantId, halt_id: str, by: str, now: datetime) -> Halt:
    """Let texts of the halted template leave again; what was filtered so far counts no more.

    Raises Unknown for a halt that is none of this merchant's templates or was lifted, Invalid without a name.
    """
    found = next((one for one in books.halts(merchant_id) if one.id == halt_id and one.template), None)
    if found is None or not found.is_live:
        raise Unknown("halted template", halt_id)
    if not by.strip():
        raise Invalid("by", "it is empty", "name who lets it send again")
    lifted = replace(found, lifted_at=now, lifted_by=by.strip())
    books.save_halt(lifted)
    return lifted


def live_halt(books: Reader, merchant_id: MerchantId, template: Template) -> Halt | None:
    """Return the halt of the template, for flows and campaigns to stop by before they make a text."""
    return _live(books.halts(merchant_id), template)


def halt_of_draft(draft: Draft, run: FlowRun | None, halts: Iterable[Halt]) -> Halt | None:
    """Return the live halt of what the draft is made from; `run` is the flow's run that it belongs to."""
    live = [halt for halt in halts if halt.template and halt.is_live]
    if not live:
        return None
    if draft.cause.kind is CauseKind.CAMPAIGN:
        return _live(live, Template(TemplateKind.CAMPAIGN, draft.cause.ref))
    if run is not None:
        return _live(live, Template(TemplateKind.FLOW, run.flow_id))
    if draft.author is Author.AI and draft.prompt_hash:
        return _live(live, Template(TemplateKind.PACK, draft.prompt_hash))
    return None


def halt_of_message(books: Reader, message: Message, halts: Iterable[Halt]) -> Halt | None:
    """Return the live halt of what a text is made from that was allowed and has not left."""
    live = [halt for halt in halts if halt.template and halt.is_live]
    template = template_of(message, books.touch(message.merchant_id, message.id)) if live else None
    return _live(live, template) if template else None


def _live(halts: Iterable[Halt], template: Template) -> Halt | None:
    return next((halt for halt in halts if halt.is_live and halt.template == template.whole.key), None)


def _lifted(books: Reader, merchant_id: MerchantId, template: Template) -> Iterator[datetime]:
    """What was filtered before somebody looked and let the template go on counts no more."""
    for halt in books.halts(merchant_id):
        if halt.template == template.whole.key and halt.lifted_at is not None:
            yield halt.lifted_at + timedelta(milliseconds=1)


def _queued(books: Books, merchant_id: MerchantId, template: Template, now: datetime) -> tuple[OutboxRow, ...]:
    """Return what is queued and may be of the template; which prompt wrote a text, no queued row says."""
    if template.kind is not TemplateKind.PACK:
        return books.queued_by(merchant_id, template.ref)
    every = books.queued_rows(datetime.max.replace(tzinfo=now.tzinfo), _MOST_ROWS)
    return tuple(row for row in every if row.merchant_id == merchant_id)


def _is_of(books: Books, row: OutboxRow, template: Template) -> bool:
    message = books.message(row.merchant_id, row.message_id)
    made_from = template_of(message, books.touch(row.merchant_id, row.message_id)) if message else None
    return made_from is not None and made_from.whole == template
