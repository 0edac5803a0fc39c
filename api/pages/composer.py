"""The composer: a box to write in, and buttons that say what they do."""

import secrets
from dataclasses import dataclass

from api.pages.attached import Attached, attached
from api.pages.control import is_mine, needs_lead
from api.pages.draft import DraftStrip, draft_strip
from api.pages.look import Look
from api.pages.moments import Moments
from api.pages.outlook import Outlook, outlook_of, stopped_by
from api.pages.waiting import GivenBack, WaitingText, given_back, waiting_text
from api.pages.written import NOTHING, Written
from conversation.consent import SuppressionReason
from conversation.conversation import Control, Conversation
from conversation.ids import OUTSIDE, ConversationId
from conversation.role import Permission
from handoff.canned import Filled, filled_replies
from handoff.granting import most_for

LONGEST = 1600


@dataclass(frozen=True, slots=True)
class Composer:
    """`locked` says why nobody may type here. `key` makes a doubled click one text.

    `waiting` may still be undone; `returned` are words that did not leave; `draft` is the AI's that was asked for.
    `most_percent` is the highest offer that a person may grant here.
    """

    conversation_id: ConversationId
    mine: bool
    locked: str | None
    epoch: int
    written: Written
    key: str
    outlook: Outlook | None
    waiting: WaitingText | None
    returned: GivenBack | None
    draft: DraftStrip | None
    may_note: bool
    may_stop: bool
    may_unblock: bool
    canned: tuple[Filled, ...]
    most_percent: int
    pictures: tuple[Attached, ...] = ()
    longest: int = LONGEST


def composer_of(look: Look, moments: Moments, row: Conversation, written: Written = NOTHING) -> Composer:
    """Return the composer with what is written in it, or the words that came back, judged as they stand."""
    returned, standing = given_back(look, row), stopped_by(look, row)
    if returned is not None and not written.words:
        written = Written(returned.words)
    return Composer(
        conversation_id=row.id,
        mine=is_mine(look, row),
        locked=_locked(look, row),
        epoch=row.epoch,
        written=written,
        key=secrets.token_urlsafe(12),
        outlook=outlook_of(look, moments, row, written),
        waiting=waiting_text(look, row),
        returned=returned,
        draft=draft_strip(look, moments, row),
        canned=filled_replies(look.books, row, look.user, look.now),
        most_percent=most_for(look.books, row),
        pictures=attached(look, row, written.media),
        may_note=look.may(Permission.REPLY, row),
        may_stop=look.may(Permission.REPLY, row) and standing is None,
        may_unblock=look.may(Permission.REASSIGN, row) and standing is SuppressionReason.BLOCKED,
    )


STOPPED = {
    SuppressionReason.BLOCKED: "Blocked",
    SuppressionReason.WRONG_NUMBER: "Wrong number",
    SuppressionReason.MINOR: "Stopped, may be a minor",
    SuppressionReason.CRISIS: "Stopped, may be in danger",
    SuppressionReason.HOSTILE: "Stopped, hostile",
}


def _locked(look: Look, row: Conversation) -> str | None:
    if row.control is Control.CLOSED:
        return "This conversation is closed."
    if not look.may(Permission.REPLY, row):
        return "You may read here, not text."
    if needs_lead(look, row):
        return "A lead takes this one: it has a legal threat."
    if (reason := stopped_by(look, row)) is not None:
        return f"{STOPPED.get(reason, 'Opted out')}: reach them by e-mail or phone."
    if row.control is Control.HUMAN and row.holder not in (look.user.id, OUTSIDE):
        return f"{look.name_of(row.holder)} has control. Only they can text until they hand back."
    return None
