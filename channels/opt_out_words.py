"""The keywords that Twilio answers itself, and how it matches them.

Source: twilio.com/docs/messaging/tutorials/advanced-opt-out (long codes). A toll-free number's network answers
STOP only (support.twilio.com 360058144374), and a short code outside a Messaging Service answers none.
"""

STOP_WORDS = frozenset({"STOP", "UNSUBSCRIBE", "END", "QUIT", "STOPALL", "REVOKE", "OPTOUT", "CANCEL"})
TOLL_FREE_STOP_WORDS = frozenset({"STOP"})
START_WORDS = frozenset({"START", "YES", "UNSTOP"})


def is_keyword(body: str, words: frozenset[str]) -> bool:
    """True when the text is one of the words and nothing else: Twilio takes "stop" but not "stop please"."""
    return body.strip().upper() in words
