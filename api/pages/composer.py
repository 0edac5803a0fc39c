"""The composer: a box to write in, and buttons that say what they do."""

import secrets
from dataclasses import dataclass

from api.pages.control import is_mine, needs_lead
from api.pages.look import Look
from api.pages.moments import Moments
from api.pages.outlook import Outlook, is_opted_out, outlook_of
from api.pages.waiting import GivenBack, WaitingText, given_back, waiting_text
from conversation.conversation import Control, Conversation
from conversation.ids import OUTSIDE, ConversationId
from conversation.override import Override
from conversation.role import Permission

LONGEST = 1600


@dataclass(frozen=True, slots=True)
class Composer:
    """`locked` says why nobody may type here. `key` makes a doubled click one text.

    `waiting` may still be undone; `returned` are words that did not leave.
    """

    conversation_id: ConversationId
    mine: bool
    locked: str | None
    epoch: int
    words: str
    key: str
    outlook: Outlook | None
    waiting: WaitingText | None
    returned: GivenBack | None
    may_note: bool
    longest: int = LONGEST


def composer_of(
    look: Look, moments: Moments, row: Conversation, words: str = "", override: Override | None = None
) -> Composer:
    """Return the composer with `words` in it, or those that came back, judged as they stand."""
    returned = given_back(look, row)
    words = words or (returned.words if returned else "")
    return Composer(
        conversation_id=row.id,
        mine=is_mine(look, row),
        locked=_locked(look, row),
        epoch=row.epoch,
        words=words,
        key=secrets.token_urlsafe(12),
        outlook=outlook_of(look, moments, row, words, override),
        waiting=waiting_text(look, row),
        returned=returned,
        may_note=look.may(Permission.REPLY, row),
    )


def _locked(look: Look, row: Conversation) -> str | None:
    if row.control is Control.CLOSED:
        return "This conversation is closed."
    if not look.may(Permission.REPLY, row):
        return "You may read here, not text."
    if is_opted_out(look, row):
        return "Opted out: reach them by e-mail or phone."
    if row.control is Control.HUMAN and row.holder not in (look.user.id, OUTSIDE):
        return f"{look.name_of(row.holder)} has control. Only they can text until they hand back."
    if needs_lead(look, row):
        return "A lead takes this one: it has a legal threat."
    return None
