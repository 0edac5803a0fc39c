"""Likeness: whether two plays of the same scenario went alike, whatever ids, codes and keys they happened to draw."""

import re
from collections.abc import Iterable
from hashlib import sha256

from conversation.event import EventKind
from evals.transcript import EventNote, MessageNote, Transcript

_DRAWN = re.compile(r"\b[a-z]{3}_[0-9a-f-]{8,}(?:#\w+)?|(?<=://)([\w.-]+)/\S*|\bSAVE(\d+)-\w+")
_TIMED = frozenset({EventKind.TURN_SPENT})
"""What a turn cost has its milliseconds, which differ each time."""


def likeness(transcripts: Iterable[Transcript]) -> str:
    """Return the same for plays that went alike: who texted what, when, by which verdict, and all that happened."""
    digest = sha256()
    for played in transcripts:
        told = (*map(_text, played.messages), *(_event(e) for e in played.events if e.kind not in _TIMED))
        offers = tuple((offer.percent, offer.state, offer.reserved_at, offer.expires_at) for offer in played.offers)
        carts = tuple((cart.items, cart.prices) for cart in played.carts)
        digest.update(repr((played.scenario, told, offers, carts, played.end, played.trouble)).encode())
    return digest.hexdigest()


def _text(text: MessageNote) -> str:
    seen = text.evidence
    about = (text.author, text.origin, text.purpose, text.traffic_type, text.verdict, text.status, text.at)
    return _without_draws(repr((*about, text.left_at, text.before, text.composed, text.after, seen is not None)))


def _event(event: EventNote) -> str:
    return _without_draws(repr((event.after_seq, event.kind, event.at, sorted(event.details.items()))))


def _without_draws(words: str) -> str:
    return _DRAWN.sub(lambda found: found[1] or found[2] or "", words)
