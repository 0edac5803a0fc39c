"""What Chatwoot may answer instead of what was asked, named by what the caller should do next.

InboxError
 +- InboxDown      no usable answer, or not let in: the same may work later, and may have happened already
 +- InboxRefused   this one thing cannot be done, now or later
 +- InboxGone      the thread or the contact is no longer there
"""

from conversation.errors import TwolaneError


class InboxError(TwolaneError):
    """Root of every error of a merchant's own inbox."""


class InboxDown(InboxError):
    """Ask again later. Where it was a message, look first whether it arrived."""


class InboxRefused(InboxError):
    """Asking again cannot help."""


class InboxGone(InboxError):
    """Somebody removed it there."""
