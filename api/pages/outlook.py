"""The outlook: what happens if Send is pressed now. The same gate decides, and nothing is written."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from textwrap import shorten

from api.pages.attached import mms_words
from api.pages.look import Look
from api.pages.moments import Moments
from api.pages.written import Written
from channels.segments import Encoding, Segments, measure
from compliance.gate import Decision, review
from compliance.tracking import with_short_links
from conversation.consent import SuppressionReason
from conversation.conversation import Control, Conversation
from conversation.draft import Cause, Draft
from conversation.label import label_for
from conversation.message import Body, Evidence
from conversation.override import LONGEST_SOURCE, Override
from conversation.role import Permission
from conversation.verdict import Allow, Defer, Refuse
from handoff.authorship import authorship_of
from handoff.canned import canned_source
from handoff.takeover import Reply, draft_of

MOST_SOURCES = 6


@dataclass(frozen=True, slots=True)
class Choice:
    """A source that a person may pick."""

    value: str
    label: str
    picked: bool


@dataclass(frozen=True, slots=True)
class Outlook:
    """`tone` is clear, refused or opted-out. `composed_at` is when these words were last seen to change."""

    tone: str
    headline: str
    why: str
    rule: str | None
    overridable: bool
    confirmed: bool
    sources: tuple[Choice, ...]
    saves: bool
    segments: str
    label: str
    before: str
    after: str
    composed_at: str


def outlook_of(
    look: Look, moments: Moments, row: Conversation, written: Written, *, cause: Cause | None = None
) -> Outlook | None:
    """Ask the gate about what is written, or about a text at all where nothing is; None where nobody may type.

    With a `cause` it is a text that is ours to start, which leaves now or not at all.
    """
    words, override = written.words, written.override
    is_theirs = row.control is Control.HUMAN and row.holder != look.user.id
    if row.control is Control.CLOSED or is_theirs or not look.may(Permission.REPLY, row):
        return None
    reply = _begun(look, row, written, Reply(words if words.strip() else PROBE, look.now, override=override))
    draft = _draft(look, row, reply)
    draft = replace(draft, cause=cause) if cause else draft
    draft = replace(draft, media=written.media)
    decision = review(look.books, draft, look.house.rulebook, look.now)
    body = decision.body if words.strip() else Body("", decision.body.before, decision.body.after)
    tone, headline, why, rule = _said(look, moments, row, decision, waits=cause is None)
    return Outlook(
        tone=tone,
        headline=headline,
        why=why,
        rule=rule,
        overridable=_may_override(look, row, decision),
        confirmed=override is not None,
        sources=_choices(look, row, override) if override is not None or _may_override(look, row, decision) else (),
        saves=override is not None and override.save_as_fact,
        segments=_sized(look, row, written, with_short_links(body, draft, decision.facts, decision.purpose).body),
        label=_label(look, draft),
        before=body.before,
        after=body.after,
        composed_at=look.now.isoformat(),
    )


def _begun(look: Look, row: Conversation, written: Written, reply: Reply) -> Reply:
    """Return the reply with what it began as: the AI's draft, or canned replies."""
    due = look.books.due_row(row.merchant_id, written.suggestion) if written.suggestion else None
    if due is not None and due.draft is not None and due.conversation_id == row.id:
        return replace(reply, source=due.draft.body, suggested=due.draft)
    source = canned_source(look.books, row, look.user, written.canned, look.now)
    return replace(reply, source=source, source_is_canned=bool(source))


PROBE = "ok"
"""Words that no rule about words objects to: what the gate says of them holds for any harmless text."""


def _said(
    look: Look, moments: Moments, row: Conversation, decision: Decision, *, waits: bool
) -> tuple[str, str, str, str | None]:
    match decision.verdict:
        case Allow(until=until):
            return "clear", "Send: leaves now", f"allowed until {moments.clock(until)}", None
        case Defer(at=at, rule=rule, why=why):
            then = f"deferred to {moments.clock(at)}" if waits else f"not before {moments.clock(at)}"
            return "refused", f"Send: {then}", why, rule
        case Refuse(rule=rule, why=why):
            return "opted-out" if is_opted_out(look, row) else "refused", "Send: refused", why, rule


def _may_override(look: Look, row: Conversation, decision: Decision) -> bool:
    verdict = decision.verdict
    return isinstance(verdict, Refuse) and verdict.overridable and look.may(Permission.OVERRIDE, row)


def stated_override(is_confirmed: bool, source: str, save_as_fact: bool) -> Override | None:
    """Return what the form says about what nothing backs; None where the person does not answer for it."""
    return Override(source[:LONGEST_SOURCE].strip(), save_as_fact) if is_confirmed else None


def _choices(look: Look, row: Conversation, override: Override | None) -> tuple[Choice, ...]:
    """Return the store's words that this conversation has used, the newest first, and what was picked."""
    picked = override.source if override else ""
    texts = reversed(look.books.messages(row.merchant_id, row.id))
    used = (source[:LONGEST_SOURCE] for text in texts for source in text.sources)
    every = dict.fromkeys([*([picked] if picked else []), *used])
    return tuple(Choice(source, shorten(source, 90), source == picked) for source in [*every][:MOST_SOURCES])


def is_opted_out(look: Look, row: Conversation) -> bool:
    """Tell whether nobody may text this number any more."""
    return stopped_by(look, row) is not None


def stopped_by(look: Look, row: Conversation) -> SuppressionReason | None:
    """Return why nobody may text this number any more; None where people may."""
    contact = look.books.contact(row.merchant_id, row.contact_id)
    standing = look.books.suppression(row.merchant_id, contact.phone) if contact else None
    return standing.reason if standing is not None and standing.is_live else None


def _draft(look: Look, row: Conversation, reply: Reply) -> Draft:
    source = authorship_of(look.books, row, look.user, reply.body, reply.source, reply.source_is_canned)
    return draft_of(look.books, row, look.user, reply, source, look.now)


def _label(look: Look, draft: Draft) -> str:
    """Return the label that these words would carry once the person has control."""
    evidence = Evidence(look.user.id, look.user.name, "", look.now, look.now, draft.verbatim_share)
    return label_for(draft, look.user.id, evidence).value


def _sized(look: Look, row: Conversation, written: Written, body: Body) -> str:
    if mms := mms_words(look, row, written.media):
        return mms
    return _counted(look, row, measure(body.text)) if body.composed else ""


def _counted(look: Look, row: Conversation, size: Segments) -> str:
    return "".join(_count_words(look, row, size))


def _count_words(look: Look, row: Conversation, size: Segments) -> Iterator[str]:
    yield f"{size.count} segment{'' if size.count == 1 else 's'}"
    merchant = look.books.merchant(row.merchant_id)
    if merchant is not None and merchant.settings.segment_price is not None:
        yield f", {merchant.settings.segment_price.of(size.count)}"
    if size.encoding is Encoding.UCS_2:
        yield ", UCS-2: a character outside GSM-7 makes it longer"


def parse_composed(moment: str) -> datetime | None:
    """Read the moment that an outlook put into the form; None for anything else."""
    try:
        parsed = datetime.fromisoformat(moment)
    except ValueError:
        return None
    return parsed if parsed.tzinfo is not None else None
